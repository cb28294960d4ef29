/** HTML's character references (`&nbsp;`, `&#8212;`) → characters: simple clients show the reference itself. */

const NAMED: Record<string, string> = {
  nbsp: '\u00a0',
  ensp: '\u2002',
  emsp: '\u2003',
  quot: '"',
  apos: "'",
  copy: '©',
  reg: '®',
  trade: '™',
  deg: '°',
  middot: '·',
  bull: '•',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  times: '×',
  divide: '÷',
  plusmn: '±',
  minus: '−',
  le: '≤',
  ge: '≥',
  ne: '≠',
  asymp: '≈',
  infin: '∞',
  larr: '←',
  uarr: '↑',
  rarr: '→',
  darr: '↓',
  harr: '↔',
  rArr: '⇒',
  euro: '€',
  pound: '£',
  yen: '¥',
  sect: '§',
}

/**
 * @param entity from `&` to `;`
 * @returns its character; the entity itself where it is unknown, or where the character would mean something to
 *   markdown or HTML (`&lt;`, `&amp;`, `&#42;`): that is what it was written for
 */
export function decodeEntity(entity: string): string {
  const name = entity.slice(1, -1)
  const character = name.startsWith('#')
    ? numbered(name.slice(1))
    : Object.hasOwn(NAMED, name)
      ? NAMED[name]
      : undefined
  return character ?? entity
}

function numbered(number: string): string | undefined {
  const code = /^x/i.test(number) ? Number.parseInt(number.slice(1), 16) : Number.parseInt(number, 10)
  const isQuote = code === 0x22 || code === 0x27
  const isLetterOrSign = (code >= 0xa0 && code < 0xd800) || (code > 0xdfff && code <= 0x10ffff)
  return isQuote || isLetterOrSign ? String.fromCodePoint(code) : undefined
}
