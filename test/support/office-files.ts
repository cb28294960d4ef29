/** Small Office files and PDFs, and the ZIP archives that the former are. */
import { deflateRawSync } from 'node:zlib'

type Parts = Record<string, string | Buffer>

/** What an archive may say wrongly about its parts. */
export interface Lies {
  /** The size of each part, unpacked. */
  bytes?: number
  flags?: number
  stored?: boolean
}

/** A ZIP archive. */
export function zip(parts: Parts, { bytes, flags = 0, stored = false }: Lies = {}): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(parts)) {
    const raw = Buffer.from(content)
    const packed = stored ? raw : deflateRawSync(raw)
    const header = Buffer.alloc(26)
    header.writeUInt16LE(20, 0)
    header.writeUInt16LE(flags, 2)
    header.writeUInt16LE(stored ? 0 : 8, 4)
    header.writeUInt32LE(packed.length, 14)
    header.writeUInt32LE(bytes ?? raw.length, 18)
    header.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), header, Buffer.from(name), packed])
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\0'), header, place, Buffer.from(name))
    locals.push(local)
    offset += local.length
  }
  const entries = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  const count = Object.keys(parts).length
  end.writeUInt16LE(count, 4)
  end.writeUInt16LE(count, 6)
  end.writeUInt32LE(entries.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...locals, entries, Buffer.from('PK\x05\x06'), end])
}

/** A Word file with that body, as XML. */
export function word(body: string, lies?: Lies): Buffer {
  return zip({ 'word/document.xml': `<w:document xmlns:w="w"><w:body>${body}</w:body></w:document>` }, lies)
}

/** A paragraph of a Word file. */
export const paragraph = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`

/** A workbook with one sheet. */
export function workbook(rows: string, parts: Parts = {}, properties = ''): Buffer {
  return zip({
    'xl/workbook.xml': `<workbook>${properties}<sheets><sheet name="表一" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations({ rId1: ['worksheet', 'worksheets/sheet1.xml'] }),
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
    ...parts,
  })
}

/** A part that says what another part refers to: id → type and target. */
export function relations(all: Record<string, [type: string, target: string]>): string {
  const rows = Object.entries(all).map(
    ([id, [type, target]]) =>
      `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`,
  )
  return `<Relationships>${rows.join('')}</Relationships>`
}

/** A PDF with one page. @param content what its stream draws */
export function pdf(content: string | Buffer, dictionary = ''): Buffer {
  const stream = Buffer.from(content)
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>',
    Buffer.concat([
      Buffer.from(`<</Length ${stream.length}${dictionary}>>stream\n`),
      stream,
      Buffer.from('\nendstream'),
    ]),
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ]
  const written: Buffer[] = [Buffer.from('%PDF-1.4\n')]
  const offsets: number[] = []
  let length = 9
  const write = (bytes: Buffer) => {
    written.push(bytes)
    length += bytes.length
  }
  for (const [index, object] of objects.entries()) {
    offsets.push(length)
    write(Buffer.from(`${index + 1} 0 obj\n`))
    write(Buffer.from(object))
    write(Buffer.from('\nendobj\n'))
  }
  const start = length
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  write(
    Buffer.from(
      `xref\n0 6\n0000000000 65535 f \n${rows}trailer<</Size 6/Root 1 0 R>>\nstartxref\n${start}\n%%EOF`,
    ),
  )
  return Buffer.concat(written)
}

/** A page's stream that shows a text in Latin letters. */
export const show = (text: string) => `BT /F 12 Tf 20 200 Td (${text}) Tj ET`
