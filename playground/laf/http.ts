import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import express from 'express'
import type { CloudFunctions } from './functions'
import type { Modules } from './modules'

/** What the HTTP side of a runtime needs. */
export interface HttpParts {
  functions: () => CloudFunctions
  modules: Modules
  /** True once the database has answered for the first time. */
  isReady: () => boolean
  reportError(functionName: string, ...what: unknown[]): void
  mount?: (app: express.Express) => void
}

// Laf's limit for a request's body.
const BODY_LIMIT = '10mb'

type Handler = (ctx: object) => unknown

/** Creates the express application that answers `/<function name>` and `/_/healthz` as Laf does. */
export function createApp(parts: HttpParts): express.Express {
  const app = express()
  app.use((req, res, next) => {
    const requestId = req.get('x-request-id') || randomUUID()
    Object.assign(req, { requestId, user: null })
    res.set('request-id', requestId)
    next()
  })
  parts.mount?.(app)
  app.get('/_/healthz', (_, res) => {
    if (parts.isReady()) res.status(200).send('ok')
    else res.status(503).send('db is not ready')
  })
  app.use(express.json({ limit: BODY_LIMIT }))
  app.use(express.urlencoded({ limit: BODY_LIMIT, extended: true }))
  app.use(express.raw({ limit: BODY_LIMIT }))
  app.all('*', (req, res) => void invoke(req, res, parts))
  app.use(refuse(parts))
  return app
}

/** The default export or `main` of a loaded function. @throws Error when neither is a function */
export function findMain(exports: Record<string, unknown>): Handler {
  const main = exports.default || exports.main
  if (typeof main !== 'function') throw new Error('FunctionExecutionError: `main` function not found')
  return main as Handler
}

async function invoke(req: express.Request, res: express.Response, parts: HttpParts) {
  const name = req.path.slice(1)
  const methods = parts.functions().get(name)?.methods
  if (!methods) return res.status(404).send('Function Not Found')
  if (!methods.includes(req.method)) return res.status(405).send('Method Not Allowed')
  try {
    const result = await findMain(parts.modules.load(name))(toContext(name, req, res))
    if (!res.writableEnded) res.send(typeof result === 'number' ? String(result) : result)
  } catch (error) {
    parts.reportError(name, error)
    if (!res.headersSent)
      res.status(500).send({ error: 'Internal Server Error', requestId: requestIdOf(req) })
  }
}

function toContext(name: string, request: express.Request, response: express.Response) {
  return {
    __function_name: name,
    requestId: requestIdOf(request),
    query: request.query,
    files: undefined,
    body: request.body,
    headers: request.headers,
    method: request.method,
    auth: undefined,
    user: null,
    request,
    response,
  }
}

function requestIdOf(req: express.Request): string {
  return (req as unknown as { requestId: string }).requestId
}

// A body that is too large, broken or wrongly encoded gets express's status, but never its stack trace. An error in a
// mounted route goes into the log.
function refuse({ reportError }: HttpParts): express.ErrorRequestHandler {
  return (error, req, res, next) => {
    const status = error.status ?? 500
    if (status >= 500) reportError(req.path.slice(1), error)
    if (res.headersSent) return next(error)
    res
      .status(status)
      .type('text')
      .send(STATUS_CODES[status] ?? 'Error')
  }
}
