import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import express from 'express'
import { createBodyParser, isRefusedJson } from './body'
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

type Handler = (ctx: object) => unknown
type Exports = Record<string, unknown>

/**
 * Creates the express application that answers `/<function name>` and `/_/healthz` as Laf does, except that a body is
 * read last: after name and method, and after the function's `acceptsBody`, if it exports one.
 */
export function createApp(parts: HttpParts): express.Express {
  const app = express()
  app.use((req, res, next) => {
    const requestId = req.get('x-request-id') || randomUUID()
    Object.assign(req, { requestId, user: null })
    res.set('request-id', requestId)
    next()
  })
  parts.mount?.(app)
  app.use(answerPreflight)
  app.get('/_/healthz', (_, res) => {
    if (parts.isReady()) res.status(200).send('ok')
    else res.status(503).send('db is not ready')
  })
  app.all('*', load(parts), readBody(parts), run(parts))
  app.use(refuse(parts))
  return app
}

/** The default export or `main` of a loaded function. @throws Error when neither is a function */
export function findMain(exports: Exports): Handler {
  const main = exports.default || exports.main
  if (typeof main !== 'function') throw new Error('FunctionExecutionError: `main` function not found')
  return main as Handler
}

// As Laf's CORS, but without the headers that allow pages of other sites to read the answer.
const answerPreflight: express.RequestHandler = (req, res, next) => {
  res.vary('Origin')
  if (req.method === 'OPTIONS') res.status(204).end()
  else next()
}

function load(parts: HttpParts): express.RequestHandler {
  return (req, res, next) => {
    const methods = parts.functions().get(nameOf(req))?.methods
    if (!methods) return void res.status(404).send('Function Not Found')
    if (!methods.includes(req.method)) return void res.status(405).send('Method Not Allowed')
    try {
      res.locals.exports = parts.modules.load(nameOf(req))
      next()
    } catch (error) {
      fail(req, res, parts, error)
    }
  }
}

/** Parses the body, unless the function does not want it: then `ctx.body` is undefined, and Node discards the bytes. */
function readBody(parts: HttpParts): express.RequestHandler {
  const parse = createBodyParser()
  return (req, res, next) => {
    try {
      const { acceptsBody } = res.locals.exports as Exports
      const isWanted = typeof acceptsBody !== 'function' || acceptsBody(toContext(req, res))
      if (isWanted) parse(req, res, next)
      else next()
    } catch (error) {
      fail(req, res, parts, error)
    }
  }
}

function run(parts: HttpParts): express.RequestHandler {
  return async (req, res) => {
    try {
      const result = await findMain(res.locals.exports)(toContext(req, res))
      if (!res.writableEnded) res.send(typeof result === 'number' ? String(result) : result)
    } catch (error) {
      fail(req, res, parts, error)
    }
  }
}

function fail(req: express.Request, res: express.Response, { reportError }: HttpParts, error: unknown) {
  reportError(nameOf(req), error)
  if (!res.headersSent) res.status(500).send({ error: 'Internal Server Error', requestId: requestIdOf(req) })
}

function toContext(request: express.Request, response: express.Response) {
  return {
    __function_name: nameOf(request),
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

const nameOf = (req: express.Request) => req.path.slice(1)

function requestIdOf(req: express.Request): string {
  return (req as unknown as { requestId: string }).requestId
}

// A body that is too large, broken or wrongly encoded gets express's status, but never its stack trace. An error in a
// mounted route goes into the log.
function refuse({ reportError }: HttpParts): express.ErrorRequestHandler {
  return (error, req, res, next) => {
    const status = isRefusedJson(error) ? 400 : (error.status ?? 500)
    if (status >= 500) reportError(req.path.slice(1), error)
    if (res.headersSent) return next(error)
    res
      .status(status)
      .type('text')
      .send(STATUS_CODES[status] ?? 'Error')
  }
}
