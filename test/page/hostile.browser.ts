import { createServer } from 'node:http'
import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Callback } from '../../playground/dingtalk/store/records'
import type { Playground } from '../../playground/inspector/playground'
import { answer, CHROMIUM, useBrowser, usePlayground, write } from './support'

/** Answers that try to take the page over; each would set `document.title` or open a dialog if it ran. */
const ATTACKS = [
  '<img src=x onerror="document.title=\'taken\'">',
  '<script>document.title="taken"</script>',
  '<svg onload="document.title=\'taken\'"><animate onbegin="alert(1)" attributeName=x dur=1s>',
  '<iframe srcdoc="<script>parent.document.title=\'taken\'</script>"></iframe>',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  '<style>body{display:none}</style><link rel=stylesheet href="https://evil.example/x.css">',
  '<form action="https://evil.example"><input name=a><button>按我</button></form>',
  '<a href="javascript:document.title=\'taken\'" onclick="alert(1)">一</a>',
  '[二](javascript:document.title="taken") [三](JaVaScRiPt&#58;alert(1)) [四](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
  '![五](https://evil.example/pixel.png) ![六](x" onerror="alert(1))',
  '<base href="https://evil.example/"><meta http-equiv=refresh content="0;url=https://evil.example">',
  '`<img src=x onerror=alert(1)>` **粗<script>alert(1)</script>体**',
].join('\n\n')

describe.skipIf(!CHROMIUM)('a hostile answer', () => {
  const { visit } = useBrowser()
  const playground = usePlayground()
  let page: Page

  beforeEach(async () => {
    page = (await visit(playground().url)).page
  })

  /** Checks that the bubbles contain only elements and attributes of formatted text. */
  async function expectHarmless() {
    await page.waitForTimeout(300)
    expect(await page.title()).toBe('钉钉机器人调试台')
    expect(page.url()).toBe(`${playground().url}/`)
    expect(await page.locator('.message-list').isVisible()).toBe(true)
    const unexpected =
      await page.evaluate(`[...document.querySelectorAll('.markdown *, .plain *')].flatMap((node) => [
      ...(/^(H[1-6]|P|BR|STRONG|EM|BLOCKQUOTE|UL|OL|LI|A|CODE|PRE|HR|S|SPAN)$/.test(node.tagName) ? [] : [node.outerHTML]),
      ...[...node.attributes].filter((a) => !/^(href|target|rel|start|class)$/.test(a.name)).map((a) => a.name),
      ...(node.href && !/^(https?|mailto):/.test(node.href) ? [node.href] : []),
    ])`)
    expect(unexpected).toEqual([])
  }

  it('is only shown when the bot sends it', async () => {
    playground().model.demo.answer(ATTACKS)
    await write(page, '攻击我')
    expect(await answer(page)).toContain('onerror')
    await expectHarmless()
  })

  it('is only shown when a bot sends it unchanged', async () => {
    await write(page, '/help')
    await answer(page)
    const [first] = playground().dingtalk.store.callbacks
    const { sessionWebhook } = (first as Callback).body as { sessionWebhook: string }
    for (const body of [
      { msgtype: 'markdown', markdown: { title: '<b onmouseover=alert(1)>标题', text: ATTACKS } },
      { msgtype: 'text', text: { content: ATTACKS } },
      {
        msgtype: 'actionCard',
        actionCard: { title: '卡片', text: ATTACKS, singleTitle: '按我', singleURL: 'javascript:alert(1)' },
      },
    ]) {
      const headers = { 'content-type': 'application/json' }
      await fetch(sessionWebhook, { method: 'POST', headers, body: JSON.stringify(body) })
    }
    await answer(page, 4)
    await expectHarmless()
    expect(await page.locator('.card-links a').count()).toBe(0)
  })

  it('is only shown when the demo model demonstrates hostile HTML', async () => {
    await write(page, '来一段 html')
    expect(await answer(page)).toContain('onerror')
    await expectHarmless()
  })

  it('of 1 MB does not freeze the page, and can be read to its end', async () => {
    await write(page, '/help')
    await answer(page)
    const huge = `${'很长很长的一行 🐢 **粗** `码`\n\n'.repeat(30_000)}完`
    await deliver(playground(), huge)
    await answer(page, 2)
    const startedAt = Date.now()
    await page.locator('.show-all').click()
    await page.locator('.whole').waitFor()
    await write(page, '还在吗')
    await answer(page, 3)
    expect(Date.now() - startedAt).toBeLessThan(10_000)
    expect((await page.locator('.whole').textContent())?.length).toBe(huge.length)
  })
})

/** Delivers a text as the response of a callback, whose length is not limited. */
async function deliver({ dingtalk }: Playground, text: string): Promise<void> {
  const body = JSON.stringify({ msgtype: 'markdown', markdown: { title: '很长', text } })
  const server = createServer((request, response) => {
    request.resume()
    response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const group = dingtalk.directory.conversations.at(-1)
  await dingtalk.send(`http://127.0.0.1:${port}/`, { kind: 'text', text: '长文', in: group })
  server.closeAllConnections()
  server.close()
}
