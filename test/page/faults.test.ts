import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { COMMON_SWITCHES } from '../../playground/inspector/common-switches'
import type { Playground } from '../../playground/inspector/playground'
import {
  answer,
  CHROMIUM,
  forgetRefused,
  goDirect,
  open,
  reset,
  startBrowser,
  type Visit,
  visit,
  write,
} from './support'

/** What a switch has to lead to: what the person sees, what the owner reads, how many answers there are. */
interface Promised {
  sees: RegExp
  reads: RegExp
  deliveries: number
  /** In the direct chat, where only that can happen. */
  isDirect?: true
  and?(playground: Playground): void
}

const NOTHING = /什么也没有/
const ANSWER = /演示模型收到了/

/** One row per switch at the top of the page; a switch without a row fails the test below. */
const PROMISES: Record<string, Promised> = {
  'dingtalk:bad-sign': { sees: NOTHING, reads: /401/, deliveries: 0, and: expectNoCalls },
  'dingtalk:stale-clock': { sees: NOTHING, reads: /401/, deliveries: 0, and: expectNoCalls },
  'dingtalk:redelivery': {
    sees: ANSWER,
    reads: /answered/,
    deliveries: 1,
    and: ({ dingtalk }) => expect(dingtalk.store.counts.callbacks).toBe(4),
  },
  'openai:slow': {
    sees: ANSWER,
    reads: /answered/,
    deliveries: 1,
    and: ({ dingtalk }) => expect(dingtalk.store.callbacks[0]?.latencyMs).toBeLessThan(2_500),
  },
  'openai:hang': { sees: /没有在规定的时间内答完/, reads: /timeout/, deliveries: 1 },
  'openai:bad-key': { sees: /OPENAI_KEY/, reads: /key-refused/, deliveries: 1 },
  'openai:rate-limited': { sees: /过一分钟再问/, reads: /rate-limited/, deliveries: 1 },
  'openai:server-error': { sees: /大模型服务出了问题/, reads: /model-failed/, deliveries: 1 },
  'dingtalk:token-revoked': {
    sees: ANSWER,
    reads: /answered/,
    deliveries: 1,
    and: ({ dingtalk }) => expect(dingtalk.store.counts.calls.token).toBe(2),
  },
  'dingtalk:permission-missing': { sees: ANSWER, reads: /permission.*webhook/, deliveries: 1 },
  'dingtalk:qps-limit': { sees: ANSWER, reads: /answered/, deliveries: 1 },
  'dingtalk:user-throttled': {
    sees: ANSWER,
    reads: /user-not-reached.*webhook/,
    deliveries: 1,
    isDirect: true,
  },
  'dingtalk:webhook-expired': { sees: ANSWER, reads: /answered.*api/, deliveries: 1 },
  'replica:killed': {
    sees: ANSWER,
    reads: /answered/,
    deliveries: 1,
    and: ({ model }) => expect(model.demo.store.counts.calls).toBe(2),
  },
}

function expectNoCalls({ dingtalk, model }: Playground): void {
  expect(Object.values(dingtalk.store.counts.calls).every((count) => count === 0)).toBe(true)
  expect(model.demo.store.counts.calls).toBe(0)
}

describe.skipIf(!CHROMIUM)('a switch', () => {
  let browser: Browser
  let patient: Playground
  let hurried: Playground
  let visited: Visit | undefined

  beforeAll(async () => {
    browser = await startBrowser()
    patient = await open()
    hurried = await open({ env: { ANSWER_TIMEOUT_SECONDS: '3' } })
  })
  afterAll(async () => {
    await browser?.close()
    await patient?.close()
    await hurried?.close()
  })
  beforeEach(() => Promise.all([reset(patient), reset(hurried)]))
  afterEach(async () => {
    await visited?.page.context().close()
    expect(visited?.complaints ?? []).toEqual([])
    visited = undefined
  })

  it('has a promise, and every promise is kept below', () => {
    expect(COMMON_SWITCHES.map(({ id }) => id).sort()).toEqual(Object.keys(PROMISES).sort())
  })

  it.each(Object.entries(PROMISES))(
    '%s leads to what it promises',
    async (id, promised) => {
      const playground = id === 'openai:hang' ? hurried : patient
      visited = await visit(browser, playground.url)
      const { page } = visited
      if (promised.isDirect) await goDirect(page)
      await turnOn(page, id)
      await page.locator('.fault-buttons .primary').click()
      await expect.poll(() => read(page, 'reads'), { timeout: 40_000 }).toMatch(promised.reads)
      await expect.poll(() => read(page, 'sees')).toMatch(promised.sees)
      // Nothing more may come: a second answer would be as wrong as none.
      await page.waitForTimeout(300)
      expect(playground.dingtalk.store.counts.deliveries).toBe(promised.deliveries)
      promised.and?.(playground)
      if (id === 'replica:killed') forgetRefused(visited)
    },
    60_000,
  )

  it('says in the chat that DingTalk shows nothing, and why', async () => {
    visited = await visit(browser, patient.url)
    const { page } = visited
    await turnOn(page, 'dingtalk:bad-sign')
    await write(page, '你好')
    expect(await page.locator('.nothing').innerText()).toContain('钉钉里不会出现任何内容')
    expect(await page.locator('.nothing').innerText()).toContain('401')
  })

  it('that closes both channels leaves nothing to see and a word to the owner', async () => {
    visited = await visit(browser, patient.url)
    const { page } = visited
    await turnOn(page, 'dingtalk:permission-missing')
    await turnOn(page, 'dingtalk:webhook-expired')
    await page.locator('.fault-buttons .primary').click()
    await expect
      .poll(() => read(page, 'reads'), { timeout: 20_000 })
      .toMatch(/undelivered.*permission.*webhook-gone/)
    expect(await read(page, 'sees')).toMatch(NOTHING)
    await page.locator('.nothing').waitFor()
  })

  it('tells the owner under the answer which permission is missing', async () => {
    visited = await visit(browser, patient.url)
    const { page } = visited
    await turnOn(page, 'dingtalk:permission-missing')
    await write(page, '你好')
    expect(await answer(page)).toContain('qyapi_robot_sendmsg')
    expect(await page.locator('.via').innerText()).toBe('sessionWebhook')
  })

  it('is seen above the chat while it is on, and all go off together', async () => {
    visited = await visit(browser, patient.url)
    const { page } = visited
    await turnOn(page, 'openai:slow')
    await turnOn(page, 'dingtalk:redelivery')
    expect(await page.locator('.faults-on').innerText()).toContain('2')
    await page.getByRole('button', { name: '全部关闭' }).click()
    await page.locator('.faults-on').waitFor({ state: 'hidden' })
    expect(patient.dingtalk.faults.active()).toEqual([])
    expect(patient.model.demo.faults.active()).toEqual([])
  })

  it('goes on and off by itself in the emulators, whichever of the tables it comes from', async () => {
    visited = await visit(browser, patient.url)
    const { page } = visited
    await page.locator('#tab-faults').click()
    for (const summary of await page.locator('.more > summary').all()) await summary.click()
    const count = await page.locator('[data-switch]').count()
    const { dingtalk, model } = patient
    const rows = Object.keys(dingtalk.faults.table).length + Object.keys(model.demo.faults.table).length
    // Of the tables one row needs words that a switch cannot know; and one switch is the page's own.
    expect(count).toBe(rows - 1 + 1)
    await turnOn(page, 'openai:filtered')
    expect(model.demo.faults.active().map(({ id }) => id)).toEqual(['filtered'])
  })
})

async function turnOn(page: Page, id: string): Promise<void> {
  await page.locator('#tab-faults').click()
  const button = page.locator(`[data-switch="${id}"]`)
  await button.click()
  await page.locator(`[data-switch="${id}"][aria-checked=true]`).waitFor()
}

async function read(page: Page, what: 'sees' | 'reads'): Promise<string> {
  const field = page.locator(`.result .${what}`)
  return (await field.count()) > 0 ? field.innerText() : ''
}
