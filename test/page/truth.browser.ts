import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import {
  answer,
  CHROMIUM,
  goDirect,
  ignoreRefusedConnections,
  post,
  useBrowser,
  usePlayground,
  write,
} from './support'

describe.skipIf(!CHROMIUM)('the page tells the truth', () => {
  const { visit } = useBrowser()
  const playground = usePlayground()
  const within = { timeout: 30_000 }

  async function turnOn(page: Page, id: string) {
    await page.locator('#tab-faults').click()
    await page.locator(`[data-switch="${id}"]`).click()
    await page.locator(`[data-switch="${id}"][aria-checked=true]`).waitFor()
  }

  it('about who was answered, while another one waits, after a reload and after a restart of the process', async () => {
    const visited = await visit(playground().url)
    const { page } = visited
    await turnOn(page, 'openai:hang')
    await write(page, '第一')
    await expect.poll(() => playground().model.demo.store.calls.at(-1)?.outcome).toBe('open')
    await page.getByRole('button', { name: '全部关闭' }).click()
    await turnOn(page, 'openai:bad-key')
    await page.getByRole('radio', { name: '小李' }).click()
    await write(page, '第二')
    const expectAnswered = async () => {
      await expect
        .poll(() => page.locator('.row.from-robot').last().innerText(), within)
        .toContain('OPENAI_KEY')
      const mine = page.locator('.row.mine', { hasText: '第二' })
      expect(await mine.locator('.unanswered').count()).toBe(0)
      expect(await mine.locator('.bubble-footer').innerText()).toMatch(/ms/)
    }
    await expectAnswered()
    await page.reload()
    await expectAnswered()
    await page.getByRole('button', { name: '杀掉进程并重启' }).click()
    await page.locator('.banner').waitFor()
    await page.locator('.banner').waitFor({ state: 'hidden' })
    await expectAnswered()
    ignoreRefusedConnections(visited)
  }, 60_000)

  it('about the messages that were received: the check-up knows the last one at once', async () => {
    const { page } = await visit(playground().url)
    const key = 'key-of-the-check-up'
    await post(playground().url, 'variable', { name: 'DOCTOR_KEY', value: key })
    const checkUp = async () => (await fetch(`${playground().url}/dingtalk?lang=zh&key=${key}`)).text()
    expect(await checkUp()).toContain('还没有收到过钉钉的消息')
    await write(page, '你好')
    await answer(page)
    await expect.poll(checkUp).toContain('最近一次收到钉钉的消息')
  })

  it('about sending a message again: it is a new message, which is answered', async () => {
    const { page } = await visit(playground().url)
    await goDirect(page)
    await write(page, '再来一次')
    await answer(page)
    await page.locator('.step.kind-callback .step-head').click()
    await page.locator('.step.kind-callback .side').waitFor()
    expect(await page.locator('.step.kind-callback [data-curl]').count()).toBe(0)
    await page.locator('.again button').click()
    expect(await answer(page, 2)).toContain('再来一次')
    expect(await page.locator('.row.mine').count()).toBe(2)
    const [first, again] = playground().dingtalk.store.callbacks
    expect(again?.msgId).not.toBe(first?.msgId)
  })

  it('about a fault of direct chats that is tried from a group: the message goes to the direct chat', async () => {
    const { page } = await visit(playground().url)
    await turnOn(page, 'dingtalk:user-throttled')
    expect(await page.locator('.plan').innerText()).toContain('单聊')
    await page.locator('.fault-buttons .primary').focus()
    await page.keyboard.press('Enter')
    expect(await answer(page)).toContain('你好')
    expect(await page.locator('.chat-about').innerText()).toBe('单聊')
    expect(await page.locator('.via').innerText()).toBe('sessionWebhook')
    expect(await page.locator('.result .expected').innerText()).toContain('sessionWebhook')
    await expect.poll(() => page.locator('.result .reads').innerText()).toMatch(/user-not-reached.*webhook/)
  })
})
