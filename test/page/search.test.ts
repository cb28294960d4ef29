import { describe, expect, it } from 'vitest'
import { SEARCH_EFFECTS } from '../../playground/inspector/search-effects'
import type { ChatMessage, PageEvent, Step } from '../../playground/inspector/types'
import { SEARCH_FAULTS } from '../../playground/search/faults'
import { post, readEvents, usePlayground } from './support'

const playground = usePlayground()
const isAnswer = (message: ChatMessage) => message.from === 'robot'

/** Switches web search on, sends a question that needs it, and reads until its log line. */
async function askForNews(): Promise<{ answer?: ChatMessage; steps: Step[] }> {
  const { url, dingtalk } = playground()
  await post(url, 'variable', { name: 'WEB_SEARCH', value: 'auto' })
  const hasEnded = (events: PageEvent[]) =>
    events.some(({ type, data }) => type === 'step' && data.kind === 'log' && data.title.includes('"result"'))
  const read = readEvents(url, hasEnded)
  const conversationId = dingtalk.directory.conversations.at(-1)?.id
  await post(url, 'send', { from: 'xiaoce', conversationId, text: '今天有什么新闻' })
  const events = await read
  const messages = events.flatMap((event) => (event.type === 'message' ? [event.data] : []))
  const steps = new Map(
    events.flatMap((event) => (event.type === 'step' ? [[event.data.id, event.data]] : [])),
  )
  const question = messages.find(({ from }) => from === 'xiaoce')
  return {
    answer: messages.find(isAnswer),
    steps: [...steps.values()].filter(({ messageId }) => messageId === question?.id),
  }
}

describe('with WEB_SEARCH=auto on the page', () => {
  it('the demo model answers the question for news with a search, which is a step of the message', async () => {
    const { answer, steps } = await askForNews()
    expect(answer?.text).toContain('示例新闻：高铁新线今天通车')
    expect(answer?.text).toContain('来源：')
    expect(steps.filter(({ kind }) => kind === 'search')).toMatchObject([
      { title: 'GET /search · 今天的新闻', ok: true, status: 200 },
    ])
    expect(steps.filter(({ kind }) => kind === 'model')).toHaveLength(2)
  })

  it('a step shows what was asked and found', async () => {
    const { steps } = await askForNews()
    const step = steps.find(({ kind }) => kind === 'search')
    const detail = await (await fetch(`${playground().url}/playground/steps/${step?.id}`)).text()
    expect(detail).toContain('今天的新闻')
    expect(detail).toContain('news.example/rail')
  })
})

it('without it the demo model says that it cannot look at the web', async () => {
  const { url, dingtalk, search } = playground()
  const read = readEvents(url, (events) =>
    events.some(({ type, data }) => type === 'message' && isAnswer(data)),
  )
  const conversationId = dingtalk.directory.conversations.at(-1)?.id
  await post(url, 'send', { from: 'xiaoce', conversationId, text: '今天有什么新闻' })
  expect(JSON.stringify(await read)).toContain('我现在不能联网')
  expect(search.calls).toEqual([])
})

describe('the switches of web search', () => {
  it('say what to expect, in both languages, for every fault of the search service', () => {
    for (const id of Object.keys(SEARCH_FAULTS)) {
      expect(SEARCH_EFFECTS[`search:${id}`]?.zh, id).toMatch(/\p{Script=Han}.*。$/u)
      expect(SEARCH_EFFECTS[`search:${id}`]?.en, id).toMatch(/^[A-Z].*\.$/)
    }
  })

  // `hang` takes five seconds.
  it.each(Object.keys(SEARCH_EFFECTS))('%s hits, and leaves an answer', { timeout: 20_000 }, async (id) => {
    const { url } = playground()
    await post(url, 'switch', { id, on: true })
    const { answer, steps } = await askForNews()
    expect(answer?.text).toBeTruthy()
    const log = steps.find(({ kind }) => kind === 'log')
    expect(log?.title).toContain('"result":"answered"')
    const [switches] = (await readEvents(url, ({ length }) => length > 0)).flatMap((event) =>
      event.type === 'state' ? [event.data.switches] : [],
    )
    const { on, hits, effect } = switches?.find((one) => one.id === id) ?? {}
    expect({ on, effect }).toEqual({ on: true, effect: SEARCH_EFFECTS[id] })
    expect(hits).toBeGreaterThan(0)
  })
})
