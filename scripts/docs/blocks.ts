/** The parts of the documents that are generated from the code's own tables, so that they are always up to date. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type Measured, toTable } from '../../bench/figures'
import { COMMANDS } from '../../functions/bot/commands'
import { DEFAULT_MODEL, type Language } from '../../functions/config'
import type { AnswerFailure } from '../../functions/errors'
import { TEXTS } from '../../functions/texts/languages'
import { COVERAGE, NOT_COVERED } from '../../playground/dingtalk/api/covered-routes'
import { type Kept, toTable as toFaultTable } from '../../test/faults/processes/table'
import { BOTS, type Cell, COMPARISON } from './comparison'
import { RUNTIME_SETTINGS, SETTING_GROUPS, SETTINGS, type Setting } from './settings'

/** Block name → Markdown. A block stands between `<!-- name -->` and `<!-- /name -->`. */
export function blocks(language: Language): Record<string, string> {
  return {
    settings: settings(language),
    commands: commands(language),
    symptoms: symptoms(language),
    highlights: highlights(language),
    comparison: comparison(language),
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
  const note = zh ? `${date}，环境：${machine}。` : `${date}, on ${machine}.`
  return `${toFaultTable(rows, language)}\n\n${note}`
}

/** The three figures that the READMEs say in words. */
function highlights(language: Language): string {
  const { figures } = readMeasured<Measured>('bench')
  const { rows } = readMeasured<Kept>('faults')
  const figure = (name: string) => figures.find(({ row }) => row === name)
  const rush = figure('pace-300-1')
  const [lastS, leastS, addedMs] = [rush?.bot, rush?.floor, figure('wait-p50')?.bot].map((one) =>
    Math.round(Number(one)),
  )
  const [lost, sorry, twice] = [
    /(\d+) lost/,
    /(\d+) sentences about a failure \(/,
    /^(\d+) killed between/,
  ].map((words) => rows.map((row) => words.exec(row.figures.en)?.[1]).find(Boolean) as string)
  const lines = {
    en: [
      `**${lost} of 1,000 messages lost**, although one of three processes was killed every second and DingTalk and the model kept failing. ${sorry} people got a sentence about the failure instead of an answer, ${twice} answers arrived twice.`,
      `**${lastS} seconds for 300 people**: when 300 people ask at the same moment, all have their answer after ${lastS} s. The model's one second and DingTalk's limit of 20 calls a second alone take ${leastS} s.`,
      `**${addedMs} milliseconds** is what the bot adds to the time that the model and DingTalk take for a message.`,
    ],
    zh: [
      `**1000 条消息，丢失 ${lost} 条**：测试时每秒杀掉三个进程中的一个，钉钉和模型也不断出错。其中 ${sorry} 条没能回答，但提问的人收到了说明；${twice} 条回答发了两次。`,
      `**300 人同时提问，${lastS} 秒全部答完**：模型要 1 秒，钉钉又限制每秒 20 次调用，单这两样就要 ${leastS} 秒。`,
      `**${addedMs} 毫秒**：一条消息除了等模型和钉钉，机器人自己只花这么多时间。`,
    ],
  }[language]
  return lines.map((line) => `- ${line}`).join('\n')
}

/** Other bots for DingTalk; each cell is a link to where it can be seen. */
function comparison(language: Language): string {
  const head = ['', ...BOTS.map(({ name, url }) => (url ? `[${name[language]}](${url})` : name[language]))]
  const show = (cell: Cell) => (cell === '?' ? cell : `[${cell.says[language]}](${cell.source[language]})`)
  const rows = COMPARISON.map((row) => `| ${[row[language], ...row.cells.map(show)].join(' | ')} |`)
  return table(head, rows)
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

function table(head: string[], rows: string[]): string {
  return [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...rows].join('\n')
}

if (SETTINGS.find(({ name }) => name === 'OPENAI_MODEL')?.fallback !== DEFAULT_MODEL) {
  throw new Error('OPENAI_MODEL: the documents name another default than functions/config.ts')
}
