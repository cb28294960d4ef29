/** Accepts messages and works on them until they are done, postponed or in the hands of another process. */

import { randomUUID } from 'node:crypto'
import { now } from '../clock'
import type { IncomingMessage, OutgoingMessage } from '../dingtalk/types'
import { createInbox } from '../storage/inbox'
import type { WorkerContext, WorkerTools } from './context'
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

  return {
    /** Claims a question, once: `duplicate` when it was accepted before, here or by another replica. */
    async accept(message: IncomingMessage, tools: MessageTools): Promise<InFlightMessage | 'duplicate'> {
      const startedAt = now()
      if (await inFlight.isRedelivery(message.id)) return 'duplicate'
      const job = toJob(message, tools)
      const claim = await inFlight.accept(job._id, inbox.claim(job))
      if (claim === 'seen') return 'duplicate'
      const lateClaim = claim === 'claimed' ? undefined : claim.late
      return { job, tools, stored: claim === 'claimed', lateClaim, ms: { ack: now() - startedAt } }
    },

    /** The same for a message that is answered in the acknowledgement: it is done from the start. */
    async acceptInline(message: IncomingMessage, tools: MessageTools): Promise<'accepted' | 'duplicate'> {
      if (await inFlight.isRedelivery(message.id)) return 'duplicate'
      const claim = inbox.insertDone(toJob(message, tools)).catch(() => 'unknown' as const)
      return (await inFlight.accept(message.id, claim)) === 'seen' ? 'duplicate' : 'accepted'
    },

    /** Works on an accepted message and sends its answer. Never rejects. */
    work: (message: InFlightMessage) => work(context, message),

    /** Works on an accepted message. @returns the answer, for the HTTP body; `undefined` when there is none */
    answerInBody: (message: InFlightMessage): Promise<OutgoingMessage | undefined> =>
      new Promise((resolve) => {
        void work(context, { ...message, replyInBody: resolve }).then(() => resolve(undefined))
      }),

    /** Whether there is nothing to work on and nothing left to tell the database. */
    isIdle: (): boolean => inFlight.all().length === 0,

    /** Closes finished messages that could not be closed when they ended. @throws DatabaseAway */
    flush: () => flush(context),

    /** Takes over messages of processes that died. Never rejects. */
    recover,

    /** Stops taking over, finishes or releases the messages in flight. @param timeoutMs when to give up */
    drain,
  }
}
