import type { OpenAIEmulator } from '../../../playground/openai/emulator'
import type { ChatCompletion, ChatMessage, ErrorResponse } from '../../../playground/openai/protocol'
import type { ModelEvent } from '../../../playground/openai/store'

/** What came back over HTTP. */
export interface Answered {
  status: number
  headers: Headers
  body: ChatCompletion & { error: ErrorResponse['error'] }
}

/** Posts a body to the chat route as any HTTP client would; text goes out as it is. */
export async function post(model: OpenAIEmulator, body: unknown, key?: string): Promise<Answered> {
  const response = await fetch(`${model.url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Answered['body'],
  }
}

/** Asks one question, after an earlier conversation or with a message of several parts, and gives the words back. */
export async function ask(
  model: OpenAIEmulator,
  question: string | ChatMessage['content'],
  earlier: ChatMessage[] = [],
): Promise<string> {
  const { body } = await post(model, {
    model: 'gpt-5.4-mini',
    messages: [...earlier, { role: 'user', content: question }],
  })
  return body.choices[0]?.message.content ?? ''
}

/** A request that there is nothing wrong with. */
export const REQUEST = { model: 'gpt-5.4-mini', messages: [{ role: 'user', content: '你好 🐢' }] }

/** The next event of this kind. */
export function heard(model: OpenAIEmulator, kind: ModelEvent['kind']): Promise<void> {
  return new Promise((resolve) => {
    const off = model.on((event) => {
      if (event.kind !== kind) return
      off()
      // Not at once: the call that is announced is looked at by the server before the test.
      setImmediate(resolve)
    })
  })
}
