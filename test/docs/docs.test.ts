import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { render } from '../../scripts/docs'
import { RUNTIME_SETTINGS, SETTINGS } from '../../scripts/docs/settings'

const ROOT = path.join(__dirname, '..', '..')
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8')
const scripts = (text: string) =>
  [...text.matchAll(/npm (?:run )?([a-z]+(?::[a-z]+)*)/g)]
    .map(([, name]) => name)
    .filter((name) => name !== 'install')
const commands = (text: string) =>
  [...text.matchAll(/```(?:bash|sh)\n([\s\S]*?)```/g)].map(([, code]) => code?.replace(/#.*$/gm, '').trim())

describe('the documents', () => {
  it.each(Object.entries(render()))('%s says what the code says (npm run docs writes it)', (file, text) => {
    expect(read(file)).toBe(text)
  })

  it('name every setting that the function reads, and no other', () => {
    const source = read('functions/config.ts')
    const named = [...source.matchAll(/read\.\w+\('([A-Z_]+)'/g)].map(([, name]) => name)
    expect(SETTINGS.map(({ name }) => name).sort()).toEqual([...new Set(named)].sort())
  })

  it.each([...SETTINGS, ...RUNTIME_SETTINGS].map(({ name }) => name))(
    'mention %s in both READMEs',
    (name) => {
      expect(read('README.md')).toContain(`\`${name}\``)
      expect(read('README.zh-CN.md')).toContain(`\`${name}\``)
    },
  )

  it('give the same commands in both READMEs', () => {
    expect(commands(read('README.md')).length).toBeGreaterThan(3)
    expect(commands(read('README.zh-CN.md'))).toEqual(commands(read('README.md')))
  })

  it('promise only scripts that package.json has', () => {
    const known = Object.keys(JSON.parse(read('package.json')).scripts)
    for (const file of ['README.md', 'README.zh-CN.md', 'docs/setup.md', 'docs/setup.zh-CN.md']) {
      expect(known).toEqual(expect.arrayContaining(scripts(read(file)) as string[]))
    }
  })

  it('point from the English README to the Chinese one in the first line', () => {
    expect(read('README.md').split('\n')[0]).toContain('README.zh-CN.md')
  })

  it('link only to files that exist', () => {
    for (const file of ['README.md', 'README.zh-CN.md', 'docs/setup.md', 'docs/setup.zh-CN.md']) {
      const targets = [...read(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(
        ([, target]) => target as string,
      )
      for (const target of targets) expect(() => read(path.join(path.dirname(file), target))).not.toThrow()
    }
  })
})
