import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Playground } from '../../playground/inspector/playground'
import { startOpenAI } from '../../playground/openai/emulator'
import { createProjectFolder } from '../support/command'
import { answer, CHROMIUM, openPlayground, useBrowser, violations, write } from './support'

describe.skipIf(!CHROMIUM)("the user's own bot", () => {
  let playground: Playground | undefined
  const cleanUps: (() => unknown)[] = []

  afterEach(async () => {
    await playground?.close()
    for (const cleanUp of cleanUps.splice(0)) await cleanUp()
  })
  // Hooks run in reverse order: the pages close before the playground.
  const { visit } = useBrowser()

  it('runs the new code with the next message after a function was saved', async () => {
    const root = createProjectFolder()
    cleanUps.push(() => rmSync(root, { recursive: true, force: true }))
    playground = await openPlayground({ root, watch: true })
    const { page } = await visit(playground.url)
    await write(page, '你好')
    expect(await answer(page)).toContain('我收到了')

    const file = path.join(root, 'functions', 'dingtalk.ts')
    const steps = page.locator('.trace', { hasText: '其他' })
    writeFileSync(file, OWN_CODE)
    await steps.locator('.trace-head').click()
    await steps.locator('.step', { hasText: 'reloaded: dingtalk.ts' }).waitFor()
    await write(page, '再来')
    expect(await answer(page, 2)).toBe('这是我自己的代码：再来')

    // A syntax error appears in the trace with its file and line.
    writeFileSync(file, 'export async function main( {')
    await steps.locator('.step', { hasText: /dingtalk\.ts:1/ }).waitFor()
  })

  it('shows above the chat why the function cannot be called, until it can', async () => {
    const root = createProjectFolder()
    cleanUps.push(() => rmSync(root, { recursive: true, force: true }))
    const file = path.join(root, 'functions', 'dingtalk.ts')
    const yaml = path.join(root, 'functions', 'dingtalk.yaml')
    writeFileSync(file, 'export async function main( {')
    playground = await openPlayground({ root, watch: true })
    const { page } = await visit(playground.url)
    const problem = page.locator('.function-problem')
    await problem.locator('pre', { hasText: /dingtalk\.ts:1/ }).waitFor()
    await write(page, '你好')
    expect(await page.locator('.unanswered').innerText()).toContain('500')

    writeFileSync(file, "\nthrow new Error('没有设置好')\nexport const main = () => 1")
    await problem.locator('pre', { hasText: '没有设置好' }).waitFor()
    expect(await problem.locator('pre').innerText()).toContain('dingtalk')
    expect(await problem.locator('pre').innerText()).not.toContain('node:')
    expect(await violations(page)).toEqual([])
    await page.reload()
    await problem.waitFor()
    writeFileSync(file, 'export const nothing = 1')
    await problem.locator('pre', { hasText: '`main` function not found' }).waitFor()

    const before = readFileSync(yaml, 'utf8')
    writeFileSync(yaml, 'methods: no list')
    await problem.locator('pre', { hasText: 'dingtalk.yaml' }).waitFor()
    writeFileSync(yaml, before)
    writeFileSync(file, OWN_CODE)
    await problem.waitFor({ state: 'hidden' })
    await write(page, '好了')
    expect(await answer(page)).toBe('这是我自己的代码：好了')
  })

  it('answers with the real model when there is a key, and shows its name', async () => {
    const real = await startOpenAI({ key: 'sk-real-key-1234567890', models: ['deepseek-chat'] })
    cleanUps.push(() => real.close())
    real.answer('我是真正的模型。')
    const env = {
      OPENAI_KEY: 'sk-real-key-1234567890',
      OPENAI_BASE_URL: real.url,
      OPENAI_MODEL: 'deepseek-chat',
    }
    playground = await openPlayground({ env })
    const { page } = await visit(playground.url)
    expect(await page.locator('.model-badge').innerText()).toBe('真实模型 deepseek-chat')
    await write(page, '你是谁')
    expect(await answer(page)).toBe('我是真正的模型。')
    await page.locator('.step.kind-model .step-head').click()
    await page.locator('.step.kind-model .side').first().waitFor()
    const detail = await page.locator('.step.kind-model').innerText()
    expect(detail).toContain(`POST ${real.url}/chat/completions`)
    expect(detail).toContain('我是真正的模型。')
    expect(await page.content()).not.toContain('sk-real-key-1234567890')

    // A real service does not fail on demand, so the demo model fails in its place.
    const { calls } = real.store.counts
    playground.model.demo.faults.set('bad-key')
    await write(page, '还在吗')
    expect(await answer(page, 2)).toContain('OPENAI_KEY')
    expect(real.store.counts.calls).toBe(calls)
    playground.model.demo.faults.clear()
    await write(page, '现在呢')
    expect(await answer(page, 3)).toBe('我是真正的模型。')
  })
})

const OWN_CODE = `export async function main(ctx: { body: { text?: { content?: string } } }) {
  return { msgtype: 'text', text: { content: '这是我自己的代码：' + (ctx.body.text?.content ?? '').trim() } }
}
`
