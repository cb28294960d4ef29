import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { CARD_SWITCHES } from '../../playground/inspector/card-switches'
import type { Playground } from '../../playground/inspector/playground'
import { CHROMIUM, goDirect, useBrowser, usePlayground, write } from './support'

const ANSWER = /我收到了/
const cards = (page: Page) => page.locator('.row.from-robot .card-state')

/** What a switch leads to: the states of the cards, and whether the answer is on one or is a message. */
interface Expected {
  states: string[]
  via: 'card' | 'api'
  reads: RegExp
  and?(playground: Playground): void
}

/** One row per switch of cards and reactions that has an effect of its own. */
const EXPECTED: Record<string, Expected> = {
  'dingtalk:card-refused': { states: [], via: 'api', reads: /card: / },
  'dingtalk:card-unpublished': { states: [], via: 'api', reads: /card: .*templateUnpublished/ },
  'dingtalk:card-template-unknown': { states: [], via: 'api', reads: /card: .*templateNotExist/ },
  'dingtalk:card-content-refused': { states: [], via: 'api', reads: /card: .*contentUnsafe/ },
  'dingtalk:card-busy': { states: [], via: 'api', reads: /card: .*system\.busy/ },
  'dingtalk:card-exists': { states: ['finished'], via: 'card', reads: /answered/ },
  'dingtalk:card-not-delivered': { states: [], via: 'api', reads: /card: / },
  'dingtalk:card-scope-missing': { states: [], via: 'api', reads: /card: .*unknownError/ },
  'dingtalk:card-key-wrong': { states: ['failed'], via: 'api', reads: /card: .*unknownError/ },
  'dingtalk:frames-throttled': { states: ['finished'], via: 'card', reads: /answered/ },
  'dingtalk:final-frame-fails': { states: ['finished'], via: 'card', reads: /answered/ },
  'dingtalk:card-blank': { states: ['finished'], via: 'card', reads: /answered/ },
  'dingtalk:card-slow': { states: ['finished'], via: 'card', reads: /answered/ },
  'dingtalk:reaction-fails-twice': {
    states: ['finished'],
    via: 'card',
    reads: /answered/,
    and: ({ dingtalk }) => expect(dingtalk.store.reactions).toHaveLength(1),
  },
  'dingtalk:reaction-fails': {
    states: ['finished'],
    via: 'card',
    reads: /answered/,
    and: ({ dingtalk }) => expect(dingtalk.store.reactions).toEqual([]),
  },
}

describe.skipIf(!CHROMIUM)('a bot that answers on cards', () => {
  const { visit } = useBrowser()
  const playground = usePlayground()

  /** Opens the page with the preset for cards, in the direct chat. */
  async function open(): Promise<Page> {
    const { page } = await visit(playground().url)
    await goDirect(page)
    await page.locator('#tab-faults').click()
    await page.locator('.preset', { hasText: '卡片模式' }).locator('input').check()
    await page.locator('.laf .note', { hasText: 'REPLY_VIA' }).waitFor()
    return page
  }

  it('answers on one that grows, with a reaction on the question meanwhile', async () => {
    const page = await open()
    await write(page, '写一段代码')
    await page.locator('.row.mine .reaction', { hasText: '🤔思考中' }).waitFor()
    const bubble = page.locator('.row.from-robot .bubble.kind-card')
    await bubble.locator('.markdown').filter({ hasText: /\S/ }).waitFor()
    const lengths: number[] = []
    const look = async () => {
      lengths.push((await bubble.locator('.markdown').innerText()).length)
      return cards(page).getAttribute('data-state')
    }
    await expect.poll(look, { timeout: 30_000 }).toBe('finished')
    expect(new Set(lengths).size).toBeGreaterThan(2)
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b))
    await page.locator('.reaction').waitFor({ state: 'detached' })
    expect(await bubble.count()).toBe(1)
    expect(await page.locator('.via').innerText()).toBe('AI 卡片')
    // Everything that it took belongs to the question.
    await page.getByRole('button', { name: '查看链路' }).click()
    for (const route of [
      'card/instances/createAndDeliver',
      'card/streaming',
      'emotion/reply',
      'emotion/recall',
    ]) {
      await page.locator('.trace .step', { hasText: route }).first().waitFor()
    }
    expect(await page.locator('.trace', { hasText: '其他' }).locator('.step').count()).toBe(0)
  })

  it('has a switch with what to expect for each fault in these tests', () => {
    expect(CARD_SWITCHES.map(({ id }) => id).sort()).toEqual(Object.keys(EXPECTED).sort())
  })

  it.each(Object.entries(EXPECTED))(
    '%s has the expected effect',
    async (id, expected) => {
      const page = await open()
      await page.locator('.more > summary', { hasText: '卡片和表情回应' }).click()
      await page.locator(`[data-switch="${id}"]`).click()
      await page.locator(`[data-switch="${id}"][aria-checked=true]`).waitFor()
      await write(page, '你好')
      await expect
        .poll(() => page.locator('.result .reads').innerText(), { timeout: 40_000 })
        .toMatch(expected.reads)
      await expect.poll(() => page.locator('.result .sees').innerText()).toMatch(ANSWER)
      const states = await Promise.all((await cards(page).all()).map((one) => one.getAttribute('data-state')))
      expect(states).toEqual(expected.states)
      const answers = playground().dingtalk.store.deliveries.filter(({ text }) => ANSWER.test(text))
      expect(answers.map(({ via }) => via)).toEqual([expected.via])
      expected.and?.(playground())
    },
    60_000,
  )
})
