import { describe, expect, it } from 'vitest'
import type { Card } from '../../../../playground/dingtalk/cards/card'
import { TEXT_TEMPLATE_ID } from '../../../../playground/dingtalk/cards/templates'
import { TEST_GROUP_ID } from '../../../../playground/dingtalk/directory'
import { CARD_TEXT_KEY } from '../support/card-requests'
import { STAFF_ID } from '../support/client'
import { useEmulator } from '../support/emulator'

const emulator = useEmulator()

const card = () => emulator.dingtalk.store.cards.at(-1) as Card
const deliveries = () => emulator.dingtalk.store.deliveries
const create = (body: object = {}) => emulator.client.call('cardCreateAndDeliver', { body })

/** Sends frames to a new card. @returns the responses */
async function stream(...frames: object[]) {
  const headers = await emulator.client.validHeaders('cardStream')
  const responses = []
  for (const body of frames) responses.push(await emulator.client.call('cardStream', { headers, body }))
  return responses
}

async function update(cardParamMap: object, more: object = {}) {
  const headers = await emulator.client.validHeaders('cardUpdate')
  return emulator.client.call('cardUpdate', { headers, body: { cardData: { cardParamMap }, ...more } })
}

describe('a card', () => {
  it('is shown in a group, with its preview and the people it @-s', async () => {
    const { body } = await create({
      imGroupOpenSpaceModel: { supportForward: true, lastMessageI18n: { ZH_CN: '帮我总结' } },
      imGroupOpenDeliverModel: {
        robotCode: emulator.dingtalk.app.robotCode,
        atUserIds: { [STAFF_ID]: '小测' },
      },
    })
    const [delivery] = deliveries()
    expect(body).toEqual({
      success: true,
      result: {
        outTrackId: card().outTrackId,
        deliverResults: [
          {
            spaceType: 'IM_GROUP',
            spaceId: TEST_GROUP_ID,
            success: true,
            carrierId: delivery?.processQueryKey,
            errorMsg: '',
          },
        ],
      },
    })
    expect(deliveries()).toMatchObject([
      { via: 'card', conversationId: TEST_GROUP_ID, title: '帮我总结', text: '', atUserIds: [STAFF_ID] },
    ])
    expect(card().state).toBe('processing')
  })

  it('is shown in a direct chat, with the standard preview', async () => {
    await create({ openSpaceId: `dtv1.card//IM_ROBOT.${STAFF_ID}` })
    expect(deliveries()).toMatchObject([
      { conversationType: '1', recipients: ['xiaoce'], title: '[交互卡片消息]' },
    ])
  })

  it('is seen by the listed recipients only', async () => {
    const { robotCode } = emulator.dingtalk.app
    await create({
      imGroupOpenDeliverModel: { robotCode, recipients: [STAFF_ID], atUserIds: { '@ALL': '@ALL' } },
    })
    expect(deliveries()).toMatchObject([{ recipients: ['xiaoce'], atAll: true, atUserIds: [] }])
  })

  it('that is delivered to several spaces says which it reached', async () => {
    const { body } = await create({
      openSpaceId: `dtv1.card//IM_GROUP.unknown;im_group.${TEST_GROUP_ID};IM_ROBOT.unknown`,
    })
    expect(body.result.deliverResults).toMatchObject([
      { success: false, errorMsg: 'spaceId is illegal' },
      { success: true },
      { success: false },
    ])
    expect(deliveries()).toHaveLength(1)
  })

  it('with an outTrackId that was used changes nothing, and is not shown again', async () => {
    const first = await create()
    const again = await create({ cardData: { cardParamMap: { [CARD_TEXT_KEY]: '另一段' } } })
    expect(again.body).toEqual(first.body)
    expect(card().text).toBe('')
    expect(deliveries()).toHaveLength(1)
    expect(emulator.dingtalk.store.counts.cards).toBe(1)
  })

  it('that is created first is shown when it is delivered', async () => {
    const { body } = await emulator.client.call('cardCreate')
    expect(body).toEqual({ success: true, result: card().outTrackId })
    expect(deliveries()).toEqual([])
    const delivered = await emulator.client.call('cardDeliver')
    expect(delivered.body).toMatchObject({
      success: true,
      result: [{ success: true, spaceType: 'IM_GROUP' }],
    })
    expect(deliveries()).toHaveLength(1)
  })
})

describe('the state of an AI card', () => {
  it('is inputing from the first frame, and finished with the final one', async () => {
    await stream({ content: '你' })
    expect(card()).toMatchObject({ state: 'inputing', text: '你' })
    await stream({ content: '你好', isFinalize: true })
    expect(card()).toMatchObject({ state: 'finished', text: '你好', frames: 2 })
    expect(deliveries()).toMatchObject([{ text: '你好' }])
  })

  it('is failed after a frame with isError, also with isFinalize', async () => {
    await stream({ isError: true, isFinalize: true })
    expect(card().state).toBe('failed')
  })

  it.each([
    ['1', 'processing'],
    ['2', 'inputing'],
    ['3', 'finished'],
    ['4', 'executing'],
    ['5', 'failed'],
  ])('is that of flowStatus %s: %s', async (flowStatus, state) => {
    await update({ flowStatus })
    expect(card().state).toBe(state)
  })

  it('does not exist for other templates', async () => {
    await create({ cardTemplateId: '589420e2-c1e2-46ef-a5ed-b8728e654da9.schema' })
    expect(card()).not.toHaveProperty('state')
    expect(emulator.dingtalk.store.counts.openCards).toBe(0)
  })

  it('decides whether the card is open: shown, and neither finished nor failed', async () => {
    const { counts } = emulator.dingtalk.store
    await emulator.client.call('cardCreate')
    expect(counts.openCards).toBe(0)
    await emulator.client.call('cardDeliver')
    expect(counts.openCards).toBe(1)
    await update({ flowStatus: '3' })
    expect(counts.openCards).toBe(0)
  })
})

describe('a frame', () => {
  it('with a guid that was used is accepted and changes nothing', async () => {
    const responses = await stream({ guid: 'a', content: '一' }, { guid: 'a', content: '二' })
    expect(responses.map(({ body }) => body)).toEqual(Array(2).fill({ success: true, result: true }))
    expect(card()).toMatchObject({ text: '一', frames: 1, repeatedFrames: 1 })
  })

  it('after the final one changes something only if it is final too', async () => {
    await stream({ content: '完', isFinalize: true }, { content: '迟到' })
    expect(card()).toMatchObject({ text: '完', state: 'finished', lateFrames: 1 })
    await stream({ content: '完了', isFinalize: true })
    expect(card()).toMatchObject({ text: '完了', state: 'finished' })
  })

  it('of a plain text can be appended', async () => {
    await create({ cardTemplateId: TEXT_TEMPLATE_ID })
    await stream({ key: 'content', content: '你' }, { key: 'content', content: '好', isFull: false })
    expect(card().text).toBe('你好')
  })

  it('works with the key of a template that was added', async () => {
    const [template] = emulator.dingtalk.settings.cardTemplates
    if (!template) throw new Error('no template')
    emulator.dingtalk.settings.cardTemplates.push({ ...template, id: 'own.schema', textKey: 'answer' })
    await create({ cardTemplateId: 'own.schema' })
    await stream({ key: 'answer', content: '你好' })
    expect(card().text).toBe('你好')
  })
})

describe('an update', () => {
  it('replaces all variables', async () => {
    await update({ [CARD_TEXT_KEY]: '一', title: '题' })
    await update({ flowStatus: '5' })
    expect(card()).toMatchObject({ params: { flowStatus: '5' }, text: '' })
  })

  it('by key replaces those that it names', async () => {
    await update({ [CARD_TEXT_KEY]: '一', title: '题' })
    await update({ title: '新' }, { cardUpdateOptions: { updateCardDataByKey: true } })
    expect(card()).toMatchObject({ params: { title: '新' }, text: '一' })
  })
})

it('an emulator tells its listeners about every change of a card', async () => {
  const texts: string[] = []
  const stop = emulator.dingtalk.on((event) => {
    if (event.type === 'card') texts.push(`${event.card.state}: ${event.card.text}`)
  })
  await stream({ content: '你' }, { content: '你好', isFinalize: true })
  stop()
  expect(texts).toEqual(['processing: ', 'processing: ', 'inputing: 你', 'finished: 你好'])
})
