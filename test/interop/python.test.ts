import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OutgoingMessage } from '../../playground/dingtalk/callback/messages'
import { UNPUBLISHED_TEMPLATE_ID } from '../../playground/dingtalk/cards/templates'
import { TEST_GROUP_ID } from '../../playground/dingtalk/directory'
import type { FaultId } from '../../playground/dingtalk/faults/faults'
import { type Gateway, startGateway } from '../../playground/dingtalk-gateway/emulator'
import { CARD_TEMPLATE_ID, CARD_TEXT_KEY, REACTED_MSG_ID } from '../playground/dingtalk/support/card-requests'
import { STAFF_ID } from '../playground/dingtalk/support/client'
import { useEmulator } from '../playground/dingtalk/support/emulator'
import { until } from '../support/until'

// A Python that has the packages of python/requirements.txt; CI installs them for this suite.
const PYTHON = process.env.INTEROP_PYTHON
if (!PYTHON)
  console.warn(
    "\n  Skipped: DingTalk's official Python clients. To run this suite: install test/interop/python/requirements.txt and set INTEROP_PYTHON\n",
  )

/** What a call of `python/calls.py` returned or raised. */
interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: each call has its own result
  result?: any
  error?: { code: string; message: string; status: number | null; scopes: string[] | null }
}

describe.skipIf(!PYTHON)('alibabacloud_dingtalk, talking to the emulator', () => {
  const emulator = useEmulator()
  let call: (name: string, args: object) => Promise<Answer>
  let token: string
  let program: ChildProcess

  beforeAll(() => {
    program = startPython('calls.py', { DINGTALK_OPENAPI_ENDPOINT: emulator.dingtalk.url })
    const lines = createInterface({ input: program.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]()
    call = async (name, args) => {
      program.stdin?.write(`${JSON.stringify({ call: name, ...args })}\n`)
      const { done, value } = await lines.next()
      if (done) throw new Error('calls.py has ended')
      return JSON.parse(value)
    }
  })
  beforeEach(async () => {
    token = (await getToken()).result.accessToken
  })
  afterAll(() => void program?.kill())

  const getToken = (appSecret = emulator.dingtalk.app.secret) =>
    call('getToken', { appKey: emulator.dingtalk.app.key, appSecret })
  const common = () => ({ token, robotCode: emulator.dingtalk.app.robotCode })
  const sendToPeople = (changes: object = {}) =>
    call('sendToPeople', {
      ...common(),
      userIds: [STAFF_ID],
      msgKey: 'sampleMarkdown',
      msgParam: JSON.stringify({ title: '回复', text: '**你好** 🎉' }),
      ...changes,
    })

  it('gets a token that is valid for two hours', async () => {
    expect((await getToken()).result).toEqual({ accessToken: token, expireIn: 7200 })
  })

  it('sends to a person', async () => {
    const { result } = await sendToPeople({ userIds: [STAFF_ID, 'unknown'] })
    expect(result).toMatchObject({ invalidStaffIdList: ['unknown'], processQueryKey: expect.any(String) })
    expect(emulator.dingtalk.store.deliveries).toMatchObject([
      { via: 'api', recipients: ['xiaoce'], title: '回复', text: '**你好** 🎉' },
    ])
  })

  it('sends into a group', async () => {
    const { result } = await call('sendToGroup', {
      ...common(),
      openConversationId: TEST_GROUP_ID,
      msgKey: 'sampleText',
      msgParam: JSON.stringify({ content: '大家好' }),
    })
    expect(result).toEqual({ processQueryKey: expect.any(String) })
    expect(emulator.dingtalk.store.deliveries).toMatchObject([
      { conversationId: TEST_GROUP_ID, text: '大家好' },
    ])
  })

  it('gets the address of a file that was sent to the robot', async () => {
    const bytes = Buffer.from('报告内容')
    const { content } = emulator.dingtalk.build({ kind: 'file', bytes, fileName: '报告.txt' }) as {
      content: { downloadCode: string }
    }
    const { result } = await call('download', { ...common(), downloadCode: content.downloadCode })
    expect(Buffer.from(await (await fetch(result.downloadUrl)).arrayBuffer())).toEqual(bytes)
  })

  const REFUSED: [what: string, code: string, status: number, args: object, fault?: FaultId][] = [
    ['a revoked token', 'InvalidAuthentication', 400, {}, 'token-revoked'],
    [
      'a missing permission',
      'Forbidden.AccessDenied.AccessTokenPermissionDenied',
      403,
      {},
      'permission-missing',
    ],
    ['too many calls', 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', 403, {}, 'qps-limit'],
    ['a used-up month', 'Forbidden.AccessDenied.ApiCountLimitForOrg', 403, {}, 'quota-used-up'],
    ['an unknown robot', 'invalidParameter.robotCode.notExsit', 400, { robotCode: 'dingother' }],
    ['an unknown template', 'invalidParameter.msgKey.invalid', 400, { msgKey: 'sampleNothing' }],
    ['a parameter that is not JSON', 'invalidParameter.msgParam.invalid', 400, { msgParam: '你好' }],
    ['an unknown person', 'staffId.notExisted', 400, { userIds: ['unknown'] }],
    ['a refused text', 'contain.notAllowed.text', 400, {}, 'content-refused'],
  ]
  it.each(REFUSED)('raises the code of %s: %s', async (_, code, status, args, fault) => {
    if (fault) emulator.dingtalk.faults.set(fault)
    const { error } = await sendToPeople(args)
    expect(error).toMatchObject({ code, status, message: expect.stringContaining(code) })
    expect(error?.scopes).toEqual(fault === 'permission-missing' ? ['qyapi_robot_sendmsg'] : null)
    expect(emulator.dingtalk.store.deliveries).toEqual([])
  })

  it('raises the code of a wrong secret', async () => {
    expect((await getToken('wrong')).error).toMatchObject({ code: 'invalidClientIdOrSecret', status: 400 })
  })

  it('raises InvalidAction.NotFound for a recall, which the emulator does not serve', async () => {
    const { error } = await call('recall', { ...common(), processQueryKeys: ['key'] })
    expect(error).toMatchObject({ code: 'InvalidAction.NotFound', status: 404 })
  })

  describe('cards', () => {
    const outTrackId = 'card_1'
    const target = { outTrackId, cardTemplateId: CARD_TEMPLATE_ID }
    const stream = (frame: object) =>
      call('streamCard', { token, outTrackId, key: CARD_TEXT_KEY, isFull: true, isFinalize: false, ...frame })
    const create = (changes: object = {}) =>
      call('createAndDeliverCard', {
        ...common(),
        ...target,
        openConversationId: TEST_GROUP_ID,
        userId: STAFF_ID,
        ...changes,
      })

    it('are shown in a group and in a direct chat, and grow', async () => {
      const { result } = await create()
      const [group, direct] = emulator.dingtalk.store.deliveries
      expect(result).toEqual({
        success: true,
        result: {
          outTrackId,
          deliverResults: [
            deliverResult('IM_GROUP', TEST_GROUP_ID, group?.processQueryKey),
            deliverResult('IM_ROBOT', STAFF_ID, direct?.processQueryKey),
          ],
        },
      })
      expect((await stream({ guid: '1', content: '你' })).result).toEqual({ success: true, result: true })
      await stream({ guid: '2', content: '你好', isFinalize: true })
      expect(emulator.dingtalk.store.deliveries).toMatchObject([
        { title: '帮我总结', text: '你好', atUserIds: [STAFF_ID] },
        { text: '你好' },
      ])
      expect(emulator.dingtalk.store.cards).toMatchObject([{ state: 'finished', frames: 2 }])
      expect(emulator.dingtalk.usage()).toMatchObject({ apiCalls: 3 })
    })

    it('are created, delivered and updated by a call each', async () => {
      expect((await call('createCard', { token, ...target })).result).toEqual({
        success: true,
        result: outTrackId,
      })
      const { result } = await call('deliverCard', { token, outTrackId, userId: STAFF_ID })
      expect(result).toEqual({
        success: true,
        result: [deliverResult('IM_ROBOT', STAFF_ID, emulator.dingtalk.store.deliveries[0]?.processQueryKey)],
      })
      const cardParamMap = { [CARD_TEXT_KEY]: '你好', flowStatus: '3' }
      const updated = await call('updateCard', { token, outTrackId, cardParamMap })
      expect(updated.result).toEqual({ success: true, result: true })
      expect(emulator.dingtalk.store.cards).toMatchObject([{ state: 'finished', text: '你好' }])
    })

    it.each([
      ['param.templateNotExist', 400, { cardTemplateId: 'none.schema' }],
      ['param.templateUnpublished', 400, { cardTemplateId: UNPUBLISHED_TEMPLATE_ID }],
    ])('raise %s', async (code, status, changes) => {
      expect((await create(changes)).error).toMatchObject({ code, status })
    })

    it.each([
      ['param.stream.outTrackId', 400, { outTrackId: 'none' }],
      ['param.stream.isFull', 400, { isFull: null }],
      ['unknownError', 500, { key: 'content' }],
    ])('raise %s at a frame', async (code, status, frame) => {
      await create()
      expect((await stream({ guid: '1', content: '你好', ...frame })).error).toMatchObject({ code, status })
    })

    it.each([
      ['Card.Instance.Write', create],
      ['Card.Streaming.Write', () => stream({ guid: '1', content: '你好' })],
    ])('raise the missing scope %s', async (scope, act) => {
      emulator.dingtalk.faults.set('permission-missing')
      expect((await act()).error).toMatchObject({ status: 403, scopes: [scope] })
    })
  })

  it('adds a reaction to a message and recalls it', async () => {
    const message = { openMsgId: REACTED_MSG_ID, openConversationId: TEST_GROUP_ID }
    const react = (how: string, emotionName = '🤔思考中') =>
      call('react', { ...common(), ...message, how, emotionName })
    expect((await react('reply')).result).toEqual({ success: true })
    expect(emulator.dingtalk.store.reactions).toMatchObject([{ msgId: REACTED_MSG_ID, name: '🤔思考中' }])
    expect((await react('recall')).result).toEqual({ success: true })
    expect(emulator.dingtalk.store.reactions).toMatchObject([{ recalledAt: expect.any(Number) }])
    expect((await react('reply', '🐢')).error).toMatchObject({ code: 'system.err', status: 500 })
  })
})

describe.skipIf(!PYTHON)('an echo bot on dingtalk-stream, connected to the emulated gateway', () => {
  const emulator = useEmulator()
  let gateway: Gateway
  let program: ChildProcess

  beforeAll(async () => {
    gateway = await startGateway({ dingtalk: emulator.dingtalk, clock: emulator.clock })
    const { key, secret } = emulator.dingtalk.app
    program = startPython('echo_bot.py', {
      DINGTALK_OPENAPI_ENDPOINT: gateway.url,
      DING_APP_KEY: key,
      DING_APP_SECRET: secret,
    })
    await until('the connection', () => gateway.store.connections.length > 0)
  })
  afterAll(async () => {
    program?.kill()
    await gateway?.close()
  })

  async function deliver(message: OutgoingMessage): Promise<void> {
    gateway.deliver(message)
    await until('the acknowledgement', () => gateway.store.pushes.at(-1)?.ack !== undefined)
    expect(gateway.store.pushes.at(-1)?.ack).toMatchObject({ code: 200 })
  }

  it('answers a text in a group, and @-s the person', async () => {
    await deliver({ kind: 'text', text: '你好 🐢', in: TEST_GROUP_ID })
    expect(emulator.dingtalk.store.deliveries).toMatchObject([
      { via: 'webhook', conversationId: TEST_GROUP_ID, text: '你好 🐢', atUserIds: [STAFF_ID] },
    ])
    expect(emulator.dingtalk.usage()).toMatchObject({ pushes: 1, apiCalls: 0, webhookSends: 1 })
  })

  it('downloads a picture', async () => {
    await deliver({ kind: 'picture', bytes: Buffer.alloc(1_234) })
    expect(emulator.dingtalk.store.deliveries).toMatchObject([{ text: '1234 bytes' }])
  })

  it('sends a markdown card, and updates it', async () => {
    await deliver({ kind: 'text', text: 'card', in: TEST_GROUP_ID })
    expect(emulator.dingtalk.store.deliveries).toMatchObject([
      { via: 'card', text: '# updated', atUserIds: [STAFF_ID] },
    ])
    expect(emulator.dingtalk.store.counts.openCards).toBe(0)
  })

  it.each([
    ['AI card', 'finished', '**你好**'],
    ['AI card that fails', 'failed', ''],
  ])('writes an %s', async (text, state, shown) => {
    const states: unknown[] = []
    const stop = emulator.dingtalk.on((event) => {
      if (event.type === 'card') states.push(`${event.card.state}: ${event.card.text}`)
    })
    await deliver({ kind: 'text', text })
    stop()
    expect([...new Set(states)]).toEqual([
      'processing: ',
      'inputing: ',
      'inputing: 你',
      'inputing: 你好',
      `${state}: ${shown}`,
    ])
    expect(emulator.dingtalk.store.deliveries).toMatchObject([{ via: 'card', text: shown }])
    expect(emulator.dingtalk.usage()).toMatchObject({ apiCalls: 6 })
  })

  it('answers after a ping', async () => {
    const opaque = gateway.ping()
    await until('the pong', () => JSON.stringify(gateway.store.answers).includes(opaque))
  })
})

function deliverResult(spaceType: string, spaceId: string, carrierId: unknown) {
  return { spaceType, spaceId, carrierId, success: true, errorMsg: '' }
}

function startPython(file: string, env: Record<string, string>): ChildProcess {
  return spawn(String(PYTHON), [path.join(__dirname, 'python', file)], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
}
