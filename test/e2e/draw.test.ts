import { beforeEach, describe, expect, it } from 'vitest'
import { TEST_GROUP_ID } from '../../playground/dingtalk/directory'
import type { FaultId as DingTalkFault } from '../../playground/dingtalk/faults/faults'
import type { FaultId as ModelFault } from '../../playground/openai/faults'
import { png } from '../playground/openai/pictures'
import { advance, advanceUntil } from '../support/time'
import { useBot } from '../support/use-bot'

const { bot, start } = useBot()
const ENV = { OPENAI_IMAGE_MODEL: 'gpt-image-2' }
const say = (text: string, more: object = {}) => bot.ask({ kind: 'text', text, ...more })
const deliveries = () => bot.dingtalk.store.deliveries
const drawings = () => bot.openai.store.calls.filter(({ path }) => path.endsWith('/images/generations'))
const uploads = () => bot.dingtalk.store.calls.filter(({ route }) => route === 'upload')
/** The picture of a delivery, as DingTalk has it. */
const pictureOf = (n: number) => {
  const { media, text = '' } = deliveries()[n] ?? {}
  return bot.dingtalk.media(media ?? /!\[\]\((.+?)\)/.exec(text)?.[1] ?? '')
}

describe('/draw', () => {
  it.each(['/draw 一只看书的猫', '/画图 一只看书的猫', '／画图 一只看书的猫'])(
    'sends a picture: %s',
    async (typed) => {
      await start({ env: ENV })
      const line = await say(typed)
      expect(deliveries()).toMatchObject([{ kind: 'sampleImageMsg', conversationType: '1' }])
      expect(pictureOf(0)?.contentType).toBe('image/png')
      expect(drawings().map(({ body }) => body)).toEqual([{ model: 'gpt-image-2', prompt: '一只看书的猫' }])
      expect(uploads()).toHaveLength(1)
      expect(line).toMatchObject({ result: 'answered', model: 'gpt-image-2', parts: 1 })
    },
  )

  it('sends a picture to a group, also by webhook, where it is Markdown that mentions the asker', async () => {
    await start({ env: ENV })
    await say('/draw 猫', { in: TEST_GROUP_ID })
    bot.setEnv({ REPLY_VIA: 'webhook' })
    await say('/draw 狗', { in: TEST_GROUP_ID })
    expect(deliveries().map(({ kind, conversationType }) => [kind, conversationType])).toEqual([
      ['sampleImageMsg', '2'],
      ['markdown', '2'],
    ])
    expect(deliveries()[1]?.atUserIds).toHaveLength(1)
    expect([pictureOf(0), pictureOf(1)].map((picture) => picture?.contentType)).toEqual([
      'image/png',
      'image/png',
    ])
  })

  it('takes the picture from its address where the service gives only that', async () => {
    await start({ env: ENV })
    bot.openai.faults.set('picture-address')
    await say('/draw 猫')
    expect(pictureOf(0)?.contentType).toBe('image/png')
  })

  it('asks what to draw where no words follow, without a model call', async () => {
    await start({ env: ENV })
    await say('/画图')
    expect(bot.texts()).toEqual(['想画什么？请写在命令后面，例如：/画图 一只在海边看书的猫'])
    expect([drawings(), bot.openai.store.counts.calls]).toEqual([[], 0])
  })

  it('is remembered: the next prompt has the words, and /retry draws again', async () => {
    await start({ env: ENV })
    await say('/draw 猫')
    await say('换成狗怎么样？')
    expect(bot.prompt()).toEqual(['/draw 猫', '（图片）', '换成狗怎么样？'])
    await say('/undo')
    await say('/retry')
    expect(drawings().map(({ body }) => (body as unknown as { prompt: string }).prompt)).toEqual(['猫', '猫'])
    const turns = await bot.documents('chats')
    expect(turns.filter(({ role }) => role !== 'command')).toHaveLength(2)
  })

  it('is not what /retry does with a question that had a picture', async () => {
    await start({ env: ENV })
    await bot.ask({
      kind: 'richText',
      pieces: [{ text: '/draw 换成这样' }, { picture: true, bytes: png(3, 2) }],
    })
    await say('/retry')
    expect(drawings()).toEqual([])
    expect(bot.openai.store.calls).toHaveLength(2)
  })

  it('is listed by /help', async () => {
    await start({ env: ENV })
    await say('/help')
    expect(bot.texts()[0]).toContain('/draw /画图 [内容]')
  })

  it('counts as an answer, towards the limits, and as a picture', async () => {
    await start({ env: { ...ENV, LIMIT_USER_PER_DAY: '1', ADMINS: 'manager4220' } })
    await say('/draw 猫')
    await say('/draw 狗')
    expect(drawings()).toHaveLength(1)
    expect(bot.texts().at(-1)).toMatch(/次数已用完|上限/)
    await advance(bot, 15_000)
    const counters = await bot.documents('usage')
    const month = counters.find(({ _id }) => String(_id).startsWith('month:'))
    expect(month).toMatchObject({ answers: 1, pictures: 1, tokens: 1_057 })
  })
})

describe('without OPENAI_IMAGE_MODEL', () => {
  beforeEach(() => start())

  it('/draw is a question, and not offered', async () => {
    await say('/draw 猫')
    expect(bot.prompt()).toEqual(['/draw 猫'])
    await say('/help')
    expect(bot.texts().at(-1)).not.toContain('/draw')
    expect([drawings(), uploads()]).toEqual([[], []])
  })
})

describe('a picture that fails ends in one sentence', () => {
  it.each<[ModelFault, RegExp]>([
    ['picture-refused', /没有通过画图服务的审核/],
    ['picture-none', /没能画出图片/],
    ['picture-broken', /没能画出图片/],
    ['picture-gone', /没能画出图片/],
    ['no-model', /OPENAI_IMAGE_MODEL/],
    ['bad-key', /OPENAI_KEY/],
    ['no-quota', /额度用完/],
    ['html', /OPENAI_IMAGE_MODEL/],
    ['server-error', /画图服务出了问题/],
    ['reset', /连不上大模型服务/],
    ['bad-json', /连不上大模型服务|画图服务/],
    ['hang', /没有在规定的时间内画完/],
  ])('of the model service: %s', async (fault, sentence) => {
    await start({ env: { ...ENV, ANSWER_TIMEOUT_SECONDS: '20' } })
    bot.openai.faults.set(fault)
    await bot.send({ kind: 'text', text: '/draw 猫' })
    // The pauses of the `openai` package are real ones.
    if (fault === 'hang') await advanceUntil(bot, 'the sentence', () => bot.texts().length > 0)
    await bot.until('the sentence', () => bot.texts().length > 0)
    await advance(bot, 30_000)
    expect(bot.texts()).toEqual([expect.stringMatching(sentence)])
    expect(uploads()).toEqual([])
    expect(drawings().length).toBeLessThanOrEqual(2)
  })

  it.each<[DingTalkFault, number]>([
    ['upload-type-refused', 1],
    ['upload-size-refused', 1],
    ['server-error', 3],
    ['unavailable', 3],
    ['html', 3],
    ['reset', 3],
  ])('of the upload to DingTalk: %s', async (fault, tries) => {
    await start({ env: ENV })
    bot.dingtalk.faults.set(fault, { on: ['upload'] })
    await bot.send({ kind: 'text', text: '/draw 猫' })
    await advanceUntil(bot, 'the sentence', () => bot.texts().length > 0)
    expect(bot.texts()).toEqual([expect.stringMatching(/没能上传到钉钉/)])
    expect([drawings().length, uploads().length]).toEqual([1, tries])
  })

  it('and an upload that DingTalk was too busy for is done again, without drawing again', async () => {
    await start({ env: ENV })
    bot.dingtalk.faults.set('server-error', { on: ['upload'], times: 2 })
    await bot.send({ kind: 'text', text: '/draw 猫' })
    await advanceUntil(bot, 'the picture', () => deliveries().length > 0)
    expect([drawings().length, uploads().length, deliveries().length]).toEqual([1, 3, 1])
  })

  it('but not because it waited long for the model, and DingTalk then asks to slow down', async () => {
    await start({ env: { ...ENV, MODEL_CONCURRENCY: '1', ANSWER_TIMEOUT_SECONDS: '20' } })
    bot.openai.faults.set('slow', { ms: 15_000 })
    for (const nick of ['甲', '乙']) {
      const from = bot.dingtalk.directory.addPerson({ nick, staffId: nick })
      await bot.send({ kind: 'text', text: '/draw 猫', from })
    }
    await advanceUntil(bot, 'the first picture', () => deliveries().length === 1)
    const body = { errcode: 90018, errmsg: 'too fast' } as never
    bot.dingtalk.faults.set('status', { on: ['upload'], status: 200, body, times: 1 })
    await advanceUntil(bot, 'the second', () => deliveries().length === 2)
    expect(deliveries().map(({ kind }) => kind)).toEqual(['sampleImageMsg', 'sampleImageMsg'])
    expect([drawings().length, uploads().length]).toEqual([2, 3])
  })

  it('and a picture that content review refuses is replaced by a sentence', async () => {
    await start({ env: ENV })
    bot.dingtalk.faults.set('content-refused-once')
    await say('/draw 猫')
    expect(bot.texts()).toHaveLength(1)
    expect(bot.texts()[0]).toMatch(/审核/)
  })
})

describe('a picture is sent once', () => {
  it('and not drawn again when the process dies before it is sent', async () => {
    await start({ env: ENV, replicas: 2 })
    bot.dingtalk.faults.set('hang', { on: ['batchSend'], times: 1 })
    await bot.send({ kind: 'text', text: '/draw 猫' }, { replica: 0 })
    await bot.until('the send', () => bot.dingtalk.faults.active().length === 0)
    bot.lafs[0]?.kill()
    await advanceUntil(bot, 'the picture', () => deliveries().length > 0)
    await advance(bot, 20_000)
    expect([drawings().length, uploads().length, deliveries().length]).toEqual([1, 1, 1])
  })

  it('when the callback is delivered again to another replica', async () => {
    await start({ env: ENV, replicas: 2 })
    const { msgId } = await bot.send({ kind: 'text', text: '/draw 猫' }, { replica: 0 })
    await bot.until('the picture', () => deliveries().length > 0)
    await bot.send({ kind: 'text', text: '/draw 猫', msgId }, { replica: 1 })
    await advance(bot, 20_000)
    expect([drawings().length, deliveries().length]).toEqual([1, 1])
  })

  it('by the webhook when the robot API refuses it', async () => {
    await start({ env: ENV })
    bot.dingtalk.faults.set('permission-missing', { on: ['batchSend'] })
    await say('/draw 猫')
    expect(deliveries()).toMatchObject([{ kind: 'markdown' }])
    expect(pictureOf(0)?.contentType).toBe('image/png')
    expect(deliveries()[0]?.text).toContain('权限')
  })
})
