/**
 * Where links lead: destinations read from markdown, checked, and written so that simple clients read them too.
 * Plain strings in and out; each reader looks at a bounded stretch or stops at the next mark of its own kind.
 */

/** Link definitions by their label (`[label]: url`), see `labelKey`. */
export type References = Map<string, string>

/** DingTalk opens these; `javascript:`, `file:` and relative addresses lead nowhere in a chat. */
const SCHEME = /^(?:https?:\/\/|dingtalk:\/\/|mailto:)[^\s]/i
const IMAGE_SCHEME = /^https?:\/\/[^\s]/i
const ANY_SCHEME = /^[a-z][a-z0-9+.-]*:/i
const DEFINITION = /^\[((?:[^[\]\\]|\\.)+)\]:[ \t]*(<[^<>]*>|[^<\s]\S*)[ \t]*("[^"]*"|'[^']*'|\([^()]*\))?$/
const TITLE = /"[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'|\([^()\\\n]*(?:\\.[^()\\\n]*)*\)/y
const ANGLED = /<[^<>\n\\]*(?:\\.[^<>\n\\]*)*>/y
/** CommonMark asks for 32 levels of brackets at most; it also bounds how often a stretch is read again. */
const MAX_BRACKETS = 32
const MAX_LABEL_CHARACTERS = 999

/** Takes a line that is a link definition. @returns whether it was one; the first definition of a label counts */
export function addDefinition(references: References, line: string): boolean {
  const definition = definitionOf(line)
  if (definition && !references.has(definition.key)) references.set(definition.key, definition.target)
  return definition !== undefined
}

export const isDefinition = (line: string): boolean => definitionOf(line) !== undefined

/** @returns the definition's destination for the text between the brackets, or undefined */
export function findReference(references: References, label: string): string | undefined {
  if (label === '' || label.length > MAX_LABEL_CHARACTERS) return undefined
  return references.get(labelKey(label))
}

/**
 * Reads `(destination "title")`, which lies within a line.
 * @param index of the opening bracket
 * @returns the destination without its escapes and the index after the closing bracket, or undefined
 */
export function readTarget(text: string, index: number): { target: string; end: number } | undefined {
  if (text[index] !== '(') return undefined
  const start = skipSpace(text, index + 1)
  const end = text[start] === '<' ? endOf(ANGLED, text, start) : endOfBare(text, start)
  if (end === undefined) return undefined
  const afterSpace = skipSpace(text, end)
  const afterTitle = afterSpace > end ? (endOf(TITLE, text, afterSpace) ?? afterSpace) : end
  const close = skipSpace(text, afterTitle)
  return text[close] === ')' ? { target: readableTarget(text.slice(start, end)), end: close + 1 } : undefined
}

function definitionOf(line: string): { key: string; target: string } | undefined {
  const [, label = '', target = ''] = DEFINITION.exec(line) ?? []
  const key = labelKey(label)
  // A footnote's text is for reading: it stays in the answer.
  return key && !key.startsWith('^') ? { key, target: readableTarget(target) } : undefined
}

export const isLinkTarget = (target: string): boolean => SCHEME.test(target)
export const isImageTarget = (target: string): boolean => IMAGE_SCHEME.test(target)
export const hasScheme = (target: string): boolean => ANY_SCHEME.test(target)

/** The destination without any character that could end it early: a client may look for the first `)`. */
export function writeTarget(target: string): string {
  return target.replace(/[\s<>()[\]`"\\*^{|}]/g, percentEncode).replace(/&(?=#?\w+;)/g, '&amp;')
}

/** `encodeURIComponent` leaves some of the characters that matter here. */
function percentEncode(character: string): string {
  const code = character.charCodeAt(0)
  return code < 0x80 ? `%${code.toString(16).toUpperCase().padStart(2, '0')}` : encodeURIComponent(character)
}

function skipSpace(text: string, start: number): number {
  let index = start
  while (text[index] === ' ' || text[index] === '\t') index++
  return index
}

function endOf(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start
  return pattern.test(text) ? pattern.lastIndex : undefined
}

function endOfBare(text: string, start: number): number | undefined {
  let open = 0
  for (let index = start; index < text.length; index++) {
    const character = text[index] ?? ''
    if (character === '\\') index++
    else if (character === '(' && ++open > MAX_BRACKETS) return undefined
    else if (character === ')' && open-- === 0) return index
    else if (character <= ' ') return open === 0 ? index : undefined
  }
  return undefined
}

/** Without angle brackets, backslash escapes and the entity that addresses contain. */
function readableTarget(target: string): string {
  const bare = target.startsWith('<') ? target.slice(1, -1) : target
  return bare.replace(/\\([!-/:-@[-`{-~])/g, '$1').replace(/&amp;/g, '&')
}

/** Labels match whatever their case and spacing. */
function labelKey(label: string): string {
  return label.trim().replace(/\s+/g, ' ').toLowerCase()
}
