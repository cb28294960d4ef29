import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Playground } from '../../playground/inspector/playground'
import type { ChatMessage, Step, StepDetail } from '../../playground/inspector/types'
import { open, reset } from './support'

type Said = { type: string; data: never }

describe('what a page is told', () => {
  let playground: Playground

  beforeAll(async () => {
    playground = await open()
  })
  afterAll(() => playground?.close())
  beforeEach(() => reset(playground))

  const send = (draft: object = {}) => {
    const conversationId = playground.dingtalk.directory.conversations.at(-1)?.id
    const body = JSON.stringify({ from: 'xiaoce', conversationId, text: '你好 🐢', ...draft })
    const headers = { 'content-type': 'application/json' }
    return fetch(`${playground.url}/playground/send`, { method: 'POST', headers, body })
  }
  const listen = (until: (said: Said[]) => boolean) => listenTo(playground.url, until)
  const detail = async (id: number): Promise<StepDetail> =>
    (await fetch(`${playground.url}/playground/steps/${id}`)).json() as Promise<StepDetail>

  it('begins with the whole state and goes on with what happens', async () => {
    const heard = listen((said) => said.some(({ type, data }) => type === 'message' && isAnswer(data)))
    await send()
    const said = await heard
    expect(said[0]?.type).toBe('state')
    expect(Object.keys(said[0]?.data ?? {})).toEqual(
      expect.arrayContaining([
        'people',
        'conversations',
        'messages',
        'steps',
        'switches',
        'model',
        'demonstrations',
      ]),
    )
    const kinds = said.filter(({ type }) => type === 'step').map(({ data }) => (data as Step).kind)
    expect(kinds).toEqual(
      expect.arrayContaining(['callback', 'answer', 'token', 'model', 'send', 'delivery']),
    )
  })

  it('follows one message from the callback to the log line, all under its own name', async () => {
    const { steps, messages } = await settle()
    const mine = messages.find(({ from }) => from === 'xiaoce')
    const answer = messages.find(isAnswer)
    expect(answer?.answers).toBe(mine?.id)
    expect(mine?.fate).toMatchObject({ state: 'answered', ackMs: expect.any(Number) })
    const own = steps.filter(({ messageId }) => messageId === mine?.id)
    expect(own.map(({ kind }) => kind).sort()).toEqual(
      ['answer', 'callback', 'delivery', 'log', 'model', 'send', 'token'].sort(),
    )
  })

  it('shows bodies, and no secret in any of them', async () => {
    const { steps } = await settle()
    const { secret } = playground.dingtalk.app
    const all = await Promise.all(steps.filter(({ opens }) => opens).map(({ id }) => detail(id)))
    const text = JSON.stringify([
      steps,
      all,
      await (await fetch(`${playground.url}/playground/stored`)).text(),
    ])
    const { token } = await playground.database.db.collection('token').findOne({})
    expect(text).toContain('你好 🐢')
    for (const one of [secret, token, playground.model.key]) {
      expect(one.length).toBeGreaterThan(8)
      expect(text).not.toContain(one)
    }
    expect(text).not.toMatch(/session=[0-9a-f]{8}/)
  })

  it('writes every call as curl, with placeholders where secrets were', async () => {
    const { steps } = await settle()
    const curlOf = async (kind: string) =>
      (await detail(steps.find((step) => step.kind === kind)?.id ?? 0)).curl
    const callback = await curlOf('callback')
    expect(callback).toContain('openssl dgst -sha256 -hmac "$DING_APP_SECRET"')
    expect(callback).toContain('-H "sign: $SIGN"')
    expect(await curlOf('send')).toContain('-H "x-acs-dingtalk-access-token: $ACCESS_TOKEN"')
    expect(await curlOf('model')).toContain('Bearer $OPENAI_KEY')
    expect(await curlOf('token')).toContain('YOUR_DING_APP_SECRET')
  })

  it('tells two people who ask in one group at the same time apart', async () => {
    await Promise.all([
      send({ from: 'xiaoce', text: '苹果是什么颜色' }),
      send({ from: 'xiaoli', text: '香蕉是什么颜色' }),
    ])
    const { messages, steps } = await settle(2, false)
    for (const word of ['苹果', '香蕉']) {
      const question = messages.find(({ from, text }) => from !== 'robot' && text.includes(word))
      const answer = messages.find((one) => isAnswer(one) && one.text.includes(word))
      expect(answer?.answers).toBe(question?.id)
      const model = steps.filter(({ kind, messageId }) => kind === 'model' && messageId === question?.id)
      expect(model).toHaveLength(1)
    }
  })

  it('speaks the language of the page where the owner did not choose one', async () => {
    const headers = { 'content-type': 'application/json' }
    const speak = (language: string) =>
      fetch(`${playground.url}/playground/language`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ language }),
      })
    await speak('en')
    playground.model.demo.faults.set('bad-key')
    const { messages } = await settle()
    await speak('zh')
    expect(messages.find(isAnswer)?.text).toContain('OPENAI_KEY')
    expect(messages.find(isAnswer)?.text).not.toMatch(/\p{Script=Han}/u)
  })

  /** Sends, and waits until the bot is done with that many messages. */
  async function settle(count = 1, sends = true) {
    if (sends) await send()
    const said = await listen((all) => isDone(all, count))
    const { messages, steps } = merge(said)
    return { messages, steps }
  }
})

const isAnswer = (message: ChatMessage) => message.from === 'robot'

function isDone(said: Said[], count: number): boolean {
  const { steps, messages } = merge(said)
  const ends = steps.filter(({ kind, messageId }) => kind === 'log' && messageId)
  return ends.length >= count && messages.filter(isAnswer).length >= count
}

function merge(said: Said[]) {
  const messages = new Map<string, ChatMessage>()
  const steps = new Map<number, Step>()
  for (const { type, data } of said) {
    const given = data as { messages: ChatMessage[]; steps: Step[] }
    if (type === 'state') {
      for (const one of given.messages) messages.set(one.id, one)
      for (const one of given.steps) steps.set(one.id, one)
    }
    if (type === 'message') messages.set((data as ChatMessage).id, data)
    if (type === 'step') steps.set((data as Step).id, data)
  }
  return { messages: [...messages.values()], steps: [...steps.values()] }
}

async function listenTo(url: string, until: (said: Said[]) => boolean): Promise<Said[]> {
  const aborter = new AbortController()
  const response = await fetch(`${url}/playground/events`, { signal: aborter.signal })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const said: Said[] = []
  let text = ''
  for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(piece).toString('utf8')
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const [, type, data] = /^event: (\w+)\ndata: (.*)$/s.exec(block) ?? []
      if (type && data) said.push({ type, data: JSON.parse(data) as never })
    }
    if (until(said)) break
  }
  aborter.abort()
  return said
}
