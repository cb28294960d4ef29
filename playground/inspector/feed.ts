import { createLive, type Live } from './live'
import type { Switch } from './switches'
import { createTimeline, type Timeline } from './timeline'
import { openTranscript, type Transcript } from './transcript'

/** The conversation and its time line, and every page that watches them. */
export interface Feed {
  transcript: Transcript
  timeline: Timeline
  live: Live
  /** Tells the pages how the switches stand, if they changed. */
  switches(list: Switch[]): void
  /** Tells the pages to begin anew. */
  restate(): void
  /** What a page is told first. */
  state: () => unknown
  /** Adds to what a page is told first. */
  describe(more: () => object): void
  close(): void
}

/** @param file where the conversation is kept; absent: in memory */
export function createFeed(file: string | undefined): Feed {
  const live = createLive()
  const transcript = openTranscript(file, (message) => live.send({ type: 'message', data: message }))
  const timeline = createTimeline((step) => live.send({ type: 'step', data: step }))
  let lastSwitches = ''
  let describe = (): object => ({})

  const feed: Feed = {
    transcript,
    timeline,
    live,
    switches(list) {
      const text = JSON.stringify(list)
      if (text === lastSwitches) return
      lastSwitches = text
      live.send({ type: 'switches', data: list })
    },
    restate: () => live.send({ type: 'state', data: feed.state() }),
    state: () => ({ ...describe(), messages: transcript.list(), steps: timeline.list() }),
    describe(more) {
      describe = more
    },
    close: live.close,
  }
  return feed
}
