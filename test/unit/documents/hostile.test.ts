import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readFile } from '../../../functions/documents/read-file'
import { paragraph, pdf, show, word, workbook, zip } from '../../support/office-files'

const MEGABYTE = 1024 * 1024
const read = (bytes: Buffer, remainingMs = 30_000) => readFile(bytes, 'document', () => remainingMs)
const failed = (failure: string) => expect.objectContaining({ name: 'AnswerError', failure })
/** The start of a compound file, which Office wrote until 2003 and writes for files with a password. */
const COMPOUND = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(504)])
const broken = word(paragraph('你好'))

describe('a document', () => {
  it.each([
    [
      'with a password',
      'document-encrypted',
      Buffer.concat([COMPOUND, Buffer.from('EncryptedPackage', 'utf16le')]),
    ],
    ['in an encrypted archive', 'document-encrypted', word(paragraph('你好'), { flags: 1 })],
    [
      'of Office before 2007',
      'document-old-format',
      Buffer.concat([COMPOUND, Buffer.from('WordDocument', 'utf16le')]),
    ],
    ['in RTF', 'document-old-format', Buffer.from('{\\rtf1\\ansi hello}')],
    ['of OpenDocument', 'document-old-format', zip({ mimetype: 'application/vnd.oasis.opendocument.text' })],
    ['that is a binary workbook', 'document-old-format', zip({ 'xl/workbook.bin': 'a' })],
    ['without parts', 'document-broken', Buffer.from(`PK\x05\x06${'\0'.repeat(10)}`)],
    ['that ends early', 'document-broken', broken.subarray(0, broken.length - 30)],
    [
      'whose directory leads elsewhere',
      'document-broken',
      Buffer.concat([Buffer.from('PK\x03\x04'), broken]),
    ],
    ['of other bytes', 'document-broken', Buffer.alloc(100)],
    ['that is an unfinished PDF', 'document-broken', pdf(show('Hello')).subarray(0, 40)],
    ['with only pictures', 'document-without-text', word('<w:p><w:drawing/></w:p>')],
    ['that is a PDF without text', 'document-without-text', pdf('0 0 100 100 re f')],
    [
      'whose parts are 300 MB, unpacked',
      'document-unpacks-too-large',
      zip(
        Object.fromEntries(
          Array.from({ length: 30 }, (_, at) => [`word/document${at}.xml`, Buffer.alloc(10 * MEGABYTE)]),
        ),
      ),
    ],
    [
      'whose parts are larger than they say',
      'document-unpacks-too-large',
      word(paragraph('长'.repeat(MEGABYTE)), { bytes: 1_000 }),
    ],
  ])('%s is answered with a sentence of its own', async (_, failure, bytes) => {
    await expect(read(bytes)).rejects.toEqual(failed(failure))
  })

  it('named like Office and written as text is read as text', async () => {
    const page = '<html><table><tr><td>订单</td></tr></table></html>'
    expect(await read(Buffer.from(page))).toMatchObject({ text: page })
  })

  it('with macros is read, and said to have some', async () => {
    const parts = { 'xl/vbaProject.bin': 'Sub AutoOpen()' }
    expect(await read(workbook('<row><c><v>1</v></c></row>', parts))).toMatchObject({
      text: '# 表一\n1',
      hasMacros: true,
    })
  })

  it.each([
    ['text', word(paragraph('字'.repeat(40_000)))],
    ['rows', workbook('<row><c><v>1</v></c></row>'.repeat(20_000))],
    ['letters on a page', pdf(show('abcde '.repeat(6_000)))],
  ])('with more %s than is read is cut', async (_, bytes) => {
    const { text, isCut } = await read(bytes)
    expect(text.length).toBeLessThanOrEqual(30_000)
    expect(text.length).toBeGreaterThan(29_000)
    expect(isCut).toBe(true)
  })

  it('of which one part is very long is read at its beginning, and said to be cut', async () => {
    const padding = `<!--${' '.repeat(9 * MEGABYTE)}-->`
    expect(await read(word(paragraph('开头') + padding + paragraph('结尾')))).toEqual({
      text: '开头',
      isCut: true,
      hasMacros: false,
    })
  })

  it.each([
    ['unclosed tags', '<a'.repeat(4 * MEGABYTE)],
    ['one endless tag', `<${'a'.repeat(8 * MEGABYTE)}`],
    ['one tag of white space', `<a${' '.repeat(8 * MEGABYTE)}`],
    ['ampersands', `<w:t>${'&#'.repeat(4 * MEGABYTE)}`],
    ['nested tables', '<w:tc>'.repeat(MEGABYTE)],
    [
      'an entity that doubles itself',
      '<!DOCTYPE a [<!ENTITY a "&b;&b;"><!ENTITY b "&a;&a;">]><w:t>&a;</w:t>',
    ],
  ])('of %s is read or refused, and the process goes on meanwhile', async (_, body) => {
    let isDone = false
    let beats = 0
    const beat = () => {
      beats += 1
      if (!isDone) setImmediate(beat)
    }
    beat()
    const outcome = await read(word(body)).catch((error) => error)
    isDone = true
    expect(outcome.failure ?? typeof outcome.text).toMatch(/^(document-\w|string$)/)
    expect(beats).toBeGreaterThan(10)
  })

  it('that takes too long is given up', async () => {
    await expect(read(word(paragraph('你好').repeat(100_000)), 1)).rejects.toEqual(
      failed('document-too-complex'),
    )
  })

  it('for which there is no time left is not begun', async () => {
    await expect(read(broken, 0)).rejects.toEqual(failed('timeout'))
  })

  it('that needs too much memory is given up', async () => {
    // A stream of 250 MB, packed twice into some KB.
    const twice = deflateSync(deflateSync(Buffer.alloc(250 * MEGABYTE)))
    const outcome = await read(pdf(twice, '/Filter[/FlateDecode/FlateDecode]')).catch((error) => error)
    expect(outcome.failure).toMatch(/^document-(too-complex|broken|without-text)$/)
    expect(await read(word(paragraph('之后')))).toMatchObject({ text: '之后' })
  })
})

it.each([
  ['Word file', word(paragraph('你好').repeat(20))],
  ['workbook', workbook('<row><c r="A1"><v>1</v></c></row>')],
  ['PDF', pdf(show('Hello'))],
])(
  'a %s with wrong bytes is read or refused with a sentence',
  async (_, bytes) => {
    let state = 1
    const random = (below: number) => {
      state = (state * 48_271) % 2_147_483_647
      return state % below
    }
    for (let round = 0; round < 25; round += 1) {
      const changed = Buffer.from(bytes)
      for (let times = 0; times < 8; times += 1) changed[4 + random(changed.length - 4)] = random(256)
      const outcome = await read(changed).catch((error) => error)
      expect(outcome.failure ?? typeof outcome.text).toMatch(/^(document-[\w-]+|string)$/)
    }
  },
  60_000,
)
