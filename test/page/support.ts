import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import {
  type Playground,
  type PlaygroundOptions,
  startPlayground,
} from '../../playground/inspector/playground'
import type { PageEvent } from '../../playground/inspector/types'
import { CHROMIUM, startChromium } from '../../scripts/chromium'

/** The name of the test group on the Chinese page. */
export const GROUP = '机器人测试群'

if (!CHROMIUM) console.warn('No Chromium found: the page is not tested. Install one or set CHROMIUM_PATH.')

export { CHROMIUM }

/** Starts a playground on a free port, in memory and without output. */
export function openPlayground(options: Partial<PlaygroundOptions> = {}): Promise<Playground> {
  return startPlayground({ env: {}, port: 0, host: '127.0.0.1', log: () => {}, ...options })
}

/** One playground for a suite, reset before each of its tests. @returns gives the running one */
export function usePlayground(options: Partial<PlaygroundOptions> = {}): () => Playground {
  let playground: Playground | undefined
  beforeAll(async () => {
    playground = await openPlayground(options)
  })
  afterAll(() => playground?.close())
  beforeEach(() => playground && reset(playground))
  return () => {
    if (!playground) throw new Error('The playground runs only during tests')
    return playground
  }
}

/** An open page, and what went wrong in it. */
export interface Visit {
  page: Page
  /** Errors and warnings of the console, exceptions, and dialogs. */
  errors: string[]
  /** Requests to other servers than the playground. */
  foreignRequests: string[]
}

/** The browser of a suite. */
export interface Visitor {
  browser(): Browser
  /** Opens the playground as a new visitor; in Chinese and on a desktop by default. */
  visit(url: string, options?: BrowserContextOptions): Promise<Visit>
}

/** One browser for a suite. After each test, its pages are closed and must have had no errors and no foreign requests. */
export function useBrowser(): Visitor {
  let browser: Browser | undefined
  const visits: Visit[] = []
  const running = () => {
    if (!browser) throw new Error('The browser runs only during tests')
    return browser
  }
  beforeAll(async () => {
    browser = await startChromium()
  })
  afterAll(() => browser?.close())
  afterEach(async () => {
    const closed = visits.splice(0)
    for (const { page } of closed) await page.context().close()
    for (const { errors, foreignRequests } of closed) expect([errors, foreignRequests]).toEqual([[], []])
  })
  return {
    browser: running,
    async visit(url, options) {
      const visit = await openPage(running(), url, options)
      visits.push(visit)
      return visit
    },
  }
}

async function openPage(browser: Browser, url: string, options?: BrowserContextOptions): Promise<Visit> {
  const context = await browser.newContext({
    locale: 'zh-CN',
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  })
  context.setDefaultTimeout(25_000)
  const page = await context.newPage()
  const errors: string[] = []
  const foreignRequests: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text())
  })
  page.on('dialog', (dialog) => {
    errors.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    const isOwn = /^(data|blob):/.test(request.url()) || request.url().startsWith(url)
    if (!isOwn) foreignRequests.push(request.url())
  })
  await page.goto(url)
  await page.locator('.conversation').first().waitFor({ state: 'attached' })
  return { page, errors, foreignRequests }
}

/** Removes the errors about refused connections, which the browser reports while the bot's process is down. */
export function ignoreRefusedConnections({ errors }: Visit): void {
  errors.splice(0, errors.length, ...errors.filter((one) => !/net::ERR_/.test(one)))
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

/** Posts JSON as the page does. */
export function post(url: string, action: string, body: unknown = {}): Promise<Response> {
  return fetch(`${url}/playground/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

/** Reads the page's events until `isEnough`. @returns those that were read */
export async function readEvents(
  url: string,
  isEnough: (events: PageEvent[]) => boolean,
): Promise<PageEvent[]> {
  const aborter = new AbortController()
  const response = await fetch(`${url}/playground/events`, { signal: aborter.signal })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const events: PageEvent[] = []
  let text = ''
  const decoder = new TextDecoder()
  const reader = response.body?.getReader()
  while (reader && !isEnough(events)) {
    const { value, done } = await reader.read()
    if (done) throw new Error(`The events ended: ${JSON.stringify(events).slice(-500)}`)
    text += decoder.decode(value, { stream: true })
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const [, type, data] = /^event: (\w+)\ndata: (.*)$/s.exec(block) ?? []
      if (type && data) events.push({ type, data: JSON.parse(data) } as PageEvent)
    }
  }
  aborter.abort()
  return events
}

/** Resets as the page's button does, which is faster than a new playground for every test. */
async function reset({ url, model, search }: Playground): Promise<void> {
  const response = await post(url, 'reset')
  if (!response.ok) throw new Error(`The playground does not reset: ${response.status}`)
  model.demo.reset()
  search.reset()
}

/** A PNG of one colour, painted by the browser. */
export async function createPng(browser: Browser, width: number, height: number): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width, height } })
  await page.setContent('<body style="margin:0;background:#2b7de9">')
  const png = await page.screenshot()
  await page.close()
  return png
}

const AXE = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe-core finds on a page, of any impact: the rule, the element and what to do. */
export async function violations(page: Page): Promise<string[]> {
  // `evaluate` is not subject to the page's policy against foreign scripts.
  await page.evaluate(AXE)
  const { violations } = (await page.evaluate('axe.run({ resultTypes: ["violations"] })')) as {
    violations: { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[]
  }
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
  )
}
