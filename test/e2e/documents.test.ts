import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { beforeEach, describe, expect, it } from 'vitest'
import { TEXTS } from '../../functions/texts/languages'
import type { OutgoingMessage } from '../../playground/dingtalk/callback/messages'
import type { Person } from '../../playground/dingtalk/directory'
import { paragraph, pdf, show, word, workbook, zip } from '../support/office-files'
import { functionsWith } from '../support/sources'
import { useBot, useSharedBot } from '../support/use-bot'

const texts = TEXTS.zh
const { failure } = texts
const file = (fileName: string, bytes: Buffer): OutgoingMessage => ({ kind: 'file', fileName, bytes })
const PDFS = () => Object.keys(createRequire(__filename).cache).filter((one) => one.includes('pdfium'))
const OLD_WORD = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(504)])

describe('a document sent in a direct chat', () => {
  const bot = useSharedBot()
  let person: Person
  let people = 0

  beforeEach(() => {
    people += 1
    person = bot.dingtalk.directory.addPerson({ nick: `新人${people}`, staffId: `new${people}` })
    bot.openai.answer('好')
  })

  it('is read without the package for PDF, unless it is one', async () => {
    await bot.ask({ kind: 'text', text: '你好', from: person })
    await bot.ask({ ...file('合同.docx', word(paragraph('甲方付款'))), from: person })
    expect(PDFS()).toEqual([])
    await bot.ask({ ...file('a.pdf', pdf(show('Hello'))), from: person })
    expect(PDFS()).toHaveLength(1)
  })

  it.each([
    ['合同.docx', word(paragraph('甲方付款')), '甲方付款'],
    ['报表.XLSX', workbook('<row><c><v>42</v></c></row>'), '# 表一\n42'],
    ['扫描.pdf', pdf(show('Hello')), 'Hello'],
    ['其实是文字.doc', Buffer.from('订单号,金额'), '订单号,金额'],
    ['其实是文档.txt', word(paragraph('改了名字')), '改了名字'],
    [
      '带宏.docm',
      zip({ 'word/document.xml': paragraph('正文'), 'word/vbaProject.bin': 'a' }),
      `正文\n${texts.macrosLeftOut}`,
    ],
  ])('is in the prompt by its words: %s', async (name, bytes, words) => {
    const { calls } = bot.dingtalk.store.counts
    const before = { ...calls }
    expect(await bot.ask({ ...file(name, bytes), from: person })).toMatchObject({ result: 'answered' })
    expect(bot.prompt()?.at(-1)).toBe(`文件「${name}」的内容：\n${words}`)
    expect(calls.download - (before.download ?? 0)).toBe(1)
    expect(calls.file - (before.file ?? 0)).toBe(1)
  })

  it('is remembered with its words', async () => {
    await bot.ask({ ...file('合同.docx', word(paragraph('甲方付款'))), from: person })
    await bot.ask({ kind: 'text', text: '谁付款？', from: person })
    expect(bot.prompt()?.at(-3)).toBe('文件「合同.docx」的内容：\n甲方付款')
  })

  it('is read again for /retry', async () => {
    await bot.ask({ ...file('合同.docx', word(paragraph('甲方付款'))), from: person })
    await bot.ask({ kind: 'text', text: '/retry', from: person })
    expect(bot.prompt()?.at(-1)).toBe('文件「合同.docx」的内容：\n甲方付款')
  })

  it.each([
    ['旧.doc', OLD_WORD, 'document-old-format'],
    [
      '有密码.xlsx',
      Buffer.concat([OLD_WORD, Buffer.from('EncryptedPackage', 'utf16le')]),
      'document-encrypted',
    ],
    ['坏了.docx', word(paragraph('甲方付款')).subarray(0, 100), 'document-broken'],
    ['照片.docx', word('<w:drawing/>'), 'document-without-text'],
    ['炸弹.xlsx', zip({ 'xl/workbook.xml': 'a' }, { bytes: 0x7fffffff }), 'document-unpacks-too-large'],
    ['大.pdf', Buffer.alloc(11 * 1024 * 1024, '%PDF-'), 'document-too-large'],
  ] as const)('that cannot be read is answered with one sentence: %s', async (name, bytes, kind) => {
    const { length } = bot.openai.store.calls
    expect(await bot.ask({ ...file(name, bytes), from: person })).toMatchObject({ result: kind })
    expect(bot.dingtalk.store.deliveries.at(-1)?.text).toBe(failure[kind])
    expect(bot.openai.store.calls).toHaveLength(length)
  })

  it('leaves other messages to be answered while it is read', async () => {
    const long = word(paragraph('第一段').repeat(100_000))
    const [slow, quick] = ['slow', 'quick'].map((name) =>
      bot.dingtalk.directory.addPerson({ nick: name, staffId: name }),
    )
    const reading = bot.ask({ ...file('长.docx', long), from: slow })
    expect(await bot.ask({ kind: 'text', text: '你好', from: quick })).toMatchObject({ result: 'answered' })
    expect(await reading).toMatchObject({ result: 'answered' })
  })
})

describe('without the package for PDF', () => {
  const { bot, start } = useBot()

  beforeEach(async () => {
    const { BOT_SOURCE } = process.env
    const sources = BOT_SOURCE ? { dingtalk: readFileSync(BOT_SOURCE, 'utf8') } : functionsWith({})
    const hidden = Object.entries(sources).map(([name, source]) => [
      name,
      source.replaceAll(/require\(['"]@hyzyla\/pdfium['"]\)/g, "require('not-installed')"),
    ])
    await start({ sources: Object.fromEntries(hidden) })
  })

  it('a PDF is answered with what the admin has to add', async () => {
    expect(await bot.ask(file('a.pdf', pdf(show('Hello'))))).toMatchObject({
      result: 'document-package-missing',
      evidence: expect.stringContaining('MODULE_NOT_FOUND'),
    })
    expect(bot.dingtalk.store.deliveries.at(-1)?.text).toBe(failure['document-package-missing'])
    expect(failure['document-package-missing']).toContain('@hyzyla/pdfium')
  })

  it('a Word file is read', async () => {
    bot.openai.answer('好')
    expect(await bot.ask(file('合同.docx', word(paragraph('甲方付款'))))).toMatchObject({
      result: 'answered',
    })
  })
})
