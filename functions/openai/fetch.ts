/** The `fetch` that the `openai` package is given, in the few shapes that the package reads. */
import { createTransport, type UpstreamAnswer, type UpstreamRequest } from '../http'

/** What the package passes on with a request. */
interface FetchOptions {
  method?: string
  /** Names and values. */
  headers?: Iterable<[string, string]>
  body?: string
  signal?: UpstreamRequest['signal']
}

/** As much of a `Response` as the package reads. */
interface FetchResponse {
  ok: boolean
  status: number
  url: string
  headers: { get(name: string): string | null; entries(): [string, string][] }
  body: null
  text(): Promise<string>
  json(): Promise<unknown>
}

/**
 * A `fetch` with connections of its own; it rejects as the transport does.
 * @param isFinal whether an answer, by its status and text, would be the same another time; the package then does not
 *   ask again, whatever the status
 */
export function createFetch(isFinal: (status: number, text: string) => boolean) {
  const call = createTransport()

  return async function fetch(
    address: string | URL,
    { method = 'GET', headers = [], body = '', signal }: FetchOptions = {},
  ): Promise<FetchResponse> {
    const url = String(address)
    const answer = await call(url, { method, headers: Object.fromEntries(headers), body, signal })
    if (isSuccess(answer)) return toResponse(url, answer, answer.headers)
    const text = await answer.text.catch(() => '')
    const advice = isFinal(answer.status, text) ? { 'x-should-retry': 'false' } : {}
    return toResponse(url, answer, { ...answer.headers, ...advice })
  }
}

const isSuccess = ({ status }: UpstreamAnswer): boolean => status >= 200 && status < 300

function toResponse(url: string, answer: UpstreamAnswer, fields: UpstreamAnswer['headers']): FetchResponse {
  return {
    ok: isSuccess(answer),
    status: answer.status,
    url,
    headers: {
      get(name) {
        const value = fields[name.toLowerCase()]
        return value === undefined ? null : String(value)
      },
      entries: () => Object.entries(fields).map(([name, value]) => [name, String(value)]),
    },
    body: null,
    text: () => answer.text,
    json: async () => JSON.parse(await answer.text),
  }
}
