import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TEST_GROUP_ID } from '../../playground/dingtalk/directory'
import {
  COMMAND_TIMEOUT_MS,
  type Command,
  createProjectFolder,
  killCommands,
  startCommand,
} from '../support/command'
import { post, readEvents } from './support'

// These tests share one process and depend on their order, because a start takes seconds on a busy machine.
describe('npm start', { timeout: COMMAND_TIMEOUT_MS }, () => {
  let folder: string
  let command: Command

  /** Starts it. @returns the address that the first line names */
  async function start(): Promise<string> {
    command = startCommand('start', folder)
    const [, url = ''] = await command.printed(/Playground: (http:\S+)/)
    return url
  }
  const send = async (url: string, text: string) => {
    const sent = await post(url, 'send', { from: 'xiaoce', conversationId: TEST_GROUP_ID, text })
    expect(sent.status).toBe(202)
  }
  /** Reads the page's events until they contain the text. */
  const appears = (url: string, text: string) =>
    readEvents(url, (events) => JSON.stringify(events).includes(text))

  beforeAll(() => {
    folder = createProjectFolder()
  })
  afterAll(async () => {
    await killCommands()
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  })

  it('ends with one line without secrets for a .env that cannot be read', async () => {
    writeFileSync(path.join(folder, '.env'), 'PORT=0\nOPENAI_KEY sk-geheim\n')
    const { exited, output } = startCommand('start', folder)
    expect(await exited()).toBe(1)
    expect(output.stderr).toMatch(/^\.env line 2.*\n$/)
    expect(output.stderr).not.toContain('geheim')
    rmSync(path.join(folder, '.env'))
  })

  it('answers a message on the page', async () => {
    const startedAt = performance.now()
    const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(1)
    const url = await start()
    const ready = seconds()
    await send(url, '记住：乌龟 🐢')
    await appears(url, '我收到了')
    console.info(`npm start: ready after ${ready} s, first answer after ${seconds()} s`)
  })

  it('keeps the conversation and the memory over a restart', async () => {
    expect(await command.stop()).toBe(0)
    const url = await start()
    await send(url, '我刚才说了什么')
    await appears(url, '你上一句说的是：「记住：乌龟 🐢」')
  })

  it('answers after the next start what it was answering when it was killed', async () => {
    const [, running = ''] = await command.printed(/Playground: (http:\S+)/)
    expect((await post(running, 'switch', { id: 'openai:slow', on: true })).ok).toBe(true)
    await send(running, '别忘了我 🐢')
    await appears(running, '"state":"waiting"')
    await command.stop('SIGKILL')
    await appears(await start(), '我收到了：「别忘了我 🐢」')
  })
})
