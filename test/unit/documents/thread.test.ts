import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readInThread } from '../../../functions/documents/thread'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'thread-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Reads with a package in place of PDFium. @param pages the body of a generator of pages */
function read(pages: string, timeoutMs = 10_000) {
  const file = path.join(folder, `${expect.getState().currentTestName?.replace(/\W/g, '_')}.cjs`)
  writeFileSync(
    file,
    `exports.PDFiumLibrary = { init: async () => ({ loadDocument: async () => ({ *pages() { ${pages} } }) }) }`,
  )
  return readInThread(Buffer.from('%PDF-'), file, timeoutMs)
}
const failed = (failure: string) => expect.objectContaining({ name: 'AnswerError', failure })

describe('the thread', () => {
  it('has no environment variables and no flags of the process', async () => {
    process.env.SECRET_OF_THE_TEST = 'sk-1'
    const seen = 'yield { getText: () => JSON.stringify([process.env, process.execArgv]) }'
    expect((await read(seen)).text).toBe('[{},[]]')
    delete process.env.SECRET_OF_THE_TEST
  })

  it.each([
    ['ends itself', 'process.exit(0)', 'document-too-complex'],
    ['hangs', 'while (true);', 'document-too-complex'],
    [
      'needs too much memory',
      'const all = []; while (true) all.push(new Array(1e5).fill(0.5))',
      'document-too-complex',
    ],
    [
      'needs too much memory of WebAssembly',
      'new WebAssembly.Memory({ initial: 1 }).grow(2_000)',
      'document-too-complex',
    ],
    ['throws nothing', 'throw undefined', 'document-broken'],
    ['throws at the first page', 'yield { getText() { throw new Error("page") } }', 'document-broken'],
  ])('that %s ends in one failure', async (_, pages, failure) => {
    await expect(read(pages, 3_000)).rejects.toEqual(failed(failure))
  })

  it('that writes a lot to the console is read', async () => {
    const flood =
      'for (let n = 0; n < 200; n++) console.error("x".repeat(100_000)); yield { getText: () => "a" }'
    expect((await read(flood)).text).toBe('a')
  })

  it('that posts messages of its own is ended at the first', async () => {
    const flood = `const { parentPort } = require('node:worker_threads'); while (true) parentPort.postMessage({ text: 'a' })`
    expect((await read(flood)).text).toBe('a')
  })
})

describe('a PDF', () => {
  it('is read up to a page that cannot be read', async () => {
    const pages = `yield { getText: () => '一' }; yield { getText() { throw new Error('page') } }; yield { getText: () => '三' }`
    expect(await read(pages)).toEqual({ text: '一', isCut: true, hasMacros: false })
  })

  it('is read up to a page that needs too much memory', async () => {
    const pages = `yield { getText: () => '一' }; new WebAssembly.Memory({ initial: 1 }).grow(2_000)`
    expect(await read(pages)).toMatchObject({ text: '一', isCut: true })
  })

  it('that takes too long is cut where the time ends', async () => {
    const pages = `for (;;) yield { getText() { const end = Date.now() + 100; while (Date.now() < end); return '页' } }`
    const { text, isCut } = await read(pages, 2_000)
    expect(text).toMatch(/^页(\n\n页)+$/)
    expect(isCut).toBe(true)
  })

  it('has its pages closed, which the package does not do', async () => {
    const pages = `const closed = []
      const module = { _FPDF_ClosePage: (page) => closed.push(page) }
      yield { module, pageIdx: 7, getText: () => '一' }
      yield { getText: () => String(closed) }`
    expect((await read(pages)).text).toBe('一\n\n7')
  })
})
