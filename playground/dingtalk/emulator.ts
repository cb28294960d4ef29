import { type Clock, systemClock } from '../clock'
import { createFaults, type Faults } from '../shared/faults'
import { createTtlMap } from '../shared/ttl-map'
import { createAccessTokens } from './api/access-tokens'
import { createRateLimits } from './api/rate-limits'
import { listen } from './api/server'
import { buildCallback, type CallbackContext, DEFAULT_ROBOT } from './callback/build-callback'
import type { OutgoingMessage } from './callback/messages'
import { sampleBytes } from './callback/samples'
import { createSender, type SendOptions } from './callback/sender'
import { createDirectory, type Directory } from './directory'
import { ids } from './ids'
import { defaultSettings, type Settings } from './settings'
import type { EmulatorState } from './state'
import { createRecorder } from './store/recorder'
import type { Callback, DingTalkEvent, Store } from './store/store'

/** How an emulator is started; nothing is required. */
export interface DingTalkOptions {
  /** Default 0: any free port. */
  port?: number
  host?: string
  clock?: Clock
  appKey?: string
  appSecret?: string
  /** Default: the appKey, as enterprise robots have it. */
  robotCode?: string
  /** For soaks: how many calls, deliveries and callbacks are kept at least; default: all. Counters stay exact. */
  keep?: number
  /** First values of the settings. */
  settings?: Partial<Settings>
}

/** A DingTalk of one organisation with one robot in it. */
export interface DingTalk {
  /** Serves api.dingtalk.com's routes and oapi.dingtalk.com's. */
  url: string
  app: { key: string; secret: string; robotCode: string }
  /** Who exists: people, groups, direct chats. */
  directory: Directory
  /** What can be turned while it runs: lives of tokens and sessions, time-outs, rates. */
  settings: Settings
  /** Everything it saw and did. */
  store: Store
  faults: Faults
  /** The body of a callback, with a session and download codes that work, not posted. */
  build(message: OutgoingMessage): unknown
  /**
   * Builds, signs and posts one message to the bot; comes back when all its posts are answered or given up. When it
   * is posted again (`redeliver`), several URLs are taken in turn.
   */
  send(to: string | string[], message: OutgoingMessage, options?: SendOptions): Promise<Callback>
  /** Hears every callback, answer, call and delivery as it happens; call the result to stop. */
  on(listener: (event: DingTalkEvent) => void): () => void
  /** Everything as after the start: no records, faults, tokens, sessions, files; the first people and settings. */
  reset(): void
  close(): Promise<void>
}

/**
 * Starts a DingTalk that signs callbacks like the real one, answers like the real one and fails like the real one.
 *
 * Current limits: one organisation, one app, one robot. Routes: see `coverage.ts`; no cards, media upload, reactions,
 * recall, read status or Stream mode. The order of the checks, the lives of download codes and URLs, when an unknown
 * person is a 400 and when a list in a 200, and what happens to a slow or refused callback are choices, because
 * DingTalk documents none of them. Templates check that their fields are there, not that a URL or a mediaId works.
 * Content is never reviewed unless a fault says so. Plain HTTP only.
 */
export async function startDingTalk(options: DingTalkOptions = {}): Promise<DingTalk> {
  const state = createWorld(options)
  const context = createContext(state)
  const build = (message: OutgoingMessage) => buildCallback(message, context)
  const sender = createSender(state, build)
  const server = await listen(state, options.port ?? 0, options.host ?? '127.0.0.1')
  state.url = server.url
  return {
    url: server.url,
    app: state.app,
    directory: state.directory,
    settings: state.settings,
    store: state.recorder.store,
    faults: state.faults,
    build,
    send: sender.send,
    on: state.recorder.on,
    reset() {
      for (const part of [state.directory, state.tokens, state.rates, state.recorder]) part.reset()
      for (const shelf of [state.sessions, state.downloadCodes, state.downloadUrls]) shelf.clear()
      state.faults.clear()
      state.faults.seed(1)
      Object.assign(state.settings, defaultSettings(), options.settings)
    },
    async close() {
      sender.close()
      await server.close()
    },
  }
}

/** How many sessions, codes and URLs are kept when the records are not bounded; with `keep`, as many as those. */
const MOST_SHELVED = 100_000
const FEWEST_SHELVED = 2_000

function createWorld(options: DingTalkOptions): EmulatorState {
  const { appKey = DEFAULT_ROBOT.code, appSecret = 'test-app-secret', keep } = options
  const robotCode = options.robotCode ?? appKey
  const tokens = createAccessTokens()
  const most = keep === undefined ? MOST_SHELVED : Math.max(keep, FEWEST_SHELVED)
  return {
    app: { key: appKey, secret: appSecret, robotCode },
    robot: { ...DEFAULT_ROBOT, code: robotCode },
    clock: options.clock ?? systemClock,
    settings: { ...defaultSettings(), ...options.settings },
    directory: createDirectory(),
    tokens,
    sessions: createTtlMap(most),
    downloadCodes: createTtlMap(most),
    downloadUrls: createTtlMap(most),
    faults: createFaults(),
    rates: createRateLimits(),
    recorder: createRecorder(keep, () => tokens.issued),
    url: '',
  }
}

function createContext(state: EmulatorState): CallbackContext {
  return {
    robot: state.robot,
    directory: state.directory,
    now: state.clock.now,
    openSession(about) {
      const id = ids.session()
      const expiresAt = state.clock.now() + state.settings.sessionLifetimeMs
      state.sessions.set(id, about, expiresAt)
      return { url: `${state.url}/robot/sendBySession?session=${id}`, expiresAt }
    },
    keepFile(file, kind, robotCode = state.robot.code) {
      const code = ids.download()
      const stored = {
        bytes: file.bytes ?? sampleBytes(kind),
        contentType: file.contentType ?? 'application/octet-stream',
        fileName: file.fileName,
        isThumbnail: kind === 'thumbnail',
        robotCode,
      }
      state.downloadCodes.set(code, stored, state.clock.now() + state.settings.downloadCodeLifetimeMs)
      return code
    },
  }
}
