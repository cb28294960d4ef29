import express from 'express'
import type { OpenDatabase } from '../laf/database'
import { demonstrations } from '../openai/demo/demonstrations'
import type { Actions } from './actions'
import { createAssets } from './assets'
import type { Attachments } from './attachments'
import type { Feed } from './feed'
import { createGuard } from './guard'
import type { Model } from './model'
import type { Scrub } from './secrets'
import { readStored } from './stored'

/** What the page's routes reach. */
export interface PageParts {
  /** Where the server listens. */
  host: string
  actions: Actions
  feed: Feed
  attachments: Attachments
  database: OpenDatabase
  scrub: Scrub
  model: Model
}

/** Nine pictures of a phone, as base64. */
const BODY_LIMIT = '64mb'

/** Puts the page at `/`, what it needs below `/playground`, and the guard before everything, the functions included. */
export function mountPage(app: express.Express, parts: PageParts): void {
  parts.feed.describe(() => ({
    ...parts.actions.describe(),
    model: parts.model.about,
    demonstrations: toTry(),
  }))
  app.disable('x-powered-by')
  app.use(createGuard(parts.host))
  app.use(createAssets())
  app.use('/playground', readRoutes(parts), writeRoutes(parts))
  app.use('/playground', (_, response) => void response.status(404).json({ error: 'unknown' }))
}

function readRoutes({ feed, attachments, database, scrub }: PageParts): express.Router {
  const router = express.Router()
  router.use((_, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })
  router.get('/events', (request, response) => {
    feed.live.open(request, response, () => ({ type: 'state', data: feed.state() }))
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
    readStored(database, scrub).then((stored) => response.json(stored), next)
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
  // Only JSON is read: a form of another site cannot send it without asking first.
  router.use(express.json({ limit: BODY_LIMIT }))
  router.post('*', (request, response, next) => {
    if (request.is('application/json')) next()
    else response.status(415).json({ error: 'application/json' })
  })
  router.post('/send', (request, response) => {
    try {
      actions.send(request.body)
      response.status(202).json({})
    } catch (error) {
      const { name, message } = error as Error
      if (name !== 'DraftError') throw error
      response.status(400).json({ error: message })
    }
  })
  router.post('/switch', ({ body }, response) => {
    const isKnown = actions.turn(String(body.id), body.on === true)
    response.status(isKnown ? 200 : 404).json({})
  })
  router.post('/switches/clear', (_, response) => {
    actions.clearSwitches()
    response.json({})
  })
  router.post('/language', ({ body }, response) => {
    if (body.language === 'zh' || body.language === 'en') actions.speak(body.language)
    response.json({})
  })
  router.post('/reset', (_, response, next) => {
    actions.reset().then(() => response.json({}), next)
  })
  router.post('/restart', (_, response) => {
    // The answer has to be out before its own process dies.
    response.on('finish', () => setImmediate(() => void actions.restart()))
    response.json({})
  })
  return router
}

function toTry() {
  return demonstrations.map(({ id, triggers, shows }) => ({
    id,
    zh: { say: triggers.zh[0], shows: shows.zh },
    en: { say: triggers.en[0], shows: shows.en },
  }))
}
