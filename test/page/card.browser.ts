import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Playground } from '../../playground/inspector/playground'

import { createClient, STAFF_ID } from '../playground/dingtalk/support/client'
import { answer, CHROMIUM, goDirect, useBrowser, usePlayground, write } from './support'

/** The bubble of the card and its state. */
const card = (page: Page) => page.locator('.row.from-robot .bubble.kind-card')
const stateOf = (page: Page) => card(page).locator('.card-state').getAttribute('data-state')

describe.skipIf(!CHROMIUM)('a card on the page', () => {
  const playground = usePlayground()
  const { visit } = useBrowser()

  /** Shows a new card in the direct chat. @returns sends its frames */
  async function openCard({ dingtalk }: Playground) {
    const client = createClient(dingtalk)
    const headers = await client.validHeaders('cardCreateAndDeliver')
    const openSpaceId = `dtv1.card//IM_ROBOT.${STAFF_ID}`
    await client.call('cardCreateAndDeliver', { headers, body: { openSpaceId } })
    return (body: object) => client.call('cardStream', { headers, body })
  }

  it('is one bubble that grows, with its state', async () => {
    const { page } = await visit(playground().url)
    await goDirect(page)
    const stream = await openCard(playground())
    await expect.poll(() => stateOf(page)).toBe('processing')
    await stream({ content: '第一句。' })
    await expect.poll(() => card(page).innerText()).toContain('第一句。')
    expect(await stateOf(page)).toBe('inputing')
    await stream({ content: '第一句。\n\n**第二句。**', isFinalize: true })
    await card(page).locator('strong', { hasText: '第二句。' }).waitFor()
    expect(await stateOf(page)).toBe('finished')
    expect(await card(page).count()).toBe(1)
    expect(await page.locator('#announcer').textContent()).toContain('第二句')
  })

  it('says that it failed, or went blank', async () => {
    const { page } = await visit(playground().url)
    await goDirect(page)
    const stream = await openCard(playground())
    await stream({ content: '出错', isError: true })
    await expect.poll(() => card(page).innerText()).toContain('出错了')
    playground().dingtalk.faults.set('card-blank')
    await stream({ content: '长'.repeat(3_001), isFinalize: true })
    await expect.poll(() => card(page).innerText()).toContain('卡片变成了空白')
  })

  it('is quoted as DingTalk does it: without its text, with the key of its delivery', async () => {
    const { page } = await visit(playground().url)
    await goDirect(page)
    const stream = await openCard(playground())
    await stream({ content: '要引用的话', isFinalize: true })
    await card(page).hover()
    await page.locator('.row.from-robot .quote-button').click()
    await write(page, '这是什么意思？')
    await expect.poll(() => playground().dingtalk.store.callbacks.length).toBe(1)
    const [{ body } = {}] = playground().dingtalk.store.callbacks
    const [delivery] = playground().dingtalk.store.deliveries
    expect(body).toMatchObject({
      originalProcessQueryKey: delivery?.processQueryKey,
      text: { isReplyMsg: true, repliedMsg: { msgType: 'interactiveCard', content: {} } },
    })
    expect(JSON.stringify(body)).not.toContain('要引用的话')
  })
})

describe.skipIf(!CHROMIUM)('a reaction on the page', () => {
  const playground = usePlayground()
  const { visit } = useBrowser()

  it('is below the question until it is recalled', async () => {
    const { page } = await visit(playground().url)
    await goDirect(page)
    await write(page, '你好')
    await answer(page)
    const { msgId } = playground().dingtalk.store.callbacks[0] ?? {}
    const client = createClient(playground().dingtalk)
    const headers = await client.validHeaders('reactionAdd')
    await client.call('reactionAdd', { headers, body: { openMsgId: msgId } })
    await page.locator('.row.mine .reaction', { hasText: '🤔思考中' }).waitFor()
    await client.call('reactionRecall', { headers, body: { openMsgId: msgId } })
    await page.locator('.reaction').waitFor({ state: 'detached' })
  })
})
