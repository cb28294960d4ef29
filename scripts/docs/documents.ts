/** The table of what was read of documents that other programs wrote. */
import type { Language } from '../../functions/config'
import type { AnswerFailure } from '../../functions/errors'
import { TEXTS } from '../../functions/texts/languages'
import { REAL_DOCUMENTS } from '../../test/documents/real-documents'
import { readMeasured } from './measured'
import { table } from './table'

/** What was read of a document, as `test/documents` keeps it. */
interface KeptDocument {
  text?: string
  characters?: number
  failure?: AnswerFailure
  isCut?: boolean
  hasMacros?: boolean
}

/** A row for each document: what it is, and the text or the sentence in its place. */
export function documents(language: Language): string {
  const zh = language === 'zh'
  const kept = readMeasured<Record<string, KeptDocument>>('documents')
  const rows = REAL_DOCUMENTS.map((document) => {
    const ending = document.file.slice(document.file.lastIndexOf('.') + 1)
    const read = toRead(kept[document.file] ?? {}, language)
    return `| ${document[language]} | ${ending} | ${document.by} | ${read} |`
  })
  const head = zh
    ? ['文件', '格式', '生成的程序', '读出的内容']
    : ['Document', 'Format', 'Written by', 'What was read']
  return table(head, rows)
}

function toRead(
  { text = '', characters = 0, failure, isCut, hasMacros }: KeptDocument,
  language: Language,
): string {
  const zh = language === 'zh'
  if (failure) return `“${TEXTS[language].failure[failure]}”`
  const shown = text.replace(/[\\|<>*_#&]/g, (one) => `&#${one.charCodeAt(0)};`)
  const notes = [
    characters > text.length ? '…' : '',
    isCut ? (zh ? '（前 30,000 个字符，后面省略）' : ' (30,000 characters; the rest was left out)') : '',
    hasMacros ? `<br>${TEXTS[language].macrosLeftOut}` : '',
  ]
  return `${shown.replaceAll('\t', ' → ').replace(/\n+/g, '<br>')}${notes.join('')}`
}
