import { expect, it } from 'vitest'
import { isDocument, isReadableFile } from '../../../functions/bot/files'

it.each([
  '笔记.txt',
  'README.md',
  '数据.csv',
  'package.json',
  'Main.JAVA',
  '脚本.py',
  'Dockerfile',
  'a.b.c.log',
  '.env',
])('%s is a text file by its name', (name) => {
  expect(isReadableFile(name)).toBe(true)
  expect(isDocument(name)).toBe(false)
})

it.each(['报告.pdf', '合同.DOCX', '合同.doc', '报表.xlsx', '带宏.xlsm', '演示.pptx', '方案.wps', '笔记.odt'])(
  '%s is a document by its name',
  (name) => {
    expect(isReadableFile(name)).toBe(true)
    expect(isDocument(name)).toBe(true)
  },
)

it.each(['photo.heic', 'setup.exe', 'a.zip', 'txt.zip', '无后缀', ''])('%j is not read', (name) =>
  expect(isReadableFile(name)).toBe(false),
)
