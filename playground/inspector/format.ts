import type { MaskSecrets } from './secrets'

/** Longer bodies are cut: they take a browser long to lay out. */
const MAX_BODY_CHARACTERS = 100_000

/** A body as indented JSON, or as the text that it is; undefined for an empty one. */
export function formatBody(body: unknown, maskSecrets: MaskSecrets): string | undefined {
  if (body === undefined || body === '') return undefined
  const text = maskSecrets(typeof body === 'string' ? formatText(body) : JSON.stringify(body, undefined, 2))
  return text.length > MAX_BODY_CHARACTERS ? `${text.slice(0, MAX_BODY_CHARACTERS)}…` : text
}

/** A text in one line, cut after `maxCharacters`. */
export function oneLine(text: string, maxCharacters = 160): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > maxCharacters ? `${line.slice(0, maxCharacters)}…` : line
}

function formatText(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2)
  } catch {
    return text
  }
}
