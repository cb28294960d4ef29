import express from 'express'
import type { OpenDatabase } from '../laf/database'
import type { Actions } from './actions'
import { createAssets } from './assets'
import type { Attachments } from './attachments'
import { createDocuments } from './documents'
import type { Feed } from './feed'
import { createGuard } from './origin-guard'
import type { MaskSecrets } from './secrets'
import { readStored } from './stored-data'

/** What the page's routes use. */
export interface PageParts {
  /** The address the server listens on. */
  host: string
  actions: Actions
  feed: Feed
  attachments: Attachments
  database: OpenDatabase
  maskSecrets: MaskSecrets
}

/** Nine photos of a phone as base64. */
const BODY_LIMIT = '64mb'
/** More than any setting needs. */
const MAX_VALUE_CHARACTERS = 10_000

/** Mounts the page at `/`, its requests below `/playground`, and the guard before everything, the functions included. */
export function mountPage(app: express.Express, parts: PageParts): void {
  app.disable('x-powered-by')
  app.use(createGuard(parts.host))
  app.use(createAssets())
  app.use('/playground', readRoutes(parts), createDocuments(), writeRoutes(parts))
  app.use('/playground', (_, response) => void response.status(404).json({ error: 'unknown' }))
}

function readRoutes({ actions, feed, attachments, database, maskSecrets }: PageParts): express.Router {
  const router = express.Router()
  router.use((_, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })
  router.get('/events', (request, response) => {
    feed.events.open(request, response, () => ({ type: 'state', data: actions.state() }))
  })
  router.get('/messages/:id', (request, response) => {
    const text = feed.transcript.wholeText(request.params.id)
    response
      .status(text === undefined ? 404 : 200)
      .type('text')
      .send(text ?? '')
  })
  router.get('/steps/:id', (request, response) => {
    const detail = feed.timeline.detail(Number(request.params.id))
    response.status(detail ? 200 : 404).json(detail ?? {})
  })
  router.get('/stored', (_, response, next) => {
    readStored(database, maskSecrets).then((stored) => response.json(stored), next)
  })
  router.get('/files/:id', (request, response) => {
    const file = attachments.find(`/playground/files/${request.params.id}`)
    if (!file) return void response.status(404).end()
    response.set('Content-Security-Policy', "default-src 'none'; sandbox")
    if (!file.type.startsWith('image/')) response.attachment(file.name)
    response.type(file.type).send(file.bytes)
  })
  return router
}

function writeRoutes({ actions }: PageParts): express.Router {
  const router = express.Router()
  // JSON only: a form of another site cannot send that without a preflight request.
  router.use(express.json({ limit: BODY_LIMIT, inflate: false }))
  router.post('*', (request, response, next) => {
    if (request.is('application/json')) next()
    else response.status(415).json({ error: 'application/json' })
  })
  const answerDraftError = (response: express.Response, send: () => unknown) => {
    try {
      send()
    } catch (error) {
      const { name, message } = error as Error
      if (name !== 'DraftError') throw error
      response.status(400).json({ error: message })
    }
  }
  router.post('/send', ({ body }, response) => {
    answerDraftError(response, () => {
      actions.send(body)
      response.status(202).json({})
    })
  })
  router.post('/send-again', ({ body }, response) => {
    answerDraftError(response, () => {
      response.status(actions.sendAgain(String(body.messageId)) ? 202 : 404).json({})
    })
  })
  router.post('/switch', ({ body }, response) => {
    const isKnown = actions.setSwitch(String(body.id), body.on === true)
    response.status(isKnown ? 200 : 404).json({})
  })
  router.post('/switches/clear', (_, response) => {
    actions.clearSwitches()
    response.json({})
  })
  router.post('/language', ({ body }, response) => {
    if (body.language === 'zh' || body.language === 'en') actions.setLanguage(body.language)
    response.json({})
  })
  router.post('/variable', ({ body }, response) => {
    const isSet = actions.setVariable(
      String(body.name),
      String(body.value ?? '').slice(0, MAX_VALUE_CHARACTERS),
    )
    response.status(isSet ? 200 : 400).json({})
  })
  router.post('/publish', (_, response, next) => {
    actions.publish().then(() => response.json({}), next)
  })
  router.post('/reset', (_, response, next) => {
    actions.reset().then(() => response.json({}), next)
  })
  router.post('/restart', (_, response) => {
    // The response must be sent before this process is killed.
    response.on('finish', () => setImmediate(() => void actions.restart()))
    response.json({})
  })
  return router
}
