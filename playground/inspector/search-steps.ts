import type { SearchCall } from '../search/emulator'
import type { OpenMessage } from './correlate'
import { formatBody } from './format'
import type { MaskSecrets } from './secrets'
import type { RecordedStep } from './timeline'

/** A web search, with what was found once that has arrived. */
export function searchStep(call: SearchCall, maskSecrets: MaskSecrets, searchUrl: string): RecordedStep {
  const { at, method, path, query, outcome, status, ms, answer } = call
  return {
    at,
    kind: 'search',
    title: maskSecrets([`${method} ${path.split('?')[0]}`, query].filter(Boolean).join(' · ')),
    pending: outcome === 'open',
    ok: outcome === 'open' ? undefined : outcome === 'answered' && status === 200,
    status,
    ms,
    detail: () => ({
      request: { line: maskSecrets(`${method} ${searchUrl}${path}`), body: formatBody(query, maskSecrets) },
      response: {
        line: status === undefined ? outcome : String(status),
        body: formatBody(answer, maskSecrets),
      },
    }),
  }
}

/** Finds the message behind a search: the one whose model asked for it, or the only one that is being answered. */
export function findMessageOfSearch({ query }: SearchCall, open: OpenMessage[]): OpenMessage | undefined {
  const waiting = open.filter(({ done, prompts }) => !done && prompts > 0)
  const asked = waiting.filter(({ toolCalls = '' }) => toolCalls.includes(JSON.stringify(query).slice(1, -1)))
  if (asked.length > 0) return asked[0]
  return waiting.length === 1 ? waiting[0] : undefined
}

/** The calls of tools in a model's answer, as one text; undefined where there are none. */
export function toolCallsIn(answer: unknown): string | undefined {
  const [choice] =
    (answer as { choices?: { message?: { tool_calls?: unknown[] } }[] } | undefined)?.choices ?? []
  const calls = choice?.message?.tool_calls as { function?: { arguments?: unknown } }[] | undefined
  return calls?.map((call) => String(call?.function?.arguments)).join('\n')
}
