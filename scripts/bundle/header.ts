/** What stands at the top of the one file: what it is, what to set, where. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { SETTINGS, type Setting } from '../docs/settings'

/** Without these there is no bot. */
const REQUIRED = ['DING_APP_KEY', 'DING_APP_SECRET', 'OPENAI_KEY']

/** @param sections names of the modules, in the order of the file */
export function toHeader(root: string, sections: string[]): string {
  const { name, version, description, license } = JSON.parse(
    readFileSync(path.join(root, 'package.json'), 'utf8'),
  ) as Record<'name' | 'version' | 'description' | 'license', string>
  const [copyright = ''] = /^Copyright.*$/m.exec(readFileSync(path.join(root, 'LICENSE'), 'utf8')) ?? []
  const required = SETTINGS.filter((setting) => REQUIRED.includes(setting.name))
  const optional = SETTINGS.filter((setting) => !REQUIRED.includes(setting.name))
  const lines = [
    `${name} ${version} — ${description}`,
    `${license} licence. ${copyright}`,
    '',
    '怎么用：在 Laf 新建云函数 dingtalk（请求方法 GET 和 POST），把整个文件粘贴进去，添加依赖 openai，设置下面的环境变量，发布；',
    '把函数的地址填到钉钉机器人的“消息接收地址”。用浏览器打开这个地址，就能看到自检页。',
    'How to use it: paste the whole file into a Laf function named dingtalk (methods GET and POST), add the dependency openai, set the',
    "environment variables below, publish; paste the function's address into the DingTalk robot's message receiving address. Opened in",
    'a browser, the address shows a check-up.',
    '',
    '必须设置的环境变量 · environment variables it needs:',
    ...required.flatMap(toRows),
    '',
    '可选的环境变量和默认值 · optional ones with their defaults:',
    ...optional.flatMap(toRows),
    '',
    '没有答完的消息，在进程重启并收到下一次请求后接着处理。想在重启后立刻接着处理，再建一个云函数 __init__，内容三行：',
    'After a restart, what was left unanswered is taken up at the first request. To have it taken up at once, add a function',
    'named __init__ with these three lines:',
    '',
    "    import { look } from '@/dingtalk'",
    '',
    '    export const main = () => look()',
    '',
    '下面各节是项目 functions/ 里的文件，被用到的在前，最后的 dingtalk 是入口：',
    'The sections are the files of functions/ in the project; what is used comes first, and the entry, dingtalk, last:',
    ...wrap(sections.join(', ')),
  ]
  return `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n */`
}

function toRows({ name, fallback, zh, en }: Setting): string[] {
  return [`    ${name}${fallback && ` = ${fallback}`}`, `        ${zh}`, `        ${en}`]
}

/** Lines no longer than the code's. */
function wrap(text: string): string[] {
  return text.match(/.{1,104}(?:,|$)/g)?.map((line) => line.trim()) ?? []
}
