import { createRequire } from 'node:module'
import path from 'node:path'
import express from 'express'

/** The page's files. */
const PAGE = path.join(__dirname, '..', 'page')

const { resolve } = createRequire(__filename)

/** Libraries from npm, served below /playground/lib. */
const LIBRARIES = new Map([
  ['marked.js', resolve('marked')],
  ['purify.js', path.join(path.dirname(resolve('dompurify')), 'purify.es.mjs')],
])

/**
 * The page may load from this server and send to this server only. No inline script or style runs: a second protection
 * behind the sanitizer. Pictures may also come from memory, for previews.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Serves the page at `/`, its modules and styles below `/playground/page`, libraries below `/playground/lib`. */
export function createAssets(): express.Router {
  const router = express.Router()
  router.use(['/', '/playground'], (_, response, next) => {
    response.set({
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cross-Origin-Opener-Policy': 'same-origin',
    })
    next()
  })
  const headers = { 'Content-Security-Policy': POLICY, 'Cache-Control': 'no-cache' }
  router.get('/', (_, response) => {
    response.set(headers).sendFile(path.join(PAGE, 'index.html'), { cacheControl: false })
  })
  router.get('/favicon.ico', (_, response) => response.redirect('/playground/page/icon.svg'))
  router.use(
    '/playground/page',
    express.static(PAGE, { index: false, setHeaders: (r) => void r.set(headers) }),
  )
  router.get('/playground/lib/:name', (request, response) => {
    const file = LIBRARIES.get(request.params.name)
    if (!file) return void response.status(404).end()
    response.type('text/javascript').set(headers).sendFile(file, { cacheControl: false, dotfiles: 'allow' })
  })
  return router
}
