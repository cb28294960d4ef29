/** The parts of the documents that are generated from the code's own tables, so that they are always up to date. */
import { COMMANDS } from '../../functions/bot/commands'
import { DEFAULT_MODEL, type Language } from '../../functions/config'
import { TEXTS } from '../../functions/texts/languages'
import { COVERAGE, NOT_COVERED } from '../../playground/dingtalk/api/covered-routes'
import { comparison } from './comparison'
import { documents } from './documents'
import { bench, faults, highlights } from './measured'
import { RUNTIME_SETTINGS, SETTING_GROUPS, SETTINGS, type Setting } from './settings'
import { symptoms } from './symptoms'
import { table } from './table'

/** Block name → Markdown. A block stands between `<!-- name -->` and `<!-- /name -->`. */
export function blocks(language: Language): Record<string, string> {
  return {
    settings: settings(language),
    commands: commands(language),
    ...symptoms(language),
    bench: bench(language),
    faults: faults(language),
    routes: routes(language),
    highlights: highlights(language),
    comparison: comparison(language),
    documents: documents(language),
  }
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

/** A table for each group of settings. */
function settings(language: Language): string {
  const head = language === 'zh' ? ['环境变量', '默认值', '含义'] : ['Variable', 'Default', 'Meaning']
  const row = (setting: Setting) =>
    `| \`${setting.name}\` | ${setting.fallback ? `\`${setting.fallback}\`` : ''} | ${setting[language].replaceAll('|', '\\|')} |`
  const groups = SETTING_GROUPS.map((group) => {
    const members = [...SETTINGS, ...RUNTIME_SETTINGS].filter((one) => groupOf(one) === group)
    return `#### ${group[language]}\n\n${table(head, members.map(row))}`
  })
  return `\n${groups.join('\n\n')}\n`
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

if (SETTINGS.find(({ name }) => name === 'OPENAI_MODEL')?.fallback !== DEFAULT_MODEL) {
  throw new Error('OPENAI_MODEL: the documents name another default than functions/config.ts')
}
