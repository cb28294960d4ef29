import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { COMMON_SWITCHES } from '../../playground/inspector/common-switches'
import type { Playground } from '../../playground/inspector/playground'
import { answer, CHROMIUM, ignoreRefusedConnections, useBrowser, usePlayground, write } from './support'

/** What a switch leads to: what the user sees, what is logged, and how many answers are delivered. */
interface Expected {
  sees: RegExp
  reads: RegExp
  deliveries: number
  and?(playground: Playground): void
}

const NOTHING = /^无$/
const ANSWER = /我收到了/

/** One row per common switch. */
const EXPECTED: Record<string, Expected> = {
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
  'dingtalk:quota-used-up': { sees: ANSWER, reads: /quota.*webhook/, deliveries: 1 },
  'dingtalk:pushes-used-up': { sees: NOTHING, reads: /over-quota/, deliveries: 0, and: expectNoCalls },
  'dingtalk:content-refused-once': { sees: /内容审核/, reads: /answered/, deliveries: 1 },
  'dingtalk:content-refused': { sees: NOTHING, reads: /undelivered.*content-refused/, deliveries: 0 },
  'dingtalk:qps-limit': { sees: ANSWER, reads: /answered/, deliveries: 1 },
  'dingtalk:user-throttled': {
    sees: ANSWER,
    reads: /user-not-reached.*webhook/,
    deliveries: 1,
  },
  'dingtalk:webhook-expired': { sees: NOTHING, reads: /undelivered.*webhook-gone/, deliveries: 0 },
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
  const { visit } = useBrowser()
  const playground = usePlayground()

  it('is tested below when it is a common one', () => {
    expect(COMMON_SWITCHES.map(({ id }) => id).sort()).toEqual(Object.keys(EXPECTED).sort())
  })

  it.each(Object.entries(EXPECTED))(
    '%s has the expected effect',
    async (id, expected) => {
      const visited = await visit(playground().url)
      const { page } = visited
      await turnOn(page, id)
      await page.locator('.fault-buttons .primary').click()
      await page.locator('.result .expected').waitFor()
      await expect.poll(() => read(page, 'reads'), { timeout: 40_000 }).toMatch(expected.reads)
      await expect.poll(() => read(page, 'sees')).toMatch(expected.sees)
      // Time for a second answer, which would be wrong.
      await page.waitForTimeout(300)
      expect(playground().dingtalk.store.counts.deliveries).toBe(expected.deliveries)
      expected.and?.(playground())
      if (id === 'replica:killed') ignoreRefusedConnections(visited)
    },
    60_000,
  )

  it('is followed in the chat by the reason why there is no answer', async () => {
    const { page } = await visit(playground().url)
    await turnOn(page, 'dingtalk:bad-sign')
    await write(page, '你好')
    expect(await page.locator('.unanswered').innerText()).toContain('未收到回复')
    expect(await page.locator('.unanswered').innerText()).toContain('401')
  })

  it('that closes both channels leaves no answer, and a log line for the owner', async () => {
    const { page } = await visit(playground().url)
    await turnOn(page, 'dingtalk:permission-missing')
    await turnOn(page, 'dingtalk:webhook-expired')
    await write(page, '你好')
    await expect
      .poll(() => read(page, 'reads'), { timeout: 20_000 })
      .toMatch(/undelivered.*permission.*webhook-gone/)
    expect(await read(page, 'sees')).toMatch(NOTHING)
    await page.locator('.unanswered').waitFor()
  })

  it('for one message leaves the answer to a later one where it belongs, also after a reload', async () => {
    const { page } = await visit(playground().url)
    await turnOn(page, 'openai:hang')
    await write(page, '第一')
    await expect.poll(() => playground().model.demo.store.calls.at(-1)?.outcome).toBe('open')
    await page.getByRole('button', { name: '全部关闭' }).click()
    await turnOn(page, 'openai:bad-key')
    await page.getByRole('radio', { name: '小李' }).click()
    await write(page, '第二')
    for (const isReloaded of [false, true]) {
      if (isReloaded) await page.reload()
      await expect.poll(() => read(page, 'sees')).toContain('OPENAI_KEY')
      await expect.poll(() => read(page, 'reads')).toContain('key-refused')
      expect(await page.locator('.unanswered').count()).toBe(0)
    }
  })

  it('for a missing permission adds its name below the answer, for the owner', async () => {
    const { page } = await visit(playground().url)
    await turnOn(page, 'dingtalk:permission-missing')
    await write(page, '你好')
    expect(await answer(page)).toContain('qyapi_robot_sendmsg')
    expect(await page.locator('.via').innerText()).toBe('sessionWebhook')
  })

  it('is shown above the chat while it is on, and all can be switched off together', async () => {
    const { page } = await visit(playground().url)
    await turnOn(page, 'openai:slow')
    await turnOn(page, 'dingtalk:redelivery')
    expect(await page.locator('.faults-on').innerText()).toContain('2')
    await page.getByRole('button', { name: '全部关闭' }).click()
    await page.locator('.faults-on').waitFor({ state: 'hidden' })
    expect(playground().dingtalk.faults.active()).toEqual([])
    expect(playground().model.demo.faults.active()).toEqual([])
  })

  it('exists for every fault of the emulators, and switches it on there', async () => {
    const { page } = await visit(playground().url)
    await page.locator('#tab-faults').click()
    for (const summary of await page.locator('.more > summary').all()) await summary.click()
    const count = await page.locator('[data-switch]').count()
    const { dingtalk, model, search } = playground()
    const tables = [dingtalk.faults.table, model.demo.faults.table, search.faults.table]
    const rows = tables.reduce((sum, table) => sum + Object.keys(table).length, 0)
    // One fault needs parameters, so it has no switch; and the kill of the process is not in the tables.
    expect(count).toBe(rows - 1 + 1)
    await turnOn(page, 'openai:filtered')
    expect(model.demo.faults.active().map(({ id }) => id)).toEqual(['filtered'])
  })
})

describe.skipIf(!CHROMIUM)("Laf's console on the page", () => {
  const { visit } = useBrowser()
  const playground = usePlayground()

  it('changes a variable for the next message, and publishes the function', async () => {
    const { page } = await visit(playground().url)
    await page.locator('#tab-faults').click()
    await page.getByLabel('环境变量').fill('OPENAI_MODEL')
    await page.getByLabel('值', { exact: true }).fill('gpt-6-sol')
    await page.getByRole('button', { name: '更新' }).click()
    await page.getByText('OPENAI_MODEL 已更新').waitFor()
    await page.locator('.fault-buttons .primary').click()
    await expect.poll(() => playground().model.demo.store.calls.at(-1)?.body.model).toBe('gpt-6-sol')
    await page.getByRole('button', { name: '重新发布函数' }).click()
    await page.getByText('函数已发布。').first().waitFor()
    await write(page, '还在吗')
    await expect.poll(() => playground().dingtalk.store.counts.deliveries).toBe(2)
  })

  it('opens the usage page of the running bot', async () => {
    const { page } = await visit(playground().url)
    await write(page, '你好')
    await expect.poll(() => playground().dingtalk.store.counts.deliveries).toBeGreaterThan(0)
    await page.locator('#tab-faults').click()
    await page.getByLabel('打开用量页').check()
    const opened = page.waitForEvent('popup')
    await page.getByRole('link', { name: '打开用量页' }).click()
    const usage = await opened
    await usage.locator('svg').first().waitFor()
    if (process.env.SCREENSHOTS) {
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/console.png` })
      await usage.screenshot({ path: `${process.env.SCREENSHOTS}/usage-playground.png`, fullPage: true })
    }
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
