import { describe, expect, it } from 'vitest'
import { answer, CHROMIUM, useBrowser, usePlayground, write } from './support'

/** A folder for pictures of what the tests saw. */
const { SCREENSHOTS } = process.env

describe.skipIf(!CHROMIUM)('web search on the page', () => {
  const { visit } = useBrowser()
  const playground = usePlayground()

  it.each([
    ['zh-CN', /打开联网搜索/, '今天有什么新闻', '来源：', '联网搜索'],
    ['en-GB', /Turn on web search/, "what is today's news", 'Sources: ', 'Web search'],
  ])(
    'is switched on with one click, and is seen in the steps: %s',
    async (locale, preset, question, sources, kind) => {
      const { page } = await visit(playground().url, { locale })
      await page.locator('#tab-faults').click()
      await page.getByLabel(preset).click()
      await expect.poll(() => page.getByText('WEB_SEARCH').count()).toBeGreaterThan(0)
      await write(page, question)
      expect(await answer(page)).toContain(sources)
      expect(await page.locator('.row.from-robot .bubble a[href^="https://news.example/"]').count()).toBe(3)
      await page.locator('#tab-trace').click()
      await page.locator('.step.kind-search').first().waitFor()
      expect(await page.locator('.step.kind-search .step-kind').first().innerText()).toBe(kind)
      if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/search-${locale}.png` })
    },
  )
})
