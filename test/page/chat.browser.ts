import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { answer, CHROMIUM, createPng, GROUP, goDirect, useBrowser, usePlayground, write } from './support'

describe.skipIf(!CHROMIUM)('the chat', () => {
  const { browser, visit } = useBrowser()
  const playground = usePlayground()
  let page: Page

  beforeEach(async () => {
    page = (await visit(playground().url)).page
  })

  it('welcomes a new visitor and answers the example that is clicked', async () => {
    await page.locator('.welcome').waitFor()
    expect(await page.locator('.example').count()).toBe(3)
    await page.locator('.example').nth(1).click()
    expect(await answer(page)).toContain('Python')
    expect(await page.locator('.markdown pre').innerText()).toContain('from collections import Counter')
  })

  it('answers in the group, where the @ is preset, with the title of a notification', async () => {
    expect(await page.locator('.chat-title').innerText()).toBe(GROUP)
    expect(await page.locator('.mention-chip').innerText()).toBe('@AI助手')
    await write(page, '写一段代码')
    await answer(page)
    expect(await page.locator('.row.mine .bubble').innerText()).toBe('@AI助手 写一段代码')
    expect(await page.locator('.notification').innerText()).toContain('下面是一段 Python 代码')
    expect(playground().dingtalk.store.callbacks[0]?.body).toMatchObject({
      conversationType: '2',
      text: { content: ' 写一段代码' },
    })
  })

  it('answers in the direct chat, where there is no @', async () => {
    await goDirect(page)
    expect(await page.locator('.mention-chip').isVisible()).toBe(false)
    await write(page, '你好 🐢')
    expect(await answer(page)).toContain('你好 🐢')
    expect(playground().dingtalk.store.counts.calls.batchSend).toBe(1)
  })

  it('explains that DingTalk does not push a group message without an @', async () => {
    await page.locator('.mention-chip').click()
    await write(page, '只是随便说说')
    expect(await page.locator('.unanswered').innerText()).toContain('群里没有 @机器人')
    expect(playground().dingtalk.store.counts.callbacks).toBe(0)
  })

  it('lets the user switch to another person, who has a separate memory', async () => {
    await goDirect(page)
    await write(page, '我是小测')
    await answer(page)
    await page.locator('.person', { hasText: '小李' }).click()
    expect(await page.locator('.row').count()).toBe(0)
    await write(page, '我刚才说了什么')
    expect(await answer(page)).toContain('之前还没有说过别的')
  })

  it('breaks the line with Shift+Enter and does not send while an input method composes', async () => {
    const field = page.locator('.field')
    await field.fill('第一行')
    await field.press('Shift+Enter')
    await field.pressSequentially('第二行')
    await field.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true })
    expect(await field.inputValue()).toBe('第一行\n第二行')
    expect(playground().dingtalk.store.counts.callbacks).toBe(0)
    await field.press('Enter')
    await answer(page)
    expect(await page.locator('.row.mine .bubble').innerText()).toContain('第一行\n第二行')
  })

  it('sends a picture from disk, alone and with words, and the model sees it', async () => {
    await goDirect(page)
    const file = { name: '红.png', mimeType: 'image/png', buffer: await createPng(browser(), 40, 30) }
    await page.locator('input[type=file]').first().setInputFiles(file)
    await page.locator('.thumbnail').waitFor()
    await page.locator('.send').click()
    expect(await answer(page)).toContain('PNG 40×30')
    expect(await page.evaluate("document.querySelector('.row.mine img.picture').naturalWidth")).toBe(40)
    await page.locator('input[type=file]').first().setInputFiles([file, file])
    await write(page, '比较这两张图')
    expect(await answer(page, 2)).toContain('图片（2 张）')
    expect(playground().dingtalk.store.callbacks.map(({ kind }) => kind)).toEqual(['picture', 'richText'])
  })

  it('sends a picture from the clipboard', async () => {
    const base64 = (await createPng(browser(), 12, 8)).toString('base64')
    // Tests cannot put a file on Chromium's clipboard, so this dispatches the event of a paste.
    await page.evaluate(`(${PASTE})(${JSON.stringify(base64)})`)
    await page.locator('.thumbnail').waitFor()
    await page.locator('.send').click()
    expect(await answer(page)).toContain('PNG 12×8')
  })

  it('accepts files dropped anywhere on the page', async () => {
    const base64 = (await createPng(browser(), 20, 10)).toString('base64')
    await page.evaluate(`(${DROP})(${JSON.stringify(base64)})`)
    await page.locator('.thumbnail').waitFor()
    await page.locator('.send').click()
    expect(await answer(page)).toContain('PNG 20×10')
  })

  it('sends a voice message as its recognised text', async () => {
    await goDirect(page)
    await page.getByRole('button', { name: '语音' }).click()
    await page.locator('.dialog textarea').fill('明天北京冷不冷')
    await page.locator('.dialog .primary').click()
    expect(await answer(page)).toContain('明天北京冷不冷')
    expect(playground().dingtalk.store.callbacks[0]?.body).toMatchObject({ msgtype: 'audio' })
  })

  it('sends a text file and shows it as one', async () => {
    await goDirect(page)
    const buffer = Buffer.from('第一名，乌龟\n第二名，兔子\n')
    await page
      .locator('input[type=file]')
      .nth(1)
      .setInputFiles({ name: '成绩.txt', mimeType: 'text/plain', buffer })
    await answer(page)
    expect(await page.locator('.file-card').innerText()).toContain('成绩.txt')
    expect(playground().model.demo.store.calls.at(-1)?.body.messages.at(-1)?.content).toContain(
      '第二名，兔子',
    )
  })

  it('sends the sample document among the messages to try, and the bot reads it', async () => {
    await goDirect(page)
    await page.getByRole('button', { name: '示例消息' }).click()
    await page.locator('.suggestion', { hasText: '合同.docx' }).click()
    await answer(page)
    expect(await page.locator('.file-card').innerText()).toContain('合同.docx')
    expect(playground().model.demo.store.calls.at(-1)?.body.messages.at(-1)?.content).toContain('绿茶\t42')
  })

  it('explains that the bot receives no voice messages from a group', async () => {
    await page.getByRole('button', { name: '语音' }).click()
    expect(await page.locator('.composer-problem').innerText()).toContain('单聊')
  })

  it("quotes the robot's answer", async () => {
    await write(page, '写一段代码')
    await answer(page)
    await page.locator('.row.from-robot').hover()
    await page.locator('.row.from-robot .quote-button').click()
    expect(await page.locator('.quote-bar').innerText()).toContain('引用 AI助手')
    await write(page, '这是什么意思？')
    await answer(page, 2)
    expect(await page.locator('.row.mine .quoted').innerText()).toContain('Python')
    expect(playground().dingtalk.store.callbacks[1]?.body).toMatchObject({
      text: { isReplyMsg: true, repliedMsg: { msgType: 'text' } },
    })
  })

  it('shows a typing indicator from the acknowledgement to the answer', async () => {
    playground().model.demo.faults.set('slow', { ms: 1_500 })
    await write(page, '慢慢想')
    await page.locator('.row.typing').waitFor()
    expect(await page.locator('.bubble-footer.right').innerText()).toMatch(/已确认（.*ms）/)
    await answer(page)
    await page.locator('.row.typing').waitFor({ state: 'detached' })
  })

  it('answers a command in the acknowledgement itself', async () => {
    await write(page, '/help')
    expect(await answer(page)).toContain('新话题')
    expect(await page.locator('.via').innerText()).toBe('回调响应')
  })

  it('keeps the conversation over a reload, and marks answers elsewhere as unread', async () => {
    playground().model.demo.faults.set('slow', { ms: 700, times: 1 })
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
