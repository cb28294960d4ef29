import { createEventStream, type EventStream } from './event-stream'
import { createTimeline, type Timeline } from './timeline'
import { openTranscript, type Transcript } from './transcript'
import type { Switch } from './types'

/** What the pages show and the stream that keeps them up to date. */
export interface Feed {
  transcript: Transcript
  timeline: Timeline
  events: EventStream
  /** Sends the switches to the pages, if they changed. */
  sendSwitches(list: Switch[]): void
}

/** @param file where the conversation is stored; undefined: in memory */
export function createFeed(file: string | undefined): Feed {
  const events = createEventStream()
  let lastSwitches = ''

  return {
    transcript: openTranscript(file, (message) => events.send({ type: 'message', data: message })),
    timeline: createTimeline((step) => events.send({ type: 'step', data: step })),
    events,
    sendSwitches(list) {
      const text = JSON.stringify(list)
      if (text === lastSwitches) return
      lastSwitches = text
      events.send({ type: 'switches', data: list })
    },
  }
}
