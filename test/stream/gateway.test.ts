import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createTestClock, type TestClock } from '../../playground/clock'
import { type DingTalk, startDingTalk } from '../../playground/dingtalk/emulator'
import { type Gateway, startGateway } from '../../playground/dingtalk-gateway/emulator'
import { until } from '../support/until'

const ROBOT = [{ type: 'CALLBACK', topic: '/v1.0/im/bot/messages/get' }]

interface Frame {
  type: string
  headers: Record<string, string>
  data: string
}

let clock: TestClock
let dingtalk: DingTalk
let gateway: Gateway
const sockets: WebSocket[] = []

beforeEach(async () => {
  clock = createTestClock()
  dingtalk = await startDingTalk({ clock })
  gateway = await startGateway({ dingtalk, clock })
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate()
  await gateway.close()
  await dingtalk.close()
  clock.dispose()
})

const getTicket = async () => ((await (await requestTicket()).json()) as { ticket: string }).ticket

const requestTicket = (more: object = {}) =>
  fetch(`${gateway.url}/v1.0/gateway/connections/open`, {
    method: 'POST',
    body: JSON.stringify({
      clientId: dingtalk.app.key,
      clientSecret: dingtalk.app.secret,
      subscriptions: ROBOT,
      ...more,
    }),
  })

/** Connects with a ticket. @returns the frames received, or the status of the refusal */
async function connect(ticket?: string): Promise<{ frames: Frame[]; socket: WebSocket } | number> {
  const given = ticket ?? (await getTicket())
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/connect?ticket=${given}`)
  sockets.push(socket)
  const frames: Frame[] = []
  socket.on('message', (data) => frames.push(JSON.parse(String(data))))
  socket.on('error', () => undefined)
  return new Promise((resolve) => {
    socket.on('open', () => resolve({ frames, socket }))
    socket.on('unexpected-response', (_, { statusCode = 0 }) => resolve(statusCode))
  })
}

async function connected() {
  const connection = await connect()
  if (typeof connection === 'number') throw new Error(`refused: ${connection}`)
  return connection
}

describe('the gateway', () => {
  it('gives an address and a ticket for the right credentials, and stores no secret', async () => {
    expect(await (await requestTicket()).json()).toEqual({
      endpoint: `${gateway.url.replace('http', 'ws')}/connect`,
      ticket: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect(JSON.stringify(gateway.store)).not.toContain(dingtalk.app.secret)
  })

  it('refuses wrong credentials as DingTalk does', async () => {
    const refused = await requestTicket({ clientSecret: 'wrong' })
    expect(refused.status).toBe(401)
    expect(await refused.json()).toMatchObject({ code: 'authFailed', message: '鉴权失败' })
  })

  it.each([
    ['no body', undefined],
    ['no subscriptions', []],
    ['malformed subscriptions', ['x', { topic: 1 }]],
  ])('refuses %s', async (_, subscriptions) => {
    expect((await requestTicket({ subscriptions })).status).toBe(400)
  })

  it('opens one connection per ticket, within ninety seconds', async () => {
    const ticket = await getTicket()
    expect(await connect(ticket)).toHaveProperty('frames')
    expect(await connect(ticket)).toBe(401)
    expect(await connect('invented')).toBe(401)
    const late = await getTicket()
    clock.advance(90_000)
    expect(await connect(late)).toBe(401)
  })

  it('sends a message, with the body of HTTP mode as text, to one of the connections', async () => {
    const all = [await connected(), await connected(), await connected()]
    gateway.deliver({ kind: 'text', text: '你好 👋' })
    await until('the frame', () => all.some(({ frames }) => frames.length > 0))
    const [frame, ...others] = all.flatMap(({ frames }) => frames)
    expect(others).toEqual([])
    expect(frame).toMatchObject({
      specVersion: '1.0',
      type: 'CALLBACK',
      headers: { topic: '/v1.0/im/bot/messages/get', contentType: 'application/json' },
    })
    expect(JSON.parse(String(frame?.data))).toMatchObject({ msgtype: 'text', robotCode: dingtalk.app.key })
  })

  it('sends a message again every minute until it is acknowledged', async () => {
    const { frames, socket } = await connected()
    gateway.deliver({ kind: 'text', text: '收到请回复' })
    await until('the frame', () => frames.length === 1)
    clock.advance(60_000)
    await until('the frame again', () => frames.length === 2)
    const messageId = frames[1]?.headers.messageId
    socket.send(
      JSON.stringify({ code: 200, headers: { messageId }, message: 'OK', data: '{"response":null}' }),
    )
    await until('the acknowledgement', () => gateway.store.pushes[0]?.ack !== undefined)
    clock.advance(600_000)
    expect(gateway.store.pushes[0]?.sent).toHaveLength(2)
    expect(dingtalk.usage().pushes).toBe(2)
  })

  it('sends a message once where redelivery is off', async () => {
    gateway.settings.redeliverAfterMs = undefined
    const { frames } = await connected()
    gateway.deliver({ kind: 'text', text: '只发一次' })
    await until('the frame', () => frames.length === 1)
    clock.advance(600_000)
    expect(gateway.store.pushes[0]?.sent).toHaveLength(1)
  })

  it('announces the end of a connection, sends nothing more through it, and closes it after ten seconds', async () => {
    const { frames, socket } = await connected()
    gateway.disconnect('connection is expired')
    await until('the announcement', () => frames.length === 1)
    expect(frames[0]).toMatchObject({ type: 'SYSTEM', headers: { topic: 'disconnect' } })
    gateway.deliver({ kind: 'text', text: '太晚了' })
    expect(gateway.store.pushes[0]?.sent).toEqual([])
    expect(socket.readyState).toBe(WebSocket.OPEN)
    clock.advance(10_000)
    await until('the end', () => socket.readyState === WebSocket.CLOSED)
  })

  it('forwards every other request to the DingTalk behind it', async () => {
    const answer = await fetch(`${gateway.url}/v1.0/oauth2/accessToken`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ appKey: dingtalk.app.key, appSecret: dingtalk.app.secret }),
    })
    expect(await answer.json()).toMatchObject({ expireIn: 7200 })
    expect(dingtalk.store.counts.calls.token).toBe(1)
  })
})
