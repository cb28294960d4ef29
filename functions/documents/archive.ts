/**
 * ZIP archives and XML, of which Word, Excel and PowerPoint files are made. Both functions run in the worker thread,
 * which gets their source text: they use nothing from outside themselves but `require` and their arguments.
 */

export interface Archive {
  /** Paths of the parts, without a leading slash. */
  names: string[]
  /** A part as text, `''` for one that does not exist, and its beginning where it is longer than `maxPartBytes`. */
  read(name: string): Promise<string>
  /** Whether a part was longer. */
  isCut(): boolean
}

interface Entry {
  /** Bit 0: encrypted. */
  flags: number
  /** 0 stored, 8 deflated. */
  method: number
  packedBytes: number
  bytes: number
  offset: number
}

/**
 * Opens a ZIP archive.
 * @param maxBytes of all parts together as the directory gives them, which is checked before anything is unpacked
 * @throws Error with a `failure`; any other error means that the archive is broken
 */
export function openArchive(file: Buffer, maxBytes: number, maxPartBytes: number): Archive {
  const zlib = require('node:zlib') as typeof import('node:zlib')
  const UNKNOWN = 0xffffffff
  const fail = (failure: string) => Object.assign(new Error(failure), { failure })
  const expectAt = (at: number, signature: number) => {
    if (file.readUInt32LE(at) !== signature) throw fail('document-broken')
  }
  let isCut = false

  function readDirectory(): Map<string, Entry> {
    const entries = new Map<string, Entry>()
    const end = file.lastIndexOf('PK\x05\x06', undefined, 'latin1')
    if (end < 0) throw fail('document-broken')
    let at = file.readUInt32LE(end + 16)
    let bytes = 0
    for (let left = file.readUInt16LE(end + 10); left > 0; left -= 1) {
      expectAt(at, 0x02014b50)
      const field = (offset: number) => file.readUInt16LE(at + offset)
      const [packedBytes = 0, size = 0] = [20, 24].map((offset) => file.readUInt32LE(at + offset))
      const name = file.toString('utf8', at + 46, at + 46 + field(28))
      const entry = { flags: field(8), method: field(10), packedBytes, bytes: size }
      entries.set(name.replaceAll('\\', '/').replace(/^\/+/, ''), {
        ...entry,
        offset: file.readUInt32LE(at + 42),
      })
      if (size !== UNKNOWN) bytes += size
      if (bytes > maxBytes) throw fail('document-unpacks-too-large')
      at += 46 + field(28) + field(30) + field(32)
    }
    return entries
  }

  function inflate(packed: Buffer): AsyncIterable<Buffer> {
    const stream = zlib.createInflateRaw()
    stream.end(packed)
    return stream
  }

  async function unpack({ flags, method, packedBytes, bytes, offset }: Entry): Promise<Buffer> {
    if (flags & 1) throw fail('document-encrypted')
    expectAt(offset, 0x04034b50)
    const start = offset + 30 + file.readUInt16LE(offset + 26) + file.readUInt16LE(offset + 28)
    // Large sizes stand elsewhere (ZIP64). The packed data knows its own end.
    const packed = file.subarray(start, packedBytes === UNKNOWN ? undefined : start + packedBytes)
    const chunks: Buffer[] = []
    let length = 0
    for await (const chunk of method === 0 ? [packed] : inflate(packed)) {
      chunks.push(chunk)
      length += chunk.length
      if (length > bytes) throw fail('document-unpacks-too-large')
      isCut ||= length > maxPartBytes
      if (length > maxPartBytes) break
    }
    return Buffer.concat(chunks).subarray(0, maxPartBytes)
  }

  const entries = readDirectory()
  return {
    names: [...entries.keys()],
    async read(name) {
      const entry = entries.get(name)
      return entry ? (await unpack(entry)).toString('utf8').replace(/^\uFEFF/, '') : ''
    },
    isCut: () => isCut,
  }
}

export interface Tag {
  /** Without its namespace. */
  name: string
  isEnd: boolean
  isEmpty: boolean
  /** As written. */
  attributes: string
  /** What stands before the next tag, decoded. */
  text: string
}

export type Xml = ReturnType<typeof createXml>

/** @returns functions that read XML in linear time, also XML that is cut or broken */
export function createXml() {
  const NAMES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
  const TAG = /<(\/?)(?:[\w.-]+:)?([\w.-]+)(\s[^<>]*|\/)?>([^<]*)/g
  const decode = (text: string) =>
    text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(lt|gt|amp|quot|apos));/gi, (_, decimal, hex, name) => {
      if (name) return NAMES[name.toLowerCase()] ?? ''
      const code = decimal ? Number(decimal) : Number.parseInt(hex, 16)
      return code <= 0x10ffff ? String.fromCodePoint(code) : ''
    })
  return {
    *tags(xml: string): Generator<Tag> {
      for (const [, slash, name = '', attributes = '', text = ''] of xml.matchAll(TAG)) {
        const isEmpty = attributes.endsWith('/')
        yield { name, isEnd: slash === '/', isEmpty, attributes, text: decode(text) }
      }
    },
    /** @param name may be a pattern, such as `\w+:id` */
    attribute({ attributes }: Tag, name: string): string | undefined {
      const [, double, single] =
        new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes) ?? []
      const value = double ?? single
      return value === undefined ? undefined : decode(value)
    },
  }
}
