import { describe, expect, it } from 'vitest'
import { startOpenAI } from '../../../playground/openai/emulator'
import type { ModelEvent } from '../../../playground/openai/store'
import { post, REQUEST, useOpenAI } from './support'

const openai = useOpenAI()

describe('the store', () => {
  it('holds requests and responses, with the key masked and pictures shortened', async () => {
    const url = `data:image/gif;base64,${GIF}`
    const content = [
      { type: 'text', text: '这是什么？' },
      { type: 'image_url', image_url: { url } },
    ]
    await post(
      openai.model,
      { model: 'gpt-6-luna', messages: [{ role: 'user', content }] },
      'sk-secret-0123456789abcdWXYZ',
    )
    expect(openai.model.store.calls).toHaveLength(1)
    const [call] = openai.model.store.calls
    expect(call).toMatchObject({
      method: 'POST',
      path: '/v1/chat/completions',
      outcome: 'answered',
      status: 200,
      body: { model: 'gpt-6-luna' },
    })
    expect(call?.key).toMatch(/^sk-secre\*+WXYZ$/)
    expect(JSON.stringify(call)).not.toContain('0123456789')
    expect(JSON.stringify(call)).not.toContain(GIF)
    expect(call?.body.messages[0]?.content).toMatchObject([{ text: '这是什么？' }, { type: 'image_url' }])
    expect(call?.ms).toBeGreaterThanOrEqual(0)
    expect(call?.usage?.total_tokens).toBeGreaterThan(0)
    expect(call?.answer).toMatchObject({ object: 'chat.completion' })
  })

  it('with `keep`, holds the newest calls and counts all', async () => {
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

  it('tells listeners when a call arrives and when it ends, until they unsubscribe', async () => {
    const events: string[] = []
    const unsubscribe = openai.model.on(({ kind, call }: ModelEvent) =>
      events.push(`${kind} ${call.id} ${call.outcome}`),
    )
    await post(openai.model, REQUEST)
    unsubscribe()
    await post(openai.model, REQUEST)
    const first = openai.model.store.calls[0]?.id
    expect(events).toEqual([`call ${first} open`, `end ${first} answered`])
  })

  it('is empty after a reset; scripts and faults are removed', async () => {
    openai.model.answer('剧本')
    openai.model.faults.set('server-error')
    await post(openai.model, REQUEST)
    openai.model.reset()
    expect(openai.model.store.calls).toEqual([])
    expect(openai.model.store.counts.calls).toBe(0)
    expect(openai.model.faults.active()).toEqual([])
    expect((await post(openai.model, REQUEST)).body.choices[0]?.message.content).toContain('演示模型')
  })

  it('records a client that disconnected as `abandoned`', async () => {
    openai.model.faults.set('hang')
    const ended = new Promise<ModelEvent>((resolve) =>
      openai.model.on((event) => event.kind === 'end' && resolve(event)),
    )
    const asked = fetch(`${openai.model.url}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify(REQUEST),
      signal: AbortSignal.timeout(50),
    })
    await expect(asked).rejects.toThrow()
    expect((await ended).call.outcome).toBe('abandoned')
    expect(openai.model.store.counts).toMatchObject({ open: 0, abandoned: 1 })
  })
})

/** One transparent pixel. */
const GIF = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'
