import type { Bot } from '../../support/bot'

/** A model whose first thought never ends; whoever asks again is answered at once. */
export function thinkForeverOnce(bot: Bot, answer = '第二次就想好了 💡'): void {
  let asked = 0
  bot.openai.answer(() => {
    asked += 1
    return asked === 1 ? new Promise<string>(() => {}) : answer
  })
}

/** A model that answers when it is told to; thoughts are told apart by the words of the question. */
export function thinkUntilTold(bot: Bot): { tell(question: string, answer: string): void } {
  const thoughts = new Map<string, (answer: string) => void>()
  const told = new Map<string, string>()
  bot.openai.answer(({ messages }) => {
    const question = String(messages.at(-1)?.content)
    const answer = told.get(question)
    return answer ?? new Promise<string>((resolve) => void thoughts.set(question, resolve))
  })
  return {
    tell(question, answer) {
      told.set(question, answer)
      thoughts.get(question)?.(answer)
    },
  }
}

/** A text that DingTalk can only be given in three parts or more. */
export const LONG_ANSWER = ['甲', '乙', '丙', '丁']
  .map((letter) =>
    Array.from({ length: 60 }, (_, n) => `${letter}${n}：${'很长的回答。'.repeat(6)}`).join('\n\n'),
  )
  .join('\n\n')
