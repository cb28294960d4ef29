import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { answer, CHROMIUM, goDirect, useBrowser, usePlayground, write } from './support'

/** What the user sees and what is logged after the message that the page sends for a switch; absent: not awaited. */
type Expected = [sees?: RegExp, reads?: RegExp]

const NOTHING = /^无$/
const ANSWER = /我收到了/
const THROUGH_WEBHOOK = /answered.*webhook/

/** The switches that are not among the common ones, below "More". */
const EXPECTED: Record<string, Expected> = {
  'dingtalk:no-sign': [NOTHING, /401/],
  'dingtalk:garbage-sign': [NOTHING, /401/],
  'dingtalk:future-clock': [NOTHING, /401/],
  'openai:reset': [/暂时连不上大模型服务/, /unreachable/],
  'openai:cut': [/暂时连不上大模型服务/, /unreachable/],
  'openai:bad-region': [/所在的地区/, /region-not-served/],
  'openai:no-model': [/OPENAI_MODEL/, /model-unknown/],
  'openai:no-quota': [/充值/, /model-quota/],
  'openai:too-long': [/内容太长/, /too-long/],
  'openai:unavailable': [/大模型服务出了问题/, /model-failed/],
  'openai:html': [/OPENAI_BASE_URL/, /address-wrong/],
  'openai:bad-json': [/暂时连不上大模型服务/, /unreachable/],
  'openai:no-choices': [/没能回答/, /model-failed/],
  'openai:null-answer': [/换个说法/, /model-empty/],
  'openai:empty-answer': [/换个说法/, /model-empty/],
  'openai:filtered': [/内容审核/, /model-declined/],
  'openai:refused': [/换个说法/, /model-declined/],
  'openai:stream-only': [ANSWER, /answered/],
  'openai:no-streaming': [ANSWER, /answered/],
  'openai:no-system-role': [ANSWER, /answered/],
  'openai:no-parameters': [ANSWER, /answered/],
  'openai:no-pictures': [/看不了图片/, /pictures-unsupported/],
  'openai:small-context': [/内容太长/, /too-long/],
  'openai:no-balance': [/充值/, /model-quota/],
  'openai:error-in-200': [/充值/, /model-quota/],
  'openai:home-page': [/OPENAI_BASE_URL/, /address-wrong/],
  'openai:unasked-stream': [ANSWER, /answered/],
  'openai:stream-error': [/大模型服务出了问题/, /model-failed/],
  'openai:wrong-label': [ANSWER, /answered/],
  'openai:think-tags': [ANSWER, /answered/],
  'openai:channels': [ANSWER, /answered/],
  'openai:huge': [/很长很长的回答/, /answered/],
  'openai:picture-refused': [/审核/, /model-declined/],
  'openai:picture-none': [/没能画出/, /drawing-failed/],
  'openai:picture-broken': [/没能画出/, /drawing-failed/],
  'openai:picture-address': [undefined, /answered/],
  'openai:picture-gone': [/没能画出/, /drawing-failed/],
  'dingtalk:upload-type-refused': [/没能上传到钉钉/, /drawing-not-sent/],
  'dingtalk:upload-size-refused': [/没能上传到钉钉/, /drawing-not-sent/],
  'dingtalk:slow': [ANSWER, /answered/],
  // The bot tries again for more than half a minute.
  'dingtalk:hang': [],
  'dingtalk:hang-after': [],
  'dingtalk:reset': [],
  'dingtalk:reset-after': [ANSWER],
  'dingtalk:html': [],
  'dingtalk:server-error': [],
  'dingtalk:unavailable': [],
  'dingtalk:too-fast': [],
  'dingtalk:card-refused': [ANSWER],
  'dingtalk:card-template-unknown': [ANSWER],
  'dingtalk:card-unpublished': [ANSWER],
  'dingtalk:card-content-refused': [ANSWER],
  'dingtalk:card-busy': [ANSWER],
  'dingtalk:card-exists': [ANSWER],
  'dingtalk:card-not-delivered': [ANSWER],
  'dingtalk:card-scope-missing': [ANSWER],
  'dingtalk:card-key-wrong': [ANSWER],
  'dingtalk:frames-throttled': [ANSWER],
  'dingtalk:final-frame-fails': [ANSWER],
  'dingtalk:card-blank': [ANSWER],
  'dingtalk:card-slow': [ANSWER],
  'dingtalk:reaction-fails-twice': [ANSWER],
  'dingtalk:reaction-fails': [ANSWER],
  'search:slow': [],
  'search:hang': [],
  'search:reset': [],
  'search:wrong-key': [],
  'search:json-off': [],
  'search:rate-limited': [],
  'search:plan-limit': [],
  'search:server-error': [],
  'search:garbage': [],
  'search:bad-json': [],
  'search:no-results': [],
  'search:long': [],
  'search:hostile': [],
  'search:huge': [],
  'openai:broken-arguments': [],
  'openai:unknown-tool': [],
  'openai:never-stops': [],
  'openai:no-tools': [],
  'openai:no-tool-results': [],
  'openai:no-reasoning-with-tools': [],
  'dingtalk:bad-credentials': [/AppSecret|DING_APP_SECRET/, THROUGH_WEBHOOK],
  'dingtalk:token-expired': [ANSWER, THROUGH_WEBHOOK],
  'dingtalk:ip-refused': [ANSWER, THROUGH_WEBHOOK],
  'dingtalk:robot-stopped': [NOTHING, /undelivered.*robot-stopped/],
  'dingtalk:group-gone': [NOTHING, /undelivered.*group-gone/],
  'dingtalk:link-refused': [NOTHING, /undelivered.*content-refused/],
  'dingtalk:picture-refused': [NOTHING, /undelivered.*content-refused/],
  'dingtalk:message-refused': [NOTHING, /undelivered.*content-refused/],
  'dingtalk:user-unknown': [ANSWER, THROUGH_WEBHOOK],
  'dingtalk:user-invalid': [ANSWER, THROUGH_WEBHOOK],
  'dingtalk:download-expired': [/图片打不开/, /picture-unreadable/],
  'dingtalk:thumbnail-broken': [/图片/, /answered/],
  'dingtalk:file-gone': [/没能从这个文件里读出文字/, /file-unreadable/],
}

/** The bot avoids what they need, and the page says so. */
const WITHOUT_HIT = ['dingtalk:thumbnail-broken', 'dingtalk:card-exists', 'dingtalk:card-blank']

describe.skipIf(!CHROMIUM)('a switch below "More"', () => {
  const { visit } = useBrowser()
  const playground = usePlayground()
  const post = async (page: Page, id: string) => {
    await page.locator('#tab-faults').click()
    await page.locator('.more > summary').first().waitFor()
    await page.evaluate("document.querySelectorAll('.more').forEach((more) => { more.open = true })")
    await page.locator(`[data-switch="${id}"]`).click()
    await page.locator(`[data-switch="${id}"][aria-checked=true]`).waitFor()
  }

  it('is tested below, and says what to expect like every other one', async () => {
    const { page } = await visit(playground().url)
    await page.locator('#tab-faults').click()
    const ids = await page
      .locator('.more [data-switch]')
      .evaluateAll((all) => all.map((one) => one.dataset.switch))
    expect(ids.sort()).toEqual(Object.keys(EXPECTED).sort())
    const rows = page.locator('.switch-row')
    expect(await rows.filter({ has: page.locator('.effect:empty') }).count()).toBe(0)
    expect(await page.locator('.effect').count()).toBe(await rows.count())
  })

  it.each(Object.entries(EXPECTED))(
    '%s acts on the message that the page sends for it, and its result is shown beside what was expected',
    async (id, [sees, reads]) => {
      const { page } = await visit(playground().url)
      await post(page, id)
      await page.locator('.fault-buttons .primary').click()
      const result = page.locator('.result')
      await result.locator('.expected').waitFor()
      if (reads) await expect.poll(() => result.locator('.reads').innerText(), WITHIN_20_S).toMatch(reads)
      if (sees) await expect.poll(() => result.locator('.sees').innerText(), WITHIN_20_S).toMatch(sees)
      const row = page.locator('.switch-row', { has: page.locator(`[data-switch="${id}"]`) })
      expect(await result.locator('.expected').innerText()).toBe(await row.locator('.effect').innerText())
      if (WITHOUT_HIT.includes(id))
        expect(await row.locator('.effect').innerText()).toMatch(/没有影响|不会变成/)
      // One that happens a few times only is switched off then.
      else if ((await row.locator('.hits').allInnerTexts()).join().includes('最多'))
        await isOff(row).waitFor()
      else await row.locator('.hits', { hasText: '已生效' }).waitFor({ state: 'attached' })
    },
    60_000,
  )
})

const isOff = (row: Locator) => row.locator('[aria-checked=false]')
const WITHIN_20_S = { timeout: 20_000 }

describe.skipIf(!CHROMIUM)('the message that the page sends for its faults', () => {
  const { visit } = useBrowser()
  const playground = usePlayground()
  const sent = () => playground().dingtalk.store.callbacks.at(-1)

  async function turnOn(page: Page, ...ids: string[]) {
    await page.locator('#tab-faults').click()
    await page.evaluate("document.querySelectorAll('.more').forEach((more) => { more.open = true })")
    for (const id of ids) {
      await page.locator(`[data-switch="${id}"]`).click()
      await page.locator(`[data-switch="${id}"][aria-checked=true]`).waitFor()
    }
    return page.locator('.plan').innerText()
  }

  it('is announced: by whom, where, and what', async () => {
    const { page } = await visit(playground().url)
    expect(await turnOn(page)).toBe('会以 小测 的身份在群聊里发送“你好”')
    expect(await turnOn(page, 'dingtalk:webhook-expired')).toBe('会以 Alex (访客) 的身份在单聊里发送“你好”')
    await page.locator('.fault-buttons .primary').click()
    await expect.poll(() => sent()?.from).toBe('guest')
    expect(await page.locator('.person[aria-checked=true]').innerText()).toContain('Alex')
    expect(await page.locator('.chat-about').innerText()).toBe('单聊')
  })

  it('is answered through the robot API where a second fault needs that', async () => {
    const { page } = await visit(playground().url)
    await page.locator('.person', { hasText: 'Alex' }).click()
    await goDirect(page)
    expect(await turnOn(page, 'dingtalk:webhook-expired', 'dingtalk:permission-missing')).toContain('群聊')
    await page.locator('.fault-buttons .primary').click()
    await expect
      .poll(() => page.locator('.result .reads').innerText(), WITHIN_20_S)
      .toMatch(/undelivered.*permission.*webhook-gone/)
  })

  it('is a picture, a file or a long text where a fault needs one', async () => {
    const { page } = await visit(playground().url)
    for (const [id, kind] of [
      ['dingtalk:download-expired', 'richText'],
      ['dingtalk:file-gone', 'file'],
      ['openai:small-context', 'text'],
    ] as const) {
      await turnOn(page, id)
      await page.locator('.fault-buttons .primary').click()
      await expect.poll(() => sent()?.kind).toBe(kind)
      await page.locator('.fault-buttons button').nth(1).click()
      await page.locator(`[data-switch="${id}"][aria-checked=false]`).waitFor({ state: 'attached' })
    }
  })

  it('keeps what was expected and what came over a reload, also in its trace', async () => {
    const { page } = await visit(playground().url)
    await turnOn(page, 'dingtalk:token-revoked')
    await page.locator('.fault-buttons .primary').click()
    await answer(page)
    await page.locator('.result .reads', { hasText: 'answered' }).waitFor()
    await page.reload()
    expect(await page.locator('.result .expected').innerText()).toContain('access_token')
    await page.locator('#tab-trace').click()
    expect(await page.locator('.trace .expected').innerText()).toContain('access_token')
  })
})

describe.skipIf(!CHROMIUM)('a setting on the page', () => {
  const { visit } = useBrowser()
  const playground = usePlayground()

  it('stays checked over a reload, and has a button that shows what it does', async () => {
    const { page } = await visit(playground().url)
    await page.locator('#tab-faults').click()
    await page.locator('.preset input').nth(1).check()
    await page.locator('.preset .secondary').nth(1).waitFor()
    await page.reload()
    await page.locator('.preset input:checked').waitFor()
    await page.locator('.preset .secondary').nth(1).click()
    await expect.poll(() => page.locator('.row.mine').count()).toBe(3)
    await expect.poll(() => page.locator('.row.from-robot').count(), WITHIN_20_S).toBe(3)
    expect(playground().model.demo.store.counts.calls).toBe(2)
    await page.locator('.preset input').nth(1).uncheck()
    await page.locator('.preset .secondary').nth(1).waitFor({ state: 'hidden' })
  })

  it('for drawing brings a picture, which the trace names', async () => {
    const { page } = await visit(playground().url)
    await page.locator('#tab-faults').click()
    const preset = page.locator('.preset', { hasText: '画图' })
    await preset.locator('input').check()
    await preset.locator('.secondary').click()
    await page.locator('.row.from-robot img.picture').waitFor()
    await expect.poll(() => page.locator('.outcome .sees').first().innerText()).toBe('[图片]')
  })

  it('for an admin sends an admin command as the admin', async () => {
    const { page } = await visit(playground().url)
    await page.locator('#tab-faults').click()
    await page.locator('.preset input').first().check()
    await page.locator('.preset .secondary').first().click()
    await expect.poll(() => page.locator('.row.mine .bubble').innerText()).toContain('/统计')
    expect(await answer(page)).toContain('本月')
    await write(page, '谢谢')
    expect(playground().dingtalk.store.callbacks[0]?.from).toBe('xiaoli')
  })
})
