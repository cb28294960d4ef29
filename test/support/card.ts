import type { Bot, BotOptions } from './bot'

/** A model that writes for ten seconds: 40 pieces of 12 characters. */
export const PACE: NonNullable<BotOptions['openai']> = { pace: { chunkMs: 250, streamMs: 60_000 } }
/** As long as PACE takes ten seconds for. */
export const TEN_SECONDS = Array.from({ length: 30 }, (_, n) => `第 ${n} 句，**重点**就在这里。`).join('')

/** One frame of a card, as the bot sent it. */
export interface Frame {
  at: number
  outTrackId: string
  guid: string
  key: string
  content: string
  isFull: boolean
  isFinalize: boolean
  isError: boolean
}

/** The frames that the bot sent, in order. */
export function framesOf(bot: Pick<Bot, 'dingtalk'>): Frame[] {
  return bot.dingtalk.store.calls
    .filter(({ route }) => route === 'cardStream')
    .map(({ at, requestBody }) => ({ at, ...(requestBody as Omit<Frame, 'at'>) }))
}

/** The routes of DingTalk that were called for messages, in order. */
export function routesOf(bot: Pick<Bot, 'dingtalk'>): string[] {
  return bot.dingtalk.store.calls.map(({ route }) => String(route)).filter((route) => route !== 'token')
}
