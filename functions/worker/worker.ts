/** Accepts messages and works on them until they are done, postponed or in the hands of another process. */

import { randomUUID } from 'node:crypto'
import type { Refusal } from '../bot/counters'
import { now } from '../clock'
import type { IncomingMessage, OutgoingMessage } from '../dingtalk/types'
import { createInbox } from '../storage/inbox'
import type { WorkerContext, WorkerTools } from './context'
import { countOutcome, reserve } from './count-use'
import { createHeartbeat } from './heartbeat'
import { createInFlight } from './in-flight'
import { createLine } from './line'
import { createRecovery } from './recovery'
import { nextReceivedAt, toSessionKey } from './session'
import type { InFlightMessage, Job, MessageTools } from './types'
import { flush, work } from './work'

export type Worker = ReturnType<typeof createWorker>

/** One worker per copy of the code in a process. */
export function createWorker(tools: WorkerTools) {
  const inbox = createInbox(tools.database, randomUUID())
  const inFlight = createInFlight()
  const heartbeat = createHeartbeat(inbox, inFlight)
  const context: WorkerContext = { ...tools, inbox, inFlight, heartbeat, inLine: createLine() }
  const { recover, drain } = createRecovery(context)

  const toJob = (message: IncomingMessage, { config }: MessageTools): Job => {
    const session = toSessionKey(message, config.memory.scope)
    return inbox.create({ _id: message.id, session, receivedAt: nextReceivedAt(), message }) as Job
  }

  /** Counts an answer to the message and claims it; `seen` leaves the counters as they were. */
  const claimWithinLimits = async (job: Job, tools: MessageTools) => {
    const outcome = await reserve(tools, job.message, job.receivedAt)
    if ('refused' in outcome)
      return (await claimAsDone(job)) === 'seen' ? 'seen' : { ...outcome, at: job.receivedAt }
    if (outcome.reserved.length > 0) job.reserved = outcome.reserved
    const claim = await inbox.claim(job)
    if (claim === 'seen') await countOutcome(tools, job, undefined)
    return claim
  }

  const claimAsDone = (job: Job) => inbox.insertDone(job).catch(() => 'unknown' as const)

  return {
    /**
     * Claims a question, once: `duplicate` when it was accepted before, here or by another replica. What is refused
     * because of a limit, at a time in ms, is done from the start.
     */
    async accept(
      message: IncomingMessage,
      tools: MessageTools,
    ): Promise<InFlightMessage | 'duplicate' | { refused: Refusal; at: number }> {
      const startedAt = now()
      if (await inFlight.isRedelivery(message.id)) return 'duplicate'
      const job = toJob(message, tools)
      const claim = await inFlight.accept(job._id, claimWithinLimits(job, tools))
      if (claim === 'seen') return 'duplicate'
      if (typeof claim === 'object' && 'refused' in claim) return claim
      const lateClaim = claim === 'claimed' ? undefined : claim.late
      return { job, tools, stored: claim === 'claimed', lateClaim, ms: { ack: now() - startedAt } }
    },

    /** The same for a message that is answered in the acknowledgement: it is done from the start. */
    async acceptInline(message: IncomingMessage, tools: MessageTools): Promise<'accepted' | 'duplicate'> {
      if (await inFlight.isRedelivery(message.id)) return 'duplicate'
      const claim = claimAsDone(toJob(message, tools))
      return (await inFlight.accept(message.id, claim)) === 'seen' ? 'duplicate' : 'accepted'
    },

    /** Whether a message that is refused by the settings is new to this process; no other keeps track of it. */
    async isNewHere({ id }: IncomingMessage): Promise<boolean> {
      return !(await inFlight.isRedelivery(id)) && (await inFlight.accept(id, Promise.resolve(true)))
    },

    /** Works on an accepted message and sends its answer. Never rejects. */
    work: (message: InFlightMessage) => work(context, message),

    /** Works on an accepted message. @returns the answer, for the HTTP body; `undefined` when there is none */
    answerInBody: (message: InFlightMessage): Promise<OutgoingMessage | undefined> =>
      new Promise((resolve) => {
        void work(context, { ...message, replyInBody: resolve }).then(() => resolve(undefined))
      }),

    /** Whether there is nothing to work on and nothing left to tell the database. */
    isIdle: (): boolean => inFlight.all().length === 0 && tools.usage.isEmpty(),

    /** Closes finished messages that could not be closed when they ended, and writes counts. @throws DatabaseAway */
    async flush(): Promise<void> {
      await flush(context)
      await tools.usage.flush()
    },

    /** Takes over messages of processes that died. Never rejects. */
    recover,

    /** Stops taking over, finishes or releases the messages in flight. @param timeoutMs when to give up */
    drain,
  }
}
