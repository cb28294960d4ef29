/** The parts of the documents that are generated from the code's own tables, so that they are always up to date. */
import { COMMANDS } from '../../functions/bot/commands'
import { DEFAULT_MODEL, type Language } from '../../functions/config'
import type { AnswerFailure } from '../../functions/errors'
import { TEXTS } from '../../functions/texts/languages'
import { COVERAGE, NOT_COVERED } from '../../playground/dingtalk/api/covered-routes'
import { comparison } from './comparison'
import { bench, faults, highlights } from './measured'
import { RUNTIME_SETTINGS, SETTING_GROUPS, SETTINGS, type Setting } from './settings'
import { table } from './table'

/** Block name → Markdown. A block stands between `<!-- name -->` and `<!-- /name -->`. */
export function blocks(language: Language): Record<string, string> {
  return {
    settings: settings(language),
    commands: commands(language),
    symptoms: symptoms(language),
    bench: bench(language),
    faults: faults(language),
    routes: routes(language),
    highlights: highlights(language),
    comparison: comparison(language),
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

/** Symptoms and remedies, in the sentences that the bot and its check-up page use. */
function symptoms(language: Language): string {
  const { doctor, failure, fix, unsupported } = TEXTS[language]
  const zh = language === 'zh'
  const rows: [string, string][] = [
    [
      zh
        ? '没有反应，自检页显示没有收到过回调'
        : 'No answer; the check-up page says that no callback has arrived',
      doctor.noCallbackFix,
    ],
    [
      zh ? '没有反应，自检页显示签名不对' : 'No answer; the check-up page reports a wrong signature',
      doctor.callbackProblemFix['wrong-signature'],
    ],
    [
      zh
        ? '没有反应，自检页显示时间相差一小时以上'
        : 'No answer; the check-up page says that the time is wrong',
      doctor.callbackProblemFix['out-of-date'],
    ],
    [
      zh
        ? '没有反应，自检页显示推送额度已用完'
        : 'No answer; the check-up page says that the push quota is used up',
      doctor.callbackProblemFix['over-quota'],
    ],
    ...Object.entries(failure).map(([code, sentence]): [string, string] => [
      zh ? `机器人说：“${sentence}”` : `The bot says: “${sentence}”`,
      doctor.modelFix[code as AnswerFailure] ?? (zh ? '按提示操作。' : 'Follow the instruction.'),
    ]),
    ...Object.entries(fix).map(([code, sentence]): [string, string] => [
      zh ? `日志里 refusals 有 \`${code}\`` : `The log's refusals say \`${code}\``,
      sentence,
    ]),
    [
      zh ? `机器人说：“${unsupported}”` : `The bot says: “${unsupported}”`,
      zh ? '换一种消息类型。' : 'Send another kind of message.',
    ],
  ]
  const head = zh ? ['现象', '处理'] : ['What you see', 'What to do']
  return table(
    head,
    rows.map(([symptom, remedy]) => `| ${symptom} | ${remedy} |`),
  )
}

if (SETTINGS.find(({ name }) => name === 'OPENAI_MODEL')?.fallback !== DEFAULT_MODEL) {
  throw new Error('OPENAI_MODEL: the documents name another default than functions/config.ts')
}
