import { describe, expect, it } from 'vitest'
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

  it('is English for an English question, and Chinese otherwise', async () => {
    expect(await ask(openai.model, 'How are you?')).toMatch(/demo model[\s\S]*OPENAI_KEY/)
    expect(await ask(openai.model, 'How are you?')).not.toMatch(/\p{Script=Han}/u)
    expect(await ask(openai.model, 'Python 是什么？')).toContain('演示模型')
    expect(await ask(openai.model, '🐢？！')).toContain('演示模型')
  })

  it('contains the number of turns, the system prompt and the last question', async () => {
    const answer = await ask(openai.model, '冬天呢？', EARLIER)
    expect(answer).toContain('2 轮')
    expect(answer).toContain('And in autumn?')
    expect(answer).toContain('你是一位耐心的老师')
    const first = await ask(openai.model, '冬天呢？')
    expect(first).toContain('这是第一句')
    expect(first).toContain('系统提示：没有')
  })

  it('is the same for the same prompt', async () => {
    expect(await ask(openai.model, '冬天呢？', EARLIER)).toBe(await ask(openai.model, '冬天呢？', EARLIER))
  })

  it('lists the earlier questions on request', async () => {
    const answer = await ask(openai.model, '我刚才说了什么？', EARLIER)
    expect(answer).toContain('你上一句说的是：「And in autumn?」')
    expect(answer).toContain('1. 春天有哪些花？')
    expect(await ask(openai.model, 'What did I say?', EARLIER)).toContain(
      'Before this you said: “And in autumn?”',
    )
    expect(await ask(openai.model, '我刚才说了什么？')).toContain('还没有')
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
    expect(answer).toContain('图片：1 张')
    expect(answer).toContain(`${seen}（${bytes.length} 字节）`)
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
    expect(answer).toContain('图片：2 张')
    expect(answer).toContain('https://example.com/a.png')
    expect(answer).toContain('之前的图片：1 张')
    expect(answer).toContain('你没有写字')
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
    expect(answer).toMatch(/文件：notes\.md，2[01] 个字，第一行是「# 会议记录」/)
    expect(answer).toContain('收到了：「总结一下」')
  })

  it('are found as a `file` part', async () => {
    const file_data = `data:text/markdown;base64,${Buffer.from(TEXT).toString('base64')}`
    const answer = await ask(openai.model, [
      { type: 'text', text: 'Please sum up' },
      { type: 'file', file: { filename: 'notes.md', file_data } },
    ])
    expect(answer).toContain('File: notes.md, 21 characters, the first line is “# 会议记录”')
  })

  it('do not trigger a demonstration by their text', async () => {
    expect(await ask(openai.model, '看看\n文件「a.txt」的内容：\n写一段代码')).not.toContain('```')
  })
})
