import { tests as examples } from 'commonmark-spec'
import { describe, expect, test } from 'vitest'
import { toDingTalkMarkdown } from '../../../functions/markdown/markdown'
import { codeIn, rawHtmlIn } from './renderers'

/** Examples whose code differs on purpose, by the specification's sections and numbers. */
const OTHER_CODE = new Map([
  // Raw HTML is text here, so the markdown in it is markdown.
  ['HTML blocks', [161, 182]],
  // So is the address whose host has a backtick: it opens no page, and so it is no link.
  ['Code spans', [344, 346]],
  // A list indented by two columns under a number belongs to it, and one continuing line of code does too.
  ['Lists', [313]],
  ['Block quotes', [236]],
])
/** A relative link shows its address as code. These examples have no code of their own. */
const RELATIVE_LINK = /\]\(|\]:/

describe('the examples of the CommonMark specification', () => {
  test('are 652', () => expect(examples.length).toBe(652))

  test.each(examples)('$number, $section: no raw HTML is left', ({ markdown }) => {
    expect(rawHtmlIn(toDingTalkMarkdown(markdown))).toEqual([])
  })

  test('keep their code as a parser reads it', () => {
    for (const { markdown, section, number } of examples) {
      if (RELATIVE_LINK.test(markdown) || OTHER_CODE.get(section)?.includes(number)) continue
      expect(codeIn(toDingTalkMarkdown(markdown)), markdown).toEqual(codeIn(markdown))
    }
  })
})
