import { createRequire } from 'node:module'
import type { AxiosStatic, InternalAxiosRequestConfig } from 'axios'
import type { WebSocket } from 'ws'
import type { Clock } from '../clock'
import { toStreamError } from './errors'

/** Whose messages, and where DingTalk is. */
export interface Account {
  appKey: string
  appSecret: string
  /** Origin of DingTalk's API. */
  apiUrl: string
}

/** A message as it came: `data` is the body that HTTP mode would have posted. */
export interface Frame {
  messageId: string
  data: string
}

/** An open connection. */
export interface Connection {
  /** Tells DingTalk that a message arrived, so that it is not sent again. */
  acknowledge(messageId: string): void
  /** Resolves with DingTalk's reason when it announces the end, and with `undefined` when the end is there already. */
  ending: Promise<string | undefined>
  close(): void
}

type StreamPackage = typeof import('dingtalk-stream', { with: { 'resolution-mode': 'import' }})
type DWClient = InstanceType<StreamPackage['DWClient']>

const REQUEST_TIMEOUT_MS = 10_000
const HANDSHAKE_TIMEOUT_MS = 10_000
/** A laptop that slept has sockets that look open: without a sign of life for two of these they are not. */
const PING_EVERY_MS = 20_000

// The package and its own axios, whatever compiled this file.
const load = createRequire(__filename)
const { DWClient, GATEWAY_URL, TOPIC_ROBOT } = load('dingtalk-stream') as StreamPackage
const axios = createRequire(load.resolve('dingtalk-stream'))('axios') as AxiosStatic

/**
 * Opens one connection with DingTalk's own client. One client a connection: the client's way of connecting again
 * doubles with every failure and leaves its timers behind (2.1.5), so that here nothing is connected twice.
 * @throws StreamError
 */
export async function openConnection(
  account: Account,
  onFrame: (frame: Frame, connection: Connection) => void,
  clock: Clock,
): Promise<Connection> {
  const client = new DWClient({
    clientId: account.appKey,
    clientSecret: account.appSecret,
    ua: 'dingtalk-chatgpt',
  })
  client.config.autoReconnect = false
  client.config.subscriptions = [{ type: 'CALLBACK', topic: TOPIC_ROBOT }]
  const life = createLife(client, clock)
  const connection: Connection = {
    acknowledge: (messageId) => client.socketCallBackResponse(messageId, null),
    ending: life.ending,
    close: life.close,
  }
  client.registerCallbackListener(TOPIC_ROBOT, ({ headers, data }) =>
    onFrame({ messageId: headers.messageId, data }, connection),
  )
  try {
    await getEndpoint(client, account.apiUrl)
    await life.connect()
  } catch (error) {
    throw toStreamError(error)
  }
  return connection
}

/** The package knows one address; the request is sent on from there, with a time-out that it does not have. */
async function getEndpoint(client: DWClient, apiUrl: string): Promise<void> {
  const redirect = (config: InternalAxiosRequestConfig) =>
    config.url === GATEWAY_URL
      ? { ...config, url: apiUrl + new URL(GATEWAY_URL).pathname, timeout: REQUEST_TIMEOUT_MS }
      : config
  const interceptor = axios.interceptors.request.use(redirect)
  const asked = client.getEndpoint() // takes the interceptors that are there now
  axios.interceptors.request.eject(interceptor)
  await asked
}

/** The socket below a client: how it opens, shows that it lives, and ends. */
function createLife(client: DWClient, clock: Clock) {
  let end: (reason?: string) => void = () => undefined
  const ending = new Promise<string | undefined>((resolve) => {
    end = resolve
  })
  const socket = () => (client as unknown as { socket?: WebSocket }).socket
  let isAlive = true

  const read = client.onDownStream.bind(client)
  client.onDownStream = (data) => {
    isAlive = true
    try {
      const { type, headers, data: said } = JSON.parse(data)
      if (type === 'SYSTEM' && headers?.topic === 'disconnect') end(toReason(said))
      read(data)
    } catch {
      // Not a frame of this protocol: the next one may be.
    }
  }

  async function connect(): Promise<void> {
    const tooLong = clock.setTimeout(() => socket()?.terminate(), HANDSHAKE_TIMEOUT_MS)
    try {
      await client._connect()
    } finally {
      clock.clearTimeout(tooLong)
    }
    const heartbeat = clock.setInterval(() => {
      if (!isAlive) return socket()?.terminate()
      isAlive = false
      socket()?.ping()
    }, PING_EVERY_MS)
    socket()?.on('pong', () => {
      isAlive = true
    })
    socket()?.on('close', () => {
      clock.clearInterval(heartbeat)
      end()
    })
  }

  return { connect, ending, close: () => socket()?.close() }
}

function toReason(said: unknown): string {
  const { reason } = JSON.parse(String(said)) as { reason?: unknown }
  return String(reason).slice(0, 120)
}
