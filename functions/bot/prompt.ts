/** What the model is told before the question: the role, the circumstances, the earlier turns. Pure. */
import type { Texts } from '../texts/types'
import { toChinaDay } from './china-time'
import type { Turn } from './conversation'
import type { PromptMessage, PromptPart } from './model'
import type { Question } from './question'

/**
 * @param instructions the system prompt of the owner or of the chosen role
 * @param turns earlier turns, oldest first
 * @param content the question
 */
export function toPrompt(
  instructions: string,
  turns: Turn[],
  question: Question,
  content: PromptPart[],
  hasWebAccess: boolean,
  texts: Texts,
): PromptMessage[] {
  return [
    { role: 'system', content: `${instructions}\n\n${toCircumstances(question, hasWebAccess, texts)}` },
    ...turns.map(({ role, content, askedBy }) => ({
      role,
      content: question.askedBy ? withName(askedBy, content) : content,
    })),
    { role: 'user', content: simplify(nameFirst(question.askedBy, content)) },
  ]
}

/** Only the date, not the time, so that services can cache the beginning of a prompt for a day. */
function toCircumstances(
  { askedAt, conversation, askedBy, botName }: Question,
  hasWebAccess: boolean,
  texts: Texts,
): string {
  const { today, inGroup, inDirectChat, named, sharedMemory, webAccess, noWebAccess } = texts.circumstances
  const sentences = [
    today(toChinaDay(askedAt)),
    botName ? named(botName) : '',
    conversation === 'group' ? inGroup : inDirectChat,
    askedBy ? sharedMemory : '',
    hasWebAccess ? webAccess : noWebAccess,
  ]
  return sentences.filter(Boolean).join('\n')
}

function withName(name: string | undefined, text: string): string {
  return name ? `${name}：${text}` : text
}

function nameFirst(name: string | undefined, content: PromptPart[]): PromptPart[] {
  if (!name) return content
  const [first, ...rest] = content
  return first && 'text' in first
    ? [{ text: withName(name, first.text) }, ...rest]
    : [{ text: withName(name, '') }, ...content]
}

/** Text alone as a string, because not every service takes a list of parts. */
function simplify(content: PromptPart[]): PromptMessage['content'] {
  const [only] = content
  return content.length === 1 && only && 'text' in only ? only.text : content
}
