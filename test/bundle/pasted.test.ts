import { afterEach, describe, expect, it } from 'vitest'
import { bundle } from '../../scripts/bundle'
import { type Bot, startBot } from '../support/bot'
import { hangFirstCall } from '../support/model'

const files = bundle()
const dingtalk = files['functions/dingtalk.ts'] as string
const __init__ = files['functions/__init__.ts'] as string

let bot: Bot

afterEach(() => bot?.close())

const deliveries = () => bot.dingtalk.store.deliveries

/** Longer than a lease and the pause between two looks for abandoned messages. */
const TAKEN_OVER_MS = 15_000

/** Kills the process while the model is asked, and starts another one when the lease has run out. */
async function restartWhileAsking(sources: Record<string, string>): Promise<void> {
  bot = await startBot({ sources })
  hangFirstCall(bot, '想好了 💡')
  await bot.send({ kind: 'text', text: '想一想 🤔' })
  await bot.until('the model to be asked', () => bot.openai.store.counts.calls === 1)
  bot.lafs[0]?.kill()
  bot.clock.advance(TAKEN_OVER_MS)
  await bot.start()
}

describe('the bundle pasted as the only function', () => {
  it('answers a message', async () => {
    bot = await startBot({ sources: { dingtalk } })
    bot.openai.answer('你好，我在。')
    await bot.ask({ kind: 'text', text: '你好 👋' })
    expect(deliveries()).toMatchObject([{ via: 'api', text: '你好，我在。' }])
  })

  it('shows the check-up page in a browser', async () => {
    bot = await startBot({ sources: { dingtalk } })
    const page = await fetch(bot.callbackUrl())
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(await page.text()).toContain('钉钉机器人自检')
  })

  it('answers an interrupted message after the first request that follows the restart', async () => {
    await restartWhileAsking({ dingtalk })
    expect(deliveries()).toEqual([])
    expect((await fetch(bot.callbackUrl(), { method: 'POST' })).status).toBe(401)
    await bot.until('the answer', () => deliveries().length === 1)
    expect(deliveries()).toMatchObject([{ text: '想好了 💡' }])
  })
})

describe('the bundle with __init__', () => {
  it.each([
    ['of dist/laf/', __init__],
    ['of the lines in the header', linesOfHeader()],
  ])('%s answers an interrupted message without any request', async (_, init) => {
    await restartWhileAsking({ dingtalk, __init__: init })
    await bot.until('the answer', () => deliveries().length === 1)
    expect(deliveries()).toMatchObject([{ text: '想好了 💡' }])
  })

  it('shares one copy of the bundle with it: recover runs where main runs', async () => {
    const counted = `${dingtalk}\nconsole.log('loaded')`
    bot = await startBot({ sources: { dingtalk: counted, __init__ } })
    await bot.ask({ kind: 'text', text: '你好' })
    expect(bot.output.filter((line) => line === 'loaded')).toHaveLength(1)
  })
})

function linesOfHeader(): string {
  const [, lines = ''] = /(import \{ recover \}[\s\S]*?)\n \*\//.exec(dingtalk) ?? []
  return lines.replace(/^ \* */gm, '')
}
