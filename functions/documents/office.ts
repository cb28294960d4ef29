import type { Archive, Xml } from './archive'
import type { readSheets } from './sheets'

/**
 * The text of a Word, Excel or PowerPoint file. Runs in the worker thread, which gets its source text: it uses nothing
 * from outside itself but `require` and its arguments.
 *
 * Paragraphs are lines, table cells are separated by tabs, slides and sheets begin with `#`, notes with `>`. Page
 * headers, pictures, charts and hidden sheets are left out; macros are neither read nor run.
 * @param maxCharacters where to stop; the text may be longer
 * @throws Error with a `failure`
 */
export async function readOffice(
  archive: Archive,
  xml: Xml,
  readers: { readSheets: typeof readSheets },
  maxCharacters: number,
): Promise<string> {
  const { posix } = require('node:path') as typeof import('node:path')
  /** Definitions of tab stops; the second form of a text box; numbers and dates that PowerPoint fills in; moved text. */
  const SKIPPED = new Set(['tabs', 'Fallback', 'fld', 'moveFrom'])

  /** The paragraphs of a part, in Word and in PowerPoint. */
  function toLines(part: string): string {
    let text = ''
    let cells = 0
    let skipping: { name: string; depth: number } | undefined
    for (const { name, isEnd, isEmpty, text: words } of xml.tags(part)) {
      if (skipping) {
        if (name === skipping.name && !isEmpty) skipping.depth += isEnd ? -1 : 1
        if (skipping.depth === 0) skipping = undefined
      } else if (isEnd) {
        if (name === 'tc') cells -= 1
        if (name === 'p') text += cells > 0 ? ' ' : '\n'
        else if (name === 'tc') text = `${text.trimEnd()}\t`
        else if (name === 'tr') text = `${text.trimEnd()}\n`
      } else if (SKIPPED.has(name)) {
        if (!isEmpty) skipping = { name, depth: 1 }
      } else if (name === 't') text += isEmpty ? '' : words
      else if (name === 'tab') text += '\t'
      else if (name === 'br' || name === 'cr') text += cells > 0 ? ' ' : '\n'
      else if (name === 'tc' && !isEmpty) cells += 1
      if (text.length > maxCharacters) return text
    }
    return text
  }

  /** What a part refers to: id → type and path. */
  async function readRelations(part: string): Promise<Map<string, { type: string; path: string }>> {
    const { dir, base } = posix.parse(part)
    const found = new Map<string, { type: string; path: string }>()
    for (const tag of xml.tags(await archive.read(`${dir}/_rels/${base}.rels`))) {
      const [id, type, target] = ['Id', 'Type', 'Target'].map((name) => xml.attribute(tag, name))
      if (!id || !type || !target) continue
      const path = target.startsWith('/') ? target.slice(1) : posix.join(dir, target)
      found.set(id, { type: type.slice(type.lastIndexOf('/') + 1), path })
    }
    return found
  }

  async function readWord(main: string): Promise<string> {
    let text = ''
    for (const part of [main, 'word/footnotes.xml', 'word/endnotes.xml', 'word/comments.xml'])
      if (text.length <= maxCharacters) text += toLines(await archive.read(part))
    return text
  }

  async function readSlides(main: string): Promise<string> {
    const relations = await readRelations(main)
    let text = ''
    let number = 0
    for (const tag of xml.tags(await archive.read(main))) {
      const slide = tag.name === 'sldId' && relations.get(xml.attribute(tag, '\\w+:id') ?? '')
      if (!slide) continue
      number += 1
      text += `# ${number}\n${toLines(await archive.read(slide.path))}`
      for (const { type, path } of (await readRelations(slide.path)).values()) {
        const isRead = type === 'diagramData' || type === 'notesSlide'
        const lines = isRead ? toLines(await archive.read(path)).trim() : ''
        if (lines) text += `${type === 'notesSlide' ? lines.replace(/^/gm, '> ') : lines}\n`
      }
      if (text.length > maxCharacters) return text
    }
    return text
  }

  const find = (pattern: RegExp) => archive.names.find((name) => pattern.test(name))
  const word = find(/^word\/document\d*\.xml$/)
  if (word) return readWord(word)
  const slides = find(/^ppt\/presentation\.xml$/)
  if (slides) return readSlides(slides)
  const book = find(/^xl\/workbook\.xml$/)
  if (book) return readers.readSheets(archive, xml, await readRelations(book), book, maxCharacters)
  // Other formats in ZIP archives: OpenDocument, binary workbooks, Apple's.
  throw Object.assign(new Error('no part'), { failure: 'document-old-format' })
}
