import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { StoredCollection } from '../../playground/inspector/stored-data'
import type { ChatMessage, PageEvent, PageState, Step, StepDetail } from '../../playground/inspector/types'
import { post, readEvents, usePlayground } from './support'

describe('the events of a page', () => {
  const playground = usePlayground()

  const send = (draft: object = {}) => {
    const conversationId = playground().dingtalk.directory.conversations.at(-1)?.id
    return post(playground().url, 'send', { from: 'xiaoce', conversationId, text: '你好 🐢', ...draft })
  }
  const detail = async (id: number): Promise<StepDetail> =>
    (await fetch(`${playground().url}/playground/steps/${id}`)).json() as Promise<StepDetail>

  it('begin with the whole state and continue with what happens', async () => {
    const read = readEvents(playground().url, (events) =>
      events.some(({ type, data }) => type === 'message' && isAnswer(data)),
    )
    await send()
    const events = await read
    expect(events[0]?.type).toBe('state')
    expect(Object.keys(events[0]?.data ?? {})).toEqual(
      expect.arrayContaining([
        'people',
        'conversations',
        'messages',
        'steps',
        'switches',
        'usage',
        'model',
        'demonstrations',
      ]),
    )
    const state = events[0]?.data as PageState
    for (const { id, effect } of state.switches) expect([effect.zh, effect.en], id).not.toContain('')
    const kinds = events.flatMap((event) => (event.type === 'step' ? [event.data.kind] : []))
    expect(kinds).toEqual(
      expect.arrayContaining(['callback', 'answer', 'token', 'model', 'send', 'delivery']),
    )
  })

  it('assign everything to its message, from the callback to the log line', async () => {
    const { steps, messages } = await settle()
    const mine = messages.find(({ from }) => from === 'xiaoce')
    const answer = messages.find(isAnswer)
    expect(answer?.answers).toBe(mine?.id)
    expect(mine?.status).toMatchObject({ state: 'answered', ackMs: expect.any(Number) })
    const own = steps.filter(({ messageId }) => messageId === mine?.id)
    expect(own.map(({ kind }) => kind).sort()).toEqual(
      ['answer', 'callback', 'delivery', 'log', 'model', 'send', 'token'].sort(),
    )
  })

  it('lead to bodies without secrets', async () => {
    const { steps } = await settle()
    const { secret } = playground().dingtalk.app
    const all = await Promise.all(steps.filter(({ opens }) => opens).map(({ id }) => detail(id)))
    const text = JSON.stringify([
      steps,
      all,
      await (await fetch(`${playground().url}/playground/stored`)).text(),
    ])
    const { token } = await playground().database.db.collection('token').findOne({})
    expect(text).toContain('你好 🐢')
    for (const one of [secret, token, playground().model.key]) {
      expect(one.length).toBeGreaterThan(8)
      expect(text).not.toContain(one)
    }
    expect(text).not.toMatch(/session=[0-9a-f]{8}/)
  })

  it('lead to a curl command for the call to the model alone: the others need secrets that are hidden', async () => {
    const { steps } = await settle()
    const curlOf = async (kind: string) =>
      (await detail(steps.find((step) => step.kind === kind)?.id ?? 0)).curl
    for (const kind of ['callback', 'token', 'send']) expect(await curlOf(kind), kind).toBeUndefined()
    const { stdout } = await promisify(execFile)('bash', ['-c', `${await curlOf('model')}`])
    expect(JSON.parse(stdout).choices[0].message.content).toContain('你好 🐢')
  })

  it('lead to no curl command for a prompt that no shell takes', async () => {
    await send({ text: '长'.repeat(40_000) })
    const { steps } = await settle(1, false)
    const model = steps.find(({ kind }) => kind === 'model')
    expect((await detail(model?.id ?? 0)).curl).toBeUndefined()
  })

  it('show a message that is sent again as a new one, with its picture and its quote', async () => {
    const png = (await createPicture()).toString('base64')
    const first = await settle()
    const quote = first.messages.find(isAnswer)?.id
    await send({ text: '看图', quote, pictures: [{ name: 'a.png', type: 'image/png', base64: png }] })
    const second = await settle(2, false)
    const messageId = second.messages.find(({ text }) => text === '看图')?.id
    expect((await post(playground().url, 'send-again', { messageId })).status).toBe(202)
    const { messages } = await settle(3, false)
    const [, , , , again] = messages
    expect(again).toMatchObject({ text: '看图', quote: { id: quote }, status: { state: 'answered' } })
    const [, before, after] = playground().dingtalk.store.callbacks
    expect(after?.kind).toBe('richText')
    expect(after?.msgId).not.toBe(before?.msgId)
    for (const wrong of [quote, 'm999', undefined])
      expect((await post(playground().url, 'send-again', { messageId: wrong })).status).toBe(404)
  })

  it('show all that the bot stores, and a reset deletes the messages', async () => {
    await settle()
    const read = async () =>
      (await (await fetch(`${playground().url}/playground/stored`)).json()) as StoredCollection[]
    // Counters are written some seconds later.
    await expect
      .poll(async () => (await read()).every(({ count }) => count > 0), { timeout: 20_000 })
      .toBe(true)
    const chats = (await read()).find(({ name }) => name === 'chats')
    expect(chats?.documents.map(({ label }) => label)).toEqual(['assistant', 'user'])
    for (const { title } of chats?.documents ?? []) expect(title).not.toContain('\\n')
    await post(playground().url, 'reset')
    // The newly loaded function writes the counters that the one before it still held.
    const left = (await read()).filter(({ name, count }) => name !== 'usage' && count > 0)
    expect(left).toEqual([])
  }, 30_000)

  it('distinguish two people who ask in one group at the same time', async () => {
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

  it('are in the language of the page when the owner has not chosen one', async () => {
    await post(playground().url, 'language', { language: 'en' })
    playground().model.demo.faults.set('bad-key')
    const { messages } = await settle()
    await post(playground().url, 'language', { language: 'zh' })
    expect(messages.find(isAnswer)?.text).toContain('OPENAI_KEY')
    expect(messages.find(isAnswer)?.text).not.toMatch(/\p{Script=Han}/u)
  })

  it('show that a variable of the running bot was changed, which the next message uses', async () => {
    const set = (name: string, value: string) => post(playground().url, 'variable', { name, value })
    expect((await set('OPENAI_MODEL', 'gpt-6-sol')).status).toBe(200)
    const { steps } = await settle()
    expect(steps.map(({ kind, title }) => kind === 'replica' && title)).toContain('updated')
    expect(playground().model.demo.store.calls.at(-1)?.body.model).toBe('gpt-6-sol')
    await post(playground().url, 'reset')
    await settle()
    expect(playground().model.demo.store.calls.at(-1)?.body.model).toBe('gpt-6-luna')
    for (const name of ['', '__proto__', 'A B', '1A', 'A'.repeat(101)])
      expect((await set(name, 'x')).status, name).toBe(400)
  })

  it('show a publish: a message is refused during it and answered after it', async () => {
    const callback = () => fetch(`${playground().url}/dingtalk`)
    const published = post(playground().url, 'publish')
    await expect.poll(async () => (await callback()).status).toBe(404)
    await send({ text: '太早了' })
    const refused = await readEvents(playground().url, (events) =>
      merge(events).messages.some(({ status }) => status?.httpStatus === 404),
    )
    expect(merge(refused).messages.some(isAnswer)).toBe(false)
    expect((await published).status).toBe(200)
    const { messages, steps } = await settle()
    expect(messages.find(isAnswer)?.text).toContain('你好')
    expect(steps.map(({ title }) => title)).toEqual(expect.arrayContaining(['publishing', 'published']))
  })

  /** Sends a message, and reads events until the bot has finished `count` messages. */
  async function settle(count = 1, sends = true) {
    if (sends) await send()
    return merge(await readEvents(playground().url, (events) => isDone(events, count)))
  }
})

const isAnswer = (message: ChatMessage) => message.from === 'robot'

function isDone(events: PageEvent[], count: number): boolean {
  const { steps, messages } = merge(events)
  const ends = steps.filter(({ kind, messageId }) => kind === 'log' && messageId)
  return ends.length >= count && messages.filter(isAnswer).length >= count
}

/** The newest version of every message and step. */
function merge(events: PageEvent[]) {
  const messages = new Map<string, ChatMessage>()
  const steps = new Map<number, Step>()
  for (const event of events) {
    if (event.type === 'state') {
      for (const one of event.data.messages) messages.set(one.id, one)
      for (const one of event.data.steps) steps.set(one.id, one)
    }
    if (event.type === 'message') messages.set(event.data.id, event.data)
    if (event.type === 'step') steps.set(event.data.id, event.data)
  }
  return { messages: [...messages.values()], steps: [...steps.values()] }
}

const createPicture = () => readFile(path.join(__dirname, '../../docs/pictures/phone-zh.png'))
