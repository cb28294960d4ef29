/**
 * Pictures and files that came with a message: fetched by their download code, checked by their bytes.
 *
 * The download's address, name and content type say little ("generic", ".file"), so that the first bytes
 * decide. Source: "download-the-file-content-of-the-robot-receiving-message".
 */
import { TextDecoder } from 'node:util'
import { AnswerError, isPassing, toDeliveryError } from '../errors'
import { type AccessTokens, withAccessToken } from './access-token'
import { type Api, TOO_LARGE } from './api'

/** Every vision model takes this much; DingTalk itself allows 20 MB. */
export const MAX_PICTURE_BYTES = 10 * 1024 * 1024
/** A text file of which more than the model could read would be thrown away. */
export const MAX_FILE_BYTES = 1024 * 1024

/** What vision models take, by the first bytes in hexadecimal. */
const PICTURES: [start: RegExp, type: string][] = [
  [/^89504e470d0a1a0a/, 'image/png'],
  [/^ffd8ff/, 'image/jpeg'],
  [/^474946383[79]61/, 'image/gif'],
  [/^52494646.{8}57454250/, 'image/webp'],
]

export type Media = ReturnType<typeof createMedia>

export function createMedia(api: Api, tokens: AccessTokens) {
  const fetchBytes = async (robotCode: string, downloadCode: string, maxBytes: number): Promise<Buffer> => {
    const attempt = async () => {
      const url = await withAccessToken(tokens, (token) =>
        api.requestDownload(token, robotCode, downloadCode),
      )
      return api.download(url, maxBytes)
    }
    try {
      return await attempt()
    } catch (error) {
      if (!isPassing(toDeliveryError(error).failure)) throw error
      return attempt()
    }
  }

  return {
    /**
     * A picture as a data URL.
     * @throws AnswerError `picture-too-large` or `picture-unreadable`
     */
    async picture(robotCode: string, downloadCode: string): Promise<string> {
      const bytes = await fetchBytes(robotCode, downloadCode, MAX_PICTURE_BYTES).catch((error) => {
        throw toAnswer(error, 'picture-too-large', 'picture-unreadable')
      })
      const start = bytes.subarray(0, 16).toString('hex')
      const type = PICTURES.find(([pattern]) => pattern.test(start))?.[1]
      if (!type) throw new AnswerError('picture-unreadable', 'not a picture')
      return `data:${type};base64,${bytes.toString('base64')}`
    },

    /**
     * A file's text.
     * @throws AnswerError `file-too-large` or `file-unreadable`
     */
    async text(robotCode: string, downloadCode: string): Promise<string> {
      const bytes = await fetchBytes(robotCode, downloadCode, MAX_FILE_BYTES).catch((error) => {
        throw toAnswer(error, 'file-too-large', 'file-unreadable')
      })
      const text = decode(bytes)
      // A NUL is in every binary format and in no text.
      if (text.includes('\0')) throw new AnswerError('file-unreadable', 'not a text')
      return text
    },
  }
}

/**
 * Tries the robot's permission without sending anything: asks for a file that does not exist. The gateway
 * checks token, permission, IP list and quota before it looks for the file.
 * @throws DeliveryError when it is anything but the file that is wrong
 */
export async function tryPermission(api: Api, tokens: AccessTokens, robotCode: string): Promise<void> {
  try {
    await withAccessToken(tokens, (token) => api.requestDownload(token, robotCode, 'check-up'))
  } catch (error) {
    const { failure, evidence } = toDeliveryError(error)
    // A code that does not exist may also count as another robot's.
    if (failure !== 'rejected' && !evidence?.endsWith('robotCode.auth')) throw error
  }
}

function toAnswer(
  error: unknown,
  tooLarge: AnswerError['failure'],
  unreadable: AnswerError['failure'],
): AnswerError {
  const { failure, evidence } = toDeliveryError(error)
  return new AnswerError(
    evidence === TOO_LARGE ? tooLarge : unreadable,
    `${failure} ${evidence ?? ''}`.trim(),
  )
}

/** UTF-16 by its mark, UTF-8 where it is valid, otherwise GB18030: what a Chinese Windows saves. */
function decode(bytes: Buffer): string {
  const mark = bytes.subarray(0, 2).toString('hex')
  if (mark === 'fffe') return new TextDecoder('utf-16le').decode(bytes)
  if (mark === 'feff') return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
