/** Documents like those of an office, which common programs write when the tests run. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { CHROMIUM } from '../../scripts/chromium'

/**
 * A Python that has the packages of python/requirements.txt; CI installs them for this suite. Without it no document
 * is written: what a program writes depends on its version and on the fonts.
 */
const PYTHON = process.env.DOCUMENTS_PYTHON
const LIBREOFFICE = ['/usr/bin/soffice', '/Applications/LibreOffice.app/Contents/MacOS/soffice'].find(
  existsSync,
)

export type Program = 'Python' | 'LibreOffice' | 'Chromium'

/** The programs that are installed. LibreOffice converts what Python has written. */
export const PROGRAMS: Record<Program, boolean> = {
  Python: Boolean(PYTHON),
  LibreOffice: Boolean(PYTHON && LIBREOFFICE),
  Chromium: Boolean(PYTHON && CHROMIUM),
}

export interface RealDocument {
  file: string
  program: Program
  /** What wrote it. */
  by: string
  en: string
  zh: string
}

const python = (by: string, file: string, en: string, zh: string): RealDocument => ({
  file,
  program: 'Python',
  by,
  en,
  zh,
})
const office = (file: string, en: string, zh: string): RealDocument => ({
  file: `libreoffice/${file}`,
  program: 'LibreOffice',
  by: 'LibreOffice',
  en,
  zh,
})
const printed = (file: string, en: string, zh: string): RealDocument => ({
  file,
  program: 'Chromium',
  by: 'Chromium',
  en,
  zh,
})

export const REAL_DOCUMENTS: RealDocument[] = [
  python('python-docx', 'contract.docx', 'A contract with a table and a list', '有表格和列表的合同'),
  python('python-docx', 'minutes.docx', 'Minutes with a comment', '带批注的会议纪要'),
  python(
    'python-docx',
    'resume.docx',
    'A résumé with a photo, laid out in a table',
    '用表格排版、带照片的简历',
  ),
  python('python-docx', 'report.docx', 'A report of 79,000 characters', '7.9 万字的报告'),
  python('python-docx', 'photographed.docx', 'Photos of pages in a Word file', '贴在 Word 里的照片'),
  python(
    'openpyxl',
    'expenses.xlsx',
    'Expenses with dates, amounts, a hidden sheet',
    '有日期、金额和隐藏工作表的报销单',
  ),
  python('openpyxl', 'timesheet.xlsx', 'Times of day, hours and yes or no', '时刻、工时和是否'),
  python('XlsxWriter', 'sales.xlsx', 'Sales with formulas and a chart', '有公式和图表的销售表'),
  python('openpyxl', 'members.xlsx', 'A list of 20,000 rows', '两万行的名单'),
  python('openpyxl', 'macros.xlsm', 'A workbook with macros', '带宏的工作簿'),
  python(
    'python-pptx',
    'training.pptx',
    'Slides with levels, notes and a table',
    '有层级、备注和表格的幻灯片',
  ),
  python(
    'python-pptx',
    'review.pptx',
    'Slides with a chart, a picture, grouped text',
    '有图表、图片和组合文本的幻灯片',
  ),
  python('ReportLab', 'invoice.pdf', 'An invoice whose font is not embedded', '没有嵌入字体的发票'),
  python('ReportLab', 'scan.pdf', 'A scan of three pages', '三页的扫描件'),
  python('ReportLab', 'locked.pdf', 'A PDF with a password', '有密码的 PDF'),
  python('msoffcrypto-tool', 'locked.docx', 'A Word file with a password', '有密码的 Word 文件'),
  office('contract.pdf', 'The contract as PDF', '另存为 PDF 的合同'),
  office('contract.docx', 'The contract, saved again', '另存一次的合同'),
  office('contract.doc', 'The contract in the format of Word 97', 'Word 97 格式的合同'),
  office('expenses.xlsx', 'The expenses, saved again', '另存一次的报销单'),
  office('expenses.xls', 'The expenses in the format of Excel 97', 'Excel 97 格式的报销单'),
  office('training.pdf', 'The slides as PDF', '另存为 PDF 的幻灯片'),
  printed('article.pdf', 'A web page of two pages with a table', '两页、带表格的网页'),
  printed('columns.pdf', 'A web page in two columns', '分两栏的网页'),
]

/** Writes the documents of all installed programs into a folder. */
export function writeDocuments(folder: string): void {
  if (!PYTHON) return
  execFileSync(PYTHON, [path.join(__dirname, 'python', 'make.py'), folder])
  if (LIBREOFFICE) convert(LIBREOFFICE, folder)
  if (CHROMIUM) for (const [name, html] of Object.entries(PAGES)) print(CHROMIUM, folder, name, html)
}

function convert(program: string, folder: string): void {
  const to = (format: string, ...files: string[]) =>
    execFileSync(
      program,
      ['--headless', `-env:UserInstallation=file://${folder}/profile`, '--convert-to', format]
        .concat('--outdir', path.join(folder, 'libreoffice'))
        .concat(files.map((file) => path.join(folder, file))),
      { stdio: 'ignore' },
    )
  to('pdf', 'contract.docx', 'training.pptx')
  to('docx', 'contract.docx')
  to('doc', 'contract.docx')
  to('xlsx', 'expenses.xlsx')
  to('xls', 'expenses.xlsx')
}

const PAGES: Record<string, string> = {
  article: `<h1>杭州三日游</h1><p>第一天：西湖、断桥、<b>雷峰塔</b>。A walk of 12 km.</p>
    <table border><tr><th>项目<th>花费<tr><td>住宿<td>680 元<tr><td>门票<td>120 元</table>
    <h2 style="break-before: page">第二天</h2><p>灵隐寺 &amp; 龙井村。</p>`,
  columns: `<div style="columns: 2; height: 6em; width: 20em; column-fill: auto">
    <p>左栏第一行<p>左栏第二行<p style="break-before: column">右栏第一行<p>右栏第二行</div>`,
}

function print(program: string, folder: string, name: string, html: string): void {
  const page = path.join(folder, `${name}.html`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(page, `<!doctype html><meta charset="utf-8"><title>${name}</title>${html}`)
  execFileSync(
    program,
    ['--headless', '--no-sandbox', '--disable-gpu', '--no-pdf-header-footer']
      .concat(`--user-data-dir=${folder}/chromium`)
      .concat(`--print-to-pdf=${folder}/${name}.pdf`, page),
    { stdio: 'ignore' },
  )
}
