import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  answer,
  CHROMIUM,
  ignoreRefusedConnections,
  useBrowser,
  usePlayground,
  type Visit,
  write,
} from './support'

describe.skipIf(!CHROMIUM)('the panel', () => {
  const { visit } = useBrowser()
  const playground = usePlayground()
  let visited: Visit
  let page: Page

  beforeEach(async () => {
    visited = await visit(playground().url, { permissions: ['clipboard-read', 'clipboard-write'] })
    page = visited.page
  })

  it('explains what will appear while there is nothing', async () => {
    expect(await page.locator('.trace-list .empty').innerText()).toContain('收到回调')
    await page.locator('#tab-data').click()
    await page.locator('.stored .empty').waitFor()
    expect(await page.locator('.stored .empty').innerText()).toContain('inbox')
  })

  it('shows the steps of a message in their order', async () => {
    await write(page, '你好')
    await answer(page)
    await page.locator('.step.kind-log').waitFor()
    const kinds = await page.locator('.step .step-kind').allInnerTexts()
    expect(kinds.slice(0, 2)).toEqual(['回调', '响应'])
    expect(kinds.slice(2)).toEqual(['大模型', '获取令牌', '发送', '送达', '日志'])
    expect(await page.locator('.step.kind-answer .ms').innerText()).toMatch(/^(<1|\d+) ms$/)
    expect(await page.locator('.outcome .sees').innerText()).toContain('我收到了：「你好」')
    expect(await page.locator('.outcome .reads').innerText()).toContain('answered')
  })

  it('opens a step to its bodies and copies it as curl', async () => {
    await write(page, '你好')
    await answer(page)
    await page.locator('.step.kind-send .step-head').click()
    await page.locator('.step.kind-send .side').first().waitFor()
    const bodies = await page.locator('.step.kind-send .step-detail').innerText()
    expect(bodies).toContain('"msgKey": "sampleMarkdown"')
    expect(bodies).toContain('processQueryKey')
    expect(await page.locator('.step.kind-send .copy').count()).toBe(0)
    await page.locator('.step.kind-model .step-head').click()
    await page.locator('.step.kind-model .copy').click()
    await page.getByText('已复制').waitFor()
    const copied = await page.evaluate('navigator.clipboard.readText()')
    expect(copied).toContain('curl -X POST')
    expect(copied).toContain('/chat/completions')
  })

  it('opens the trace of the message whose link is clicked', async () => {
    await write(page, '第一条')
    await answer(page)
    await write(page, '第二条')
    await answer(page, 2)
    await page.locator('#tab-data').click()
    await page.locator('.row.mine .link').first().click()
    expect(await page.locator('.trace-head[aria-expanded=true]').allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringContaining('第一条')]),
    )
    expect(await page.locator('#tab-trace').getAttribute('aria-selected')).toBe('true')
  })

  it('shows what is stored as it changes, the token masked', async () => {
    await page.locator('#tab-data').click()
    await write(page, '存下来 🐢')
    await answer(page)
    const chats = page.locator('.collection[aria-label=chats]')
    await chats.locator('.document').nth(1).waitFor()
    expect(await chats.innerText()).toContain('存下来 🐢')
    await page.locator('.collection[aria-label=inbox]', { hasText: 'done' }).waitFor()
    const { token } = await playground().database.db.collection('token').findOne({})
    await page.locator('.collection[aria-label=token]').locator('summary').click()
    const shown = await page.locator('.collection[aria-label=token]').innerText()
    expect(shown).not.toContain(token)
  })

  it("shows the usage of DingTalk's quotas as it grows, and none after a reset", async () => {
    await page.locator('#tab-data').click()
    const usage = page.locator('.usage')
    expect(await usage.innerText()).toContain('推送 0 / 3,000 次，API 调用 0 / 5,000 次')
    await write(page, '你好')
    await answer(page)
    await usage.filter({ hasText: '推送 1 / 3,000 次，API 调用 1 / 5,000 次' }).waitFor()
    await page.getByRole('button', { name: '清空' }).click()
    await page.locator('.dialog .primary').click()
    await usage.filter({ hasText: '推送 0 / 3,000 次' }).waitFor()
  })

  it('deletes everything on request, after a confirmation', async () => {
    await write(page, '忘掉我')
    await answer(page)
    await page.getByRole('button', { name: '清空' }).click()
    await page.locator('.dialog .secondary').click()
    expect(await page.locator('.row').count()).toBe(2)
    await page.getByRole('button', { name: '清空' }).click()
    await page.locator('.dialog .primary').click()
    await page.locator('.welcome').waitFor()
    expect(await playground().database.db.collection('chats').countDocuments({})).toBe(0)
  })

  it('reconnects after the process was killed, with the conversation', async () => {
    await write(page, '之前')
    await answer(page)
    await page.locator('#tab-faults').click()
    await page.getByRole('button', { name: '杀掉进程并重启' }).click()
    await page.locator('.banner').waitFor()
    await page.locator('.banner').waitFor({ state: 'hidden' })
    await write(page, '之后')
    expect(await answer(page, 2)).toContain('之后')
    ignoreRefusedConnections(visited)
  })
})
