import type { Clock } from '../clock'
import type { TtlMap } from '../shared/ttl-map'
import type { AccessTokens } from './api/access-tokens'
import type { Quota } from './api/quota'
import type { RateLimits } from './api/rate-limits'
import type { Robot, Session } from './callback/types'
import type { StoredCard } from './cards/card'
import type { Directory } from './directory'
import type { Faults } from './faults/faults'
import type { Settings } from './settings'
import type { Recorder } from './store/recorder'

/** A file that was sent to the robot. */
export interface StoredFile {
  bytes: Uint8Array
  contentType: string
  fileName?: string
  /** The small copy of a picture, behind a pictureDownloadCode. */
  isThumbnail: boolean
  /** The robot that may download it. */
  robotCode: string
}

/** A picture that the robot uploaded. */
export interface Media {
  bytes: Uint8Array
  contentType: string
}

/** The parts of a running emulator, shared by the routes and the sender. */
export interface EmulatorState {
  app: { key: string; secret: string; robotCode: string }
  robot: Robot
  clock: Clock
  settings: Settings
  directory: Directory
  tokens: AccessTokens
  /** By the `session` parameter of the sessionWebhook. */
  sessions: TtlMap<Session>
  downloadCodes: TtlMap<StoredFile>
  /** By the id in the URL's path. */
  downloadUrls: TtlMap<StoredFile>
  /** Uploaded pictures, by media id. */
  media: TtlMap<Media>
  /** By outTrackId. */
  cards: TtlMap<StoredCard>
  faults: Faults
  rates: RateLimits
  quota: Quota
  recorder: Recorder
  /** The server's URL; empty until it listens. */
  url: string
}
