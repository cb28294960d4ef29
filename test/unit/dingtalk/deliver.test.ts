import { beforeEach, describe, expect, it } from 'vitest'
import type { Api } from '../../../functions/dingtalk/api'
import {
  createDeliver,
  type DeliveryProgress,
  type Recipient,
  StoppedError,
  toWebhookMessage,
  withToken,
} from '../../../functions/dingtalk/deliver'
import { DeliveryError, type DeliveryFailure } from '../../../functions/errors'

const OAPI = 'https://oapi.dingtalk.com'
const webhook = { url: `${OAPI}/robot/sendBySession?session=1`, expiresAt: Date.now() + 3_600_000 }
const direct: Recipient = {
  robotCode: 'ding1',
  conversation: { id: 'cid1', kind: 'direct' },
  sender: { id: 'u1', staffId: 'u1' },
  webhook,
}
const group: Recipient = { ...direct, conversation: { id: 'cid2', kind: 'group' } }
const settings = {
  replyVia: 'api' as const,
  appKey: 'ding1',
  appSecret: 's',
  oapiUrl: OAPI,
  contentRefused: '审核没有放行。',
}
const letter = (...parts: string[]) => ({ title: '标题', markdown: false, parts })

/** What every call was given, in order. */
let calls: [channel: string, ...given: unknown[]][]
/** What the next calls of a channel end with; none: success. */
let failures: Record<'api' | 'webhook', DeliveryFailure[]>
let pauses: number[]

const meet = (channel: 'api' | 'webhook', ...given: unknown[]) => {
  calls.push([channel, ...given])
  const failure = failures[channel].shift()
  if (failure) throw new DeliveryError(failure, '400 test')
}
const api = {
  sendToUser: async (_: string, robot: string, user: string, template: { fields: object }) =>
    meet('api', robot, user, template),
  sendToGroup: async (_: string, robot: string, conversation: string, template: object) =>
    meet('api', robot, conversation, template),
  sendToWebhook: async (_: string, message: object) => meet('webhook', message),
} as unknown as Api
const tokens = { get: async () => 't1', renew: async () => 't2' }
const create = (changed: Partial<typeof settings> | { replyVia: 'webhook' } = {}) =>
  createDeliver(api, tokens, { ...settings, ...changed }, async (ms) => void pauses.push(ms))

const progress = (given: Partial<DeliveryProgress> = {}): DeliveryProgress => ({
  sent: 0,
  onSent: async () => {},
  hint: async () => undefined,
  ...given,
})
const channels = () => calls.map(([channel]) => channel)

beforeEach(() => {
  calls = []
  failures = { api: [], webhook: [] }
  pauses = []
})

describe('the first channel', () => {
  it('goes to a person by the user id, to a group by the conversation', async () => {
    await create()(direct, letter('你好'), progress())
    await create()(group, letter('大家好'), progress())
    expect(calls).toEqual([
      ['api', 'ding1', 'u1', { msgKey: 'sampleText', fields: { content: '你好' } }],
      ['api', 'ding1', 'cid2', { msgKey: 'sampleText', fields: { content: '大家好' } }],
    ])
  })

  it('shows markdown as markdown, with the title', async () => {
    await create()(direct, { ...letter('**好**'), markdown: true }, progress())
    expect(calls[0]?.[3]).toEqual({ msgKey: 'sampleMarkdown', fields: { title: '标题', text: '**好**' } })
  })

  it('is the webhook where the owner says so', async () => {
    const { channel } = await create({ replyVia: 'webhook' })(direct, letter('你好'), progress())
    expect(channel).toBe('webhook')
    expect(channels()).toEqual(['webhook'])
  })

  it('sends the parts in order and tells after each', async () => {
    const told: [number, string][] = []
    await create()(
      direct,
      letter('一', '二', '三'),
      progress({ onSent: async (...how) => void told.push(how) }),
    )
    expect(calls.map(([, , , template]) => template)).toMatchObject(
      ['一', '二', '三'].map((content) => ({ fields: { content } })),
    )
    expect(told).toEqual([
      [1, 'api'],
      [2, 'api'],
      [3, 'api'],
    ])
  })

  it('goes on with the part that is missing, on the channel it was on', async () => {
    await create()(direct, letter('一', '二', '三'), progress({ sent: 2, channel: 'webhook' }))
    expect(calls).toEqual([['webhook', { msgtype: 'text', text: { content: '三' } }]])
  })

  it('stops where it is told to, and takes no other channel', async () => {
    const onSent = async () => {
      throw new StoppedError()
    }
    await expect(create()(direct, letter('一', '二'), progress({ onSent }))).rejects.toThrow(StoppedError)
    expect(channels()).toEqual(['api'])
  })
})

describe('what passes', () => {
  it.each(['throttled', 'busy'] as const)(
    '(%s) is ridden out on the same channel, ever more slowly',
    async (failure) => {
      failures.api = [failure, failure, failure]
      const { channel, refusals } = await create()(direct, letter('好'), progress())
      expect([channel, refusals]).toEqual(['api', []])
      expect(channels()).toEqual(['api', 'api', 'api', 'api'])
      expect(pauses.map((ms) => Math.floor(ms / 1_250))).toEqual([0, 1, 3])
      for (const [at, ms] of pauses.entries()) expect(ms).toBeGreaterThanOrEqual(1_000 * 2 ** at)
    },
  )

  it('leads to the other channel when it does not pass', async () => {
    failures.api = Array(5).fill('busy')
    const { channel } = await create()(direct, letter('好'), progress())
    expect(channel).toBe('webhook')
    expect(channels()).toEqual(['api', 'api', 'api', 'api', 'api', 'webhook'])
  })
})

const FINAL: DeliveryFailure[] = [
  'permission',
  'ip-list',
  'quota',
  'robot-stopped',
  'robot-unknown',
  'group-gone',
  'user-not-reached',
  'app-refused',
  'rejected',
]

describe('what is refused for good', () => {
  it.each(FINAL)('(%s) is tried once and takes the other channel once', async (failure) => {
    failures.api = [failure]
    const { channel, refusals } = await create()(direct, letter('好'), progress())
    expect(channel).toBe('webhook')
    expect(refusals).toEqual([{ channel: 'api', failure, evidence: '400 test' }])
    expect(channels()).toEqual(['api', 'webhook'])
    expect(pauses).toEqual([])
  })

  it('takes the other channel also from the webhook', async () => {
    failures.webhook = ['webhook-gone']
    const { channel } = await create({ replyVia: 'webhook' })(direct, letter('好'), progress())
    expect(channel).toBe('api')
    expect(channels()).toEqual(['webhook', 'api'])
  })

  it('in the middle of the parts is gone on with on the other channel, none twice', async () => {
    const deliver = create()
    const onSent = async (sent: number) => {
      if (sent === 1) failures.api = ['permission']
    }
    await deliver(direct, letter('一', '二', '三'), progress({ onSent }))
    expect(channels()).toEqual(['api', 'api', 'webhook', 'webhook'])
  })

  it('puts the line for the owner under the last part alone', async () => {
    failures.api = ['permission']
    const asked: DeliveryFailure[] = []
    const hint = async (failure: DeliveryFailure) => {
      asked.push(failure)
      return '（给管理员）'
    }
    await create()(direct, letter('一', '二'), progress({ hint }))
    expect(asked).toEqual(['permission'])
    const texts = calls.slice(1).map(([, message]) => (message as { text: { content: string } }).text.content)
    expect(texts).toEqual(['一', '二\n\n（给管理员）'])
  })

  it('on both channels is undelivered, and says whether a later try may help', async () => {
    failures = { api: ['permission'], webhook: ['webhook-gone'] }
    await expect(create()(direct, letter('好'), progress())).rejects.toMatchObject({ passing: false })
    failures = { api: ['permission'], webhook: Array(5).fill('busy') }
    await expect(create()(direct, letter('好'), progress())).rejects.toMatchObject({
      passing: true,
      refusals: [
        { channel: 'api', failure: 'permission' },
        { channel: 'webhook', failure: 'busy' },
      ],
    })
  })
})

describe('nobody is sent anything', () => {
  it('by the API without an app', async () => {
    const { refusals } = await create({ appSecret: '' })(direct, letter('好'), progress())
    expect(refusals).toMatchObject([{ failure: 'app-missing' }])
    expect(channels()).toEqual(['webhook'])
  })

  it('by the API directly without a user id: the encrypted id is none', async () => {
    const outsider = { ...direct, sender: { id: '$:LWCP_v1:$x' } }
    const { refusals } = await create()(outsider, letter('好'), progress())
    expect(refusals).toMatchObject([{ failure: 'no-staff-id' }])
    expect(channels()).toEqual(['webhook'])
  })

  it('but an outsider in a group is answered in the group', async () => {
    await create()({ ...group, sender: { id: '$:LWCP_v1:$x' } }, letter('好'), progress())
    expect(channels()).toEqual(['api'])
  })

  it('through an address that is not of DingTalk, or over', async () => {
    failures.api = ['permission', 'permission']
    const elsewhere = { ...direct, webhook: { ...webhook, url: 'https://evil.example/x' } }
    await expect(create()(elsewhere, letter('好'), progress())).rejects.toMatchObject({
      refusals: [{}, { failure: 'webhook-untrusted' }],
    })
    const over = { ...direct, webhook: { ...webhook, expiresAt: Date.now() - 1 } }
    await expect(create()(over, letter('好'), progress())).rejects.toMatchObject({
      refusals: [{}, { failure: 'webhook-gone' }],
    })
    expect(channels()).toEqual(['api', 'api'])
  })
})

describe('content that is refused by the review', () => {
  it('is replaced by a sentence that says so, on the same channel', async () => {
    failures.api = ['content-refused']
    const { channel, refusals } = await create()(direct, letter('违禁'), progress())
    expect([channel, refusals]).toEqual(['api', []])
    expect(calls.map(([, , , template]) => template)).toMatchObject([
      { fields: { content: '违禁' } },
      { fields: { content: '审核没有放行。' } },
    ])
  })
})

describe('the webhook', () => {
  const viaWebhook = create({ replyVia: 'webhook' })

  it('@s the asker in a group, in the first part', async () => {
    await viaWebhook(group, letter('一', '二'), progress())
    expect(calls.map(([, message]) => message)).toEqual([
      { msgtype: 'text', text: { content: '@u1 一' }, at: { atUserIds: ['u1'], isAtAll: false } },
      { msgtype: 'text', text: { content: '二' } },
    ])
  })

  it('@s nobody in a direct chat, and no outsider', async () => {
    await viaWebhook(direct, letter('好'), progress())
    await viaWebhook({ ...group, sender: { id: '$:LWCP_v1:$x' } }, letter('好'), progress())
    for (const [, message] of calls) expect(message).toEqual({ msgtype: 'text', text: { content: '好' } })
  })

  it('names the id in the text of markdown, which shows an @ only then', () =>
    expect(toWebhookMessage({ title: '标题', markdown: true }, '**好**', 'u1')).toEqual({
      msgtype: 'markdown',
      markdown: { title: '标题', text: '@u1 \n\n**好**' },
      at: { atUserIds: ['u1'], isAtAll: false },
    }))
})

describe('a call with the token', () => {
  it('is made again with a new one when the token was refused, and no third time', async () => {
    const used: string[] = []
    const call = async (token: string) => {
      used.push(token)
      throw new DeliveryError('token-refused')
    }
    await expect(withToken(tokens, call)).rejects.toMatchObject({ failure: 'token-refused' })
    expect(used).toEqual(['t1', 't2'])
  })

  it('is not made again when anything else was wrong', async () => {
    const used: string[] = []
    const call = async (token: string) => {
      used.push(token)
      throw new DeliveryError('permission')
    }
    await expect(withToken(tokens, call)).rejects.toMatchObject({ failure: 'permission' })
    expect(used).toEqual(['t1'])
  })
})
