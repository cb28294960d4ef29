/** What a file is, by its bytes. Pure functions. */

/**
 * `office`: a ZIP archive, as Word, Excel and PowerPoint write since 2007. `encrypted`: such a document with a password.
 * `old`: a format that is not read: Office's before 2007, WPS's own, RTF. `other`: text, or what is not known.
 */
export type Format = 'office' | 'pdf' | 'encrypted' | 'old' | 'other'

/** The first bytes of Microsoft's compound file, in hexadecimal. */
const COMPOUND_FILE = 'd0cf11e0a1b11ae1'
/** The stream of a compound file that holds an encrypted document, as its directory spells the name. */
const ENCRYPTED_STREAM = Buffer.from('EncryptedPackage', 'utf16le')

/** The format of a file. Its name is not looked at: many a `.xls` is a web page, and a `.doc` may be a new document. */
export function detectFormat(bytes: Buffer): Format {
  const start = bytes.subarray(0, 1024).toString('latin1')
  // The second is an archive without parts.
  if (start.startsWith('PK\x03\x04') || start.startsWith('PK\x05\x06')) return 'office'
  // A byte order mark and white space may stand before it.
  if (/^(ï»¿)?\s*%PDF-/.test(start)) return 'pdf'
  if (start.startsWith('{\\rtf')) return 'old'
  if (bytes.subarray(0, 8).toString('hex') !== COMPOUND_FILE) return 'other'
  return bytes.includes(ENCRYPTED_STREAM) ? 'encrypted' : 'old'
}
