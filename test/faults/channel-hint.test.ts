import { expect, it } from 'vitest'
import { advanceUntil } from '../support/time'
import { useBot } from '../support/use-bot'

const { bot, start } = useBot()

const hints = () => bot.texts().filter((text) => text.includes('备用通道'))

const HOUR_MS = 60 * 60 * 1_000

async function askAll(count: number) {
  const before = bot.texts().length
  const people = Array.from({ length: count }, (_, n) =>
    bot.dingtalk.directory.addPerson({ nick: `同事${before + n}` }),
  )
  await Promise.all(
    people.map(({ id }, n) =>
      bot.send({ kind: 'text', text: '你好', from: id }, { replica: n % bot.lafs.length }),
    ),
  )
  await advanceUntil(bot, 'all answers', () => bot.texts().length === before + count)
  await advanceUntil(bot, 'the end', bot.allDone)
}

it('one answer an hour tells the owner why the other channel was used, on any number of replicas', async () => {
  await start({ replicas: 3 })
  bot.openai.answer('答案')
  bot.dingtalk.faults.set('permission-missing', { on: 'batchSend' })
  await askAll(9)
  expect(hints()).toHaveLength(1)
  await bot.restartAfter(HOUR_MS - 60_000, 3)
  await askAll(3)
  expect(hints()).toHaveLength(1)
  await bot.restartAfter(120_000, 3)
  await askAll(6)
  expect(hints()).toHaveLength(2)
})

it('the hint stands under the answer and names the path in the console', async () => {
  await start()
  bot.openai.answer('答案')
  bot.dingtalk.faults.set('permission-missing', { on: 'batchSend' })
  await askAll(1)
  const [text = ''] = bot.texts()
  expect(text.startsWith('答案\n')).toBe(true)
  expect(text).toContain('qyapi_robot_sendmsg')
  expect(text).toContain('钉钉开放平台 → 应用开发 → 你的应用 → 权限管理')
})

it('the log names the channel that refused and its answer', async () => {
  await start()
  bot.dingtalk.faults.set('ip-refused', { on: 'batchSend' })
  expect(await bot.ask({ kind: 'text', text: '你好' })).toMatchObject({
    result: 'answered',
    channel: 'webhook',
    refusals: [
      { channel: 'api', failure: 'ip-list', evidence: '403 Forbidden.AccessDenied.IpNotInWhiteList' },
    ],
  })
})

it('a failure that the owner cannot fix leads to no hint', async () => {
  await start({ env: { REPLY_VIA: 'webhook' } })
  bot.dingtalk.faults.set('webhook-expired', { on: 'webhook' })
  await askAll(2)
  expect(hints()).toHaveLength(0)
})
