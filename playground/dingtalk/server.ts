import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isAccepted, oapiError } from './answers'
import type { FaultEffect } from './faults/row'
import { mask, maskFields } from './mask'
import { findRoute } from './routes/all'
import type { IncomingCall, Route } from './routes/route'
import { parseParam } from './routes/send'
import type { World } from './world'

/** A server that is up. */
export interface Listening {
  url: string
  close(): Promise<void>
}

/** No call of a robot is larger; an upload would be, and there is none here. */
const MAX_BODY_BYTES = 16 * 1024 * 1024

/** Serves every route on one port; faults strike here, and every call is recorded before it is answered. */
export async function listen(world: World, port: number, host: string): Promise<Listening> {
  const waiting = new Set<() => void>()
  const server = createServer((request, response) => void serve(request, response, world, waiting))
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
        for (const cancel of waiting) cancel()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  world: World,
  waiting: Set<() => void>,
) {
  const startedAt = performance.now()
  const at = world.clock.now()
  const body = await readBody(request)
  if (!body) return request.socket.destroy()
  const call = toCall(request, body)
  const route = findRoute(call.method, call.path)
  const { outcome, accepted } = route
    ? await decide(route, call, world, waiting)
    : { outcome: oapiError(404), accepted: false }
  if (outcome === undefined) return
  record(route, call, { outcome, accepted, at, durationMs: performance.now() - startedAt }, world)
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
  world: World,
  waiting: Set<() => void>,
): Promise<Decision> {
  const slow = world.faults.strike('delay', route.kind)
  if (slow && !(await wait(slow.params.ms, world, waiting))) return { outcome: undefined, accepted: false }
  if (slow) call.fault = slow.id
  const arrival = world.faults.strike('arrival', route.kind)
  if (arrival) call.fault = arrival.id
  if (arrival?.effect) return { outcome: arrival.effect, accepted: false }
  const answer = route.handle(call, world)
  if (!isAccepted(answer)) return { outcome: answer, accepted: false }
  const after = world.faults.strike('accepted', route.kind)
  if (after) call.fault = after.id
  return { outcome: after?.effect ?? answer, accepted: true }
}

function wait(ms: number, world: World, waiting: Set<() => void>): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (inTime: boolean) => {
      world.clock.clearTimeout(timer)
      waiting.delete(cancel)
      resolve(inTime)
    }
    const cancel = () => finish(false)
    const timer = world.clock.setTimeout(() => finish(true), ms)
    waiting.add(cancel)
  })
}

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

function reply(response: ServerResponse, { status, body, contentType }: Exclude<FaultEffect, string>): void {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array
  const payload = isRaw ? body : JSON.stringify(body)
  response.writeHead(status, {
    'content-type': contentType ?? (isRaw ? 'text/plain; charset=utf-8' : 'application/json;charset=utf-8'),
    'content-length': Buffer.byteLength(payload),
  })
  response.end(payload)
}

interface Verdict {
  outcome: FaultEffect
  accepted: boolean
  at: number
  durationMs: number
}

function record(route: Route | undefined, call: IncomingCall, verdict: Verdict, world: World): void {
  const { outcome, accepted, at, durationMs } = verdict
  const answer = typeof outcome === 'string' ? undefined : outcome
  const token = call.headers['x-acs-dingtalk-access-token']
  const msgParam = (call.json as { msgParam?: unknown } | undefined | null)?.msgParam
  const query = call.query.size > 0 ? `?${maskQuery(call.query)}` : ''
  world.recorder.call({
    id: world.recorder.nextId(),
    at,
    route: route?.kind ?? 'unknown',
    method: call.method,
    path: `${call.path}${query}`,
    ...(typeof token === 'string' && { token: mask(token) }),
    ...(call.text !== '' && { requestBody: maskFields(call.json ?? call.text) }),
    ...(msgParam !== undefined && { msgParam: parseParam(msgParam) ?? msgParam }),
    ...(answer && { status: answer.status, responseBody: readable(answer.body) }),
    durationMs,
    accepted,
    ...(call.fault && { fault: call.fault }),
  })
}

function maskQuery(query: URLSearchParams): string {
  return new URLSearchParams(maskFields(Object.fromEntries(query)) as Record<string, string>).toString()
}

function readable(body: unknown): unknown {
  return body instanceof Uint8Array ? `(${body.length} bytes)` : maskFields(body)
}
