import type { Clock } from '../clock'
import type { Faults } from '../shared/faults'
import type { TtlMap } from '../shared/ttl-map'
import type { AccessTokens } from './api/access-tokens'
import type { RateLimits } from './api/rate-limits'
import type { Robot } from './callback/build-callback'
import type { Conversation, Directory, Person } from './directory'
import { ids } from './ids'
import type { RenderedMessage } from './messages/rendered-message'
import type { Settings } from './settings'
import type { Recorder } from './store/recorder'
import type { Delivery } from './store/store'

/** A sessionWebhook that is open: which message of whom in which conversation it answers. */
export interface Session {
  msgId: string
  conversationId: string
  from: string
}

/** Bytes that somebody sent to the robot. */
export interface StoredFile {
  bytes: Uint8Array
  contentType: string
  fileName?: string
  /** A small copy of a picture, which is what a pictureDownloadCode stands for. */
  isThumbnail: boolean
  robotCode: string
}

/** Everything the routes and the sender share. */
export interface EmulatorState {
  app: { key: string; secret: string; robotCode: string }
  robot: Robot
  clock: Clock
  settings: Settings
  directory: Directory
  tokens: AccessTokens
  sessions: TtlMap<Session>
  downloadCodes: TtlMap<StoredFile>
  downloadUrls: TtlMap<StoredFile>
  faults: Faults
  rates: RateLimits
  recorder: Recorder
  /** Where the emulator listens; known once it does. */
  url: string
}

/** Shows a robot's message to everybody in a conversation, and remembers it. */
export function deliver(
  state: EmulatorState,
  where: Conversation | string,
  shown: RenderedMessage,
  how: Pick<Delivery, 'via' | 'msgId' | 'processQueryKey'>,
): Delivery {
  const conversation = typeof where === 'string' ? state.directory.findConversation(where) : where
  const delivery: Delivery = {
    id: state.recorder.nextId(),
    at: state.clock.now(),
    ...how,
    conversationId: conversation?.id ?? (where as string),
    conversationType: conversation?.type ?? '1',
    recipients: conversation?.members ?? [],
    ...shown,
  }
  state.recorder.delivery(delivery)
  return delivery
}

/** Shows a message in each person's direct chat with the robot and answers the key it can be asked about under. */
export function deliverToPeople(state: EmulatorState, people: Person[], shown: RenderedMessage): string {
  const processQueryKey = ids.processQuery()
  for (const person of people) {
    deliver(state, state.directory.directChat(person), shown, { via: 'api', processQueryKey })
  }
  return processQueryKey
}
