import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Bot, startBot } from '../support/bot'

let bot: Bot
let stranger: Server
let strangersPort: number
const strangersMail: string[] = []

beforeAll(async () => {
  stranger = createServer((request, response) => {
    strangersMail.push(request.url ?? '')
    response.end('{"errcode":0}')
  }).listen(0, '127.0.0.1')
  await once(stranger, 'listening')
  strangersPort = (stranger.address() as AddressInfo).port
  bot = await startBot({ env: { REPLY_VIA: 'webhook' } })
})

afterAll(async () => {
  await bot.close()
  stranger.close()
})

const own = () => new URL(bot.dingtalk.url)

it.each<[what: string, webhook: (path: string) => string]>([
  ['another port', (path) => `http://127.0.0.1:${strangersPort}${path}`],
  ['DingTalk as the user name', (path) => `http://${own().host}@127.0.0.1:${strangersPort}${path}`],
  [
    'DingTalk as user and password',
    (path) => `http://127.0.0.1:${own().port}@127.0.0.1:${strangersPort}${path}`,
  ],
  ['a backslash', (path) => `http://127.0.0.1:${strangersPort}\\@${own().host}${path}`],
  ['DingTalk in the path', () => `http://127.0.0.1:${strangersPort}/${bot.dingtalk.url}`],
  ['DingTalk as a fragment', (path) => `http://127.0.0.1:${strangersPort}${path}#@${own().host}`],
  ['DingTalk as a prefix of the port', (path) => `${bot.dingtalk.url}1${path}`],
  [
    'DingTalk as a prefix of the host',
    (path) => `http://${own().hostname}.evil.example:${own().port}${path}`,
  ],
  ['another protocol', (path) => `https://${own().host}${path}`],
  ['no URL at all', () => 'oapi.dingtalk.com'],
  ['a file', () => 'file:///etc/passwd'],
])('a webhook with %s is not used; the answer takes the other channel', async (_, webhook) => {
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
  expect(strangersMail).toEqual([])
})

it("DingTalk's own is used, however it is written", async () => {
  const line = await bot.ask({
    kind: 'text',
    text: '照常',
    override: { sessionWebhookExpiredTime: bot.clock.now() + 60_000 },
  })
  expect(line).toMatchObject({ channel: 'webhook' })
})
