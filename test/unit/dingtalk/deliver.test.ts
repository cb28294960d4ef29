import { beforeEach, describe, expect, it } from 'vitest'
import { withAccessToken } from '../../../functions/dingtalk/access-token'
import type { Api } from '../../../functions/dingtalk/api'
import { type DeliveryContext, type DeliveryProgress, deliver } from '../../../functions/dingtalk/deliver'
import type { Pacer } from '../../../functions/dingtalk/pacer'
import type { OutgoingMessage, Recipient } from '../../../functions/dingtalk/types'
import { toWebhookMessage } from '../../../functions/dingtalk/webhook'
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
const message = (...parts: string[]) => ({ title: '标题', markdown: false, parts })

/** The arguments of every call in order. */
let calls: [channel: string, ...given: unknown[]][]
/** The failures of the next calls of each channel; without one a call succeeds. */
let failures: Record<'api' | 'webhook', DeliveryFailure[]>
let pauses: number[]

const send = (channel: 'api' | 'webhook', ...given: unknown[]) => {
  calls.push([channel, ...given])
  const failure = failures[channel].shift()
  if (failure) throw new DeliveryError(failure, '400 test')
  return channel === 'api' ? `key${calls.length}` : undefined
}
const api = {
  sendToUser: async (_: string, robot: string, user: string, template: { fields: object }) =>
    send('api', robot, user, template),
  sendToGroup: async (_: string, robot: string, conversation: string, template: object) =>
    send('api', robot, conversation, template),
  sendToWebhook: async (_: string, message: object) => send('webhook', message),
} as unknown as Api
/** Makes every call at once. */
const pacer: Pacer = { run: (_, call) => call() }
const tokens = async (refused?: string) => (refused === undefined ? 't1' : 't2')
/** Delivers in this context. Rejects with a result that is not `delivered`. */
const create =
  (changed: Partial<DeliveryContext> = {}) =>
  async (to: Recipient, message: OutgoingMessage, given: DeliveryProgress) => {
    const sleep = async (ms: number) => void pauses.push(ms)
    const pacers = { pacer, pacerOf: () => pacer }
    const context: DeliveryContext = {
      api,
      accessTokens: tokens,
      ...pacers,
      ...settings,
      sleep,
      ...changed,
    }
    const result = await deliver(context, to, message, given)
    if (result.state !== 'delivered') throw Object.assign(new Error(result.state), result)
    return result
  }

const progress = (given: Partial<DeliveryProgress> = {}): DeliveryProgress => ({
  sent: 0,
  place: { arrivedAt: 0, expiresAt: 1_000 },
  onStart: async () => true,
  onFailed: () => undefined,
  onSent: async () => true,
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
  it('uses the user id for a person and the conversation id for a group', async () => {
    await create()(direct, message('你好'), progress())
    await create()(group, message('大家好'), progress())
    expect(calls).toEqual([
      ['api', 'ding1', 'u1', { msgKey: 'sampleText', fields: { content: '你好' } }],
      ['api', 'ding1', 'cid2', { msgKey: 'sampleText', fields: { content: '大家好' } }],
    ])
  })

  it('sends markdown with its title', async () => {
    await create()(direct, { ...message('**好**'), markdown: true }, progress())
    expect(calls[0]?.[3]).toEqual({ msgKey: 'sampleMarkdown', fields: { title: '标题', text: '**好**' } })
  })

  it('is the webhook with REPLY_VIA=webhook', async () => {
    const { channel } = await create({ replyVia: 'webhook' })(direct, message('你好'), progress())
    expect(channel).toBe('webhook')
    expect(channels()).toEqual(['webhook'])
  })

  it('sends the parts in order, each with its number, and reports each of them', async () => {
    const reported: unknown[][] = []
    await create()(
      direct,
      message('一', '二', '三'),
      progress({ onSent: async (...how) => reported.push(how) > 0 }),
    )
    expect(calls.map(([, , , template]) => template)).toMatchObject(
      ['一\n\n(1/3)', '二\n\n(2/3)', '三\n\n(3/3)'].map((content) => ({ fields: { content } })),
    )
    expect(reported).toEqual([
      [1, 'api', 'key1'],
      [2, 'api', 'key2'],
      [3, 'api', 'key3'],
    ])
  })

  it('continues with the missing part on the same channel', async () => {
    await create()(direct, message('一', '二', '三'), progress({ sent: 2, channel: 'webhook' }))
    expect(calls).toEqual([['webhook', { msgtype: 'text', text: { content: '三\n\n(3/3)' } }]])
  })

  it('writes the number of a part into its title too, which a notification shows', async () => {
    await create()(direct, { ...message('一\n\n', '二'), markdown: true }, progress())
    expect(calls.map(([, , , template]) => template)).toMatchObject([
      { fields: { title: '标题 (1/2)', text: '一\n\n(1/2)' } },
      { fields: { title: '标题 (2/2)', text: '二\n\n(2/2)' } },
    ])
  })

  it('sends a single part without a number', async () => {
    await create()(direct, { ...message('一'), markdown: true }, progress())
    expect(calls.map(([, , , template]) => template)).toMatchObject([
      { fields: { title: '标题', text: '一' } },
    ])
  })

  it('does not start a part that another process has by then', async () => {
    const onStart = async () => false
    await expect(create()(direct, message('一'), progress({ onStart }))).rejects.toMatchObject({
      state: 'stopped',
    })
    expect(calls).toEqual([])
  })

  it('stops without another channel when another process continues', async () => {
    const onSent = async () => false
    await expect(create()(direct, message('一', '二'), progress({ onSent }))).rejects.toMatchObject({
      state: 'stopped',
    })
    expect(channels()).toEqual(['api'])
  })
})

describe('a card', () => {
  /** A card that fails so often. */
  const card = (...failing: DeliveryFailure[]) => ({
    finish: async (text: string, isWhole: boolean) => {
      calls.push(['card', text, isWhole])
      const failure = failing.shift()
      if (failure) throw new DeliveryError(failure, '400 test')
    },
    refused: async () => void calls.push(['refused']),
  })

  it('shows the first part, without a number, and messages have the rest', async () => {
    const reported: unknown[][] = []
    const onSent = async (...how: unknown[]) => reported.push(how) > 0
    const result = await create()(direct, message('一', '二'), progress({ card: card(), onSent }))
    expect(calls).toMatchObject([
      ['card', '一', false],
      ['api', 'ding1', 'u1', { fields: { content: '二\n\n(2/2)' } }],
    ])
    expect(reported).toEqual([
      [1, 'card', undefined],
      [2, 'api', 'key2'],
    ])
    expect(result).toMatchObject({ refusals: [] })
  })

  it('that shows the whole answer is the channel', async () => {
    expect(await create()(direct, message('一'), progress({ card: card() }))).toMatchObject({
      channel: 'card',
    })
    expect(calls).toEqual([['card', '一', true]])
  })

  it('is tried again after a temporary failure', async () => {
    await create()(direct, message('一'), progress({ card: card('busy', 'busy') }))
    expect(channels()).toEqual(['card', 'card', 'card'])
  })

  it.each<DeliveryFailure>(['card-unknown', 'throttled'])(
    'that ends with %s is told so before the message is sent',
    async (failure) => {
      const result = await create()(direct, message('一'), progress({ card: card(failure) }))
      expect(channels()).toEqual(['card', 'refused', 'api'])
      expect(result).toMatchObject({ channel: 'api', refusals: [{ channel: 'card', failure }] })
    },
  )

  it('has the sentence about the content review in place of a text that DingTalk refuses', async () => {
    await create()(direct, message('一'), progress({ card: card('content-refused') }))
    expect(calls.map(([, text]) => text)).toEqual(['一', settings.contentRefused])
  })

  it('is not used again after its part was sent, and the rest takes the first channel', async () => {
    await create({ replyVia: 'webhook' })(
      direct,
      message('一', '二'),
      progress({ card: card(), sent: 1, channel: 'card' }),
    )
    expect(channels()).toEqual(['webhook'])
  })

  it('that was refused before is the reason in the line for the admin', async () => {
    const cardRefusal = { channel: 'card', failure: 'card-template' } as const
    await create()(
      direct,
      message('一'),
      progress({ cardRefusal, hint: async (failure) => `提示：${failure}` }),
    )
    expect(calls[0]?.[3]).toMatchObject({ fields: { content: '一\n\n提示：card-template' } })
  })
})

describe('a temporary failure', () => {
  it('is retried on the same channel with growing pauses', async () => {
    failures.api = ['busy', 'busy', 'busy']
    const { channel, refusals } = await create()(direct, message('好'), progress())
    expect([channel, refusals]).toEqual(['api', []])
    expect(channels()).toEqual(['api', 'api', 'api', 'api'])
    expect(pauses.map((ms) => Math.floor(ms / 1_250))).toEqual([0, 1, 3])
    for (const [at, ms] of pauses.entries()) expect(ms).toBeGreaterThanOrEqual(1_000 * 2 ** at)
  })

  it.each(['api', 'webhook'] as const)(
    'that is throttling never leads from the %s to the other channel',
    async (replyVia) => {
      failures[replyVia] = ['throttled']
      await expect(create({ replyVia })(direct, message('好'), progress())).rejects.toMatchObject({
        state: 'failed',
        canRetry: true,
        refusals: [{ channel: replyVia, failure: 'throttled' }],
      })
      expect(channels()).toEqual([replyVia])
    },
  )

  it('is reported, so that another process may have the part until it is tried again', async () => {
    failures.api = ['busy']
    const steps: string[] = []
    await create()(
      direct,
      message('好'),
      progress({
        onStart: async () => steps.push('start') > 0,
        onFailed: () => void steps.push('failed'),
        onSent: async () => steps.push('sent') > 0,
      }),
    )
    expect(steps).toEqual(['start', 'failed', 'start', 'sent'])
  })

  it('leads to the other channel when it lasts', async () => {
    failures.api = Array(5).fill('busy')
    const { channel } = await create()(direct, message('好'), progress())
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

describe('a permanent failure', () => {
  it.each(FINAL)('(%s) is not retried and leads to the other channel', async (failure) => {
    failures.api = [failure]
    const { channel, refusals } = await create()(direct, message('好'), progress())
    expect(channel).toBe('webhook')
    expect(refusals).toEqual([{ channel: 'api', failure, evidence: '400 test' }])
    expect(channels()).toEqual(['api', 'webhook'])
    expect(pauses).toEqual([])
  })

  it('of the webhook leads to the API', async () => {
    failures.webhook = ['webhook-gone']
    const { channel } = await create({ replyVia: 'webhook' })(direct, message('好'), progress())
    expect(channel).toBe('api')
    expect(channels()).toEqual(['webhook', 'api'])
  })

  it('between two parts leads to the other channel for the remaining ones', async () => {
    const deliverAll = create()
    const onSent = async (sent: number) => {
      if (sent === 1) failures.api = ['permission']
      return true
    }
    await deliverAll(direct, message('一', '二', '三'), progress({ onSent }))
    expect(channels()).toEqual(['api', 'api', 'webhook', 'webhook'])
  })

  it('adds the hint for the owner to the last part', async () => {
    failures.api = ['permission']
    const hinted: DeliveryFailure[] = []
    const hint = async (failure: DeliveryFailure) => {
      hinted.push(failure)
      return '（给管理员）'
    }
    await create()(direct, message('一', '二'), progress({ hint }))
    expect(hinted).toEqual(['permission'])
    const texts = calls.slice(1).map(([, message]) => (message as { text: { content: string } }).text.content)
    expect(texts).toEqual(['一\n\n(1/2)', '二\n\n(2/2)\n\n（给管理员）'])
  })

  it('of both channels is reported, with whether a later try may succeed', async () => {
    failures = { api: ['permission'], webhook: ['webhook-gone'] }
    await expect(create()(direct, message('好'), progress())).rejects.toMatchObject({
      state: 'failed',
      canRetry: false,
    })
    failures = { api: ['permission'], webhook: Array(5).fill('busy') }
    await expect(create()(direct, message('好'), progress())).rejects.toMatchObject({
      state: 'failed',
      canRetry: true,
      refusals: [
        { channel: 'api', failure: 'permission' },
        { channel: 'webhook', failure: 'busy' },
      ],
    })
  })
})

describe('a message is not sent', () => {
  it('by the API without an app', async () => {
    const { refusals } = await create({ appSecret: '' })(direct, message('好'), progress())
    expect(refusals).toMatchObject([{ failure: 'app-missing' }])
    expect(channels()).toEqual(['webhook'])
  })

  it('by the API in a direct chat without a user id, which the encrypted id is not', async () => {
    const outsider = { ...direct, sender: { id: '$:LWCP_v1:$x' } }
    const { refusals } = await create()(outsider, message('好'), progress())
    expect(refusals).toMatchObject([{ failure: 'no-staff-id' }])
    expect(channels()).toEqual(['webhook'])
  })

  it('by the webhook to an outsider in a group, where the API can answer', async () => {
    await create()({ ...group, sender: { id: '$:LWCP_v1:$x' } }, message('好'), progress())
    expect(channels()).toEqual(['api'])
  })

  it('by a webhook that is not of DingTalk or has expired', async () => {
    failures.api = ['permission', 'permission']
    const foreign = { ...direct, webhook: { ...webhook, url: 'https://evil.example/x' } }
    await expect(create()(foreign, message('好'), progress())).rejects.toMatchObject({
      refusals: [{}, { failure: 'webhook-untrusted' }],
    })
    const expired = { ...direct, webhook: { ...webhook, expiresAt: Date.now() - 1 } }
    await expect(create()(expired, message('好'), progress())).rejects.toMatchObject({
      refusals: [{}, { failure: 'webhook-gone' }],
    })
    expect(channels()).toEqual(['api', 'api'])
  })
})

describe('content that the review refuses', () => {
  it('is replaced by a sentence about it, on the same channel', async () => {
    failures.api = ['content-refused']
    const { channel, refusals } = await create()(direct, message('违禁'), progress())
    expect([channel, refusals]).toEqual(['api', []])
    expect(calls.map(([, , , template]) => template)).toMatchObject([
      { fields: { content: '违禁' } },
      { fields: { content: '审核没有放行。' } },
    ])
  })
})

describe('the webhook', () => {
  const viaWebhook = create({ replyVia: 'webhook' })

  it('mentions the asker in the first part in a group', async () => {
    await viaWebhook(group, message('一', '二'), progress())
    expect(calls.map(([, message]) => message)).toEqual([
      { msgtype: 'text', text: { content: '@u1 一\n\n(1/2)' }, at: { atUserIds: ['u1'], isAtAll: false } },
      { msgtype: 'text', text: { content: '二\n\n(2/2)' } },
    ])
  })

  it('mentions no person in a direct chat, and no outsider', async () => {
    await viaWebhook(direct, message('好'), progress())
    await viaWebhook({ ...group, sender: { id: '$:LWCP_v1:$x' } }, message('好'), progress())
    for (const [, message] of calls) expect(message).toEqual({ msgtype: 'text', text: { content: '好' } })
  })

  it('repeats the id in the text of markdown, where DingTalk shows a mention only then', () =>
    expect(toWebhookMessage({ title: '标题', markdown: true }, '**好**', 'u1')).toEqual({
      msgtype: 'markdown',
      markdown: { title: '标题', text: '@u1 \n\n**好**' },
      at: { atUserIds: ['u1'], isAtAll: false },
    }))
})

describe('a call with the token', () => {
  it('is repeated once with a new token when the token was refused', async () => {
    const used: string[] = []
    const call = async (token: string) => {
      used.push(token)
      throw new DeliveryError('token-refused')
    }
    await expect(withAccessToken(tokens, call)).rejects.toMatchObject({ failure: 'token-refused' })
    expect(used).toEqual(['t1', 't2'])
  })

  it('is not repeated after another failure', async () => {
    const used: string[] = []
    const call = async (token: string) => {
      used.push(token)
      throw new DeliveryError('permission')
    }
    await expect(withAccessToken(tokens, call)).rejects.toMatchObject({ failure: 'permission' })
    expect(used).toEqual(['t1'])
  })
})
