import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Measured } from '../../bench/figures'
import { isAlwaysMeasured, ROWS } from '../../bench/rows'
import { readConfig } from '../../functions/config'
import { DOCUMENTS, render } from '../../scripts/docs'
import { readMeasured } from '../../scripts/docs/measured'
import { RUNTIME_SETTINGS, SETTING_GROUPS, SETTINGS } from '../../scripts/docs/settings'
import type { Kept } from '../faults/processes/table'
import { TRIALS } from '../faults/processes/trials/all'

const ROOT = path.join(__dirname, '..', '..')
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8')
const scripts = (text: string) =>
  [...text.matchAll(/npm (?:run )?([a-z]+(?::[a-z]+)*)/g)]
    .map(([, name]) => name)
    .filter((name) => name !== 'install')
const commands = (text: string) =>
  [...text.matchAll(/```(?:bash|sh)\n([\s\S]*?)```/g)].map(([, code]) => code?.replace(/#.*$/gm, '').trim())

describe('the documents', () => {
  it.each(Object.entries(render()))('%s matches the code (npm run docs writes it)', (file, text) => {
    expect(read(file)).toBe(text)
  })

  it('name every setting that the function reads, and no other', () => {
    const source = read('functions/config.ts')
    const named = new Set([...source.matchAll(/read\.\w+\('([A-Z_]+)'/g)].map(([, name]) => name))
    // Another name of OPENAI_KEY, which its row mentions.
    expect(named.delete('OPENAI_API_KEY')).toBe(true)
    expect(SETTINGS.map(({ name }) => name).sort()).toEqual([...named].sort())
    expect(SETTINGS.find(({ name }) => name === 'OPENAI_KEY')?.en).toContain('OPENAI_API_KEY')
  })

  it.each([...SETTINGS, ...RUNTIME_SETTINGS].map(({ name }) => name))(
    'mention %s in both READMEs',
    (name) => {
      expect(read('README.md')).toContain(`\`${name}\``)
      expect(read('README.zh-CN.md')).toContain(`\`${name}\``)
    },
  )

  it('list first the settings without which the function reports a problem', () => {
    const missing = readConfig({}).problems.map(({ variable }) => variable)
    const first = SETTINGS.map(({ name }) => name).filter((name) => SETTING_GROUPS[0]?.names.test(name))
    expect(first).toEqual(missing)
  })

  it('show every row of the whole bench that needs no server, and no other', () => {
    const shown = readMeasured<Measured>('bench').figures.map(({ row }) => row)
    const needed = Object.keys(ROWS).filter(isAlwaysMeasured)
    expect(shown).toEqual(expect.arrayContaining(needed))
    expect(Object.keys(ROWS)).toEqual(expect.arrayContaining(shown))
    for (const name of needed) {
      expect(read('docs/measured.md')).toContain(`| ${ROWS[name]?.en} |`)
      expect(read('docs/measured.zh-CN.md')).toContain(`| ${ROWS[name]?.zh} |`)
    }
  })

  it('show every trial of npm run test:faults, and no other', () => {
    const { rows } = readMeasured<Kept>('faults')
    expect([...new Set(rows.map(({ trial }) => trial))]).toEqual([...new Set(TRIALS.map(({ name }) => name))])
    for (const { what } of rows) {
      expect(read('docs/measured.md')).toContain(`| ${what.en} |`)
      expect(read('docs/measured.zh-CN.md')).toContain(`| ${what.zh} |`)
    }
  })

  it('give the same commands in both READMEs', () => {
    expect(commands(read('README.md')).length).toBeGreaterThan(3)
    expect(commands(read('README.zh-CN.md'))).toEqual(commands(read('README.md')))
  })

  it.each(['README', 'docs/measured'])('have the same parts in both languages: %s', (name) => {
    const [en, zh] = [read(`${name}.md`), read(`${name}.zh-CN.md`)]
    const lines = (text: string) => (text.match(/^(#+ |\||- |\d\. |```|!\[|<)/gm) ?? []).join('')
    expect(lines(zh)).toBe(lines(en))
  })

  it('mention only scripts that package.json has', () => {
    const known = Object.keys(JSON.parse(read('package.json')).scripts)
    for (const file of Object.keys(DOCUMENTS)) {
      expect(known).toEqual(expect.arrayContaining(scripts(read(file)) as string[]))
    }
  })

  it('link from the English README to the Chinese one in the first line', () => {
    expect(read('README.md').split('\n')[0]).toContain('README.zh-CN.md')
  })

  it('link only to files that exist', () => {
    for (const file of Object.keys(DOCUMENTS)) {
      const targets = [...read(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#?\s]+)/g)].map(
        ([, target]) => target as string,
      )
      for (const target of targets) expect(() => read(path.join(path.dirname(file), target))).not.toThrow()
    }
  })

  it('link only to headings that exist', () => {
    for (const file of Object.keys(DOCUMENTS)) {
      for (const [, target, heading] of read(file).matchAll(/\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)/g)) {
        expect(headingsOf(path.join(path.dirname(file), target || path.basename(file)))).toContain(heading)
      }
    }
  })
})

/** The fragments of a document's headings, as GitHub makes them. */
function headingsOf(file: string): string[] {
  return [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    (heading as string)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-'),
  )
}
