import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { closeServer, listen, readBody } from '../../shared/http'
import { parseJson } from '../../shared/json'
import { createSleeper, type Sleeper } from '../../shared/sleep'
import type { FaultOutcome } from '../faults/fault-row'
import { triggerPhase } from '../faults/faults'
import type { EmulatorState } from '../state'
import { recordCall } from '../store/call-record'
import { type ApiResponse, isAccepted, unknownRoute } from './responses'
import type { IncomingCall, Route } from './route'
import { findRoute } from './routes'

/** The largest request body, in bytes: a form with a picture. */
const MAX_BODY_BYTES = 24 * 1024 * 1024
// Longer than clients keep idle connections, so that the server never closes one on which a call is on its way.
const KEEP_ALIVE_MS = 65_000

/** Serves all routes on one port: applies the faults, and records every call before its response is sent. */
export async function startServer(state: EmulatorState, port: number, host: string) {
  const sleeper = createSleeper(state.clock)
  const server = createServer((request, response) => {
    serve(request, response, state, sleeper).catch((error) => {
      // A bug of the emulator: it is printed, and the bot gets no response that could be taken for DingTalk's.
      console.error('DingTalk emulator:', error)
      response.destroy()
    })
  })
  server.keepAliveTimeout = KEEP_ALIVE_MS
  const url = await listen(server, port, host)
  return {
    url,
    close() {
      sleeper.cancelAll()
      return closeServer(server)
    },
  }
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  state: EmulatorState,
  sleeper: Sleeper,
): Promise<void> {
  const startedAt = performance.now()
  const at = state.clock.now()
  const body = await readBody(request, MAX_BODY_BYTES)
  if (typeof body === 'string') return void request.socket.destroy()
  const call = toCall(request, body)
  const route = findRoute(call.method, call.path)
  const result = route
    ? await handle(route, call, state, sleeper)
    : { outcome: unknownRoute(call.path), accepted: false }
  if (result === 'closed') return
  recordCall(route, call, { ...result, at, durationMs: performance.now() - startedAt }, state)
  const { outcome } = result
  // TCP reset (RST), as from a load balancer whose server has died.
  if (outcome === 'reset') request.socket.resetAndDestroy()
  else if (outcome !== 'hang') reply(response, outcome)
}

/** Applies the faults around the route's own handler. `closed`: the emulator was closed while the call was delayed. */
async function handle(
  route: Route,
  call: IncomingCall,
  state: EmulatorState,
  sleeper: Sleeper,
): Promise<{ outcome: FaultOutcome; accepted: boolean } | 'closed'> {
  const { faults } = state
  const delay = triggerPhase(faults, 'delay', route.kind)
  if (delay) call.fault = delay.id
  if (delay && !(await sleeper.sleep(delay.params.ms))) return 'closed'
  const before = triggerPhase(faults, 'before', route.kind)
  if (before) {
    call.fault = before.id
    return { outcome: before.row.effect(route.kind, before.params), accepted: false }
  }
  const response = await route.handle(call, state)
  if (!isAccepted(response)) return { outcome: response, accepted: false }
  const after = triggerPhase(faults, 'after', route.kind)
  if (!after) return { outcome: response, accepted: true }
  call.fault = after.id
  return { outcome: after.row.effect(route.kind, after.params), accepted: true }
}

function toCall(request: IncomingMessage, body: Buffer): IncomingCall {
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2)
  const isForm = request.headers['content-type']?.startsWith('multipart/form-data')
  const text = isForm ? '' : body.toString('utf8')
  return {
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers: request.headers,
    text,
    raw: body,
    bytes: body.length,
    json: parseJson(text),
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
