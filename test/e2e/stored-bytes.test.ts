import { BSON } from 'mongodb'
import { expect, it } from 'vitest'
import type { Bot } from '../support/bot'
import { useBot, useSharedBot } from '../support/use-bot'

const shared = useSharedBot({}, (bot) => bot.openai.answer('好'))
const { bot, start } = useBot()

/** What one callback stores at most, in bytes. */
const MAX_BYTES = { inbox: 750_000, chats: 450_000 }

const NONSENSE: unknown[] = [
  'x'.repeat(900_000),
  '字'.repeat(300_000),
  '['.repeat(450_000) + ']'.repeat(450_000),
  Array.from({ length: 12_000 }, (_, n) => ({
    text: `${n}`,
    content: '字',
    msgType: 'text',
    downloadCode: 'A',
  })),
  nest(3_000),
]
/** The fields of a callback that are read, and where they are. */
const FIELDS = (
  'msgtype msgId conversationId conversationType conversationTitle senderId senderStaffId senderNick senderCorpId ' +
  'chatbotCorpId chatbotUserId robotCode sessionWebhook sessionWebhookExpiredTime atUsers createAt errorCode ' +
  'originalMsgId originalProcessQueryKey text text.content text.repliedMsg content content.richText content.content ' +
  'content.downloadCode content.fileName content.recognition content.title content.summary content.chatRecord ' +
  'content.records content.repliedMsg quoteMessage text.repliedMsg.content text.repliedMsg.msgType ' +
  'text.repliedMsg.msgId text.repliedMsg.senderNick text.repliedMsg.content.text ' +
  'text.repliedMsg.content.cardContent text.repliedMsg.content.repliedMsg'
).split(' ')

const largest = async (bot: Bot, collection: string) =>
  Math.max(0, ...(await bot.documents(collection)).map((document) => BSON.calculateObjectSize(document)))

/** The ordinary fields into which the nonsense is put. */
const ORDINARY: Record<string, object> = {
  text: {
    msgtype: 'text',
    text: { content: '问', repliedMsg: { msgType: 'text', senderId: 'r', content: { text: '原文' } } },
  },
  richText: { msgtype: 'richText', content: { richText: [{ text: '看' }] } },
  file: { msgtype: 'file', content: { downloadCode: 'A', fileName: 'a.md' } },
  audio: { msgtype: 'audio', content: { recognition: '问' } },
  chatRecord: { msgtype: 'chatRecord', content: { chatRecord: [{ content: '好' }] } },
}
const KIND_OF: Record<string, string> = {
  'content.richText': 'richText',
  'content.downloadCode': 'file',
  'content.fileName': 'file',
  'content.recognition': 'audio',
  'content.repliedMsg': 'richText',
}

let count = 0
function body(bot: Bot, fields: object): string {
  count += 1
  const ids = {
    msgId: `m${count}`,
    conversationId: 'cid1',
    senderStaffId: `p${count}`,
    robotCode: bot.dingtalk.app.key,
  }
  return JSON.stringify({ ...ids, conversationType: '1', ...fields })
}

function replace(fields: object, [name = '', ...rest]: string[], value: unknown): object {
  const inner = ((fields as Record<string, unknown>)[name] ?? {}) as object
  return { ...fields, [name]: rest.length > 0 ? replace(inner, rest, value) : value }
}

function nest(depth: number): unknown[] {
  let list: unknown[] = []
  for (let level = 0; level < depth; level += 1) list = [list]
  return list
}

it.each(FIELDS)('nonsense in %s is accepted or refused, and stored in part', async (field) => {
  const kind = KIND_OF[field] ?? (field.startsWith('content') ? 'chatRecord' : 'text')
  for (const value of NONSENSE) {
    const { status } = await shared.post(body(shared, replace(ORDINARY[kind] ?? {}, field.split('.'), value)))
    expect([200, 400]).toContain(status)
  }
  await shared.until('the end', shared.allDone)
  expect(await largest(shared, 'chats')).toBeLessThan(MAX_BYTES.chats)
})

it('the largest message has the bytes that are stated, while it is worked on and after it', async () => {
  await start()
  const downloadCode = 'x'.repeat(4_096)
  const pictures = Array.from({ length: 100 }, () => ({ type: 'picture', downloadCode }))
  const repliedMsg = { msgType: 'text', content: { text: '字'.repeat(100_000) } }
  const richText = [{ text: '字'.repeat(59_000) }, ...pictures]
  const fields = {
    msgtype: 'richText',
    content: { richText, repliedMsg },
    senderNick: '名'.repeat(1_000),
    sessionWebhook: `${bot.dingtalk.url}/robot/sendBySession?session=${'x'.repeat(1_900)}`,
  }
  bot.dingtalk.faults.set('hang', { on: 'batchSend' })
  await bot.post(body(bot, fields))
  await bot.until('the sending', () => bot.dingtalk.store.counts.calls.batchSend === 1)
  const sizes = { inbox: await largest(bot, 'inbox'), chats: await largest(bot, 'chats') }
  expect(sizes.inbox).toBeLessThan(MAX_BYTES.inbox)
  expect(sizes.chats).toBeLessThan(MAX_BYTES.chats)
  // The bounds are no larger than they have to be.
  expect(sizes.chats).toBeGreaterThan(MAX_BYTES.chats / 2)
  expect(sizes.inbox).toBeGreaterThan(MAX_BYTES.inbox / 2)
  bot.kill()
})
