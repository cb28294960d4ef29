import { readFile } from 'node:fs/promises'
import path from 'node:path'
import express from 'express'

const REPOSITORY = path.join(__dirname, '..', '..')

/** The READMEs and what they link to; no `..` and no hidden file. */
const DOCUMENT = /^\/(?:[A-Z][\w-]*(?:\.[\w-]+)?|docs(?:\/[\w-]+)*\/[\w-]+(?:\.[\w-]+)?)\.md$/
/** Documents are our own files, which may show pictures of this server and nothing else. */
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"

/**
 * Serves the project's documents as pages, below the paths that they have in the repository, so that their links to each
 * other work: the page links to the setup guide, and a clone has no address on the web.
 */
export function createDocuments(root: string = REPOSITORY): express.Router {
  const router = express.Router()
  router.get(DOCUMENT, (request, response, next) => {
    readFile(path.join(root, request.path), 'utf8')
      .then((source) => toPage(source, request.path.includes('.zh-CN.') ? 'zh-CN' : 'en'))
      .then((page) => response.set('Content-Security-Policy', POLICY).type('html').send(page))
      .catch(() => next())
  })
  const pictures = { index: false, redirect: false, extensions: false } as const
  router.use('/docs/pictures', express.static(path.join(root, 'docs', 'pictures'), pictures))
  // The file to paste, as text.
  router.get('/dist/laf/functions/:name', (request, response, next) => {
    const options = { root: path.join(root, 'dist', 'laf', 'functions') }
    response.type('text/plain').sendFile(request.params.name, options, (error) => error && next())
  })
  return router
}

async function toPage(source: string, language: string): Promise<string> {
  const { Marked } = await import('marked')
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${toAnchor(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`
      },
    },
  })
  const title = /^# (.+)$/m.exec(source)?.[1] ?? ''
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title.replaceAll('<', '&lt;')}</title>
<link rel="stylesheet" href="/playground/page/styles/colors.css">
<link rel="stylesheet" href="/playground/page/styles/document.css">
</head>
<body>
<main>
${await marked.parse(source)}</main>
</body>
</html>
`
}

/** As GitHub makes anchors of headings. */
function toAnchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')
}
