import { expect, it } from 'vitest'
import { isTextFile } from '../../../functions/bot/files'

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
])('%s is a text file by its name', (name) => expect(isTextFile(name)).toBe(true))

it.each([
  '报告.pdf',
  '合同.docx',
  '报表.xlsx',
  '演示.pptx',
  'photo.heic',
  'setup.exe',
  'a.zip',
  'txt.zip',
  '无后缀',
  '',
])('%j is no text file', (name) => expect(isTextFile(name)).toBe(false))
