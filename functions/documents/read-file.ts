/** A person's file → its text. */
import type { FileText } from '../bot/model'
import { AnswerError, describe } from '../errors'
import { decodeText } from './decode-text'
import { detectFormat } from './format'
import { readInThread } from './thread'

/** A document of 10 MB takes a few seconds. */
const TIMEOUT_MS = 20_000

/** Documents are read one after another: each takes up to some 200 MB of memory. */
let lastRead: Promise<unknown> = Promise.resolve()

/**
 * The text of a file, by its content and not by its name.
 * @param kind what its name says
 * @param remainingMs how much longer its reader waits
 * @throws AnswerError `file-unreadable` or `document-…`
 */
export async function readFile(
  bytes: Buffer,
  kind: 'file' | 'document',
  remainingMs: () => number,
): Promise<FileText> {
  const format = detectFormat(bytes)
  switch (format) {
    case 'encrypted':
      throw new AnswerError('document-encrypted')
    case 'old':
      throw new AnswerError('document-old-format')
    case 'office':
    case 'pdf': {
      const pdfium = format === 'pdf' ? findPdfPackage() : undefined
      return inOrder(remainingMs, (timeoutMs) => readInThread(bytes, pdfium, timeoutMs))
    }
    case 'other':
      return { text: readText(bytes, kind), isCut: false, hasMacros: false }
  }
}

function inOrder<T>(remainingMs: () => number, read: (timeoutMs: number) => Promise<T>): Promise<T> {
  const result = lastRead.then(() => {
    if (remainingMs() <= 0) throw new AnswerError('timeout', 'document')
    return read(Math.min(TIMEOUT_MS, remainingMs()))
  })
  lastRead = result.catch(() => {})
  return result
}

function readText(bytes: Buffer, kind: 'file' | 'document'): string {
  const text = decodeText(bytes)
  // Binary formats contain NUL; text does not.
  if (text.includes('\0'))
    throw new AnswerError(kind === 'document' ? 'document-broken' : 'file-unreadable', 'not a text')
  return text
}

/** The package's file: a thread finds packages neither as Laf does nor by itself. */
function findPdfPackage(): string {
  try {
    // Optional: required at the first PDF, and everything else works without it.
    require('@hyzyla/pdfium')
  } catch (error) {
    throw new AnswerError('document-package-missing', describe(error))
  }
  const { createRequire } = require('node:module') as typeof import('node:module')
  const files = Object.keys(createRequire('/_').cache)
  const file = files.find((one) => /[\\/]@hyzyla[\\/]pdfium[\\/]/.test(one))
  if (!file) throw new AnswerError('document-package-missing', 'file')
  return file
}
