import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { useSharedBot } from '../support/use-bot'

const bot = useSharedBot({ env: { REPLY_VIA: 'webhook' } })
let foreignServer: Server
let foreignPort: number
const foreignRequests: string[] = []

beforeAll(async () => {
  foreignServer = createServer((request, response) => {
    foreignRequests.push(request.url ?? '')
    response.end('{"errcode":0}')
  }).listen(0, '127.0.0.1')
  await once(foreignServer, 'listening')
  foreignPort = (foreignServer.address() as AddressInfo).port
})

afterAll(() => void foreignServer.close())

const own = () => new URL(bot.dingtalk.url)

it.each<[what: string, webhook: (path: string) => string]>([
  ['another port', (path) => `http://127.0.0.1:${foreignPort}${path}`],
  ['DingTalk as the user name', (path) => `http://${own().host}@127.0.0.1:${foreignPort}${path}`],
  [
    'DingTalk as user and password',
    (path) => `http://127.0.0.1:${own().port}@127.0.0.1:${foreignPort}${path}`,
  ],
  ['a backslash', (path) => `http://127.0.0.1:${foreignPort}\\@${own().host}${path}`],
  ['DingTalk in the path', () => `http://127.0.0.1:${foreignPort}/${bot.dingtalk.url}`],
  ['DingTalk as a fragment', (path) => `http://127.0.0.1:${foreignPort}${path}#@${own().host}`],
  ['DingTalk as a prefix of the port', (path) => `${bot.dingtalk.url}1${path}`],
  [
    'DingTalk as a prefix of the host',
    (path) => `http://${own().hostname}.evil.example:${own().port}${path}`,
  ],
  ['another protocol', (path) => `https://${own().host}${path}`],
  ['no URL at all', () => 'oapi.dingtalk.com'],
  ['a file', () => 'file:///etc/passwd'],
  ["a blob of DingTalk's origin", (path) => `blob:${bot.dingtalk.url}${path}`],
  ["a user name at DingTalk's host", (path) => `http://user@${own().host}${path}`],
  ["another path on DingTalk's host", () => `${bot.dingtalk.url}/gettoken?appkey=1&appsecret=2`],
])('a webhook with %s is not used, and the answer is sent by the other channel', async (_, webhook) => {
  const [calls, deliveries] = [bot.dingtalk.store.calls.length, bot.dingtalk.store.deliveries.length]
  const line = await bot.ask({
    kind: 'text',
    text: '发到哪里去？',
    override: { sessionWebhook: webhook('/robot/sendBySession?session=0123456789abcdef') },
  })
  expect(line).toMatchObject({
    channel: 'api',
    refusals: [{ channel: 'webhook', failure: 'webhook-untrusted' }],
  })
  expect(bot.dingtalk.store.calls.slice(calls).filter(({ route }) => route === 'webhook')).toHaveLength(0)
  expect(bot.dingtalk.store.deliveries.length - deliveries).toBe(1)
  expect(foreignRequests).toEqual([])
})

it('a webhook that cannot be used ends the message at once where there is no other channel', async () => {
  const line = await bot.ask({
    kind: 'text',
    text: '发到哪里去？',
    variant: { staffId: false },
    override: { sessionWebhook: `blob:${bot.dingtalk.url}/robot/sendBySession` },
  })
  expect(line).toMatchObject({
    result: 'undelivered',
    refusals: [{ failure: 'webhook-untrusted' }, { failure: 'no-staff-id' }],
  })
})

it("a webhook on DingTalk's own address is used", async () => {
  const line = await bot.ask({
    kind: 'text',
    text: '照常',
    override: { sessionWebhookExpiredTime: bot.clock.now() + 60_000 },
  })
  expect(line).toMatchObject({ channel: 'webhook' })
})
