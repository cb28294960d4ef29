/**
 * The card of a message. It is noted in the inbox before it is created, so that a process that takes the message over
 * finishes it. One call at a time writes it: a frame shows the newest text, and no frame follows the end.
 */
import { randomUUID } from 'node:crypto'
import { now } from '../clock'
import { within } from '../deadline'
import type { Card } from '../dingtalk/card'
import type { Refusal } from '../dingtalk/types'
import { hasName, isPassing, toDeliveryError } from '../errors'
import { dingTalkAddresses } from '../markdown/addresses'
import { toCardText, toFrame } from '../markdown/card-text'
import { createFrames } from './card-frames'
import type { WorkerContext } from './context'
import { EXPIRES_AFTER_MS, wordsOf } from './incoming-message'
import { isLost } from './still-ours'
import type { InFlightMessage, MessageCard } from './types'

/** A frame that DingTalk does not take by then is dropped; it gives way to all other calls. */
const FRAME_PATIENCE_MS = 1_000
/** The pause before a creation that failed is tried again. */
const CREATE_AGAIN_MS = 1_000
/** How long the answer waits for the end of a card that cannot show it, and how long that end is tried. */
const END_PATIENCE_MS = 3_000
const END_EXPIRES_MS = 60_000

/** Thrown in place of a call when another process has the message. */
const STOPPED = { name: 'CardStopped' }

/** Costs nothing until a text is shown or the card is opened. */
export function createMessageCard(context: WorkerContext, message: InFlightMessage): MessageCard {
  const { job, tools } = message
  const { cards } = tools
  const { pacer, sleep } = tools.delivery
  const words = wordsOf(job.message)
  const card: Card = {
    outTrackId: job.card?.id ?? randomUUID(),
    to: job.message,
    get preview() {
      return (message.repeated ?? words).trim()
    },
  }
  const place = { arrivedAt: job.receivedAt, expiresAt: job.receivedAt + EXPIRES_AFTER_MS }
  const frames = createFrames()
  const startedAt = now()
  let shown = ''
  let shownCount = 0
  let refusal: Refusal | undefined
  let running: Promise<void> | undefined
  let isStopped = false
  let wake = (): void => undefined

  const end = async (text: string): Promise<void> => {
    const calls = pacer.run({ ...place, expiresAt: now() + END_EXPIRES_MS }, () => cards.fail(card, text))
    await within(END_PATIENCE_MS, calls, () => new Error('slow')).catch(() => undefined)
  }

  /**
   * From now on the answer is for a message, also where another process sends it: it would not see that the card
   * reached no conversation.
   */
  const give = async (found: Refusal, how: { ends: boolean }): Promise<void> => {
    isStopped = true
    job.card = { id: card.outTrackId, failed: true }
    refusal = found
    if (!isPassing(found.failure)) cards.refused(found)
    const isOurs = await context.inbox.saveCard(job).catch(() => true)
    if (isOurs && how.ends) await end(tools.texts.card.elsewhere)
  }

  /** Stored with the answer, so that a quote of the card is understood also where another process finishes it. */
  const noteKey = (key: string | undefined): void => {
    if (key) job.sendKeys = [key]
  }

  const create = async (): Promise<void> => {
    const call = () =>
      pacer.run(place, () => {
        if (message.isReleased) throw STOPPED
        return cards.create(card)
      })
    const key = await call().catch(async (error) => {
      if (hasName(error, STOPPED.name) || toDeliveryError(error).failure !== 'busy') throw error
      // The first one may have arrived: with the same id the second has no effect then.
      await sleep(CREATE_AGAIN_MS)
      return call()
    })
    noteKey(key)
  }

  const open = async (): Promise<boolean> => {
    if (job.card) return !job.card.failed
    refusal = cards.resting()
    if (refusal || !message.stored || !cards.canReach(job.message)) return false
    job.card = { id: card.outTrackId }
    const isNoted = await context.inbox.saveCard(job).catch(() => false)
    if (!isNoted) job.card.failed = true
    if (!isNoted) return false
    try {
      await create()
      return true
    } catch (error) {
      if (hasName(error, STOPPED.name)) return false
      const found = toRefusal(error)
      await give(found, { ends: isPassing(found.failure) })
      return false
    }
  }

  const writeFrame = async (): Promise<void> => {
    const at = now()
    await pacer.run({ arrivedAt: at, expiresAt: at + FRAME_PATIENCE_MS }, async () => {
      if (isStopped || message.isReleased || (await isLost(context.inbox, message))) throw STOPPED
      const content = toFrame(frames.take(now()), dingTalkAddresses(words))
      if (content === shown || content.trim() === '') return
      noteKey(await cards.write(card, content, 'growing'))
      shown = content
      if (shownCount === 0) message.ms.firstShown = now() - startedAt
      shownCount += 1
    })
  }

  const frameFailed = async (error: unknown): Promise<void> => {
    const found = toRefusal(error)
    const isStopping = hasName(error, STOPPED.name)
    if (isPassing(found.failure) && !isStopping) return
    isStopped = true
    // DingTalk's review may not like the beginning: the end is another text.
    if (!isStopping && found.failure !== 'content-refused') await give(found, { ends: true })
  }

  const run = async (): Promise<void> => {
    if (!(await open())) isStopped = true
    while (!isStopped) {
      const waitMs = frames.waitMs(now())
      if (waitMs === undefined) return
      if (waitMs > 0) await pause(waitMs, (now) => (wake = now))
      if (!isStopped) await writeFrame().catch(frameFailed)
    }
  }

  return {
    open,

    show(text) {
      if (isStopped) return
      message.ms.firstText ??= now() - startedAt
      frames.show(text)
      running ??= run().finally(() => (running = undefined))
    },

    async stop() {
      isStopped = true
      wake()
      await running
    },

    slot: () =>
      job.card && !job.card.failed && job.sent === 0
        ? {
            async finish(text, isWhole) {
              const { continued } = tools.texts.card
              const content = toCardText(isWhole ? text : `${text}\n\n${continued}`)
              noteKey(await cards.write(card, content, 'finished'))
              cards.worked()
            },
            refused: (found) => give(found, { ends: true }),
          }
        : undefined,

    refusal: () => refusal,
    frames: () => shownCount,
    end,
  }
}

function toRefusal(error: unknown): Refusal {
  const { failure, evidence } = toDeliveryError(error)
  return { channel: 'card', failure, ...(evidence ? { evidence } : {}) }
}

/** @param canEnd gets the function that ends it early */
function pause(ms: number, canEnd: (end: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    canEnd(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
