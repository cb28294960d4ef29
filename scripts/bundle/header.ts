/** The comment at the top of the bundle: what the file is, how it is deployed, which settings it reads. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { SETTINGS, type Setting } from '../docs/settings'

/** The bot answers nothing without these. */
const REQUIRED = ['DING_APP_KEY', 'DING_APP_SECRET', 'OPENAI_KEY']

/** A block comment in Chinese and English. @param root the project's folder */
export function toHeader(root: string): string {
  const { name, version, description, license } = JSON.parse(
    readFileSync(path.join(root, 'package.json'), 'utf8'),
  ) as Record<'name' | 'version' | 'description' | 'license', string>
  const [copyright = ''] = /^Copyright.*$/m.exec(readFileSync(path.join(root, 'LICENSE'), 'utf8')) ?? []
  const isRequired = (setting: Setting) => REQUIRED.includes(setting.name)
  const lines = [
    `${name} ${version}: ${description}`,
    `${license} licence. ${copyright}`,
    '',
    '由 npm run bundle 生成，不要直接修改；源代码在项目的 functions/ 里。',
    'Written by npm run bundle. Do not edit: the sources are in functions/ of the project.',
    '',
    '部署：在 Laf 新建云函数 dingtalk，请求方法选 GET 和 POST，粘贴整个文件；添加依赖 openai，设置下面的环境变量，点“发布”。',
    '把函数的地址填到钉钉机器人的“消息接收地址”。用浏览器打开这个地址可以看到自检页。',
    'To deploy: create a Laf function named dingtalk with the methods GET and POST, paste the whole file, add the',
    'dependency openai, set the environment variables below and publish. Enter the address of the function as the',
    "message receiving address of the DingTalk robot. In a browser the same address shows the bot's check-up page.",
    '',
    '必须设置的环境变量 / Required environment variables:',
    ...SETTINGS.filter(isRequired).flatMap(toRows),
    '',
    '可选的环境变量和默认值 / Optional environment variables and their defaults:',
    ...SETTINGS.filter((setting) => !isRequired(setting)).flatMap(toRows),
    '',
    '进程重启时没有答完的消息，收到下一次请求后会接着处理。想在重启后马上处理，再建一个云函数 __init__，内容如下：',
    'Messages that a restart interrupted are answered after the next request. To have them answered right after the',
    'restart, add a second function named __init__ with these lines:',
    '',
    "    import { recover } from './dingtalk'",
    '',
    '    export const main = () => recover()',
  ]
  return `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n */`
}

function toRows({ name, fallback, zh, en }: Setting): string[] {
  return [`    ${name}${fallback ? ` = ${fallback}` : ''}`, `        ${zh}`, `        ${en}`]
}
