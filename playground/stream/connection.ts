import { createRequire } from 'node:module'
import type { AxiosStatic, InternalAxiosRequestConfig } from 'axios'
import type { WebSocket } from 'ws'
import type { Clock } from '../clock'
import { toStreamError } from './errors'

/** An app's credentials, and where DingTalk is. */
export interface AppCredentials {
  appKey: string
  appSecret: string
  /** Origin of DingTalk's API. */
  apiUrl: string
}

/** A message as it was received: `data` is the body that HTTP mode would have posted. */
export interface Frame {
  messageId: string
  data: string
}

/** An open connection. */
export interface Connection {
  /** Tells DingTalk that a message arrived, so that it is not sent again. */
  acknowledge(messageId: string): void
  /** Resolves with DingTalk's reason when DingTalk announces the end, with `undefined` when the connection is closed. */
  ending: Promise<string | undefined>
  close(): void
}

type StreamPackage = typeof import('dingtalk-stream', { with: { 'resolution-mode': 'import' }})
type DWClient = InstanceType<StreamPackage['DWClient']>

const REQUEST_TIMEOUT_MS = 10_000
const HANDSHAKE_TIMEOUT_MS = 10_000
/** After sleep a laptop has sockets that only look open: one that is silent between two pings is closed. */
const PING_INTERVAL_MS = 20_000

// The package and its own axios; `require` loads them from TypeScript and from compiled JavaScript.
const load = createRequire(__filename)
const { DWClient, GATEWAY_URL, TOPIC_ROBOT } = load('dingtalk-stream') as StreamPackage
const axios = createRequire(load.resolve('dingtalk-stream'))('axios') as AxiosStatic

/**
 * Opens one connection with DingTalk's own client. Every connection has a client of its own, which never reconnects:
 * the client's reconnecting doubles its attempts with every failure and leaves its timers running (2.1.5).
 * @throws StreamError
 */
export async function openConnection(
  account: AppCredentials,
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
  const socket = watchSocket(client, clock)
  const connection: Connection = {
    acknowledge: (messageId) => client.socketCallBackResponse(messageId, null),
    ending: socket.ending,
    close: socket.close,
  }
  client.registerCallbackListener(TOPIC_ROBOT, ({ headers, data }) =>
    onFrame({ messageId: headers.messageId, data }, connection),
  )
  try {
    await getEndpoint(client, account.apiUrl)
    await socket.connect()
  } catch (error) {
    throw toStreamError(error)
  }
  return connection
}

/** The package has one fixed address: its request is redirected to `apiUrl`, with a time-out that the package lacks. */
async function getEndpoint(client: DWClient, apiUrl: string): Promise<void> {
  const redirect = (config: InternalAxiosRequestConfig) =>
    config.url === GATEWAY_URL
      ? { ...config, url: apiUrl + new URL(GATEWAY_URL).pathname, timeout: REQUEST_TIMEOUT_MS }
      : config
  const interceptor = axios.interceptors.request.use(redirect)
  const endpoint = client.getEndpoint() // uses the interceptors of this moment
  axios.interceptors.request.eject(interceptor)
  await endpoint
}

/** Opens a client's socket, closes it when it is silent, and tells when it ends. */
function watchSocket(client: DWClient, clock: Clock) {
  let end: (reason?: string) => void = () => undefined
  const ending = new Promise<string | undefined>((resolve) => {
    end = resolve
  })
  // The package declares the socket private.
  const socket = () => Reflect.get(client, 'socket') as WebSocket | undefined
  let isAlive = true

  const read = client.onDownStream.bind(client)
  client.onDownStream = (text) => {
    isAlive = true
    try {
      const { type, headers, data } = JSON.parse(text)
      if (type === 'SYSTEM' && headers?.topic === 'disconnect') end(toReason(data))
      read(text)
    } catch {
      // Not a frame of this protocol; the next one may be.
    }
  }

  async function connect(): Promise<void> {
    const timeout = clock.setTimeout(() => socket()?.terminate(), HANDSHAKE_TIMEOUT_MS)
    try {
      await client._connect()
    } finally {
      clock.clearTimeout(timeout)
    }
    const heartbeat = clock.setInterval(() => {
      if (!isAlive) return socket()?.terminate()
      isAlive = false
      socket()?.ping()
    }, PING_INTERVAL_MS)
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

function toReason(data: unknown): string {
  const { reason } = JSON.parse(String(data)) as { reason?: unknown }
  return String(reason).slice(0, 120)
}
