import { type Clock, systemClock } from '../clock'
import { createTtlMap } from '../shared/ttl-map'
import { createAccessTokens } from './api/access-tokens'
import { createQuota, type MonthlyUsage } from './api/quota'
import { createRateLimits } from './api/rate-limits'
import { startServer } from './api/server'
import { buildCallback } from './callback/build-callback'
import { createContext, DEFAULT_ROBOT } from './callback/context'
import type { OutgoingMessage } from './callback/messages'
import { withinPushQuota } from './callback/push-quota'
import { createSender } from './callback/sender'
import type { SendOptions } from './callback/types'
import { createDirectory, type Directory } from './directory'
import { createFaults, type Faults } from './faults/faults'
import { defaultSettings, type Settings } from './settings'
import type { EmulatorState, Media } from './state'
import { createRecorder } from './store/recorder'
import type { Callback, DingTalkEvent, Store } from './store/records'

/** The options of an emulator; none is required. */
export interface DingTalkOptions {
  /** Default 0: any free port. */
  port?: number
  host?: string
  clock?: Clock
  appKey?: string
  appSecret?: string
  /** Default: the appKey, as for robots of enterprise apps. */
  robotCode?: string
  /** For soak tests: how many calls, deliveries and callbacks are kept at least; default: all. Counts are not affected. */
  keep?: number
  /** The first values of the settings. */
  settings?: Partial<Settings>
}

/** An emulated DingTalk with one organisation and one robot. */
export interface DingTalk {
  /** Serves the routes of api.dingtalk.com and of oapi.dingtalk.com. */
  url: string
  app: { key: string; secret: string; robotCode: string }
  /** The people and conversations of the organisation. */
  directory: Directory
  /** What can be changed while it runs: lifetimes, time-outs, rates. */
  settings: Settings
  /** Everything it received and sent. */
  store: Store
  faults: Faults
  /** What this month has used of the organisation's quotas. */
  usage(): MonthlyUsage
  /** A picture that the robot uploaded. */
  media(mediaId: string): Media | undefined
  /** Makes the access token invalid, as a new app secret does. */
  revokeToken(): void
  /** Counts a message that was pushed in another way than with `send`. */
  countPush(): void
  /** Builds the body of a callback, with a working session and working download codes, without posting it. */
  build(message: OutgoingMessage): unknown
  /**
   * Builds, signs and posts one message to the bot; resolves when all its posts are answered or have failed.
   * With `redeliver`, each post goes to the next of several URLs.
   */
  send(to: string | string[], message: OutgoingMessage, options?: SendOptions): Promise<Callback>
  /** Calls the listener with every callback, answer, call and delivery; the returned function unsubscribes. */
  on(listener: (event: DingTalkEvent) => void): () => void
  /** Restores the state after the start: no records, faults, tokens, sessions or files; first people and settings. */
  reset(): void
  close(): Promise<void>
}

/**
 * Starts a DingTalk that signs callbacks, responds and fails like the real one.
 *
 * Current limits: one organisation, one app, one robot. Routes: see `api/covered-routes.ts`, which also lists what is
 * not served. api.dingtalk.com and oapi.dingtalk.com are one origin. DingTalk does not document the order of its
 * checks, the lifetimes of download codes and URLs, when an unknown user is a 400 and when it is listed in a 200, and
 * what happens to a slow or refused callback: these are choices. Templates check that fields are present, not that a URL or a mediaId is
 * valid. Content is reviewed only by faults. Plain HTTP only.
 */
export async function startDingTalk(options: DingTalkOptions = {}): Promise<DingTalk> {
  const state = createState(options)
  const context = createContext(state)
  const build = (message: OutgoingMessage) => buildCallback(withinPushQuota(message, state), context)
  const sender = createSender(state, build)
  const server = await startServer(state, options.port ?? 0, options.host ?? '127.0.0.1')
  state.url = server.url
  return {
    url: server.url,
    app: state.app,
    directory: state.directory,
    settings: state.settings,
    store: state.recorder.store,
    faults: state.faults,
    usage: () => state.quota.usage(state.clock.now()),
    media: (mediaId) => state.media.get(mediaId, state.clock.now()),
    revokeToken: () => state.tokens.revoke(),
    countPush: () => state.quota.count('pushes', state.clock.now()),
    build,
    send: sender.send,
    on: state.recorder.on,
    reset() {
      const { directory, tokens, rates, quota, recorder, faults } = state
      for (const part of [directory, tokens, rates, quota, recorder, faults]) part.reset()
      const maps = [state.sessions, state.downloadCodes, state.downloadUrls, state.media, state.cards]
      for (const map of maps) map.clear()
      Object.assign(state.settings, defaultSettings(), options.settings)
    },
    async close() {
      sender.close()
      await server.close()
    },
  }
}

/** How many sessions, download codes, URLs and cards are kept; with `keep`, as many as records, but not fewer than the minimum. */
const MAX_TTL_ENTRIES = 100_000
const MIN_TTL_ENTRIES = 2_000

function createState(options: DingTalkOptions): EmulatorState {
  const { appKey = DEFAULT_ROBOT.code, appSecret = 'test-app-secret', keep } = options
  const robotCode = options.robotCode ?? appKey
  const tokens = createAccessTokens()
  const maxEntries = keep === undefined ? MAX_TTL_ENTRIES : Math.max(keep, MIN_TTL_ENTRIES)
  return {
    app: { key: appKey, secret: appSecret, robotCode },
    robot: { ...DEFAULT_ROBOT, code: robotCode },
    clock: options.clock ?? systemClock,
    settings: { ...defaultSettings(), ...options.settings },
    directory: createDirectory(),
    tokens,
    sessions: createTtlMap(maxEntries),
    downloadCodes: createTtlMap(maxEntries),
    downloadUrls: createTtlMap(maxEntries),
    media: createTtlMap(maxEntries),
    cards: createTtlMap(maxEntries),
    faults: createFaults(),
    rates: createRateLimits(),
    quota: createQuota(),
    recorder: createRecorder(keep, () => tokens.issued),
    url: '',
  }
}
