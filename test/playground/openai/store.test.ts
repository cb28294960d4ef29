import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { OpenAIEmulator } from '../../../playground/openai/emulator'
import { startOpenAI } from '../../../playground/openai/emulator'
import type { ModelEvent } from '../../../playground/openai/store'
import { post, REQUEST } from './ask'

let model: OpenAIEmulator
beforeAll(async () => {
  model = await startOpenAI()
})
afterEach(() => model.reset())
afterAll(() => model.close())

describe('the store', () => {
  it('keeps what was asked and answered, with the key and pictures shortened', async () => {
    const url = `data:image/gif;base64,${GIF}`
    const content = [
      { type: 'text', text: '这是什么？' },
      { type: 'image_url', image_url: { url } },
    ]
    await post(
      model,
      { model: 'gpt-5.4-mini', messages: [{ role: 'user', content }] },
      'sk-secret-0123456789abcdWXYZ',
    )
    expect(model.store.calls).toHaveLength(1)
    const [call] = model.store.calls
    expect(call).toMatchObject({
      method: 'POST',
      path: '/v1/chat/completions',
      outcome: 'answered',
      status: 200,
      body: { model: 'gpt-5.4-mini' },
    })
    expect(call?.key).toMatch(/^sk-secre\*+WXYZ$/)
    expect(JSON.stringify(call)).not.toContain('0123456789')
    expect(JSON.stringify(call)).not.toContain(GIF)
    expect(call?.body.messages[0]?.content).toMatchObject([{ text: '这是什么？' }, { type: 'image_url' }])
    expect(call?.ms).toBeGreaterThanOrEqual(0)
    expect(call?.usage?.total_tokens).toBeGreaterThan(0)
    expect(call?.answer).toMatchObject({ object: 'chat.completion' })
  })

  it('keeps the newest and counts all', async () => {
    const small = await startOpenAI({ keep: 5 })
    for (let sent = 0; sent < 250; sent += 50) {
      await Promise.all(Array.from({ length: 50 }, () => post(small, REQUEST)))
    }
    await post(small, { ...REQUEST, model: 'gpt-0' })
    expect(small.store.calls.length).toBeGreaterThanOrEqual(5)
    expect(small.store.calls.length).toBeLessThan(5 + 100)
    expect(small.store.calls.at(-1)?.id).toBe(251)
    expect(small.store.counts).toMatchObject({ calls: 251, open: 0, byStatus: { 200: 250, 404: 1 } })
    expect(small.store.counts.promptTokens).toBe(250 * (small.store.calls[0]?.usage?.prompt_tokens ?? 0))
    await small.close()
  })

  it('tells listeners of every call as it arrives and as it ends, until they unsubscribe', async () => {
    const heard: string[] = []
    const off = model.on(({ kind, call }: ModelEvent) => heard.push(`${kind} ${call.id} ${call.outcome}`))
    await post(model, REQUEST)
    off()
    await post(model, REQUEST)
    const first = model.store.calls[0]?.id
    expect(heard).toEqual([`call ${first} open`, `end ${first} answered`])
  })

  it('is empty after a reset, with scripts and faults gone', async () => {
    model.answer('剧本')
    model.faults.set('server-error')
    await post(model, REQUEST)
    model.reset()
    expect(model.store.calls).toEqual([])
    expect(model.store.counts.calls).toBe(0)
    expect(model.faults.active()).toEqual([])
    expect((await post(model, REQUEST)).body.choices[0]?.message.content).toContain('演示模型')
  })

  it('notices a client that gave up', async () => {
    model.faults.set('hang')
    const ended = new Promise<ModelEvent>((resolve) =>
      model.on((event) => event.kind === 'end' && resolve(event)),
    )
    const asked = fetch(`${model.url}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify(REQUEST),
      signal: AbortSignal.timeout(50),
    })
    await expect(asked).rejects.toThrow()
    expect((await ended).call.outcome).toBe('abandoned')
    expect(model.store.counts).toMatchObject({ open: 0, abandoned: 1 })
  })
})

/** One transparent pixel. */
const GIF = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'
