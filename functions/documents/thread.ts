/** The worker thread that reads a document: it can neither block nor crash the process, and is ended at its limits. */
import type { FileText } from '../bot/model'
import { AnswerError, type AnswerFailure, describe, hasName } from '../errors'
import { createXml, openArchive } from './archive'
import { readOffice } from './office'
import { readPdf } from './pdf'
import { readSheets } from './sheets'

const MEGABYTE = 1024 * 1024
const LIMITS = {
  /** The text of a document; the rest is left out. */
  maxCharacters: 30_000,
  /** All parts of a document, unpacked: some twenty times what is sent. */
  maxUnpackedBytes: 200 * MEGABYTE,
  /** What is read of one part. 30,000 characters of text rarely take more than 1 MB. */
  maxPartBytes: 8 * MEGABYTE,
  maxPdfMemoryBytes: 96 * MEGABYTE,
}
/** Of the thread's JavaScript, which is least where the process has little: apps on Laf have 256 MB and more. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16 }

interface Input {
  bytes: Uint8Array
  /** The file of the package that reads PDF; undefined for an Office document. */
  pdfium?: string
  limits: typeof LIMITS
  /** After it a PDF of many pages is cut, so that the thread is not ended with everything it has read. */
  maxPdfMs: number
}

type Output = FileText | { failure: AnswerFailure }

/**
 * The text of a document.
 * @param pdfium the file of the package that reads PDF; undefined for an Office document
 * @throws AnswerError `document-…`
 */
export function readInThread(
  bytes: Buffer,
  pdfium: string | undefined,
  timeoutMs: number,
): Promise<FileText> {
  // Not before the first document.
  const { Worker } = require('node:worker_threads') as typeof import('node:worker_threads')
  const input: Input = { bytes, pdfium, limits: LIMITS, maxPdfMs: timeoutMs * 0.7 }
  // Without the environment, in which the keys are, and without the process's flags.
  const own = { eval: true, env: {}, execArgv: [], stdout: true, stderr: true }
  const thread = new Worker(toSource(), { ...own, workerData: input, resourceLimits: RESOURCE_LIMITS })
  return new Promise((resolve, reject) => {
    const end = (output: Output, evidence = '') => {
      clearTimeout(timer)
      void thread.terminate()
      if ('failure' in output) reject(new AnswerError(output.failure, evidence))
      else resolve(output)
    }
    const timer = setTimeout(() => end({ failure: 'document-too-complex' }, 'time'), timeoutMs)
    thread.once('message', (output: Output) => end(output))
    thread.once('error', (error) => end({ failure: toFailure(error) }, describe(error)))
    thread.once('exit', (code) => end({ failure: 'document-too-complex' }, `exit ${code}`))
  })
}

function toFailure(error: unknown): AnswerFailure {
  const { code } = error as { code?: unknown }
  return code === 'ERR_WORKER_OUT_OF_MEMORY' || hasName(error, 'RuntimeError')
    ? 'document-too-complex'
    : 'document-broken'
}

/** The thread has no files of its own: it runs the source text of the functions that it needs. */
function toSource(): string {
  const functions = { openArchive, createXml, readOffice, readSheets, readPdf }
  const sources = Object.entries(functions).map(([name, source]) => `${name}: ${source}`)
  return `(${run})({ ${sources.join(',\n')} })`
}

/** The thread's own code. */
async function run(readers: {
  openArchive: typeof openArchive
  createXml: typeof createXml
  readOffice: typeof readOffice
  readSheets: typeof readSheets
  readPdf: typeof readPdf
}): Promise<void> {
  const { parentPort, workerData } = require('node:worker_threads') as typeof import('node:worker_threads')
  const { bytes, pdfium, limits, maxPdfMs } = workerData as Input
  const { maxCharacters, maxUnpackedBytes, maxPartBytes, maxPdfMemoryBytes } = limits

  async function readOfficeFile(): Promise<FileText> {
    const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    const archive = readers.openArchive(file, maxUnpackedBytes, maxPartBytes)
    const text = await readers.readOffice(archive, readers.createXml(), readers, maxCharacters)
    return {
      text,
      isCut: archive.isCut(),
      hasMacros: archive.names.some((name) => /vbaProject\.bin$/i.test(name)),
    }
  }

  try {
    const read = pdfium
      ? await readers.readPdf(bytes, pdfium, maxPdfMemoryBytes, maxCharacters, maxPdfMs)
      : await readOfficeFile()
    // Control characters and halves of characters: services refuse prompts with them.
    const clean = read.text
      .replace(/[^\P{Cc}\n\t]|[\uFFFE\uFFFF]|\p{Cs}/gu, '')
      .replace(/\n{3,}/g, '\n\n')
      .trim()
    const text = clean.slice(0, maxCharacters).replace(/[\uD800-\uDBFF]$/, '')
    const isCut = read.isCut || clean.length > maxCharacters
    parentPort?.postMessage(text ? { ...read, text, isCut } : { failure: 'document-without-text' })
  } catch (error) {
    const { failure, name } = error as { failure?: AnswerFailure; name?: string }
    const isOutOfMemory = name === 'RuntimeError'
    parentPort?.postMessage({
      failure: failure ?? (isOutOfMemory ? 'document-too-complex' : 'document-broken'),
    })
  }
}
