import { describe, expect, it } from 'vitest'
import { sign, verify } from '../../../functions/dingtalk/signature'

const SECRET = 'this is a secret'
const NOW = 1577262236757
const HOUR_MS = 3_600_000

describe('the examples of the protocol', () => {
  it.each([
    ['1577262236757', 'this is a secret', 'DJrE6qdyVGCQz9z5r2MDuNcNAhwYnuAkyj13cx169CA='],
    ['1700000000000', 'test-app-secret', 'dhJB8TJ0cHPEbwpUauugV2Wz8v4qlWoO+C42nEhJW+c='],
  ])('with timestamp %s and secret %s have the signature %s', (timestamp, secret, golden) => {
    expect(sign(timestamp, secret)).toBe(golden)
    expect(verify({ timestamp, sign: golden }, secret, Number(timestamp))).toBe(true)
  })
})

describe('a correct signature', () => {
  const from = (at: number) => ({ timestamp: String(at), sign: sign(String(at), SECRET) })

  it.each([
    ['now', 0],
    ['one millisecond less than an hour old', -HOUR_MS + 1],
    ['one millisecond less than an hour ahead', HOUR_MS - 1],
  ])('is accepted %s', (_, skewMs) => expect(verify(from(NOW + skewMs), SECRET, NOW)).toBe(true))

  it.each([
    ['one hour old', -HOUR_MS],
    ['one hour ahead', HOUR_MS],
    ['a year old', -365 * 24 * HOUR_MS],
  ])('is refused %s', (_, skewMs) => expect(verify(from(NOW + skewMs), SECRET, NOW)).toBe(false))

  it('is refused for another secret', () => expect(verify(from(NOW), '另一个密钥', NOW)).toBe(false))

  it('is refused for another timestamp', () =>
    expect(verify({ ...from(NOW), timestamp: String(NOW + 1) }, SECRET, NOW)).toBe(false))

  it.each([undefined, ''])('is refused where the secret is %j', (secret) => {
    const headers = { timestamp: String(NOW), sign: sign(String(NOW), secret ?? '') }
    expect(verify(headers, secret, NOW)).toBe(false)
  })
})

describe('verify returns false, without an exception, for', () => {
  const signature = sign(String(NOW), SECRET)

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['a text without its last character', signature.slice(0, -1)],
    ['a text with a space after it', `${signature} `],
    ['URL-encoded', encodeURIComponent(signature)],
    ['in hexadecimal', Buffer.from(signature, 'base64').toString('hex')],
    ['Chinese of the same length', '签'.repeat(signature.length)],
    ['a list', [signature]],
    ['an object', { toString: () => signature }],
    ['a number', 42],
  ])('a sign that is %s', (_, given) =>
    expect(verify({ timestamp: String(NOW), sign: given }, SECRET, NOW)).toBe(false),
  )

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['negative', '-1577262236757'],
    ['in scientific notation', '1577262236757e0'],
    ['hexadecimal', '0x16f3c7a3e15'],
    ['with a space before it', ' 1577262236757'],
    ['NaN', 'NaN'],
    ['infinite', 'Infinity'],
    ['longer than any time', '1'.repeat(400)],
    ['a list', [String(NOW)]],
    ['a number', NOW],
  ])('a correctly signed timestamp that is %s', (_, timestamp) => {
    const headers = { timestamp, sign: sign(String(timestamp), SECRET) }
    expect(verify(headers, SECRET, NOW)).toBe(false)
  })
})
