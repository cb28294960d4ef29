/**
 * Downloads the pictures and files of a message by their download codes, and uploads the pictures of answers.
 *
 * The first bytes decide the type: address, name and content type of a download are generic (".file").
 * Source: "download-the-file-content-of-the-robot-receiving-message".
 */
import { AnswerError, isPassing, toDeliveryError } from '../errors'
import { type AccessTokens, withAccessToken } from './access-token'
import type { Api } from './api'
import { TOO_LARGE } from './download'
import type { Pacer, Place } from './pacer'

const MEGABYTE = 1024 * 1024
/** Every vision model accepts such pictures; such a file is far more text than a prompt takes; documents have pictures. */
export const MAX_BYTES = { picture: 10 * MEGABYTE, file: MEGABYTE, document: 10 * MEGABYTE }

/** The check-up does not wait longer for its call. */
const CHECK_TIMEOUT_MS = 900

/** The types that vision models accept, by their first bytes in hexadecimal. */
const PICTURES: [start: RegExp, type: string][] = [
  [/^89504e470d0a1a0a/, 'image/png'],
  [/^ffd8ff/, 'image/jpeg'],
  [/^474946383[79]61/, 'image/gif'],
  [/^52494646.{8}57454250/, 'image/webp'],
]
/** Those of them that DingTalk takes. */
const UPLOADABLE = ['image/png', 'image/jpeg', 'image/gif']
/** Pauses before another try of an upload, ms: the picture has been paid for. */
const UPLOAD_PAUSES_MS = [1_000, 3_000]

/** A picture or file of a message. */
interface FileToFetch {
  robotCode: string
  downloadCode: string
  place: Place
}

export type Media = ReturnType<typeof createMedia>

/** @returns functions that each download one picture or file, with a second attempt where DingTalk was busy */
export function createMedia(
  api: Api,
  tokens: AccessTokens,
  pacer: Pacer,
  sleep: (ms: number) => Promise<void>,
) {
  const fetchBytes = async (
    kind: keyof typeof MAX_BYTES,
    { robotCode, downloadCode, place }: FileToFetch,
  ) => {
    const attempt = async () => {
      const url = await pacer.run(place, () =>
        withAccessToken(tokens, (token) => api.requestDownload(token, robotCode, downloadCode)),
      )
      return api.download(url, MAX_BYTES[kind])
    }
    try {
      return await attempt().catch((error) => {
        if (isPassing(toDeliveryError(error).failure)) return attempt()
        throw error
      })
    } catch (error) {
      const { failure, evidence = '' } = toDeliveryError(error)
      const unreadable = kind === 'picture' ? 'picture-unreadable' : 'file-unreadable'
      throw new AnswerError(
        evidence === TOO_LARGE ? `${kind}-too-large` : unreadable,
        `${failure} ${evidence}`.trim(),
      )
    }
  }

  const fetchDrawing = (address: string, from: string): Promise<Buffer> =>
    api.download(address, MAX_BYTES.picture, from).catch((error) => {
      const { failure, evidence = '' } = toDeliveryError(error)
      throw new AnswerError('drawing-failed', `${failure} ${evidence}`.trim())
    })

  return {
    /**
     * A picture as a data URL.
     * @throws AnswerError `picture-too-large` or `picture-unreadable`
     */
    async picture(file: FileToFetch): Promise<string> {
      const bytes = await fetchBytes('picture', file)
      const type = typeOf(bytes)
      if (!type) throw new AnswerError('picture-unreadable', 'not a picture')
      return `data:${type};base64,${bytes.toString('base64')}`
    },

    /**
     * A file's bytes. @param kind a document may be larger
     * @throws AnswerError `file-unreadable`, `file-too-large` or `document-too-large`
     */
    file(file: FileToFetch, kind: 'file' | 'document'): Promise<Buffer> {
      return fetchBytes(kind, file)
    },

    /**
     * Brings a picture to DingTalk.
     * @param picture its bytes, or its address at the service `from`
     * @returns DingTalk's media id
     * @throws AnswerError `drawing-failed` or `drawing-not-sent`
     */
    async upload(picture: Buffer | string, from: string, place: Place): Promise<string> {
      const bytes = typeof picture === 'string' ? await fetchDrawing(picture, from) : picture
      const type = typeOf(bytes)
      if (!type || !UPLOADABLE.includes(type))
        throw new AnswerError('drawing-failed', type ?? 'not a picture')
      if (bytes.length > MAX_BYTES.picture) throw new AnswerError('drawing-failed', TOO_LARGE)
      const name = `picture.${type.slice('image/'.length)}`
      const attempt = () =>
        pacer.run(place, () =>
          withAccessToken(tokens, (token) => api.uploadPicture(token, { bytes, name, type })),
        )
      for (const pauseMs of [...UPLOAD_PAUSES_MS, undefined]) {
        try {
          return await attempt()
        } catch (error) {
          const { failure, evidence = '' } = toDeliveryError(error)
          if (failure !== 'busy' || pauseMs === undefined)
            throw new AnswerError('drawing-not-sent', `${failure} ${evidence}`.trim())
          await sleep(pauseMs)
        }
      }
      throw new AnswerError('drawing-not-sent')
    },
  }
}

function typeOf(bytes: Buffer): string | undefined {
  const start = bytes.subarray(0, 16).toString('hex')
  return PICTURES.find(([pattern]) => pattern.test(start))?.[1]
}

/**
 * Checks the robot's permission without sending a message: requests a file that does not exist. The gateway
 * checks token, permission, IP list and quota before it looks for the file.
 * @throws DeliveryError for any failure other than the missing file
 */
export async function tryPermission(
  api: Api,
  tokens: AccessTokens,
  pacer: Pacer,
  robotCode: string,
): Promise<void> {
  // First of those that wait, and made once: the page shows that DingTalk throttles.
  const place = { arrivedAt: 0, expiresAt: Date.now() + CHECK_TIMEOUT_MS }
  try {
    await pacer.run(place, () =>
      withAccessToken(tokens, (token) => api.requestDownload(token, robotCode, 'check-up')),
    )
  } catch (error) {
    const { failure, evidence } = toDeliveryError(error)
    // DingTalk may also report the unknown code as one of another robot.
    if (failure !== 'rejected' && !evidence?.endsWith('robotCode.auth')) throw error
  }
}
