import { describe, expect, it } from 'vitest'
import { TEXTS } from '../../../functions/texts/languages'
import { NOTICE } from '../../../playground/openai/demo/demo'
import { gif, jpeg, png, webp } from './pictures'
import { ask, useOpenAI } from './support'

const openai = useOpenAI()

const EARLIER = [
  { role: 'system', content: '你是一位耐心的老师，回答要简短。' },
  { role: 'user', content: '春天有哪些花？' },
  { role: 'assistant', content: '桃花、杏花、梨花。' },
  { role: 'user', content: 'And in autumn?' },
  { role: 'assistant', content: 'Chrysanthemums.' },
]

describe('an ordinary answer', () => {
  it('says that it is a demo and how to use a real model', async () => {
    const answer = await ask(openai.model, '你好')
    expect(answer).toContain('你好')
    expect(answer).toContain('演示模型')
    expect(answer).toContain('OPENAI_KEY')
    expect(answer).toContain('.env')
  })

  it('says that it is a demo once: in the first answer of a conversation', async () => {
    const first = await ask(openai.model, '冬天呢？')
    expect(first.split(NOTICE.zh)).toHaveLength(2)
    expect(first.replace(NOTICE.zh, '')).not.toContain('演示')
    expect(await ask(openai.model, '冬天呢？', EARLIER)).not.toContain('演示')
  })

  it('is English for an English question, and Chinese otherwise', async () => {
    expect(await ask(openai.model, 'How are you?')).toMatch(/demo model[\s\S]*OPENAI_KEY/)
    expect(await ask(openai.model, 'How are you?')).not.toMatch(/\p{Script=Han}/u)
    expect(await ask(openai.model, 'Python 是什么？')).toContain('演示模型')
    expect(await ask(openai.model, '🐢？！')).toContain('演示模型')
  })

  it('is in the language of the conversation where the message has no words', async () => {
    const image_url = { url: `data:image/png;base64,${png(2, 3).toString('base64')}` }
    const picture = [{ type: 'image_url', image_url }]
    const english = { role: 'system', content: 'You are an assistant.' }
    expect(await ask(openai.model, picture, [english])).toContain('I got your picture')
    expect(await ask(openai.model, 'The file "a.txt":\n你好', [english])).toContain('I got your file a.txt.')
    const chinese = { role: 'user', content: '你好' }
    expect(await ask(openai.model, picture, [english, chinese])).toContain('我收到了 1 张图片')
    expect(await ask(openai.model, picture, EARLIER)).toContain('I got your picture')
    expect(await ask(openai.model, picture)).toContain('我收到了 1 张图片')
  })

  it('contains the number of turns, the system prompt and the last question', async () => {
    const answer = await ask(openai.model, '冬天呢？', EARLIER)
    expect(answer).toContain('2 轮')
    expect(answer).toContain('And in autumn?')
    expect(answer).toContain('你是一位耐心的老师')
    const first = await ask(openai.model, '冬天呢？')
    expect(first).toContain('之前的对话：无')
    expect(first).toContain('系统提示词：无')
  })

  it('is the same for the same prompt', async () => {
    expect(await ask(openai.model, '冬天呢？', EARLIER)).toBe(await ask(openai.model, '冬天呢？', EARLIER))
  })

  it('lists the earlier questions on request', async () => {
    const answer = await ask(openai.model, '我刚才说了什么？', EARLIER)
    expect(answer).toContain('你上一句说的是：「And in autumn?」')
    expect(answer).toContain('1. 春天有哪些花？')
    expect(await ask(openai.model, 'What did I say?', EARLIER)).toContain('You just said: “And in autumn?”')
    expect(await ask(openai.model, '我刚才说了什么？')).toContain('第一条消息')
  })

  it('shortens a long question without splitting a character', async () => {
    const answer = await ask(openai.model, '🐢'.repeat(5_000))
    expect(answer.length).toBeLessThan(600)
    expect(Buffer.from(answer).toString()).toBe(answer)
  })
})

describe('pictures', () => {
  it.each([
    ['PNG 640×480', png(640, 480)],
    ['JPEG 320×200', jpeg(320, 200)],
    ['GIF 17×9', gif(17, 9)],
    ['WEBP 33×44', webp(33, 44)],
  ])('are measured from their bytes: %s', async (seen, bytes) => {
    const url = `data:application/octet-stream;base64,${bytes.toString('base64')}`
    const answer = await ask(openai.model, [
      { type: 'text', text: '图里有什么？' },
      { type: 'image_url', image_url: { url } },
    ])
    expect(answer).toContain(`图片（1 张）：${seen}，${bytes.length} B`)
  })

  it('are counted, including links and those of earlier questions', async () => {
    const image_url = { url: `data:image/png;base64,${png(2, 3).toString('base64')}` }
    const earlier = [{ role: 'user', content: [{ type: 'image_url', image_url }] }]
    const answer = await ask(
      openai.model,
      [
        { type: 'image_url', image_url },
        { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
      ],
      earlier,
    )
    expect(answer).toContain('图片（2 张）')
    expect(answer).toContain('https://example.com/a.png')
    expect(answer).toContain('之前的图片：1 张')
    expect(answer).toContain('我收到了 2 张图片，没有附文字。')
  })
})

describe('a quoted message', () => {
  const image_url = { url: `data:image/png;base64,${png(640, 480).toString('base64')}` }
  const quoteIn = (language: 'zh' | 'en', fromRobot: boolean) => {
    const [before, after] = TEXTS[language].quoted(fromRobot)
    return (quoted: string, question: string) => [before, quoted, after, question].join('\n')
  }

  it.each([true, false])(
    'is said again, in the words with which the bot introduces it (its own: %s)',
    async (own) => {
      const zh = await ask(openai.model, quoteIn('zh', own)('明天放假。', '真的吗？'))
      expect(zh).toContain('我收到了：「真的吗？」')
      expect(zh).toContain('引用的消息：「明天放假。」')
      const en = await ask(openai.model, quoteIn('en', own)('明天放假。', 'Is that so?'))
      expect(en).toContain('I got your message: “Is that so?”')
      expect(en).toContain('Quoted message: “明天放假。”')
    },
  )

  it('leaves out what the bot tells the model about it', async () => {
    const quoted = `看 [图片]\n${TEXTS.zh.notSent}`
    expect(await ask(openai.model, quoteIn('zh', false)(quoted, '这是什么？'))).toContain(
      '引用的消息：「看 [图片]」',
    )
  })

  it('that is a picture is described', async () => {
    const [before, after] = TEXTS.en.quoted(false)
    const answer = await ask(openai.model, [
      { type: 'text', text: before },
      { type: 'image_url', image_url },
      { type: 'text', text: `${after}\nWhat is this?` },
    ])
    expect(answer).toContain('Quoted message: a picture or file, see below')
    expect(answer).toMatch(/Picture: PNG 640×480, \d+ B/)
    expect(answer).not.toMatch(/\p{Script=Han}|（/u)
  })
})

describe('files', () => {
  const TEXT = '# 会议记录\n\n参加的人：张三、李四 🐢\n'
  it.each([
    ['a fenced block under its name', `总结一下\n\nnotes.md：\n\`\`\`\n${TEXT}\`\`\``],
    ['a tag with a name', `总结一下\n<file name="notes.md">\n${TEXT}</file>`],
    ['everything after a line with its name', `总结一下\n文件「notes.md」的内容：\n${TEXT}`],
    [
      'a quoted file before the question',
      `我引用了这条消息：\n文件「notes.md」的内容：\n${TEXT}我的问题：\n总结一下`,
    ],
  ])('are found as %s', async (_how, question) => {
    const answer = await ask(openai.model, question)
    expect(answer).toMatch(/文件 notes\.md：2[01] 个字，第一行是「# 会议记录」/)
    expect(answer).toContain('我收到了：「总结一下」')
  })

  it('are found as a `file` part', async () => {
    const file_data = `data:text/markdown;base64,${Buffer.from(TEXT).toString('base64')}`
    const answer = await ask(openai.model, [
      { type: 'text', text: 'Please sum up' },
      { type: 'file', file: { filename: 'notes.md', file_data } },
    ])
    expect(answer).toContain('File notes.md: 21 characters, starting with “# 会议记录”')
  })

  it('do not trigger a demonstration by their text', async () => {
    expect(await ask(openai.model, '看看\n文件「a.txt」的内容：\n写一段代码')).not.toContain('```')
  })
})
