import { describe, expect, it } from 'vitest'
import type { Problem } from '../../functions/config'
import { TEXTS } from '../../functions/texts/languages'

const HAN = /\p{Script=Han}/u

/** Every sentence of a language with its path. */
function sentences(value: unknown, path: string): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]]
  if (Array.isArray(value)) return value.flatMap((one, at) => sentences(one, `${path}[${at}]`))
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, one]) => sentences(one, `${path}.${key}`))
  return []
}

const zh = sentences(TEXTS.zh, 'zh')
const en = sentences(TEXTS.en, 'en')

it('both languages have the same sentences', () => {
  const paths = (list: [string, string][]) => list.map(([path]) => path.slice(2)).toSorted()
  expect(paths(zh)).toEqual(paths(en))
  expect(zh.length).toBeGreaterThan(60)
})

it('no sentence is empty', () => {
  for (const [path, text] of [...zh, ...en]) expect(text.trim(), path).not.toBe('')
})

it('each sentence is in its own language', () => {
  const names = /htmlLanguage$/
  for (const [path, text] of zh) if (!names.test(path)) expect(text, path).toMatch(HAN)
  // The console shows the name of a permission in Chinese.
  for (const [path, text] of en) expect(text.replace('企业内机器人发送消息权限', ''), path).not.toMatch(HAN)
})

it('Chinese has full-width punctuation', () => {
  for (const [path, text] of zh)
    expect(text, path).not.toMatch(/\p{Script=Han}(?:[,:;!(]|\?(?!key=))|[,;?!)]\p{Script=Han}/u)
})

it('failures are sentences without codes, HTTP and stacks', () => {
  for (const { failure } of [TEXTS.zh, TEXTS.en])
    for (const text of Object.values(failure)) {
      expect(text).not.toMatch(/\b[1-5]\d\d\b|HTTP|undefined|Error:|null|\{|\}/)
      expect(text).toMatch(/[。.]$/)
      expect(text.length).toBeLessThan(200)
    }
})

it('every failure has a different sentence', () => {
  for (const { failure } of [TEXTS.zh, TEXTS.en]) {
    const all = Object.values(failure)
    expect(new Set(all).size).toBe(all.length)
  }
})

it('a failure that only the owner can fix names the variable', () => {
  for (const { failure } of [TEXTS.zh, TEXTS.en]) {
    expect(failure['key-missing']).toContain('OPENAI_KEY')
    expect(failure['key-refused']).toContain('OPENAI_KEY')
    expect(failure['model-unknown']).toContain('OPENAI_MODEL')
  }
})

describe.each(['zh', 'en'] as const)('a problem with a setting, in %s', (language) => {
  const { problem } = TEXTS[language]
  const kinds: Problem['kind'][] = [
    'missing',
    'quoted',
    'not-a-number',
    'not-a-choice',
    'not-a-url',
    'not-plain-text',
    'looks-like-key',
    'ignored',
  ]

  it.each(kinds)('%s names the variable', (kind) => {
    const text = problem({ variable: 'OPENAI_KEY', kind, expected: '1–200' })
    expect(text).toContain('OPENAI_KEY')
    expect(text).not.toContain('undefined')
  })

  it.each(['DING_APP_KEY', 'DING_APP_SECRET'])('says where to find the value of %s', (variable) =>
    expect(problem({ variable, kind: 'missing' })).toMatch(/开放平台 → |open platform → /),
  )

  it('names the accepted values', () => {
    expect(problem({ variable: 'MEMORY_TURNS', kind: 'not-a-number', expected: '0–200' })).toContain('0–200')
    expect(problem({ variable: 'REPLY_VIA', kind: 'not-a-choice', expected: 'api / webhook' })).toContain(
      'api / webhook',
    )
  })

  it('is different for every kind', () => {
    const all = kinds.map((kind) => problem({ variable: 'X', kind }))
    expect(new Set(all).size).toBe(kinds.length)
  })
})
