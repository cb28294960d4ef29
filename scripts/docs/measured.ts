/** The parts of the documents that show what was measured. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type Measured, toTable } from '../../bench/figures'
import type { Language } from '../../functions/config'
import { type Kept, toTable as toFaultTable } from '../../test/faults/processes/table'

/** Figures that a command stored with `--save`. */
export function readMeasured<T>(name: 'bench' | 'faults' | 'documents'): T {
  const file = path.join(__dirname, '..', '..', 'docs', 'measured', `${name}.json`)
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** The table of `npm run bench`. */
export function bench(language: Language): string {
  const { command, date, machine, figures } = readMeasured<Measured>('bench')
  const note =
    language === 'zh'
      ? `\`${command}\`，${date}，一台两核的共享机器：${machine}。下限是任何正确的机器人都必须做的工作。每次运行的比值略有不同。`
      : `\`${command}\`, ${date}, on a shared two-core machine: ${machine}. The floor is the work that any correct bot has to do. Ratios vary between runs.`
  return `${toTable(figures, language)}\n\n${note}`
}

/** The table of `npm run test:faults`. */
export function faults(language: Language): string {
  const { date, machine, rows } = readMeasured<Kept>('faults')
  const zh = language === 'zh'
  const note = zh ? `${date}，环境：${machine}。` : `${date}, on ${machine}.`
  return `${toFaultTable(rows, language)}\n\n${note}`
}

/** The three figures that the READMEs say in words. */
export function highlights(language: Language): string {
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
