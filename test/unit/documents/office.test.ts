import { describe, expect, it } from 'vitest'
import { readFile } from '../../../functions/documents/read-file'
import { paragraph, relations, word, workbook, zip } from '../../support/office-files'

const read = async (bytes: Buffer) => (await readFile(bytes, 'document', () => 30_000)).text

describe('a Word file', () => {
  it.each([
    ['paragraphs', paragraph('第一段') + paragraph('第二段'), '第一段\n第二段'],
    [
      'a paragraph in several runs',
      '<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:t xml:space="preserve"> 乙</w:t></w:r></w:p>',
      '甲 乙',
    ],
    [
      'line breaks and tabs',
      '<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t></w:r></w:p>',
      'a\nb\tc',
    ],
    ['escaped characters', paragraph('1 &lt; 2 &amp;&amp; &#x4F60;&#22909; &quot;'), '1 < 2 && 你好 "'],
    ['escaped characters that do not exist', paragraph('a&#xFFFFFF;&#xD800;&#0;&nope;b'), 'a&nope;b'],
    [
      'definitions of tab stops',
      `<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr></w:p>${paragraph('a')}`,
      'a',
    ],
    [
      'a table, also with two paragraphs in a cell',
      `<w:tbl><w:tr><w:tc>${paragraph('a')}${paragraph('b')}</w:tc><w:tc>${paragraph('c')}</w:tc></w:tr></w:tbl>${paragraph('d')}`,
      'a b\tc\nd',
    ],
    [
      'a text box once, though it is written in two forms',
      `<mc:AlternateContent><mc:Choice>${paragraph('框')}</mc:Choice><mc:Fallback>${paragraph('框')}</mc:Fallback></mc:AlternateContent>`,
      '框',
    ],
    [
      'no deleted text',
      `<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:r><w:t>新</w:t></w:r></w:p>`,
      '新',
    ],
    ['empty text elements', '<w:p><w:r><w:t/></w:r>\n  <w:r><w:t>a</w:t></w:r></w:p>', 'a'],
  ])('is read with %s', async (_, body, text) => expect(await read(word(body))).toBe(text))

  it('is read when its parts are stored, have other prefixes or a numbered name', async () => {
    const body = '<ns0:document><ns0:body><ns0:p><ns0:t>你好</ns0:t></ns0:p></ns0:body></ns0:document>'
    expect(await read(zip({ 'word\\document2.xml': body }, { stored: true }))).toBe('你好')
  })
})

describe('a workbook', () => {
  const row = (...cells: string[]) => `<row>${cells.join('')}</row>`
  const styles = (formats: string, ...ids: number[]) => ({
    'xl/styles.xml': `<styleSheet><numFmts>${formats}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${ids.map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs></styleSheet>`,
  })

  it('is read with shared and inline strings, numbers, yes or no, and errors', async () => {
    const cells = row(
      '<c r="A1" t="s"><v>1</v></c>',
      '<c r="C1" t="inlineStr"><is><r><t>行</t></r><r><t>内</t></r></is></c>',
      '<c r="D1"><v>0.30000000000000004</v></c>',
      '<c r="E1" t="b"><v>1</v></c>',
      '<c r="F1" t="e"><v>#DIV/0!</v></c>',
      '<c r="G1" t="str"><f>A1</f><v>公式</v></c>',
      '<c r="H1"><f>1+1</f></c>',
    )
    const strings =
      '<sst><si><t>零</t></si><si><r><t>东</t></r><r><t>京</t></r><rPh><t>とう</t></rPh></si></sst>'
    const text = await read(workbook(cells, { 'xl/sharedStrings.xml': strings }))
    expect(text).toBe('# 表一\n东京\t\t行内\t0.3\tTRUE\t#DIV/0!\t公式\t=1+1')
  })

  it.each([
    ['a date', 14, '', '46086', '2026-03-05'],
    ['a date as Chinese Excel writes it', 31, '', '46086', '2026-03-05'],
    [
      'a date of its own format',
      176,
      'yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;',
      '46086',
      '2026-03-05',
    ],
    ['a date and a time', 22, '', '46086.75', '2026-03-05 18:00:00'],
    ['a time', 20, '', '0.5', '12:00:00'],
    ['hours beyond a day', 176, '[h]:mm', '1.75', '42:00'],
    ['a percentage', 10, '', '0.1234', '12.34%'],
    ['an amount in red', 176, '#,##0.00;[Red]-#,##0.00', '-5', '-5'],
    ['an amount with a unit', 176, '0.00&quot; days&quot;', '2', '2'],
    ['a general number', 0, 'General', '46086', '46086'],
    ['a number that is none', 14, '', 'abc', 'abc'],
    ['a day that no calendar has', 14, '', '1e300', '1e+300'],
  ])('shows %s', async (_, id, code, value, shown) => {
    const format = code ? `<numFmt numFmtId="${id}" formatCode="${code}"/>` : ''
    const cells = row(`<c r="A1" s="1"><v>${value}</v></c>`)
    expect(await read(workbook(cells, styles(format, 0, id)))).toBe(`# 表一\n${shown}`)
  })

  it('counts days from 1904 where it says so', async () => {
    const cells = row('<c r="A1" s="0"><v>44624</v></c>')
    const book = workbook(cells, styles('', 14), '<workbookPr date1904="1"/>')
    expect(await read(book)).toBe('# 表一\n2026-03-05')
  })

  it('is read when its cells have no references', async () => {
    expect(await read(workbook(row('<c><v>1</v></c>', '<c><v>2</v></c>')))).toBe('# 表一\n1\t2')
  })

  it('writes no more than 256 columns, and says where there are more', async () => {
    const text = await read(workbook(row('<c r="A1"><v>1</v></c>', '<c r="XFD1"><v>2</v></c>')))
    expect(text).toBe(`# 表一\n1${'\t'.repeat(256)}…`)
    const empty = await read(workbook(row('<c r="A1"><v>1</v></c>', '<c r="XFD1"><v></v></c>')))
    expect(empty).toBe('# 表一\n1')
  })
})

it('slides are read in the order in which they are shown', async () => {
  const slide = (text: string) =>
    `<p:sld><a:p><a:r><a:t>${text}</a:t></a:r><a:fld><a:t>7</a:t></a:fld></a:p></p:sld>`
  const slides = zip({
    'ppt/presentation.xml':
      '<p:presentation><p:sldIdLst><p:sldId id="256" r:id="rId9"/><p:sldId id="257" r:id="rId2"/></p:sldIdLst></p:presentation>',
    'ppt/_rels/presentation.xml.rels': relations({
      rId2: ['slide', 'slides/slide1.xml'],
      rId9: ['slide', '/ppt/slides/slide2.xml'],
    }),
    'ppt/slides/slide1.xml': slide('后'),
    'ppt/slides/slide2.xml': slide('先'),
    'ppt/slides/_rels/slide2.xml.rels': relations({
      rId1: ['notesSlide', '../notesSlides/notesSlide1.xml'],
      rId2: ['diagramData', '../diagrams/data1.xml'],
      rId3: ['image', '../media/image1.png'],
    }),
    'ppt/notesSlides/notesSlide1.xml': slide('备注'),
    'ppt/diagrams/data1.xml': slide('流程'),
  })
  expect(await read(slides)).toBe('# 1\n先\n> 备注\n流程\n# 2\n后')
})
