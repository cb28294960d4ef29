import { within } from '../../../functions/deadline'
import type { DingTalk } from '../../../playground/dingtalk/emulator'
import type { Delivery } from '../../../playground/dingtalk/store/records'
import type { OpenDatabase } from '../../../playground/laf/database'
import { sleep } from './environment'

/** What became of the questions that were asked. */
export interface Count {
  asked: number
  /** Their answer arrived. */
  answered: number
  /** A sentence of the bot arrived instead. */
  sentences: number
  /** Posts without a 200 in time; each is repeated. */
  unacknowledged: number
  /** Questions that got nothing in time, with their state in the inbox. */
  lost: string[]
}

interface Waiting {
  /** The text that the answer holds. */
  mark: string
  person: string
  arrive(text: string): void
}

/** How long a question may go without acknowledgement, and then without answer. */
const PATIENCE_MS = 60_000
/** The pause before a question that was not acknowledged is posted again. */
const AGAIN_MS = 500

/** Asks questions of one replica for as long as none is lost; every wait is bounded. */
export function createAsking(dingtalk: DingTalk, database: OpenDatabase, url: string, peopleCount: number) {
  const count: Count = { asked: 0, answered: 0, sentences: 0, unacknowledged: 0, lost: [] }
  const people = Array.from(
    { length: peopleCount },
    (_, n) => dingtalk.directory.addPerson({ nick: `同事 ${n}` }).id,
  )
  const waiting = new Set<Waiting>()
  dingtalk.on((event) => {
    if (event.type === 'delivery') find(waiting, event.delivery)?.arrive(event.delivery.text)
  })

  async function askOne(id: number) {
    const mark = `#${id}`
    const person = people[id % peopleCount] as string
    const body = dingtalk.build({ kind: 'text', text: `第 ${mark} 问`, from: person }) as Body
    const wait: Waiting = { mark, person, arrive: () => {} }
    const arrived = new Promise<string>((resolve) => {
      wait.arrive = resolve
    })
    waiting.add(wait)
    const isAccepted = await post(body)
    const late = () => new Error('no answer in time')
    const text = isAccepted ? await within(PATIENCE_MS, arrived, late).catch(() => undefined) : undefined
    waiting.delete(wait)
    if (text === undefined) count.lost.push(await explain(mark, body, isAccepted))
    else if (text.includes(mark)) count.answered += 1
    else count.sentences += 1
  }

  /** Posts a question until it is acknowledged. @returns whether it was, in time */
  async function post(body: Body): Promise<boolean> {
    for (const endsAt = Date.now() + PATIENCE_MS; Date.now() < endsAt; await sleep(AGAIN_MS)) {
      const { status } = await dingtalk.send(url, { kind: 'raw', body })
      if (status === 200) return true
      count.unacknowledged += 1
    }
    return false
  }

  async function explain(mark: string, { robotCode, msgId }: Body, isAccepted: boolean): Promise<string> {
    const found = await database.db.collection('inbox').findOne({ _id: `${robotCode}:${msgId}` })
    const state = found ? describeMessage(found) : `${msgId} (not in the inbox)`
    return `${mark} ${isAccepted ? 'accepted' : 'never acknowledged'}, ${state}`
  }

  return {
    count,
    /** Asks `number` questions, `concurrency` of them at a time; the people take turns. */
    async ask(number: number, concurrency: number): Promise<void> {
      const last = count.asked + number
      const writer = async () => {
        while (count.asked < last && count.lost.length === 0) await askOne(count.asked++)
      }
      await Promise.all(Array.from({ length: concurrency }, writer))
    },
  }
}

type Body = { robotCode: string; msgId: string }

/** The question that a message of the bot answers; a sentence about a failure has no mark. */
function find(waiting: Set<Waiting>, { text, recipients }: Delivery): Waiting | undefined {
  const [mark] = /#\d+/.exec(text) ?? []
  return [...waiting].find((one) => (mark ? one.mark === mark : recipients.includes(one.person)))
}

/** A message in the inbox, as one line. */
export function describeMessage(found: Record<string, unknown>): string {
  const { _id, state, outcome, attempts, sent, leaseUntil, doneAt } = found
  return `${_id} ${JSON.stringify({ state, outcome, attempts, sent, leaseUntil, doneAt })}`
}
