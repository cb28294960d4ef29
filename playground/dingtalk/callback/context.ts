import { createDirectory, type Directory } from '../directory'
import { ids } from '../ids'
import { SESSION_WEBHOOK_LIFETIME_MS } from '../settings'
import type { EmulatorState } from '../state'
import type { CallbackContext, FileUse, Robot } from './types'

/** The robot of an emulator that is given no other. */
export const DEFAULT_ROBOT: Robot = {
  code: 'dingabcdefghijklmnop',
  name: 'AI助手',
  userId: '$:LWCP_v1:$Rb0tRb0tRb0tRb0tRb0tRb0tRb0tRb0t',
  corpId: 'ding1234567890abcdef35c2f4657eb6378f',
}

/** The context of a running emulator: its sessions and download codes work. */
export function createContext(state: EmulatorState): CallbackContext {
  return {
    robot: state.robot,
    directory: state.directory,
    now: state.clock.now,
    openSession(session) {
      const id = ids.session()
      const expiresAt = state.clock.now() + state.settings.sessionLifetimeMs
      state.sessions.set(id, session, expiresAt)
      return { url: `${state.url}/robot/sendBySession?session=${id}`, expiresAt }
    },
    keepFile(file, kind, robotCode = state.robot.code) {
      const code = ids.download()
      const stored = {
        bytes: file.bytes ?? SAMPLE_FILES[kind],
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

let sharedDirectory: Directory | undefined

/** A context without an emulator: sessions and download codes have the real shape and do not work. */
export function standaloneContext(now: () => number = Date.now): CallbackContext {
  sharedDirectory ??= createDirectory()
  return {
    robot: DEFAULT_ROBOT,
    directory: sharedDirectory,
    now,
    openSession: () => ({
      url: `https://oapi.dingtalk.com/robot/sendBySession?session=${ids.session()}`,
      expiresAt: now() + SESSION_WEBHOOK_LIFETIME_MS,
    }),
    keepFile: () => ids.download(),
  }
}

const ONE_PIXEL_PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP438MAAAQZAYzRvG+PAAAAAElFTkSuQmCC',
  'base64',
)

/** The bytes of an attachment for which none are given. Only their beginnings are valid: enough to detect the type. */
const SAMPLE_FILES: Record<FileUse, Uint8Array> = {
  picture: ONE_PIXEL_PNG,
  thumbnail: ONE_PIXEL_PNG,
  audio: Buffer.from('#!AMR\n'),
  video: Buffer.from('000000186674797069736f6d0000020069736f6d69736f32', 'hex'),
  file: Buffer.from('%PDF-1.4\n%测试\n%%EOF\n'),
}
