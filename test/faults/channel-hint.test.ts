import { afterEach, expect, it } from 'vitest'
import { type Bot, startBot } from '../support/bot'
import { advanceUntil, allDone } from '../support/time'

let bot: Bot

afterEach(() => bot?.close())

const shown = () => bot.dingtalk.store.deliveries.map(({ text }) => text)
const hints = () => shown().filter((text) => text.includes('备用通道'))

const HOUR_MS = 60 * 60 * 1_000

async function askAll(count: number) {
  const before = shown().length
  const people = Array.from({ length: count }, (_, n) =>
    bot.dingtalk.directory.addPerson({ nick: `同事${before + n}` }),
  )
  await Promise.all(
    people.map(({ id }, n) =>
      bot.send({ kind: 'text', text: '你好', from: id }, { replica: n % bot.lafs.length }),
    ),
  )
  await advanceUntil(bot, 'all answers', () => shown().length === before + count)
  await advanceUntil(bot, 'the end', () => allDone(bot))
}

/** Time passes while nobody is at work, and three new processes begin. */
async function sleepFor(ms: number) {
  for (const laf of bot.lafs.splice(0)) laf.kill()
  bot.clock.advance(ms)
  for (let n = 0; n < 3; n += 1) await bot.start()
}

it('of all answers that took the other channel, one an hour tells the owner why, on any number of replicas', async () => {
  bot = await startBot({ replicas: 3 })
  bot.openai.answer('答案')
  bot.dingtalk.faults.set('permission-missing', { on: 'batchSend' })
  await askAll(9)
  expect(hints()).toHaveLength(1)
  await sleepFor(HOUR_MS - 60_000)
  await askAll(3)
  expect(hints()).toHaveLength(1)
  await sleepFor(120_000)
  await askAll(6)
  expect(hints()).toHaveLength(2)
})

it('the line stands under the answer and names the console path that fixes it', async () => {
  bot = await startBot()
  bot.openai.answer('答案')
  bot.dingtalk.faults.set('permission-missing', { on: 'batchSend' })
  await askAll(1)
  const [text = ''] = shown()
  expect(text.startsWith('答案\n')).toBe(true)
  expect(text).toContain('qyapi_robot_sendmsg')
  expect(text).toContain('钉钉开放平台 → 应用开发 → 你的应用 → 权限管理')
})

it('the log says which channel refused and with what', async () => {
  bot = await startBot()
  bot.dingtalk.faults.set('ip-refused', { on: 'batchSend' })
  expect(await bot.ask({ kind: 'text', text: '你好' })).toMatchObject({
    result: 'answered',
    channel: 'webhook',
    refusals: [
      { channel: 'api', failure: 'ip-list', evidence: '403 Forbidden.AccessDenied.IpNotInWhiteList' },
    ],
  })
})

it('what no owner can fix is not told', async () => {
  bot = await startBot({ env: { REPLY_VIA: 'webhook' } })
  bot.dingtalk.faults.set('webhook-expired', { on: 'webhook' })
  await askAll(2)
  expect(hints()).toHaveLength(0)
})
