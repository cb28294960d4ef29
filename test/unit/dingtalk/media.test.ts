import { beforeEach, describe, expect, it } from 'vitest'
import type { AccessTokens } from '../../../functions/dingtalk/access-token'
import type { Api, UploadedPicture } from '../../../functions/dingtalk/api'
import { TOO_LARGE } from '../../../functions/dingtalk/download'
import { createMedia, MAX_BYTES, tryPermission } from '../../../functions/dingtalk/media'
import type { Pacer } from '../../../functions/dingtalk/pacer'
import { DeliveryError } from '../../../functions/errors'
import { gif, jpeg, png, webp } from '../../playground/openai/pictures'

let bytes: Buffer
let failures: Error[]
let calls: unknown[][]
let pauses: number[]

const tokens: AccessTokens = async (refused?: string) => (refused === undefined ? 't1' : 't2')
const api = {
  async requestDownload(token: string, robotCode: string, code: string) {
    calls.push(['requestDownload', token, robotCode, code])
    const failure = failures.shift()
    if (failure) throw failure
    return `https://files.example/${code}`
  },
  async uploadPicture(token: string, { bytes: { length }, name, type }: UploadedPicture) {
    calls.push(['uploadPicture', token, length, name, type])
    const failure = failures.shift()
    if (failure) throw failure
    return '@lAD1'
  },
  async download(url: string, maxBytes: number) {
    calls.push(['download', url, maxBytes])
    const failure = failures.shift()
    if (failure) throw failure
    return bytes
  },
} as unknown as Api

const pacer: Pacer = { run: (_, call) => call() }
const media = createMedia(api, tokens, pacer, async (ms) => void pauses.push(ms))
const place = { arrivedAt: 0, expiresAt: 1_000 }
const picture = (robotCode: string, downloadCode: string) => media.picture({ robotCode, downloadCode, place })
const file = (kind: 'file' | 'document') => media.file({ robotCode: 'ding', downloadCode: 'A', place }, kind)
const failed = (failure: string) => expect.objectContaining({ name: 'AnswerError', failure })

beforeEach(() => {
  bytes = Buffer.from('')
  failures = []
  calls = []
  pauses = []
})

describe('a picture', () => {
  it.each([
    ['image/png', png(3, 2)],
    ['image/jpeg', jpeg(3, 2)],
    ['image/gif', gif(3, 2)],
    ['image/webp', webp(3, 2)],
  ])('is recognised by its bytes: %s', async (type, picturesBytes) => {
    bytes = picturesBytes
    expect(await picture('ding', 'A')).toBe(`data:${type};base64,${picturesBytes.toString('base64')}`)
    expect(calls).toEqual([
      ['requestDownload', 't1', 'ding', 'A'],
      ['download', 'https://files.example/A', MAX_BYTES.picture],
    ])
  })

  it.each([
    ['text', Buffer.from('这不是图片')],
    ['HTML', Buffer.from('<html><img src=x onerror=alert(1)></html>')],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a PDF', Buffer.from('%PDF-1.7')],
    ['BMP', Buffer.from('424d000000000000', 'hex')],
    ['a RIFF sound', Buffer.from('RIFF\0\0\0\0WAVEfmt ')],
    ['nothing', Buffer.from('')],
    ['half of a PNG signature', png(1, 1).subarray(0, 4)],
  ])('is refused when its bytes are %s', async (_, other) => {
    bytes = other
    await expect(picture('ding', 'A')).rejects.toEqual(failed('picture-unreadable'))
  })

  it('over the limit is reported as too large', async () => {
    failures = [undefined as never, new DeliveryError('rejected', TOO_LARGE)]
    await expect(picture('ding', 'A')).rejects.toEqual(failed('picture-too-large'))
  })

  it('is requested again once when DingTalk is busy', async () => {
    bytes = png(1, 1)
    failures = [new DeliveryError('busy', '503')]
    await expect(picture('ding', 'A')).resolves.toMatch(/^data:image\/png/)
  })

  it('is not requested again when DingTalk refused it', async () => {
    failures = [new DeliveryError('rejected', '400 invalidParameter.robotCode.downloadCode')]
    await expect(picture('ding', 'A')).rejects.toEqual(failed('picture-unreadable'))
    expect(calls).toHaveLength(1)
  })

  it('is requested with a new token when the old one was refused', async () => {
    bytes = png(1, 1)
    failures = [new DeliveryError('token-refused')]
    await picture('ding', 'A')
    expect(calls.map(([what, token]) => (what === 'requestDownload' ? token : what))).toEqual([
      't1',
      't2',
      'download',
    ])
  })
})

describe('a file', () => {
  it.each([
    ['file', 1],
    ['document', 10],
  ] as const)('is downloaded as it is: a %s of up to %i MB', async (kind, megabytes) => {
    bytes = Buffer.from('你好')
    expect(await file(kind)).toEqual(bytes)
    expect(calls[1]).toEqual(['download', 'https://files.example/A', megabytes * 1024 * 1024])
  })

  it.each(['file', 'document'] as const)('over the limit is reported as too large: a %s', async (kind) => {
    failures = [undefined as never, new DeliveryError('rejected', TOO_LARGE)]
    await expect(file(kind)).rejects.toEqual(failed(`${kind}-too-large`))
  })

  it.each(['file', 'document'] as const)('that was deleted is reported as unreadable: a %s', async (kind) => {
    failures = [undefined as never, new DeliveryError('rejected', 'download 403')]
    await expect(file(kind)).rejects.toMatchObject({
      failure: 'file-unreadable',
      evidence: 'rejected download 403',
    })
  })
})

describe('tryPermission', () => {
  it('resolves when only the file does not exist', async () => {
    failures = [new DeliveryError('rejected', '400 invalidParameter.robotCode.downloadCode')]
    await expect(tryPermission(api, tokens, pacer, 'ding')).resolves.toBeUndefined()
  })

  it('rejects with any other failure', async () => {
    failures = [new DeliveryError('permission', '403')]
    await expect(tryPermission(api, tokens, pacer, 'ding')).rejects.toMatchObject({ failure: 'permission' })
  })
})

describe('an upload', () => {
  const upload = (drawn: Buffer | string) => media.upload(drawn, 'https://model.example/v1', place)

  it.each([
    ['image/png', 'picture.png', png(3, 2)],
    ['image/jpeg', 'picture.jpeg', jpeg(3, 2)],
    ['image/gif', 'picture.gif', gif(3, 2)],
  ])('has a name and a type by the bytes: %s', async (type, name, drawn) => {
    expect(await upload(drawn)).toBe('@lAD1')
    expect(calls).toEqual([['uploadPicture', 't1', drawn.length, name, type]])
  })

  it('begins with a download where the service gave an address', async () => {
    bytes = png(3, 2)
    expect(await upload('https://pictures.example/1')).toBe('@lAD1')
    expect(calls[0]).toEqual(['download', 'https://pictures.example/1', MAX_BYTES.picture])
    failures = [new DeliveryError('rejected', 'download 404')]
    await expect(upload('https://pictures.example/2')).rejects.toEqual(failed('drawing-failed'))
  })

  it.each([
    ['a WebP, which DingTalk does not take', webp(3, 2)],
    ['what is no picture', Buffer.from('<html>')],
    ['nothing', Buffer.alloc(0)],
    ['more than 10 MB', Buffer.concat([png(3, 2), Buffer.alloc(MAX_BYTES.picture)])],
  ])('is not made of %s', async (_, drawn) => {
    await expect(upload(drawn)).rejects.toEqual(failed('drawing-failed'))
    expect(calls).toEqual([])
  })

  it('is tried three times while DingTalk is busy, with a pause before each further try', async () => {
    failures = [new DeliveryError('busy'), new DeliveryError('busy')]
    expect(await upload(png(3, 2))).toBe('@lAD1')
    expect(pauses).toEqual([1_000, 3_000])
    failures = [new DeliveryError('busy'), new DeliveryError('busy'), new DeliveryError('busy')]
    await expect(upload(png(3, 2))).rejects.toEqual(failed('drawing-not-sent'))
  })

  it('that DingTalk refuses is not tried again', async () => {
    failures = [new DeliveryError('rejected', '200 40006')]
    await expect(upload(png(3, 2))).rejects.toEqual(failed('drawing-not-sent'))
    expect([calls.length, pauses]).toEqual([1, []])
  })
})
