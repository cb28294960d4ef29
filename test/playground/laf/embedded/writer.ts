// A process for the tests of the database's files: writes into the given folder as fast as it can, and prints the number
// of each acknowledged write, until it is killed.
import { openDatabase } from '../../../../playground/laf/database'

async function write(folder: string) {
  const { db } = await openDatabase({ folder })
  const inbox = db.collection('inbox')
  const counter = db.collection('counter')
  for (let n = 1; ; n++) {
    await inbox.insertOne({ _id: `消息${n}`, text: '你好 👋'.repeat(20), at: new Date(n) })
    await counter.updateOne({ _id: 'c' }, { $set: { n }, $max: { at: new Date(n) } }, { upsert: true })
    process.stdout.write(`${n}\n`)
  }
}

write(process.argv[2] ?? '').catch((error: Error) => {
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
})
