/** Readers for untrusted values. Values of a wrong type read as absent; nothing throws. */

/** An object's fields; not an array, not null. */
export function asObject(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return value as Record<string, unknown>
}

/** The same, also from the JSON text of an object: DingTalk sends some `content` fields that way. */
export function asObjectOrJson(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'string') return asObject(value)
  return asObject(parseJson(value))
}

export function asArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** A string that is not empty. */
export function asString(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The same, one line without control characters: a name or title, which people choose. At most `max` characters. */
export function asLine(value: unknown, max: number): string | undefined {
  const line = (asString(value) ?? '')
    .slice(0, 8 * max)
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
  return Array.from(line).slice(0, max).join('') || undefined
}

/** An id, a code or an address. One that is too long, or not visible ASCII, reads as absent: a part would mean something else. */
export function asCode(value: unknown, max: number): string | undefined {
  return typeof value === 'string' && value.length <= max && /^[\x21-\x7e]+$/.test(value) ? value : undefined
}

/** An address of the web, as browsers write it, without user info. At most 2,000 characters. */
export function asWebAddress(value: unknown): string | undefined {
  const text = asString(value) ?? ''
  const url = text.length <= 2_000 && URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') return undefined
  url.username = ''
  url.password = ''
  return url.href
}

/** The first `max` UTF-16 units of a text, without half an emoji at the end. */
export function cut(text: string, max: number): string {
  return text.length <= max ? text : text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '')
}

/** A finite number, also from a decimal string: DingTalk's documents and payloads disagree on which it sends. */
export function asNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** The value of a JSON text, `undefined` when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
