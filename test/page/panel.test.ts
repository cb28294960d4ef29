import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Playground } from '../../playground/inspector/playground'
import {
  answer,
  CHROMIUM,
  forgetRefused,
  open,
  reset,
  startBrowser,
  type Visit,
  visit,
  write,
} from './support'

describe.skipIf(!CHROMIUM)('the panel', () => {
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
    visited = await visit(browser, playground.url, { permissions: ['clipboard-read', 'clipboard-write'] })
  })
  afterEach(async () => {
    await visited.page.context().close()
    expect(visited.complaints).toEqual([])
  })

  it('helps where there is nothing yet', async () => {
    const { page } = visited
    expect(await page.locator('.wire .empty').innerText()).toContain('签名回调')
    await page.locator('#tab-data').click()
    await page.locator('.stored .empty').waitFor()
    expect(await page.locator('.stored .empty').innerText()).toContain('inbox')
  })

  it('shows the way of a message in the order in which it went', async () => {
    const { page } = visited
    await write(page, '你好')
    await answer(page)
    await page.locator('.step.kind-log').waitFor()
    const kinds = await page.locator('.step .step-kind').allInnerTexts()
    expect(kinds.slice(0, 2)).toEqual(['签名回调', '应答'])
    expect(kinds.slice(2)).toEqual(['大模型', '取令牌', '发送', '送达', '日志'])
    expect(await page.locator('.step.kind-answer .ms').innerText()).toMatch(/^(<1|\d+) ms$/)
    expect(await page.locator('.outcome .sees').innerText()).toContain('演示模型收到了：「你好」')
    expect(await page.locator('.outcome .reads').innerText()).toContain('answered')
  })

  it('opens a step to its bodies and copies it as curl', async () => {
    const { page } = visited
    await write(page, '你好')
    await answer(page)
    await page.locator('.step.kind-send .step-head').click()
    await page.locator('.step.kind-send .side').first().waitFor()
    const bodies = await page.locator('.step.kind-send .step-detail').innerText()
    expect(bodies).toContain('"msgKey": "sampleMarkdown"')
    expect(bodies).toContain('processQueryKey')
    await page.locator('.step.kind-send .copy').click()
    await page.getByText('已复制').waitFor()
    const copied = await page.evaluate('navigator.clipboard.readText()')
    expect(copied).toContain('curl -X POST')
    expect(copied).toContain('$ACCESS_TOKEN')
  })

  it('opens the time line of the message whose link is clicked', async () => {
    const { page } = visited
    await write(page, '第一条')
    await answer(page)
    await write(page, '第二条')
    await answer(page, 2)
    await page.locator('#tab-data').click()
    await page.locator('.row.mine .link').first().click()
    expect(await page.locator('.trace-head[aria-expanded=true]').allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringContaining('第一条')]),
    )
    expect(await page.locator('#tab-wire').getAttribute('aria-selected')).toBe('true')
  })

  it('shows what is stored as it changes, the token masked', async () => {
    const { page } = visited
    await page.locator('#tab-data').click()
    await write(page, '存下来 🐢')
    await answer(page)
    const chats = page.locator('.collection[aria-label=chats]')
    await chats.locator('.document').nth(1).waitFor()
    expect(await chats.innerText()).toContain('存下来 🐢')
    await page.locator('.collection[aria-label=inbox]', { hasText: 'done' }).waitFor()
    const { token } = await playground.database.db.collection('token').findOne({})
    await page.locator('.collection[aria-label=token]').locator('summary').click()
    const shown = await page.locator('.collection[aria-label=token]').innerText()
    expect(shown).not.toContain(token)
  })

  it('forgets everything on request, after asking', async () => {
    const { page } = visited
    await write(page, '忘掉我')
    await answer(page)
    await page.getByRole('button', { name: '清空' }).click()
    await page.locator('.dialog .secondary').click()
    expect(await page.locator('.row').count()).toBe(2)
    await page.getByRole('button', { name: '清空' }).click()
    await page.locator('.dialog .primary').click()
    await page.locator('.welcome').waitFor()
    expect(await playground.database.db.collection('chats').countDocuments({})).toBe(0)
  })

  it('comes back after the process was killed, with the conversation', async () => {
    const { page } = visited
    await write(page, '之前')
    await answer(page)
    await page.locator('#tab-faults').click()
    await page.getByRole('button', { name: '现在杀掉进程并重启' }).click()
    await page.locator('.banner').waitFor()
    await page.locator('.banner').waitFor({ state: 'hidden' })
    await write(page, '之后')
    expect(await answer(page, 2)).toContain('之后')
    forgetRefused(visited)
  })
})
