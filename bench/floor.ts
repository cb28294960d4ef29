/**
 * The floor, the lower bound of the bench: the least that a correct bot does for one message, without error handling.
 * Check the signature, one insert, acknowledge; read the history, one model call, store two turns, one send, one update.
 * The bot's figures are compared with it.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { OpenDatabase } from '../playground/laf/database'

type Env = Record<string, string | undefined>

const json = { 'content-type': 'application/json' }

/** Starts the floor on a free port. @returns its callback's address */
export async function startFloor({ db }: OpenDatabase, env: Env): Promise<string> {
  const token = await requestToken(env)
  await db.collection('chats').createIndex({ session: 1, askedAt: -1 })

  async function answer(message: ReturnType<typeof JSON.parse>): Promise<void> {
    const { msgId, conversationId, senderStaffId, robotCode, text } = message
    const session = `${conversationId}|${senderStaffId}`
    const newest = await db.collection('chats').find({ session }).sort({ askedAt: -1 }).limit(20).toArray()
    const history = newest
      .reverse()
      .map(({ role, content }: { role: string; content: string }) => ({ role, content }))
    const asked = { role: 'user', content: text.content }
    const messages = [{ role: 'system', content: 'You are an assistant.' }, ...history, asked]
    const model = await post(
      `${env.OPENAI_BASE_URL}/chat/completions`,
      { model: 'gpt-6-luna', messages },
      {
        authorization: `Bearer ${env.OPENAI_KEY}`,
      },
    )
    const { content } = model.choices[0].message
    const turn = { session, conversationId, askedAt: Date.now(), createdAt: new Date() }
    await db.collection('chats').insertMany([
      { _id: `${msgId}:user`, ...asked, ...turn },
      { _id: `${msgId}:assistant`, role: 'assistant', content, ...turn },
    ])
    const body = {
      robotCode,
      userIds: [senderStaffId],
      msgKey: 'sampleText',
      msgParam: JSON.stringify({ content }),
    }
    await post(`${env.DING_API_URL}/v1.0/robot/oToMessages/batchSend`, body, {
      'x-acs-dingtalk-access-token': token,
    })
    await db.collection('inbox').updateOne({ _id: msgId }, { $set: { state: 'done' } })
  }

  const server = createServer(async (request, response) => {
    const { timestamp, sign } = request.headers as Record<string, string>
    const message = JSON.parse(await read(request))
    const expected = createHmac('sha256', env.DING_APP_SECRET as string)
      .update(`${timestamp}\n${env.DING_APP_SECRET}`)
      .digest()
    if (!timingSafeEqual(Buffer.from(sign as string, 'base64'), expected))
      return response.writeHead(401).end()
    await db.collection('inbox').insertOne({ _id: message.msgId, state: 'asked', message })
    response.writeHead(200, json).end('{"msgtype":"empty"}')
    await answer(message)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/dingtalk`
}

async function requestToken(env: Env): Promise<string> {
  const keys = { appKey: env.DING_APP_KEY, appSecret: env.DING_APP_SECRET }
  return (await post(`${env.DING_API_URL}/v1.0/oauth2/accessToken`, keys)).accessToken
}

async function post(
  url: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<ReturnType<typeof JSON.parse>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...json, ...headers },
    body: JSON.stringify(body),
  })
  return response.json()
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
