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
  function run(settings: Record<string, string | undefined> = {}): Command {
    const env = Object.entries({ ...bot.env, ...settings }).filter(([, value]) => value)
    writeFileSync(path.join(folder, '.env'), env.map(([name, value]) => `${name}=${value}`).join('\n'))
    return startCommand('stream', folder)
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
    const second = run()
    expect(await second.exited()).toBe(1)
    expect(second.output.stderr).toContain('npm run stream 是不是已经在运行？')
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
    expect(wrong.output.stderr).toContain('凭证与基础信息')
    expect(wrong.output.stdout + wrong.output.stderr).not.toContain(secret)
  })

  it('names missing credentials in one line', async () => {
    await command.stop('SIGKILL')
    const missing = run({ DING_APP_SECRET: undefined })
    expect(await missing.exited()).toBe(1)
    expect(missing.output.stdout + missing.output.stderr).toMatch(
      /^Stream mode needs DING_APP_KEY and DING_APP_SECRET .*\n$/,
    )
  })
})
