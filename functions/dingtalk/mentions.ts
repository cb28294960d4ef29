/**
 * The robot's own mention in a group. Plain text has it cut off by DingTalk; rich text, which HarmonyOS sends for every
 * text with a mention, keeps it as an element of its own. The callback does not say what the robot is called: names may
 * hold spaces, and the mention may stand behind the words.
 */
import { asArray, asNumber, asObject } from '../untrusted'

/** `@types/node` is no mention. */
const MENTION = /^\s*@[^\s@/]+(\s|$)/
/** A mention and nothing else, where other text stands beside it: a name may hold spaces, but no mark of a sentence. */
const ALONE = /^\s*@[^\n，。、？！：；,?!:;]{1,40}$/
/** A mention without spaces in its name. */
const ONE_WORD = /^\s*@[^\s，。、？！：；,?!:;]+[\s，。、？！：；,?!:;]*/
/** A command behind the name is left for the command's parser, which knows what commands look like. */
const COMMAND_BEHIND = /\s[/／]\S+(\s+\S+)?\s*$/
/** People in a group that one message can mention; DingTalk's own limit is lower. */
const MAX_MENTIONED = 100

/**
 * @param texts the text of each element of a rich text, `undefined` for pictures
 * @param fields the callback
 * @returns which element is the robot's mention, and what the element says besides; `undefined` when none is
 */
export function ownMention(
  texts: (string | undefined)[],
  fields: Record<string, unknown>,
): { index: number; rest: string } | undefined {
  if (asNumber(fields.conversationType) !== 2) return undefined
  const index = findOwn(texts, fields)
  const text = index === undefined ? undefined : texts[index]
  if (index === undefined || text === undefined) return undefined
  // Text is divided only where something else begins. Beside a picture, words may follow the mention.
  const isBesideText = [texts[index - 1], texts[index + 1]].some((beside) => beside !== undefined)
  if (isBesideText && ALONE.test(text)) return { index, rest: '' }
  return { index, rest: COMMAND_BEHIND.test(text) ? text : text.replace(ONE_WORD, '') }
}

function findOwn(texts: (string | undefined)[], fields: Record<string, unknown>): number | undefined {
  const indexesOf = (matches: (text: string | undefined) => boolean) =>
    texts.flatMap((text, index) => (matches(text) ? [index] : []))
  const mentions = indexesOf((text) => text !== undefined && MENTION.test(text))
  const mentioned = asArray(fields.atUsers).slice(0, MAX_MENTIONED)
  const robot = mentioned.findIndex((one) => asObject(one)?.dingtalkId === fields.chatbotUserId)
  // DingTalk lists the mentioned in their order.
  if (robot >= 0 && mentioned.length === mentions.length) return mentions[robot]
  const filled = indexesOf((text) => text === undefined || text.trim() !== '')
  const atEnds = [0, -1].flatMap((end) =>
    mentions.at(end) === filled.at(end) ? (mentions.at(end) ?? []) : [],
  )
  return atEnds.find((index) => texts[index]?.replace(ONE_WORD, '') === '') ?? atEnds[0]
}
