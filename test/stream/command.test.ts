import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  COMMAND_TIMEOUT_MS,
  type Command,
  createProjectFolder,
  killCommands,
  startCommand,
} from '../support/command'
import { until } from '../support/until'
import { type StreamBot, startStreamBot } from './support'

describe('npm run stream', { timeout: COMMAND_TIMEOUT_MS }, () => {
  let bot: StreamBot
  let folder: string
  let command: Command

  /** Starts it with its settings in `.env`. */
  function run(settings: Record<string, string | undefined> = {}, LC_ALL = 'C.UTF-8'): Command {
    const env = Object.entries({ ...bot.env, ...settings }).filter(([, value]) => value)
    writeFileSync(path.join(folder, '.env'), env.map(([name, value]) => `${name}=${value}`).join('\n'))
    return startCommand('stream', folder, { LC_ALL })
  }

  beforeAll(async () => {
    bot = await startStreamBot()
    folder = createProjectFolder()
    command = run()
  }, COMMAND_TIMEOUT_MS)
  afterAll(async () => {
    await killCommands()
    await bot.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  })

  it('connects, answers, and prints where the check-up is', async () => {
    bot.openai.answer('来自笔记本 💻')
    await command.printed(/Connected to DingTalk/)
    bot.gateway.deliver({ kind: 'text', text: '在吗' })
    await until('the answer', () => bot.dingtalk.store.deliveries.length === 1)
    expect(bot.dingtalk.store.deliveries[0]?.text).toBe('来自笔记本 💻')
    const [, checkUp = ''] = await command.printed(/Check-up: (\S+)/)
    expect((await fetch(checkUp)).status).toBe(200)
  })

  it('does not run twice in one folder, because each message would go to only one of them', async () => {
    await command.printed(/Connected to DingTalk/)
    const second = run({}, 'zh_CN.UTF-8')
    expect(await second.exited()).toBe(1)
    expect(second.output.stderr).toMatch(
      /^npm run stream 是不是已经在运行了？数据库目录 .+ 正在被进程 \d+ 使用。.+\n$/,
    )
  })

  // Windows ends a process without a signal that it could handle.
  it.skipIf(process.platform === 'win32')('closes its connection at SIGTERM and exits with 0', async () => {
    await command.printed(/Connected to DingTalk/)
    expect(await command.stop('SIGTERM')).toBe(0)
    const areClosed = () => bot.gateway.store.connections.every(({ closedAt }) => closedAt !== undefined)
    await until('the end of every connection', areClosed)
    expect(command.output.stdout + command.output.stderr).not.toContain(bot.dingtalk.app.secret)
  })

  it('explains what is wrong with the credentials, prints none of them, and exits with 1', async () => {
    await command.stop('SIGKILL')
    const secret = 'a-secret-to-look-for'
    const wrong = run({ DING_APP_SECRET: secret })
    expect(await wrong.exited()).toBe(1)
    expect(wrong.output.stderr).toContain('401 authFailed')
    expect(wrong.output.stderr).toContain('Copy both again')
    expect(wrong.output.stdout + wrong.output.stderr).not.toContain(secret)
  })

  it.each([
    ['C.UTF-8', /^Stream mode needs DING_APP_KEY and DING_APP_SECRET \P{Script=Han}*\n$/u],
    ['zh_CN.UTF-8', /^Stream 模式需要在 \.env 里设置 DING_APP_KEY 和 DING_APP_SECRET.*\n$/],
  ])("names missing credentials in one line, in the terminal's language (%s)", async (locale, line) => {
    await command.stop('SIGKILL')
    const missing = run({ DING_APP_SECRET: undefined }, locale)
    expect(await missing.exited()).toBe(1)
    expect(missing.output.stdout + missing.output.stderr).toMatch(line)
  })
})
