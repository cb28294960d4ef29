import type { FileText } from '../bot/model'

/** What is used of the package @hyzyla/pdfium. */
interface Pdfium {
  PDFiumLibrary: {
    init(): Promise<{
      loadDocument(bytes: Uint8Array): Promise<{ pages(): Iterable<Page> }>
    }>
  }
}

interface Page {
  getText(): string
  /** PDFium's own functions and its number of the page. The package closes no page. */
  module?: { _FPDF_ClosePage?(page: number): void }
  pageIdx?: number
}

/** What is used of WebAssembly, which the types of Node leave out. */
interface WithWebAssembly {
  WebAssembly: { Memory: { prototype: { buffer: ArrayBuffer; grow(pages: number): number } } }
}

/**
 * The text of a PDF, pages separated by empty lines, read by PDFium in WebAssembly. Runs in the worker thread, which
 * gets its source text: it uses nothing from outside itself but `require` and its arguments.
 * @param pdfium the file of the package
 * @param maxMemoryBytes of PDFium, which the thread's own limits do not count
 * @param maxCharacters where to stop; the text may be longer
 * @param maxMs after which no further page is read
 * @throws Error with a `failure`
 */
export async function readPdf(
  bytes: Uint8Array,
  pdfium: string,
  maxMemoryBytes: number,
  maxCharacters: number,
  maxMs: number,
): Promise<FileText> {
  /** Nothing but what scanning apps print on every page. */
  const SCANNER_STAMP = /^\s*(由?\s*扫描全能王\s*(扫描)?创建|(scanned|created) (with|by|in) [\w ]+)\s*$/i

  const { prototype } = (globalThis as unknown as WithWebAssembly).WebAssembly.Memory
  const { grow } = prototype
  prototype.grow = function (this: typeof prototype, pages) {
    if (this.buffer.byteLength + pages * 65_536 > maxMemoryBytes)
      throw Object.assign(new RangeError('memory'), { failure: 'document-too-complex' })
    return grow.call(this, pages)
  }

  const startedAt = Date.now()
  const { PDFiumLibrary } = require(pdfium) as Pdfium
  const library = await PDFiumLibrary.init()
  const document = await library.loadDocument(bytes).catch((error) => {
    // The package's errors are told apart by their sentences alone.
    const isLocked = /password|security/i.test(String(error?.message))
    throw Object.assign(new Error('load'), {
      failure: error?.failure ?? (isLocked ? 'document-encrypted' : 'document-broken'),
    })
  })
  let text = ''
  let isCut = false
  try {
    for (const page of document.pages()) {
      const words = page.getText().replaceAll('\r\n', '\n')
      page.module?._FPDF_ClosePage?.(page.pageIdx ?? 0)
      if (!SCANNER_STAMP.test(words)) text += `${words}\n\n`
      isCut = text.trim() !== '' && Date.now() - startedAt > maxMs
      if (isCut || text.length > maxCharacters) break
    }
  } catch (error) {
    // A page is broken, or needs too much memory: the text before it is of use.
    if (text.trim() === '') throw error
    isCut = true
  }
  return { text, isCut, hasMacros: false }
}
