import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Playground } from '../../playground/inspector/playground'
import {
  answer,
  CHROMIUM,
  GROUP,
  goDirect,
  open,
  paint,
  reset,
  startBrowser,
  type Visit,
  visit,
  write,
} from './support'

describe.skipIf(!CHROMIUM)('the chat', () => {
  let browser: Browser
  let playground: Playground
  let visited: Visit

  beforeAll(async () => {
    browser = await startBrowser()
    playground = await open()
  })
  afterAll(async () => {
    await browser?.close()
    await playground?.close()
  })
  beforeEach(async () => {
    await reset(playground)
    visited = await visit(browser, playground.url)
  })
  afterEach(async () => {
    await visited.page.context().close()
    expect(visited.complaints).toEqual([])
    expect(visited.strays).toEqual([])
  })

  it('welcomes a newcomer and answers the first thing that is clicked', async () => {
    const { page } = visited
    await page.locator('.welcome').waitFor()
    expect(await page.locator('.thing').count()).toBe(3)
    await page.locator('.thing').nth(1).click()
    expect(await answer(page)).toContain('Python')
    expect(await page.locator('.markdown pre').innerText()).toContain('from collections import Counter')
  })

  it('answers in the group, with the @ already there, under a title as the phone shows it', async () => {
    const { page } = visited
    expect(await page.locator('.chat-title').innerText()).toBe(GROUP)
    expect(await page.locator('.mention-chip').innerText()).toBe('@AI助手')
    await write(page, '写一段代码')
    await answer(page)
    expect(await page.locator('.row.mine .bubble').innerText()).toBe('@AI助手 写一段代码')
    expect(await page.locator('.notification').innerText()).toContain('下面是一段 Python 代码')
    expect(playground.dingtalk.store.callbacks[0]?.body).toMatchObject({
      conversationType: '2',
      text: { content: ' 写一段代码' },
    })
  })

  it('answers alone, where there is no @', async () => {
    const { page } = visited
    await goDirect(page)
    expect(await page.locator('.mention-chip').isVisible()).toBe(false)
    await write(page, '你好 🐢')
    expect(await answer(page)).toContain('你好 🐢')
    expect(playground.dingtalk.store.counts.calls.batchSend).toBe(1)
  })

  it('tells that DingTalk stays silent about a group message without an @', async () => {
    const { page } = visited
    await page.locator('.mention-chip').click()
    await write(page, '只是随便说说')
    expect(await page.locator('.nothing').innerText()).toContain('群里没有 @机器人')
    expect(playground.dingtalk.store.counts.callbacks).toBe(0)
  })

  it('lets one be somebody else, with a memory of their own', async () => {
    const { page } = visited
    await goDirect(page)
    await write(page, '我是小测')
    await answer(page)
    await page.locator('.person', { hasText: '小李' }).click()
    expect(await page.locator('.row').count()).toBe(0)
    await write(page, '我刚才说了什么')
    expect(await answer(page)).toContain('你还没有说过别的')
  })

  it('breaks the line with Shift+Enter and does not send while an input method composes', async () => {
    const { page } = visited
    const field = page.locator('.field')
    await field.fill('第一行')
    await field.press('Shift+Enter')
    await field.pressSequentially('第二行')
    await field.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true })
    expect(await field.inputValue()).toBe('第一行\n第二行')
    expect(playground.dingtalk.store.counts.callbacks).toBe(0)
    await field.press('Enter')
    await answer(page)
    expect(await page.locator('.row.mine .bubble').innerText()).toContain('第一行\n第二行')
  })

  it('sends a picture from disk, alone and with words, and the model sees it', async () => {
    const { page } = visited
    await goDirect(page)
    const file = { name: '红.png', mimeType: 'image/png', buffer: await paint(browser, 40, 30) }
    await page.locator('input[type=file]').first().setInputFiles(file)
    await page.locator('.thumbnail').waitFor()
    await page.locator('.send').click()
    expect(await answer(page)).toContain('PNG 40×30')
    expect(await page.evaluate("document.querySelector('.row.mine img.picture').naturalWidth")).toBe(40)
    await page.locator('input[type=file]').first().setInputFiles([file, file])
    await write(page, '比较这两张图')
    expect(await answer(page, 2)).toContain('图片：2 张')
    expect(playground.dingtalk.store.callbacks.map(({ kind }) => kind)).toEqual(['picture', 'richText'])
  })

  it('sends a picture from the clipboard', async () => {
    const { page } = visited
    const base64 = (await paint(browser, 12, 8)).toString('base64')
    // Chromium lets no test fill the real clipboard with a file, so the event that it would make is made here.
    await page.evaluate(`(${PASTE})(${JSON.stringify(base64)})`)
    await page.locator('.thumbnail').waitFor()
    await page.locator('.send').click()
    expect(await answer(page)).toContain('PNG 12×8')
  })

  it('takes what is dropped anywhere on the page', async () => {
    const { page } = visited
    const base64 = (await paint(browser, 20, 10)).toString('base64')
    await page.evaluate(`(${DROP})(${JSON.stringify(base64)})`)
    await page.locator('.thumbnail').waitFor()
    await page.locator('.send').click()
    expect(await answer(page)).toContain('PNG 20×10')
  })

  it('sends a voice message as the words it is recognised as', async () => {
    const { page } = visited
    await goDirect(page)
    await page.getByRole('button', { name: '语音' }).click()
    await page.locator('.dialog textarea').fill('明天北京冷不冷')
    await page.locator('.dialog .primary').click()
    expect(await answer(page)).toContain('明天北京冷不冷')
    expect(playground.dingtalk.store.callbacks[0]?.body).toMatchObject({ msgtype: 'audio' })
  })

  it('sends a text file and shows it as one', async () => {
    const { page } = visited
    await goDirect(page)
    const buffer = Buffer.from('第一名，乌龟\n第二名，兔子\n')
    await page
      .locator('input[type=file]')
      .nth(1)
      .setInputFiles({ name: '成绩.txt', mimeType: 'text/plain', buffer })
    await answer(page)
    expect(await page.locator('.file-card').innerText()).toContain('成绩.txt')
    expect(playground.model.demo.store.calls.at(-1)?.body.messages.at(-1)?.content).toContain('第二名，兔子')
  })

  it('explains that a group brings the bot no voice', async () => {
    const { page } = visited
    await page.getByRole('button', { name: '语音' }).click()
    expect(await page.locator('.composer-problem').innerText()).toContain('单聊')
  })

  it("quotes the robot's answer", async () => {
    const { page } = visited
    await write(page, '写一段代码')
    await answer(page)
    await page.locator('.row.from-robot').hover()
    await page.locator('.row.from-robot .quote-button').click()
    expect(await page.locator('.quote-bar').innerText()).toContain('引用 AI助手')
    await write(page, '这是什么意思？')
    await answer(page, 2)
    expect(await page.locator('.row.mine .quoted').innerText()).toContain('Python')
    expect(playground.dingtalk.store.callbacks[1]?.body).toMatchObject({
      text: { isReplyMsg: true, repliedMsg: { msgType: 'text' } },
    })
  })

  it('says that the bot is thinking, from the acknowledgement to the answer', async () => {
    const { page } = visited
    playground.model.demo.faults.set('slow', { ms: 1_500 })
    await write(page, '慢慢想')
    await page.locator('.row.thinking').waitFor()
    expect(await page.locator('.under.right').innerText()).toMatch(/ms 确认/)
    await answer(page)
    await page.locator('.row.thinking').waitFor({ state: 'detached' })
  })

  it('answers a command in the acknowledgement itself', async () => {
    const { page } = visited
    await write(page, '/help')
    expect(await answer(page)).toContain('新话题')
    expect(await page.locator('.via').innerText()).toBe('回调应答')
  })

  it('keeps the conversation over a reload, and marks answers elsewhere as unread', async () => {
    const { page } = visited
    playground.model.demo.faults.set('slow', { ms: 700, times: 1 })
    await write(page, '记住我')
    await goDirect(page)
    await page.locator('.unread').waitFor()
    await page.reload()
    await page.locator('.conversation').first().click()
    expect(await answer(page)).toContain('记住我')
  })
})

const PASTE = `(base64) => {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
  const clipboardData = new DataTransfer()
  clipboardData.items.add(new File([bytes], '剪贴板.png', { type: 'image/png' }))
  document.querySelector('.field').dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
}`

const DROP = `(base64) => {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
  const dataTransfer = new DataTransfer()
  dataTransfer.items.add(new File([bytes], '拖放.png', { type: 'image/png' }))
  document.querySelector('.messages').dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
}`
