import { mkdirSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { runCommand } from '../playground/environment'
import { type Playground, startPlayground } from '../playground/inspector/playground'
import { startChromium } from './chromium'

const FOLDER = path.join(__dirname, '..', 'docs', 'pictures')

/** The conversation that the pictures show. */
const SAID = {
  zh: { locale: 'zh-CN', code: '写一段代码', picture: '这张图里有什么？', chart: '一周的提问' },
  en: {
    locale: 'en-GB',
    code: 'Write some code',
    picture: 'What is in this picture?',
    chart: 'Questions this week',
  },
} as const

const DESKTOP: BrowserContextOptions = { viewport: { width: 1440, height: 1110 }, deviceScaleFactor: 1.25 }
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
}

/** `npm run screenshots`: takes the READMEs' pictures of the running page. */
runCommand(async () => {
  mkdirSync(FOLDER, { recursive: true })
  const browser = await startChromium()
  for (const language of ['zh', 'en'] as const) {
    const playground = await startPlayground({ env: {}, port: 0, host: '127.0.0.1', log: () => {} })
    await shootCheckUp(browser, playground, language)
    await talk(browser, playground, language)
    await shoot(browser, playground, language, 'desktop', DESKTOP)
    await shoot(browser, playground, language, 'phone', PHONE)
    await playground.close()
  }
  await browser.close()
})

/** One person asks for code, another one sends a picture. */
async function talk(browser: Browser, { url }: Playground, language: 'zh' | 'en'): Promise<void> {
  const { locale, code, picture, chart } = SAID[language]
  const png = await draw(browser, chart)
  const page = await visit(browser, url, { ...DESKTOP, locale })
  await page.locator('.person').nth(1).click()
  await write(page, code)
  await page.locator('.row.from-robot').waitFor()
  await page.locator('.person').nth(0).click()
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'chart.png', mimeType: 'image/png', buffer: png })
  await page.locator('.thumbnail').waitFor()
  await write(page, picture)
  await page.locator('.row.from-robot').nth(1).waitFor()
  await page.locator('.trace').first().locator('.step.kind-log').waitFor()
  await page.context().close()
}

async function shoot(
  browser: Browser,
  { url }: Playground,
  language: 'zh' | 'en',
  screen: string,
  options: BrowserContextOptions,
): Promise<void> {
  const page = await visit(browser, url, { ...options, locale: SAID[language].locale })
  await page.locator('.row.from-robot').nth(1).waitFor()
  // Until images are loaded and the newest message is scrolled into view.
  await page.waitForTimeout(500)
  const file = path.join(FOLDER, `${screen}-${language}.png`)
  await page.screenshot({ path: file })
  process.stdout.write(`${file} ${Math.round(statSync(file).size / 1024)} KB\n`)
  await page.context().close()
}

/** The check-up of a bot that is set up and has got no message yet. */
async function shootCheckUp(browser: Browser, { url }: Playground, language: 'zh' | 'en'): Promise<void> {
  const viewport = { width: 760, height: 400 }
  const page = await browser.newPage({ viewport, deviceScaleFactor: 1.5, colorScheme: 'light' })
  await page.goto(`${url}/dingtalk?lang=${language}`)
  const file = path.join(FOLDER, `check-up-${language}.png`)
  await page.screenshot({ path: file, fullPage: true })
  process.stdout.write(`${file} ${Math.round(statSync(file).size / 1024)} KB\n`)
  await page.close()
}

async function visit(browser: Browser, url: string, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ ...options, reducedMotion: 'reduce', colorScheme: 'light' })
  const page = await context.newPage()
  await page.goto(url)
  await page.locator('.conversation').first().waitFor({ state: 'attached' })
  return page
}

async function write(page: Page, text: string): Promise<void> {
  await page.locator('.field').fill(text)
  await page.locator('.field').press('Enter')
}

/** Draws a small chart in the browser, so that the repository needs no picture from elsewhere. */
async function draw(browser: Browser, title: string): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 440, height: 240 } })
  const bars = [38, 52, 47, 71, 88, 30, 24].map((height) => `<i style="height:${height}%"></i>`)
  await page.setContent(`<style>
    body { margin: 0; padding: 18px 22px; background: linear-gradient(160deg, #f4f9ff, #e3efff); font: 600 16px sans-serif; color: #16325c }
    div { display: flex; gap: 16px; align-items: end; height: 160px; margin-top: 14px }
    i { flex: 1; border-radius: 6px 6px 2px 2px; background: linear-gradient(#4aa3ff, #1668e3) }
  </style>${title}<div>${bars.join('')}</div>`)
  const png = await page.screenshot()
  await page.close()
  return png
}
