import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFile } from '../../functions/documents/read-file'
import type { AnswerError } from '../../functions/errors'
import { PROGRAMS, type Program, REAL_DOCUMENTS, writeDocuments } from './real-documents'

/** What was read: file → text, or why not. `DOCUMENTS_SAVE=1` writes it; `npm run docs` shows it. */
const KEPT = path.join(__dirname, '..', '..', 'docs', 'measured', 'documents.json')
/** Of a text, what is kept: enough for the table, and short. */
const KEPT_CHARACTERS = 160

const missing = (Object.keys(PROGRAMS) as Program[]).filter((program) => !PROGRAMS[program])
if (missing.length > 0)
  console.warn(
    `\n  Skipped: documents by ${missing.join(', ')}. To read them too: install LibreOffice, Chromium and test/documents/python/requirements.txt, and set DOCUMENTS_PYTHON\n`,
  )

const kept = JSON.parse(readFileSync(KEPT, 'utf8'))
const found: Record<string, object> = {}
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'documents-'))
  writeDocuments(folder)
}, 120_000)
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  if (process.env.DOCUMENTS_SAVE) writeFileSync(KEPT, `${JSON.stringify({ ...kept, ...found }, null, 2)}\n`)
})

describe.each(REAL_DOCUMENTS)('$en, by $by', ({ file, program }) => {
  it.skipIf(!PROGRAMS[program])('is read as the documents say', async () => {
    const read = await readFile(readFileSync(path.join(folder, file)), 'document', () => 30_000).then(
      ({ text, isCut, hasMacros }) => ({
        text: text.slice(0, KEPT_CHARACTERS),
        characters: text.length,
        ...(isCut && { isCut }),
        ...(hasMacros && { hasMacros }),
      }),
      ({ failure }: AnswerError) => ({ failure }),
    )
    found[file] = read
    if (!process.env.DOCUMENTS_SAVE) expect(read).toEqual(kept[file])
  })
})

it('all documents are kept, and no others', () => {
  if (!process.env.DOCUMENTS_SAVE) expect(Object.keys(kept)).toEqual(REAL_DOCUMENTS.map(({ file }) => file))
})
