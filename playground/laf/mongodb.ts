import { MongoClient } from 'mongodb'
import type { OpenDatabase } from './database-types'

const RETRY_MS = 1_000

/**
 * Opens the database in `uri` with the driver's own defaults, as Laf does, and tries to connect until it succeeds.
 * Rejects only when the driver cannot read `uri`.
 */
export async function openMongoDB(uri: string): Promise<OpenDatabase> {
  const client = new MongoClient(uri)
  let isOpen = true
  let wake = () => {}

  async function connect() {
    while (isOpen) {
      try {
        await client.connect()
        await client.db().command({ ping: 1 })
        return
      } catch {
        // Functions get the driver's error from their own calls.
        await new Promise<void>((resolve) => {
          wake = resolve
          setTimeout(resolve, RETRY_MS).unref()
        })
      }
    }
    await new Promise(() => {}) // closed before it ever answered
  }

  return {
    db: client.db(),
    client,
    kind: 'mongodb',
    ready: connect(),
    async close() {
      isOpen = false
      wake()
      await client.close()
    },
  }
}
