import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { createTestClock } from '../../../../playground/clock'
import { type DingTalk, type DingTalkOptions, startDingTalk } from '../../../../playground/dingtalk/emulator'
import { type BotResponse, startBot, type TestBot } from './bot'
import { type Client, createClient } from './client'

/** Starts an emulator for the tests of a file, with a client and a test clock; it is reset before each test. */
export function useEmulator(options: DingTalkOptions = {}) {
  const clock = createTestClock()
  const fixture = { clock } as { clock: typeof clock; dingtalk: DingTalk; client: Client }
  beforeAll(async () => {
    fixture.dingtalk = await startDingTalk({ clock, ...options })
    fixture.client = createClient(fixture.dingtalk)
  })
  beforeEach(() => fixture.dingtalk.reset())
  afterAll(async () => {
    await fixture.dingtalk.close()
    clock.dispose()
  })
  return fixture
}

/** Starts a bot for each test; set `response` to change what it responds. */
export function useBot() {
  const fixture = { response: '' } as { response: BotResponse } & TestBot
  beforeEach(async () => {
    fixture.response = ''
    Object.assign(fixture, await startBot(() => fixture.response))
  })
  afterEach(() => fixture.close())
  return fixture
}
