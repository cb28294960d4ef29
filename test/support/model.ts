import type { Bot } from './bot'

/** Makes the model's first call hang; every later call is answered at once. */
export function hangFirstCall(bot: Bot, answer = '第二次就想好了 💡'): void {
  let calls = 0
  bot.openai.answer(() => {
    calls += 1
    return calls === 1 ? new Promise<string>(() => {}) : answer
  })
}

/** Makes the model repeat the question in its answer. */
export function repeatQuestions({ openai }: Pick<Bot, 'openai'>): void {
  openai.answer(({ messages }) => `答：${String(messages.at(-1)?.content)}`)
}

/** Makes the model hang until `answer` gives the answer to a question, before or after the question is asked. */
export function answerOnDemand(bot: Bot): { answer(question: string, text: string): void } {
  const waiting = new Map<string, (text: string) => void>()
  const answers = new Map<string, string>()
  bot.openai.answer(({ messages }) => {
    const question = String(messages.at(-1)?.content)
    return answers.get(question) ?? new Promise<string>((resolve) => void waiting.set(question, resolve))
  })
  return {
    answer(question, text) {
      answers.set(question, text)
      waiting.get(question)?.(text)
    },
  }
}

/** A text so long that it is sent in three parts or more. */
export const LONG_ANSWER = ['甲', '乙', '丙', '丁']
  .map((letter) =>
    Array.from({ length: 60 }, (_, n) => `${letter}${n}：${'很长的回答。'.repeat(6)}`).join('\n\n'),
  )
  .join('\n\n')

/** The text of an answer's parts without their numbers (`(2/6)`) and without white space. */
export function joinParts(parts: string[]): string {
  return parts
    .map((part) => part.replace(/\n\n\(\d+\/\d+\)$/, ''))
    .join('')
    .replace(/\s/g, '')
}
