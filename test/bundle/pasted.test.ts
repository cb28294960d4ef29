import { afterEach, describe, expect, it } from 'vitest'
import { bundle } from '../../scripts/bundle'
import { type Bot, startBot } from '../support/bot'
import { hangFirstCall } from '../support/model'

const dingtalk = bundle()

let bot: Bot

afterEach(() => bot?.close())

const shown = () => bot.dingtalk.store.deliveries

/** A lease and the next look of whoever takes over. */
const TAKEN_OVER_MS = 15_000

async function killWhileThinking(sources: Record<string, string>): Promise<void> {
  bot = await startBot({ sources })
  hangFirstCall(bot, '想好了 💡')
  await bot.send({ kind: 'text', text: '想一想 🤔' })
  await bot.until('the model to be asked', () => bot.openai.store.counts.calls === 1)
  bot.lafs[0]?.kill()
  bot.clock.advance(TAKEN_OVER_MS)
  await bot.start()
}

describe('pasted as the only function', () => {
  it('answers a message', async () => {
    bot = await startBot({ sources: { dingtalk } })
    bot.openai.answer('你好，我在。')
    await bot.ask({ kind: 'text', text: '你好 👋' })
    expect(shown()).toMatchObject([{ via: 'api', text: '你好，我在。' }])
  })

  it('shows the check-up in a browser', async () => {
    bot = await startBot({ sources: { dingtalk } })
    const page = await fetch(bot.callbackUrl())
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(await page.text()).toContain('钉钉机器人自检')
  })

  it('answers what a dead process left, at the first request after the restart', async () => {
    await killWhileThinking({ dingtalk })
    expect(shown()).toEqual([])
    expect((await fetch(bot.callbackUrl(), { method: 'POST' })).status).toBe(401)
    await bot.until('the answer', () => shown().length === 1)
    expect(shown()).toMatchObject([{ text: '想好了 💡' }])
  })

  it('answers it without any request, with the three-line __init__ of its header', async () => {
    const [, lines = ''] = /(import \{ look \}[\s\S]*?)\n \*\n \* [^ ]/.exec(dingtalk) ?? []
    const __init__ = lines.replace(/^ \* */gm, '')
    expect(__init__.trim().split('\n')).toHaveLength(3)
    await killWhileThinking({ dingtalk, __init__ })
    await bot.until('the answer', () => shown().length === 1)
    expect(shown()).toMatchObject([{ text: '想好了 💡' }])
  })
})
