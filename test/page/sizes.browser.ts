import type { BrowserContextOptions, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { answer, CHROMIUM, createPng, GROUP, goDirect, useBrowser, usePlayground, write } from './support'

const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
const FINGER_PX = 40

describe.skipIf(!CHROMIUM)('the size of', () => {
  const { visit } = useBrowser()
  const playground = usePlayground()

  it.each(['zh-CN', 'en-GB'])(
    'everything that is touched is that of a finger on a phone, in %s',
    async (locale) => {
      const { page } = await visit(playground().url, { ...PHONE, locale })
      const expectLarge = async (what: string) => expect(await smallTargets(page), what).toEqual([])
      await expectLarge('the welcome')
      await write(page, '写一段代码')
      await answer(page)
      await page.locator('.row.from-robot .quote-button').click()
      await expectLarge('an answer and a quote')
      for (const index of [0, 1, 2]) {
        await page.locator('.opener').nth(index).click()
        await page.waitForTimeout(400)
        for (const summary of await page.locator('.panel-body:not([hidden]) .more > summary').all())
          await summary.click()
        for (const step of await page.locator('.panel-body:not([hidden]) .step-head').all())
          await step.click()
        for (const box of await page.locator('.panel-body:not([hidden]) .preset input').all())
          await box.check()
        await expectLarge(`sheet ${index}`)
        await page.keyboard.press('Escape')
      }
      await page.locator('.back').click()
      await expectLarge('the list')
      await page.locator('.conversation').first().click()
      await page.locator('.tools .icon-button').nth(3).click()
      await expectLarge('a dialog')
    },
  )

  it('the composer is that of the messages on a wide screen', async () => {
    const { page } = await visit(playground().url, { viewport: { width: 1920, height: 1000 } })
    await write(page, '你好')
    await answer(page)
    const edges = (selector: string) => page.locator(selector).first().boundingBox()
    const [row, input] = [await edges('.row.mine'), await edges('.input-row')]
    expect([input?.x, input?.width]).toEqual([row?.x, row?.width])
  })

  it.each([1280, 1100, 760, 390])('the field is enough for its placeholder at %i px', async (width) => {
    for (const locale of ['zh-CN', 'en-GB']) {
      const { page } = await visit(playground().url, { viewport: { width, height: 800 }, locale })
      expect(await page.evaluate(PLACEHOLDER_FITS), locale).toBe(true)
    }
  })
})

describe.skipIf(!CHROMIUM)('the page', () => {
  const { browser, visit } = useBrowser()
  const playground = usePlayground()
  const small = { viewport: { width: 1280, height: 620 } }

  it('can be typed into at once, but opens no keyboard on a phone', async () => {
    const { page } = await visit(playground().url)
    await page.keyboard.type('你好')
    await page.keyboard.press('Enter')
    await answer(page)
    const phone = await visit(playground().url, PHONE)
    expect(await phone.page.evaluate('document.activeElement.tagName')).toBe('BODY')
  })

  it('keeps the field focused after an example was clicked', async () => {
    const { page } = await visit(playground().url)
    await page.locator('.example').first().click()
    await answer(page)
    expect(await page.evaluate('document.activeElement.className')).toBe('field')
  })

  it('names the buttons in the head of the chat on a phone', async () => {
    const { page } = await visit(playground().url, PHONE)
    expect(await page.locator('.opener').allInnerTexts()).toEqual(['链路', '数据', '故障'])
  })

  it('shows the answer to a picture, and the last answer above an opened quote', async () => {
    const { page } = await visit(playground().url, small)
    await goDirect(page)
    await write(page, '写一段代码')
    await answer(page)
    const file = { name: 'a.png', mimeType: 'image/png', buffer: await createPng(browser(), 400, 400) }
    await page.locator('input[type=file]').first().setInputFiles([file, file])
    await page.locator('.thumbnail').first().waitFor()
    await page.locator('.send').click()
    await answer(page, 2)
    await expect.poll(() => isAtEnd(page)).toBe(true)
    await page.locator('.row.from-robot .quote-button').last().click({ force: true })
    await page.locator('.quote-bar').waitFor()
    await expect.poll(() => isAtEnd(page)).toBe(true)
    await write(page, '这是什么？')
    await answer(page, 3)
    await expect.poll(() => isAtEnd(page)).toBe(true)
  })

  it('stays where a person scrolled to', async () => {
    const { page } = await visit(playground().url, small)
    for (const count of [1, 2, 3]) {
      await write(page, '写一段代码')
      await answer(page, count)
    }
    await page.mouse.move(560, 300)
    await page.mouse.wheel(0, -600)
    await expect.poll(() => isAtEnd(page)).toBe(false)
    const before = await page.evaluate("document.querySelector('.messages').scrollTop")
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({
        name: 'a.png',
        mimeType: 'image/png',
        buffer: await createPng(browser(), 40, 40),
      })
    await page.locator('.thumbnail').waitFor()
    await page.waitForTimeout(200)
    expect(await page.evaluate("document.querySelector('.messages').scrollTop")).toBe(before)
  })

  it('says for whom the bot thinks in a group', async () => {
    const { page } = await visit(playground().url)
    playground().model.demo.faults.set('slow', { ms: 3_000 })
    await write(page, '慢慢想')
    await page.locator('.person', { hasText: '小李' }).click()
    await write(page, '我也要想')
    await expect.poll(() => page.locator('.row.typing').count()).toBe(2)
    const thinking = await page.locator('.row.typing').allInnerTexts()
    expect(thinking.join()).toMatch(/小测.*小李/s)
    await goDirect(page)
    await write(page, '单独想')
    await page.locator('.row.typing').waitFor()
    expect(await page.locator('.row.typing').innerText()).not.toContain('小李')
    expect(await page.locator('.conversation').first().innerText()).toContain(GROUP)
  })

  it('gives every figure a unit, and shows no marks of markdown in a quote', async () => {
    const { page } = await visit(playground().url)
    await write(page, '各种排版')
    await answer(page)
    await page.locator('.step.kind-log').waitFor()
    for (const at of await page.locator('.step-at').allInnerTexts()) expect(at).toMatch(/ (ms|s)$/)
    await page.locator('.row.from-robot .quote-button').click({ force: true })
    expect(await page.locator('.quote-bar').innerText()).not.toMatch(/[*#`~]/)
    await page.locator('#tab-data').click()
    for (const count of await page.locator('.count').allInnerTexts()) expect(count).toMatch(/^\d+ 条$/)
    for (const row of await page.locator('.document summary').allInnerTexts())
      expect(row).not.toContain('\\n')
  })
})

const isAtEnd = (page: Page): Promise<boolean> =>
  page.evaluate(`(() => {
    const box = document.querySelector('.messages')
    return box.scrollHeight - box.scrollTop - box.clientHeight < 2
  })()`)

/** The buttons, links, fields and labels that are seen and too small; links within a text are as high as its lines. */
async function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(`
    [...document.querySelectorAll('button, a, summary, textarea, input, label')]
      .filter((node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest('[inert]'))
      .filter((node) => !node.closest('.markdown') && !(node.matches('input') && node.closest('label')))
      .map((node) => ({ node, box: node.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.height < ${FINGER_PX} - 0.5 || box.width < ${FINGER_PX} - 0.5))
      .map(({ node, box }) => node.className + ' ' + node.textContent.trim().slice(0, 20) + ' ' + box.width + '×' + box.height)`)
}

const PLACEHOLDER_FITS = `(() => {
  const field = document.querySelector('.field')
  const style = getComputedStyle(field)
  const context = document.createElement('canvas').getContext('2d')
  context.font = style.font
  const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
  return context.measureText(field.placeholder).width <= room
})()`
