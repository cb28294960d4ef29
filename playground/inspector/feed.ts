import type { MonthlyUsage } from '../dingtalk/api/quota'
import { createEventStream, type EventStream } from './event-stream'
import { createTimeline, type Timeline } from './timeline'
import { openTranscript, type Transcript } from './transcript'
import type { PageEvent, Switch } from './types'

/** What the pages show and the stream that keeps them up to date. */
export interface Feed {
  transcript: Transcript
  timeline: Timeline
  events: EventStream
  /** Sends the switches to the pages, if they changed. */
  sendSwitches(list: Switch[]): void
  /** Sends the pages why the function cannot be called; undefined when it can. */
  sendProblem(problem: string | undefined): void
  /** What `sendProblem` sent. */
  problem(): string | undefined
  /** Sends the usage of DingTalk's quotas to the pages, if it changed. */
  sendUsage(usage: MonthlyUsage): void
}

/** @param file where the conversation is stored; undefined: in memory */
export function createFeed(file: string | undefined): Feed {
  const events = createEventStream()
  let problem: string | undefined
  const last = new Map<PageEvent['type'], string>()
  const sendChanged = (event: PageEvent) => {
    const text = JSON.stringify(event.data)
    if (text === last.get(event.type)) return
    last.set(event.type, text)
    events.send(event)
  }

  return {
    transcript: openTranscript(file, (message) => events.send({ type: 'message', data: message })),
    timeline: createTimeline((step) => events.send({ type: 'step', data: step })),
    events,
    sendProblem(given) {
      problem = given
      sendChanged({ type: 'function', data: { problem } })
    },
    problem: () => problem,
    sendSwitches: (list) => sendChanged({ type: 'switches', data: list }),
    sendUsage: (usage) => sendChanged({ type: 'usage', data: usage }),
  }
}
