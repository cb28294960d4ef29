import { beforeEach, describe, expect, it } from 'vitest'
import type { Choice, Turn } from '../../../functions/bot/conversation'
import type { FileText, ModelClient, PromptMessage } from '../../../functions/bot/model'
import { createPromptLimits } from '../../../functions/bot/prompt-limits'
import type { Piece, Question } from '../../../functions/bot/question'
import { respond } from '../../../functions/bot/respond'
import { AnswerError, type AnswerFailure } from '../../../functions/errors'
import { TEXTS } from '../../../functions/texts/languages'

const texts = TEXTS.zh
const NOW = 1_760_000_000_000
const persona = {
  models: ['gpt-6-luna', 'deepseek-chat'] as [string, ...string[]],
  systemPrompt: '你是助手。',
  roles: { 翻译: '把我说的译成英文。' },
  limits: { maxTurns: 20, maxTokens: 6_000, idleMs: 7_200_000 },
  promptLimits: createPromptLimits(),
}
const PICTURE = 'data:image/png;base64,AAAA'

let asked: { prompt: PromptMessage[]; model: string }[]
let fetched: string[]
let reply: { text: string; model: string; cutOff: boolean }
let failure: AnswerFailure | undefined
/** Prompts with more messages are too long. */
let maxMessages: number
let takesPictures: boolean
let files: Record<string, string>
let read: Partial<FileText>
let missing: AnswerFailure | undefined

const modelClient: ModelClient = {
  takesPictures: () => takesPictures,
  searchesWeb: () => false,
  async ask(prompt, model) {
    asked.push({ prompt, model })
    if (failure) throw new AnswerError(failure, 'evidence')
    if (prompt.length > maxMessages) throw new AnswerError('too-long', 'evidence')
    return reply
  },
  async picture(code) {
    fetched.push(code)
    if (missing) throw new AnswerError(missing, 'gone')
    return PICTURE
  },
  async file(code) {
    fetched.push(code)
    if (missing) throw new AnswerError(missing, 'gone')
    return { text: files[code] ?? '', isCut: false, hasMacros: false, ...read }
  },
}
const nothing = { turns: [], choice: {} }
const ask = (
  question: Omit<Question, 'askedAt' | 'conversation'>,
  memory: Parameters<typeof respond>[1] = nothing,
) => respond({ ...question, askedAt: NOW, conversation: 'direct' }, memory, persona, modelClient, texts)
const askFor = (...pieces: Piece[]) => ask({ pieces })
const lastContent = () => asked.at(-1)?.prompt.at(-1)?.content

beforeEach(() => {
  asked = []
  fetched = []
  reply = { text: '回答 🙂', model: 'gpt-6-luna-2026', cutOff: false }
  failure = undefined
  maxMessages = Number.POSITIVE_INFINITY
  takesPictures = true
  persona.promptLimits = createPromptLimits()
  missing = undefined
  files = {}
  read = {}
})

describe('the prompt', () => {
  it('consists of the system prompt, the earlier turns and the question', async () => {
    const turns = [
      { role: 'user' as const, content: '一', askedAt: NOW - 1_000 },
      { role: 'assistant' as const, content: '二', askedAt: NOW - 1_000 },
    ]
    const answer = await ask({ pieces: [{ text: '三' }] }, { turns, choice: {} })
    expect(asked).toEqual([
      {
        model: 'gpt-6-luna',
        prompt: [
          { role: 'system', content: expect.stringMatching(/^你是助手。\n\n今天是 /) },
          { role: 'user', content: '一' },
          { role: 'assistant', content: '二' },
          { role: 'user', content: '三' },
        ],
      },
    ])
    expect(answer).toEqual({ text: '回答 🙂', question: '三', model: 'gpt-6-luna-2026' })
  })

  it('uses the model and the role that a person chose', async () => {
    await ask({ pieces: [{ text: '你好' }] }, { turns: [], choice: { model: 'deepseek-chat', role: '翻译' } })
    expect(asked[0]).toMatchObject({
      model: 'deepseek-chat',
      prompt: [{ content: expect.stringMatching(/^把我说的译成英文。/) }, {}],
    })
  })

  it.each([
    { model: 'no-longer-allowed', role: '没有了' },
    { model: '__proto__', role: 'constructor' },
    { model: '', role: '' },
  ])('falls back to the owner’s defaults for %j', async (choice) => {
    await ask({ pieces: [{ text: '你好' }] }, { turns: [], choice })
    expect(asked[0]).toMatchObject({
      model: 'gpt-6-luna',
      prompt: [{ content: expect.stringMatching(/^你是助手。/) }, {}],
    })
  })

  it('is a plain text where there are no pictures, since not every service accepts parts', async () => {
    await askFor({ text: '一' }, { text: '二' })
    expect(lastContent()).toBe('一\n二')
  })

  it('keeps texts and pictures in order', async () => {
    await askFor({ text: '比较' }, { picture: 'A' }, { picture: 'B' }, { text: '哪张清楚' })
    expect(lastContent()).toEqual([
      { text: '比较' },
      { pictureUrl: PICTURE },
      { pictureUrl: PICTURE },
      { text: '哪张清楚' },
    ])
    expect(fetched).toEqual(['A', 'B'])
  })

  it('stores a picture as a mark', async () => {
    const { question } = await askFor({ text: '这是什么' }, { picture: 'A' })
    expect(question).toBe('这是什么\n[图片]')
  })

  it('contains at most nine pictures', async () => {
    await askFor(...Array.from({ length: 20 }, (_, n) => ({ picture: `p${n}` })))
    expect(fetched).toHaveLength(9)
  })

  it('contains at most 60,000 characters of a question', async () => {
    await askFor({ text: '长'.repeat(70_000) }, { text: '更长' })
    expect(lastContent()).toBe(`${'长'.repeat(60_000)}\n${texts.unread('rest')}`)
  })

  it('does not end with half an emoji', async () => {
    await askFor({ text: `长${'🙂'.repeat(40_000)}` })
    expect(lastContent()).toBe(`长${'🙂'.repeat(29_999)}\n${texts.unread('rest')}`)
  })
})

describe('a file', () => {
  it('is in the prompt with its name', async () => {
    files = { A: '第一行\n第二行' }
    await askFor({ file: 'A', name: '笔记.md' }, { text: '总结一下' })
    expect(lastContent()).toBe('文件「笔记.md」的内容：\n第一行\n第二行\n总结一下')
  })

  it('that is long is cut, and the prompt says so', async () => {
    files = { A: '长'.repeat(30_001) }
    await askFor({ file: 'A', name: 'a.txt' })
    expect(lastContent()).toContain('（文件很长，后面省略）')
    expect((lastContent() as string).length).toBeLessThan(30_100)
  })

  it('of which a part was read is said to be long', async () => {
    files = { A: '第一行' }
    read = { isCut: true }
    await askFor({ file: 'A', name: '报表.xlsx' })
    expect(lastContent()).toBe('文件「报表.xlsx」的内容：\n第一行\n（文件很长，后面省略）')
  })

  it('with macros is followed by a sentence about them', async () => {
    files = { A: '第一行' }
    read = { hasMacros: true }
    await askFor({ file: 'A', name: '报表.xlsm' })
    expect(lastContent()).toBe(`文件「报表.xlsm」的内容：\n第一行\n${texts.macrosLeftOut}`)
  })

  it.each([
    ['empty', 'a.txt', ' \n\t '],
    ['no text file and no document by its name', '照片.heic', 'ftypheic'],
  ])('that is %s is reported as unreadable, without a model call', async (_, name, content) => {
    files = { A: content }
    expect(await askFor({ file: 'A', name })).toMatchObject({
      text: texts.failure['file-unreadable'],
      failure: 'file-unreadable',
      question: `[${name}]`,
    })
    expect(asked).toEqual([])
  })
})

describe('a quote', () => {
  const quoting = (fromRobot: boolean, pieces: Piece[], question: Piece[] = [{ text: '什么意思？' }]) =>
    ask({ pieces: question, quote: { fromRobot, pieces } })

  it.each([
    [true, '我引用了你之前的回答：\n原文\n我的问题：\n什么意思？'],
    [false, '我引用了这条消息：\n原文\n我的问题：\n什么意思？'],
  ])('says whether it is of the robot; it is: %s', async (fromRobot, expected) => {
    await quoting(fromRobot, [{ text: '原文' }])
    expect(lastContent()).toBe(expected)
  })

  it('contains the quoted picture', async () => {
    await quoting(false, [{ picture: 'A' }])
    expect(lastContent()).toEqual([
      { text: '我引用了这条消息：' },
      { pictureUrl: PICTURE },
      { text: '我的问题：\n什么意思？' },
    ])
  })

  it('of a picture that is gone is answered with a mark in its place', async () => {
    missing = 'picture-unreadable'
    const answer = await quoting(false, [{ picture: 'A' }])
    expect(lastContent()).toBe('我引用了这条消息：\n[图片]\n我的问题：\n什么意思？')
    expect(answer.failure).toBeUndefined()
  })

  it('of a file that is not read names it without a download', async () => {
    await quoting(false, [{ file: 'A', name: '照片.heic' }])
    expect(lastContent()).toBe('我引用了这条消息：\n[照片.heic]\n我的问题：\n什么意思？')
    expect(fetched).toEqual([])
  })
})

describe('the answer', () => {
  it('that was cut off says so', async () => {
    reply.cutOff = true
    expect((await askFor({ text: '讲个故事' })).text).toBe(`回答 🙂\n\n${texts.cutOff}`)
  })

  it.each(['```', '~~~'])(
    'that was cut off inside a code block closes the code block first: %s',
    async (fence) => {
      reply = { ...reply, text: `看：\n${fence}python\nprint(`, cutOff: true }
      expect((await askFor({ text: '写代码' })).text).toBe(
        `看：\n${fence}python\nprint(\n${fence}\n\n${texts.cutOff}`,
      )
    },
  )

  it('that was cut off outside a code block is not changed', async () => {
    reply = { ...reply, text: '```\na\n```\n然后', cutOff: true }
    expect((await askFor({ text: '写代码' })).text).toBe(`${reply.text}\n\n${texts.cutOff}`)
  })
})

describe('a memory that is too long for the model', () => {
  /** Each pair of question and answer is about 1,000 tokens. */
  const remember = (pairs: number): Turn[] =>
    Array.from({ length: pairs }, (_, n): Turn[] => [
      { role: 'user', content: `问${n}`, askedAt: NOW - 1_000 },
      { role: 'assistant', content: `答${n}${'长'.repeat(1_200)}`, askedAt: NOW - 1_000 },
    ]).flat()
  const askWith = (pairs: number, choice: Choice = {}) =>
    ask({ pieces: [{ text: '然后呢？' }] }, { turns: remember(pairs), choice })
  /** Pairs of earlier turns in each prompt. */
  const pairsAsked = () => asked.map(({ prompt }) => (prompt.length - 2) / 2)
  const firstAsked = () => asked.at(-1)?.prompt[1]?.content

  it.each<[pairs: number, fitting: number, asked: number[]]>([
    [5, 5, [5]],
    [5, 2, [5, 2]],
    [4, 3, [4, 2]],
    [5, 1, [5, 2, 0]],
    [3, 0, [3, 1, 0]],
    [1, 0, [1, 0]],
  ])('of %i pairs is halved to whole pairs, then left out; %i fit', async (pairs, fitting, expected) => {
    maxMessages = 2 + 2 * fitting
    expect(await askWith(pairs)).toMatchObject({ text: '回答 🙂', question: '然后呢？' })
    expect(pairsAsked()).toEqual(expected)
  })

  it('keeps its newer half', async () => {
    maxMessages = 6
    await askWith(5)
    expect(firstAsked()).toBe('问3')
  })

  it('is shorter from the beginning in the next prompt for the same model', async () => {
    maxMessages = 6
    await askWith(5)
    asked = []
    await askWith(5)
    expect(pairsAsked()).toEqual([2])
    await askWith(5, { model: 'deepseek-chat' })
    expect(pairsAsked()).toEqual([2, 5, 2])
  })

  it('is not left out of the next prompts because one answer was too long', async () => {
    maxMessages = 2
    await askWith(6)
    expect(pairsAsked()).toEqual([6, 3, 0])
    asked = []
    maxMessages = 4
    await askWith(6)
    expect(pairsAsked()).toEqual([1])
  })

  it('is shortened again where less fits than was learned', async () => {
    maxMessages = 8
    await askWith(5)
    maxMessages = 4
    await askWith(5)
    asked = []
    await askWith(5)
    expect(pairsAsked()).toEqual([1])
  })

  it('is not shortened for another failure', async () => {
    failure = 'model-failed'
    expect(await askWith(5)).toMatchObject({ failure: 'model-failed' })
    expect(pairsAsked()).toEqual([5])
  })

  it.each([0, 5])(
    'and a question that is too long by itself lead to one sentence; pairs: %i',
    async (pairs) => {
      maxMessages = 1
      expect(await askWith(pairs)).toMatchObject({ text: texts.failure['too-long'], failure: 'too-long' })
      expect(pairsAsked()).toEqual(pairs === 0 ? [0] : [5, 2, 0])
    },
  )

  it('teaches nothing when no prompt was accepted', async () => {
    maxMessages = 1
    await askWith(5)
    asked = []
    maxMessages = Number.POSITIVE_INFINITY
    await askWith(5)
    expect(pairsAsked()).toEqual([5])
  })
})

describe('a model that takes no pictures', () => {
  beforeEach(() => {
    takesPictures = false
  })

  it('is not asked, and no picture is fetched', async () => {
    expect(await askFor({ text: '这是什么' }, { picture: 'A' })).toMatchObject({
      text: texts.failure['pictures-unsupported'],
      question: '这是什么\n[图片]',
      failure: 'pictures-unsupported',
    })
    expect([asked, fetched]).toEqual([[], []])
  })

  it('gets a mark in the place of a quoted picture, which is not fetched', async () => {
    const quote = { fromRobot: false, pieces: [{ picture: 'A' }] }
    expect(await ask({ pieces: [{ text: '这是哪里？' }], quote })).toMatchObject({ text: '回答 🙂' })
    expect(lastContent()).toBe('我引用了这条消息：\n[图片]\n我的问题：\n这是哪里？')
    expect(fetched).toEqual([])
  })

  it('gets texts and files as usual', async () => {
    files = { A: '第一行' }
    expect(await askFor({ file: 'A', name: 'a.txt' })).toMatchObject({ text: '回答 🙂' })
  })
})

describe('a failure', () => {
  const FAILURES = Object.keys(texts.failure) as AnswerFailure[]

  it.each(FAILURES)('%s is one sentence, and the question is stored', async (kind) => {
    failure = kind
    expect(await askFor({ text: '你好' })).toEqual({
      text: texts.failure[kind],
      question: '你好',
      failure: kind,
      evidence: 'evidence',
    })
  })

  it('of a download is one sentence, without a model call', async () => {
    missing = 'picture-too-large'
    expect(await askFor({ text: '这是什么' }, { picture: 'A' })).toMatchObject({
      text: texts.failure['picture-too-large'],
      question: '这是什么\n[图片]',
    })
    expect(asked).toEqual([])
  })

  it('of an unknown kind is one sentence', async () => {
    const broken = { ...modelClient, ask: () => Promise.reject(new TypeError('x is not a function')) }
    const answer = await respond(
      { pieces: [{ text: '你好' }], askedAt: NOW, conversation: 'direct' },
      nothing,
      persona,
      broken,
      texts,
    )
    expect(answer).toMatchObject({ text: texts.failure.internal, evidence: 'TypeError' })
  })
})
