import { expect, it } from 'vitest'
import { until } from '../../support/until'
import { useOpenAI } from './support'

const CHUNK_MS = 250
const openai = useOpenAI({ pace: { chunkMs: CHUNK_MS, streamMs: 20_000 } })

/** Requests a stream. @returns what has arrived of it */
async function openStream(text: string, aborter = new AbortController()) {
  openai.model.answer(text)
  const response = await fetch(`${openai.model.url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'gpt-6-luna',
      stream: true,
      messages: [{ role: 'user', content: '你好' }],
    }),
    signal: aborter.signal,
  })
  const arrived = { text: '', isOver: false }
  const read = async () => {
    for await (const piece of response.body ?? []) arrived.text += Buffer.from(piece).toString('utf8')
    arrived.isOver = true
  }
  void read().catch(() => undefined)
  return arrived
}

const countOf = ({ text }: { text: string }) => text.split('\n\n').length - 1

it('a paced stream arrives chunk by chunk', async () => {
  const opened = openStream('第一句话说到这里。第二句话也说到这里。')
  await until('the call', () => openai.model.store.calls.length === 1)
  openai.clock.advance(CHUNK_MS)
  const arrived = await opened
  await until('the first chunk', () => countOf(arrived) === 1)
  expect(openai.model.store.calls[0]?.outcome).toBe('open')
  while (!arrived.isOver) {
    openai.clock.advance(CHUNK_MS)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  expect(arrived.text.endsWith('data: [DONE]\n\n')).toBe(true)
  expect(openai.model.store.calls[0]?.outcome).toBe('answered')
})

it('a paced stream that the client leaves is abandoned', async () => {
  const aborter = new AbortController()
  const opened = openStream('你好', aborter)
  await until('the call', () => openai.model.store.calls.length === 1)
  openai.clock.advance(CHUNK_MS)
  await opened
  aborter.abort()
  await until('the end', () => openai.model.store.calls[0]?.outcome === 'abandoned')
})
