/**
 * The `fetch` of the `openai` package, by axios: it bounds the size of responses, and costs less time than the global
 * `fetch`, which also gives up after 300 s without a response.
 */
import type { AxiosResponse } from 'axios'
import { getAxios } from '../http'

/** Limit of a whole response, after decompression. */
const MAX_RESPONSE_BYTES = 8 * 1024 * 1024

/** What the package passes with a request. */
interface FetchOptions {
  method?: string
  headers?: Iterable<[string, string]>
  body?: string
  signal?: NonNullable<RequestInit['signal']>
}

/**
 * A `fetch` with the part of `Response` that the package reads. Redirects are not followed. Reading a body, as a whole or
 * as a stream, rejects beyond 8 MB, and when `signal` aborts.
 * @param isFinal whether a retry after a 429 with this text is useless; the package then does not retry
 */
export function createFetch(isFinal: (text: string) => boolean): typeof fetch {
  const boundedFetch = async (address: string | URL, options: FetchOptions = {}) => {
    const { method, headers = [], body = '', signal } = options
    const response = await getAxios().request<AsyncIterable<Uint8Array>>({
      url: String(address),
      method,
      headers: Object.fromEntries(headers),
      // Of a string axios would parse the JSON again.
      data: Buffer.from(body),
      signal,
      responseType: 'stream',
      maxBodyLength: -1,
      maxContentLength: -1,
    })
    const chunks = limit(response.data)
    if (isSuccess(response)) return toFetchResponse(response, chunks, () => toText(chunks))
    // The package does not read the body before a retry, and an unread body occupies its connection.
    const text = await toText(chunks).catch(() => '')
    if (response.status === 429 && isFinal(text)) response.headers['x-should-retry'] = 'false'
    return toFetchResponse(response, null, async () => text)
  }
  return boundedFetch as unknown as typeof fetch
}

const isSuccess = ({ status }: AxiosResponse): boolean => status >= 200 && status < 300

function toFetchResponse(
  response: AxiosResponse,
  body: AsyncIterable<Uint8Array> | null,
  text: () => Promise<string>,
) {
  const { status, headers } = response
  return {
    ok: isSuccess(response),
    status,
    headers: {
      get: (name: string): string | null => headers[name.toLowerCase()] ?? null,
      entries: () => Object.entries(headers),
    },
    body,
    text,
    json: async () => JSON.parse(await text()),
  }
}

async function* limit(chunks: AsyncIterable<Uint8Array>) {
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.byteLength
    if (bytes > MAX_RESPONSE_BYTES) throw new Error('the response is too long')
    yield chunk
  }
}

async function toText(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all).toString()
}
