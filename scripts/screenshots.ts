import { mkdirSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { runCommand } from '../playground/environment'
import { type Playground, startPlayground } from '../playground/inspector/playground'
import { startChromium } from './chromium'

const FOLDER = path.join(__dirname, '..', 'docs', 'pictures')

/** The conversation that the pictures show. The answers are given here: the demo model only describes the request. */
const SAID = {
  zh: {
    locale: 'zh-CN',
    chart: '一周的提问',
    turns: [
      ['帮我改得客气一点：报价今天必须给我', '> 您好，方便的话，今天能把报价发给我吗？辛苦了，谢谢！'],
      ['再短一点', '> 今天方便发一下报价吗？谢谢！'],
      ['哪天问得最多？', '**周五**最多，**周日**最少。'],
    ],
  },
  en: {
    locale: 'en-GB',
    chart: 'Questions this week',
    turns: [
      [
        'Make it polite: I need the quote today',
        '> Could you send me the quote today, if possible? Thank you very much!',
      ],
      ['Shorter, please', '> Could you send the quote today?'],
      ['Which day is highest?', '**Friday** is highest, **Sunday** lowest.'],
    ],
  },
} as const

const DESKTOP: BrowserContextOptions = { viewport: { width: 1440, height: 1010 }, deviceScaleFactor: 1.25 }
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 990 },
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

/** One person asks in the group, asks for a change, then sends a picture. */
async function talk(browser: Browser, { url, model }: Playground, language: 'zh' | 'en'): Promise<void> {
  const { locale, chart, turns } = SAID[language]
  const png = await draw(browser, chart)
  const page = await visit(browser, url, { ...DESKTOP, locale })
  for (const [place, [question, answer]] of turns.entries()) {
    model.demo.answer(answer)
    if (place === turns.length - 1) await attach(page, png)
    await write(page, question)
    await page.locator('.row.from-robot').nth(place).waitFor()
  }
  await page.locator('.trace').first().locator('.step.kind-log').waitFor()
  await page.context().close()
}

async function attach(page: Page, png: Buffer): Promise<void> {
  const input = page.locator('input[type=file]').first()
  await input.setInputFiles({ name: 'chart.png', mimeType: 'image/png', buffer: png })
  await page.locator('.thumbnail').waitFor()
}

async function shoot(
  browser: Browser,
  { url }: Playground,
  language: 'zh' | 'en',
  screen: string,
  options: BrowserContextOptions,
): Promise<void> {
  const page = await visit(browser, url, { ...options, locale: SAID[language].locale })
  await page.locator('.row.from-robot').last().waitFor()
  // Until images are loaded and the newest message is scrolled into view.
  await page.waitForTimeout(500)
  await page.locator('.person-name').evaluateAll(withoutEmoji)
  const file = path.join(FOLDER, `${screen}-${language}.png`)
  await page.screenshot({ path: file })
  process.stdout.write(`${file} ${Math.round(statSync(file).size / 1024)} KB\n`)
  await page.context().close()
}

/** A machine without an emoji font would show an empty box in the name. */
function withoutEmoji(names: { textContent: string | null }[]): void {
  for (const name of names)
    name.textContent = name.textContent?.replace(/\p{Extended_Pictographic}/gu, '') ?? ''
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
  const page = await browser.newPage({ viewport: { width: 440, height: 190 } })
  const bars = [38, 52, 47, 71, 88, 30, 24].map((height) => `<i style="height:${height}%"></i>`)
  await page.setContent(`<style>
    body { margin: 0; padding: 18px 22px; background: linear-gradient(160deg, #f4f9ff, #e3efff); font: 600 16px sans-serif; color: #16325c }
    div { display: flex; gap: 16px; align-items: end; height: 110px; margin-top: 14px }
    i { flex: 1; border-radius: 6px 6px 2px 2px; background: linear-gradient(#4aa3ff, #1668e3) }
  </style>${title}<div>${bars.join('')}</div>`)
  const png = await page.screenshot()
  await page.close()
  return png
}
