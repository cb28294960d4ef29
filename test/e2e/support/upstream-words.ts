import { expect } from 'vitest'
import type { Bot } from '../../support/bot'

/** Parts of services' own messages and of keys, which must not reach people, the log or the database. */
const UPSTREAM_WORDS =
  /sk-|Incorrect|Insufficient|quota, please|platform\.openai|org-Demo|Rate limit reached|nginx|Bad Gateway|The server had|does not exist or you|maximum context|https?:\/\/|can't help with|stream mode|role not supported|Unrecognized|No endpoints|balance is|剩余额度|do request failed|<!doctype|New API|<think>|用户的问题不难|An easy question|<\|/

/** Checks that no text of the model service is in what people received, in the log or in the database. */
export async function expectNoUpstreamWords(bot: Bot): Promise<void> {
  const stored = await Promise.all(['chats', 'inbox', 'bot_status'].map(bot.documents))
  // The address of the webhook belongs to the message and is stored until the message is answered.
  const seen = JSON.stringify([bot.dingtalk.store.deliveries, bot.output, stored]).replaceAll(
    bot.dingtalk.url,
    '',
  )
  expect(seen).not.toMatch(UPSTREAM_WORDS)
}
