import { describe, expect, it } from 'vitest'
import { TEST_GROUP_ID } from '../../../../playground/dingtalk/directory'
import { REACTED_MSG_ID } from '../support/card-requests'
import { useEmulator } from '../support/emulator'

const emulator = useEmulator()
const reactions = () => emulator.dingtalk.store.reactions

describe('a reaction', () => {
  it('is on the message until it is recalled', async () => {
    const { body } = await emulator.client.call('reactionAdd')
    expect(body).toEqual({ success: true })
    const reaction = { msgId: REACTED_MSG_ID, conversationId: TEST_GROUP_ID, name: '🤔思考中' }
    expect(reactions()).toEqual([expect.objectContaining(reaction)])
    expect(reactions()[0]).not.toHaveProperty('recalledAt')
    const headers = await emulator.client.validHeaders('reactionAdd')
    await emulator.client.call('reactionRecall', { headers })
    expect(reactions()).toMatchObject([{ ...reaction, recalledAt: expect.any(Number) }])
  })

  it('that is added twice is there once', async () => {
    await emulator.client.call('reactionAdd')
    await emulator.client.call('reactionAdd')
    expect(reactions()).toHaveLength(1)
  })

  it('costs a metered call, and its recall another one', async () => {
    await emulator.client.call('reactionRecall')
    expect(emulator.dingtalk.usage()).toMatchObject({ apiCalls: 2 })
  })
})
