/** What the tests of `splitIntoParts` read from parts, without the code under test. */

/** Tells whether the text is in the parts, character by character and in order: splitting only adds lines of fences. */
export function containWhole(parts: string[], text: string): boolean {
  let index = 0
  for (const unit of parts.join('').split('')) if (unit === text[index]) index++
  return index === text.length
}

/** Tells whether every code fence is closed, reading line by line as CommonMark says. */
export function isBalanced(part: string): boolean {
  let open = ''
  for (const line of part.split(/\r\n|\n/)) {
    const [, run = '', rest = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/s.exec(line) ?? []
    if (open) open = run.startsWith(open) && /^[ \t]*$/.test(rest) ? '' : open
    else if (run && !(run.startsWith('`') && rest.includes('`'))) open = run
  }
  return open === ''
}
