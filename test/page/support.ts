import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import {
  type Playground,
  type PlaygroundOptions,
  startPlayground,
} from '../../playground/inspector/playground'
import { CHROMIUM, startChromium } from '../../scripts/chromium'

/** The group everybody is in, as the page names it in Chinese. */
export const GROUP = '机器人测试群'

/** Starts a playground on a free port, in memory, that prints nothing. */
export function open(options: Partial<PlaygroundOptions> = {}): Promise<Playground> {
  return startPlayground({ env: {}, port: 0, host: '127.0.0.1', log: () => {}, ...options })
}

if (!CHROMIUM) console.warn('No Chromium found: the page is not tried. Install one or set CHROMIUM_PATH.')

export { CHROMIUM, startChromium as startBrowser }

/** A page that is open, and what its console complained about. */
export interface Visit {
  page: Page
  complaints: string[]
  /** Requests to anywhere but the playground. */
  strays: string[]
}

/** A process that is gone refuses connections, and the browser says so: not a mistake of the page's. */
export function forgetRefused(visited: Visit): void {
  visited.complaints = visited.complaints.filter((one) => !/net::ERR_/.test(one))
}

/** Opens the playground as somebody new to it; in Chinese and on a desktop unless said otherwise. */
export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    locale: 'zh-CN',
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  })
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  const complaints: string[] = []
  const strays: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(url)) strays.push(request.url())
  })
  await page.goto(url)
  await page.locator('.conversation').first().waitFor({ state: 'attached' })
  return { page, complaints, strays }
}

/** Writes into the open conversation and sends it. */
export async function write(page: Page, text: string): Promise<void> {
  const field = page.locator('.field')
  await field.fill(text)
  await field.press('Enter')
}

/** Opens the direct chat with the robot. */
export async function goDirect(page: Page): Promise<void> {
  await page.locator('.conversation').nth(1).click()
}

/** The robot's newest answer, once there are `count` of them. */
export async function answer(page: Page, count = 1): Promise<string> {
  const bubble = page.locator('.row.from-robot .bubble').nth(count - 1)
  await bubble.waitFor()
  return bubble.innerText()
}

/** Forgets everything, as the page's button does: cheaper than a new playground for every test. */
export async function reset({ url, model }: Playground): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${url}/playground/reset`, { method: 'POST', headers, body: '{}' })
  if (!response.ok) throw new Error(`The playground does not reset: ${response.status}`)
  model.demo.reset()
}

/** A PNG of one colour, drawn by the browser, so that its size is right and every program reads it. */
export async function paint(
  browser: Browser,
  width: number,
  height: number,
  color = '#2b7de9',
): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width, height } })
  await page.setContent(`<body style="margin:0;background:${color}">`)
  const png = await page.screenshot()
  await page.close()
  return png
}
