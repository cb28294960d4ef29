/** The global `fetch`, with the limits that the `openai` package does not set. */

/** Of a whole response, decompressed. */
const MAX_RESPONSE_BYTES = 8 * 1024 * 1024

/**
 * A `fetch` for the package. Redirects are not followed. Reading a body, as a whole or as a stream, rejects beyond 8 MB.
 * @param isFinal whether a 429 with this text would be the same another time; the package then does not retry
 */
export function createFetch(isFinal: (text: string) => boolean): typeof fetch {
  return async function boundedFetch(address, options) {
    const response = await fetch(address, { ...options, redirect: 'manual' })
    const { ok, status, headers } = response
    const body = limit(response.body ?? [])
    if (ok) {
      const text = () => toText(body)
      const json = async () => JSON.parse(await text())
      return Object.defineProperties(response, {
        body: { value: body },
        text: { value: text },
        json: { value: json },
      })
    }
    const text = await toText(body).catch(() => '')
    // Laf's sandbox has no `Response` of its own.
    const FetchResponse = response.constructor as new (body: string, init: object) => typeof response
    const failed = new FetchResponse(text, { status, headers })
    if (status === 429 && isFinal(text)) failed.headers.set('x-should-retry', 'false')
    return failed
  }
}

async function* limit(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
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
