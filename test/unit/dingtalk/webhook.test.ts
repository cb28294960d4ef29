import { expect, it } from 'vitest'
import { checkWebhook } from '../../../functions/dingtalk/webhook'

const OAPI = 'https://oapi.dingtalk.com'
const NOW = 1_760_000_000_000
const url = `${OAPI}/robot/sendBySession?session=0123456789abcdef`

it("DingTalk's own address is returned unchanged", () => {
  expect(checkWebhook({ url, expiresAt: NOW + 1 }, OAPI, NOW)).toBe(url)
  expect(checkWebhook({ url }, OAPI, NOW)).toBe(url)
})

it('the address of a dedicated DingTalk is accepted where it is set', () => {
  const own = 'http://127.0.0.1:8080/robot/sendBySession?session=1'
  expect(checkWebhook({ url: own }, 'http://127.0.0.1:8080', NOW)).toBe(own)
})

it.each([
  ['there is none', undefined],
  ['it expires this very millisecond', { url, expiresAt: NOW }],
  ['it expired', { url, expiresAt: NOW - 1 }],
])('the webhook is gone when %s', (_, webhook) =>
  expect(() => checkWebhook(webhook, OAPI, NOW)).toThrow(
    expect.objectContaining({ failure: 'webhook-gone' }),
  ),
)

it.each([
  'https://oapi.dingtalk.com.evil.example/robot/sendBySession?session=1',
  'https://oapi.dingtalk.com@evil.example/robot/sendBySession?session=1',
  'https://evil.example/https://oapi.dingtalk.com/robot/sendBySession',
  'http://oapi.dingtalk.com/robot/sendBySession?session=1',
  'https://oapi.dingtalk.com:8443/robot/sendBySession?session=1',
  'https://OAPI.dingtalk.com.cn/robot/sendBySession',
  'http://169.254.169.254/latest/meta-data/',
  'blob:https://oapi.dingtalk.com/robot/sendBySession?session=1',
  'https://user@oapi.dingtalk.com/robot/sendBySession?session=1',
  'https://:pass@oapi.dingtalk.com/robot/sendBySession?session=1',
  'https://oapi.dingtalk.com/robot/send?access_token=1',
  'https://oapi.dingtalk.com/robot/sendBySession/?session=1',
  'https://oapi.dingtalk.com/robot/sendBySession/../send?access_token=1',
  'https://oapi.dingtalk.com/robot%2FsendBySession?session=1',
  'https://oapi.dingtalk.com//robot/sendBySession?session=1',
  'https://oapi.dingtalk.com/',
  'ftp://oapi.dingtalk.com/robot/sendBySession',
  'https://',
  '',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'oapi.dingtalk.com/robot/sendBySession?session=1',
  '钉钉',
])('%s is not trusted', (foreign) =>
  expect(() => checkWebhook({ url: foreign }, OAPI, NOW)).toThrow(
    expect.objectContaining({ failure: 'webhook-untrusted' }),
  ),
)
