import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startChromium } from '../../scripts/chromium'
import { KEY } from '../e2e/support/doctor'
import { storeUsage } from '../e2e/support/usage'
import { useSharedBot } from '../support/use-bot'
import { CHROMIUM } from './support'

const AXE = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8')
/** 2026-11-26 at noon in China. */
const NOON = Date.parse('2026-11-26T04:00:00Z')
/** A folder for pictures of what the tests saw. */
const { SCREENSHOTS } = process.env

const LOOKS: [name: string, options: BrowserContextOptions][] = [
  ['desktop', { locale: 'zh-CN' }],
  ['dark', { locale: 'en-GB', colorScheme: 'dark' }],
  ['phone', { locale: 'zh-CN', viewport: { width: 390, height: 844 }, isMobile: true }],
]

describe.skipIf(!CHROMIUM)('the usage page', () => {
  const env = { DOCTOR_KEY: KEY, OPENAI_PRICE_INPUT: '1.25', OPENAI_PRICE_OUTPUT: '10' }
  const bot = useSharedBot({ startAt: NOON, env }, storeUsage)
  let browser: Browser
  beforeAll(async () => {
    browser = await startChromium()
  })
  afterAll(() => browser?.close())

  const visit = async (options: BrowserContextOptions): Promise<Page> => {
    const page = await (await browser.newContext(options)).newPage()
    await page.goto(`${bot.callbackUrl()}?key=${KEY}&view=usage`)
    await page.locator('svg').first().waitFor()
    return page
  }

  it.each(LOOKS)('on a %s shows bars, and has nothing that axe-core finds serious', async (name, options) => {
    const page = await visit(options)
    if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/usage-${name}.png`, fullPage: true })
    const heights = await page
      .locator('svg')
      .first()
      .locator('rect')
      .evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().height))
    expect(heights).toHaveLength(26)
    expect(Math.max(...heights)).toBeGreaterThan(4 * Math.min(...heights))
    const [scroll, client] = (await page.evaluate(
      '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
    )) as [number, number]
    expect(scroll).toBeLessThanOrEqual(client)
    await page.evaluate(AXE)
    const { violations } = (await page.evaluate('axe.run({ resultTypes: ["violations"] })')) as {
      violations: { id: string; impact: string }[]
    }
    expect(
      violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id),
    ).toEqual([])
    await page.context().close()
  })
})
