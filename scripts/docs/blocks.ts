/** The parts of the documents that are generated from the code's own tables, so that they are always up to date. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type Measured, toTable } from '../../bench/figures'
import { COMMANDS } from '../../functions/bot/commands'
import { DEFAULT_MODEL, type Language } from '../../functions/config'
import { TEXTS } from '../../functions/texts/languages'
import { COVERAGE, NOT_COVERED } from '../../playground/dingtalk/api/covered-routes'
import { type Kept, toTable as toFaultTable } from '../../test/faults/processes/table'
import { RUNTIME_SETTINGS, SETTING_GROUPS, SETTINGS, type Setting } from './settings'
import { symptoms } from './symptoms'

/** Block name → Markdown. A block stands between `<!-- name -->` and `<!-- /name -->`. */
export function blocks(language: Language): Record<string, string> {
  return {
    settings: settings(language),
    commands: commands(language),
    ...symptoms(language),
    bench: bench(language),
    faults: faults(language),
    routes: routes(language),
  }
}

/** Figures that a command stored with `--save`. */
export function readMeasured<T>(name: 'bench' | 'faults'): T {
  const file = path.join(__dirname, '..', '..', 'docs', 'measured', `${name}.json`)
  return JSON.parse(readFileSync(file, 'utf8'))
}

function bench(language: Language): string {
  const { command, date, machine, figures } = readMeasured<Measured>('bench')
  const note =
    language === 'zh'
      ? `\`${command}\`，${date}，一台两核的共享机器：${machine}。下限是任何正确的机器人都必须做的工作。每次运行的比值略有不同。`
      : `\`${command}\`, ${date}, on a shared two-core machine: ${machine}. The floor is the work that any correct bot has to do. Ratios vary between runs.`
  return `${toTable(figures, language)}\n\n${note}`
}

function faults(language: Language): string {
  const { date, machine, rows } = readMeasured<Kept>('faults')
  const zh = language === 'zh'
  const note = zh ? `${date}，${machine}。` : `${date}, on ${machine}.`
  return `${toFaultTable(rows, zh ? ['项目', '做到', '数字'] : undefined)}\n\n${note}`
}

/** What the emulated DingTalk serves, in a sentence, and what it does not, in a table. */
function routes(language: Language): string {
  const zh = language === 'zh'
  const served = COVERAGE.map(({ method, path }) => `\`${method} ${path}\``)
  const rows = NOT_COVERED.map((one) => `| \`${one.method} ${one.path}\` | ${one[language]} |`)
  const sentence = zh ? `已实现：${served.join('、')}。` : `Served: ${served.join(', ')}.`
  return `${sentence}\n\n${table(zh ? ['未实现', '用途'] : ['Not served', 'What it is for'], rows)}`
}

/** `.env.example`: every setting, commented out, with its description in both languages. */
export function envExample(): string {
  const head =
    '# Copy this file to .env and fill in what you need. 把这个文件复制为 .env，填写需要的值。\n' +
    '# npm start works without any of it. npm start 不需要任何设置。\n'
  const rows = [...SETTINGS, ...RUNTIME_SETTINGS].map(
    ({ name, fallback = '', zh, en }) => `\n# ${zh}\n# ${en}\n# ${name}=${fallback}\n`,
  )
  return head + rows.join('')
}

function settings(language: Language): string {
  const [name, fallback, meaning] =
    language === 'zh' ? ['环境变量', '默认值', '含义'] : ['Variable', 'Default', 'Meaning']
  const row = (setting: Setting) =>
    `| \`${setting.name}\` | ${setting.fallback ? `\`${setting.fallback}\`` : ''} | ${setting[language].replaceAll('|', '\\|')} |`
  const groups = SETTING_GROUPS.map((group) => {
    const members = [...SETTINGS, ...RUNTIME_SETTINGS].filter((one) => groupOf(one) === group)
    return members.length > 0 ? [`| **${group[language]}** |  |  |`, ...members.map(row)] : []
  })
  return table([name, fallback, meaning], groups.flat())
}

function groupOf({ name }: Setting) {
  return SETTING_GROUPS.find(({ names }) => names.test(name))
}

function commands(language: Language): string {
  const { command } = TEXTS[language]
  const head = language === 'zh' ? ['发送', '作用'] : ['Send', 'What it does']
  const rows = COMMANDS.map(({ name, names, withoutSlash, argument }) => {
    const slashed = [...names.en, ...names.zh].map(
      (word) => `\`/${word}${argument ? ` ${command.argument[argument]}` : ''}\``,
    )
    const plain = withoutSlash.map((word) => `\`${word}\``)
    return `| ${[...slashed, ...plain].join(' ')} | ${command.purpose[name]} |`
  })
  return table(head, rows)
}

function table(head: string[], rows: string[]): string {
  return [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...rows].join('\n')
}

if (SETTINGS.find(({ name }) => name === 'OPENAI_MODEL')?.fallback !== DEFAULT_MODEL) {
  throw new Error('OPENAI_MODEL: the documents name another default than functions/config.ts')
}
