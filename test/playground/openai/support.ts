import { afterAll, afterEach, beforeAll } from 'vitest'
import { createTestClock } from '../../../playground/clock'
import {
  type OpenAIEmulator,
  type OpenAIEmulatorOptions,
  startOpenAI,
} from '../../../playground/openai/emulator'
import type { ChatCompletion, ChatMessage, ErrorResponse } from '../../../playground/openai/protocol'
import type { ModelEvent } from '../../../playground/openai/store'

/** Starts a demo model for the tests of a file, with a test clock; it is reset after each test. */
export function useOpenAI(options: OpenAIEmulatorOptions = {}) {
  const clock = createTestClock()
  const fixture = { clock } as { clock: typeof clock; model: OpenAIEmulator }
  beforeAll(async () => {
    fixture.model = await startOpenAI({ clock, ...options })
  })
  afterEach(() => fixture.model.reset())
  afterAll(async () => {
    await fixture.model.close()
    clock.dispose()
  })
  return fixture
}

/** A response of the chat route. */
export interface ChatResponse {
  status: number
  headers: Headers
  body: ChatCompletion & { error: ErrorResponse['error'] }
}

/** Posts a body to the chat route; a string is sent unchanged. */
export async function post(model: OpenAIEmulator, body: unknown, key?: string): Promise<ChatResponse> {
  const response = await fetch(`${model.url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const { status, headers } = response
  return { status, headers, body: (await response.json()) as ChatResponse['body'] }
}

/** Posts a question, a text or parts, after earlier messages, and returns the text of the answer. */
export async function ask(
  model: OpenAIEmulator,
  question: string | ChatMessage['content'],
  earlier: ChatMessage[] = [],
): Promise<string> {
  const messages = [...earlier, { role: 'user', content: question }]
  const { body } = await post(model, { model: 'gpt-6-luna', messages })
  return body.choices[0]?.message.content ?? ''
}

/** A valid request. */
export const REQUEST = { model: 'gpt-6-luna', messages: [{ role: 'user', content: '你好 🐢' }] }

/** Resolves at the next event of this kind. */
export function nextEvent(model: OpenAIEmulator, kind: ModelEvent['kind']): Promise<void> {
  return new Promise((resolve) => {
    const unsubscribe = model.on((event) => {
      if (event.kind !== kind) return
      unsubscribe()
      // The event is emitted before the server handles the call, so the test has to wait for it.
      setImmediate(resolve)
    })
  })
}
