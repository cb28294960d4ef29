import { expect, it } from 'vitest'
import { chooseLanguage } from '../../../functions/doctor/language'

it.each([
  ['en', 'zh-CN,zh;q=0.9', 'en'],
  [undefined, 'zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
  [undefined, 'en-GB', 'en'],
  [undefined, 'de, en;q=0.7, zh;q=0.8', 'zh'],
  [undefined, 'zh;q=0, en;q=0.1', 'en'],
  [undefined, '*', 'zh'],
  [undefined, undefined, 'zh'],
  ['<script>', `${'x,'.repeat(10_000)}en`, 'zh'],
  [['en'], ['en'], 'en'],
])('?lang=%j and Accept-Language: %j give %s, where zh is set', (lang, header, expected) => {
  expect(chooseLanguage(lang, header, 'zh')).toBe(expected)
})
