import { describe, expect, it } from 'vitest'
import type { Problem } from '../../functions/config'
import { TEXTS } from '../../functions/texts/languages'

const HAN = /\p{Script=Han}/u

/** Every sentence of a language, with the path that leads to it; functions are called with sample values. */
function sentences(value: unknown, path: string): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]]
  if (Array.isArray(value)) return value.flatMap((one, at) => sentences(one, `${path}[${at}]`))
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, one]) => sentences(one, `${path}.${key}`))
  return []
}

const zh = sentences(TEXTS.zh, 'zh')
const en = sentences(TEXTS.en, 'en')

it('has the same sentences in both languages', () => {
  const paths = (list: [string, string][]) => list.map(([path]) => path.slice(2)).toSorted()
  expect(paths(zh)).toEqual(paths(en))
  expect(zh.length).toBeGreaterThan(60)
})

it('leaves no sentence empty', () => {
  for (const [path, text] of [...zh, ...en]) expect(text.trim(), path).not.toBe('')
})

it('says it in Chinese, or in English, and not in both', () => {
  const names = /htmlLanguage$/
  for (const [path, text] of zh) if (!names.test(path)) expect(text, path).toMatch(HAN)
  // The name of a permission is what the console shows.
  for (const [path, text] of en) expect(text.replace('企业内机器人发送消息权限', ''), path).not.toMatch(HAN)
})

it('says what failed in sentences: no code, no HTTP, no stack', () => {
  for (const { failure } of [TEXTS.zh, TEXTS.en])
    for (const text of Object.values(failure)) {
      expect(text).not.toMatch(/\b[1-5]\d\d\b|HTTP|undefined|Error:|null|\{|\}/)
      expect(text).toMatch(/[。.]$/)
      expect(text.length).toBeLessThan(200)
    }
})

it('says a different sentence for every failure', () => {
  for (const { failure } of [TEXTS.zh, TEXTS.en]) {
    const all = Object.values(failure)
    expect(new Set(all).size).toBe(all.length)
  }
})

it('names the variable where only the owner can help', () => {
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

  it.each(['DING_APP_KEY', 'DING_APP_SECRET'])('says where the value of %s is found', (variable) =>
    expect(problem({ variable, kind: 'missing' })).toMatch(/开放平台 → |open platform → /),
  )

  it('says what would have been right', () => {
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
