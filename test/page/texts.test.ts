import path from 'node:path'
import { expect, it } from 'vitest'

const FOLDER = path.join(__dirname, '..', '..', 'playground', 'page', 'texts')

const load = async (language: 'zh' | 'en') => (await import(path.join(FOLDER, `${language}.js`)))[language]

/** Every text with its path; those with figures as a mark. */
function textsOf(value: unknown, at = ''): [path: string, text: string][] {
  if (typeof value !== 'object' || value === null) return [[at, String(value)]]
  return Object.entries(value).flatMap(([key, one]) => textsOf(one, `${at}.${key}`))
}

it('the page has the same texts in both languages', async () => {
  const [zh, en] = [textsOf(await load('zh')), textsOf(await load('en'))]
  expect(zh.map(([at]) => at)).toEqual(en.map(([at]) => at))
})

it('Chinese has full-width punctuation', async () => {
  for (const [at, text] of textsOf(await load('zh')))
    expect(text, at).not.toMatch(/\p{Script=Han}[,:;?!(]|[,;?!)]\p{Script=Han}/u)
})
