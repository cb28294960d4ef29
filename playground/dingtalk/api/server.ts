import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSleeper, type Sleeper } from '../../shared/sleep'
import type { FaultEffect } from '../faults/row'
import type { EmulatorState } from '../state'
import { recordCall } from '../store/call-record'
import { type ApiResponse, isAccepted, oapiError } from './responses'
import type { IncomingCall, Route } from './route'
import { findRoute } from './routes'

/** A server that is up. */
export interface Listening {
  url: string
  close(): Promise<void>
}

/** No call of a robot is larger: media upload, which could be, is not served. */
const MAX_BODY_BYTES = 1024 * 1024

/** Serves every route on one port; faults strike here, and every call is recorded before it is answered. */
export async function listen(state: EmulatorState, port: number, host: string): Promise<Listening> {
  const pauses = createSleeper(state.clock)
  const server = createServer((request, response) => {
    serve(request, response, state, pauses).catch((error) => {
      // A bug of the emulator's own: it must show, and it must not look like an answer of DingTalk's.
      console.error('DingTalk emulator:', error)
      response.destroy()
    })
  })
  // Longer than any client keeps a socket idle, so that it is never us who closes one while a call is under way.
  server.keepAliveTimeout = 65_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const { port: actualPort } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`,
    close: () =>
      new Promise((resolve) => {
        pauses.cancelAll()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  state: EmulatorState,
  pauses: Sleeper,
) {
  const startedAt = performance.now()
  const at = state.clock.now()
  const body = await readBody(request)
  if (!body) return request.socket.destroy()
  const call = toCall(request, body)
  const route = findRoute(call.method, call.path)
  const { outcome, accepted } = route
    ? await decide(route, call, state, pauses)
    : { outcome: oapiError(404), accepted: false }
  if (outcome === undefined) return
  recordCall(route, call, { outcome, accepted, at, durationMs: performance.now() - startedAt }, state)
  // A reset is an RST on the wire, as from a load balancer that lost its server.
  if (outcome === 'reset') request.socket.resetAndDestroy()
  else if (outcome !== 'hang') reply(response, outcome)
}

interface Decision {
  /** undefined: the emulator was closed while the call waited. */
  outcome: FaultEffect | undefined
  accepted: boolean
}

async function decide(
  route: Route,
  call: IncomingCall,
  state: EmulatorState,
  pauses: Sleeper,
): Promise<Decision> {
  const { faults } = state
  const slow = faults.strike('delay', route.kind)
  if (slow) call.fault = slow.id
  if (slow && !(await pauses.sleep(slow.params.ms))) return { outcome: undefined, accepted: false }
  const arrival = faults.strike('arrival', route.kind)
  if (arrival) call.fault = arrival.id
  if (arrival?.effect) return { outcome: arrival.effect, accepted: false }
  const answer = route.handle(call, state)
  if (!isAccepted(answer)) return { outcome: answer, accepted: false }
  const after = faults.strike('accepted', route.kind)
  if (after) call.fault = after.id
  return { outcome: after?.effect ?? answer, accepted: true }
}

/** The whole body; undefined when it is too large or the connection ended before it did. */
function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk)
      else resolve(undefined)
    })
    request.on('end', () => resolve(Buffer.concat(chunks)))
    request.on('error', () => resolve(undefined))
    request.on('close', () => resolve(undefined))
  })
}

function toCall(request: IncomingMessage, body: Buffer): IncomingCall {
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2)
  const text = body.toString('utf8')
  return {
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers: request.headers,
    text,
    bytes: body.length,
    json: parseJson(text),
  }
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

function reply(response: ServerResponse, { status, body, contentType }: ApiResponse): void {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array
  const payload = isRaw ? body : JSON.stringify(body)
  response.writeHead(status, {
    'content-type': contentType ?? (isRaw ? 'text/plain; charset=utf-8' : 'application/json;charset=utf-8'),
    'content-length': Buffer.byteLength(payload),
  })
  response.end(payload)
}
