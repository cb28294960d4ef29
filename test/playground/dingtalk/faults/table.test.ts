import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RouteKind } from '../../../../playground/dingtalk/api/route-kinds'
import { FAULTS, type FaultId } from '../../../../playground/dingtalk/faults/faults'
import { useEmulator } from '../support/emulator'

const emulator = useEmulator()

const OAPI: RouteKind[] = ['gettoken', 'webhook', 'upload']

/** The response of a fault, by route: an HTTP status and a code, or 200 and an errcode. */
const REFUSALS: Partial<Record<FaultId, (route: RouteKind) => [status: number, code: string | number]>> = {
  'server-error': (route) => (OAPI.includes(route) ? [200, -1] : [500, 'system.error']),
  unavailable: () => [503, 'ServiceUnavailable'],
  'bad-credentials': (route) => (route === 'gettoken' ? [200, 40096] : [400, 'invalidClientIdOrSecret']),
  'token-revoked': () => [400, 'InvalidAuthentication'],
  'token-expired': () => [400, 'InvalidAuthentication'],
  'permission-missing': () => [403, 'Forbidden.AccessDenied.AccessTokenPermissionDenied'],
  'ip-refused': () => [403, 'Forbidden.AccessDenied.IpNotInWhiteList'],
  'quota-used-up': () => [403, 'Forbidden.AccessDenied.ApiCountLimitForOrg'],
  'qps-limit': () => [403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi'],
  'too-fast': (route) => (route === 'webhook' ? [200, 130101] : [400, 'send.too.fast']),
  'robot-stopped': (route) => {
    if (route === 'webhook') return [200, 400102]
    return [400, route === 'batchSend' ? 'chatbotId.notAllow.sendOTO' : 'bot.stopped']
  },
  'group-gone': (route) => (route === 'webhook' ? [200, 400013] : [400, 'group.disbanded']),
  'content-refused': (route) => (route === 'webhook' ? [200, 430102] : [400, 'contain.notAllowed.text']),
  'content-refused-once': (route) => (route === 'webhook' ? [200, 430102] : [400, 'contain.notAllowed.text']),
  'link-refused': (route) => (route === 'webhook' ? [200, 430101] : [400, 'contain.unsafe.url']),
  'picture-refused': (route) => (route === 'webhook' ? [200, 430103] : [400, 'contain.notAllowed.picture']),
  'message-refused': (route) => (route === 'webhook' ? [200, 430104] : [400, 'contain.notAllowed.content']),
  'user-unknown': () => [400, 'staffId.notExisted'],
  'webhook-expired': () => [200, 300001],
  'upload-type-refused': () => [200, 40005],
  'upload-size-refused': () => [200, 40006],
  'card-refused': () => [400, 'param.invalid'],
  'card-template-unknown': () => [400, 'param.templateNotExist'],
  'card-unpublished': () => [400, 'param.templateUnpublished'],
  'card-content-refused': () => [400, 'param.contentUnsafe'],
  'card-scope-missing': () => [500, 'unknownError'],
  'card-busy': () => [500, 'system.busy'],
  'card-key-wrong': () => [500, 'unknownError'],
  'frames-throttled': () => [403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi'],
  'reaction-fails': () => [500, 'system.err'],
  'reaction-fails-twice': () => [500, 'system.err'],
  'download-expired': () => [400, 'invalidParameter.robotCode.downloadCode'],
}

it('every fault has a test, and a title in English and in Chinese', () => {
  const others = [
    'connection.test.ts',
    'behaviour.test.ts',
    '../api/quota.test.ts',
    '../cards/faults.test.ts',
  ].map((name) => readFileSync(path.join(__dirname, name), 'utf8'))
  for (const [id, { en, zh }] of Object.entries(FAULTS)) {
    // Test titles in the other files begin with the name of the fault.
    expect(id in REFUSALS || others.some((source) => new RegExp(`'${id}(:|')`).test(source)), id).toBe(true)
    expect(en).toMatch(/^[A-Z]/)
    expect(zh).toMatch(/\p{Script=Han}/u)
  }
})

const REFUSED = Object.entries(REFUSALS).flatMap(([id, answer]) =>
  FAULTS[id as FaultId].calls.map((route) => {
    const [status, code] = answer(route as RouteKind)
    return { id: id as FaultId, route: route as RouteKind, status, code }
  }),
)

describe('a fault that refuses', () => {
  it.each(REFUSED)('$id: $route → $status $code, once', async ({ id, route, status, code }) => {
    const headers = await emulator.client.validHeaders(route)
    const query = route === 'webhook' ? emulator.client.sessionQuery() : undefined
    const before = emulator.dingtalk.store.deliveries.length
    emulator.dingtalk.faults.set(id, { on: route, times: 1 })
    const refused = await emulator.client.call(route, { headers, query })
    expect(refused.status).toBe(status)
    expect(typeof code === 'number' ? refused.body.errcode : refused.body.code).toBe(code)
    expect(emulator.dingtalk.store.calls.at(-1)).toMatchObject({ route, accepted: false, fault: id })
    expect(emulator.dingtalk.store.deliveries).toHaveLength(before)
    expect(emulator.dingtalk.faults.active()).toEqual([])
    const next = await emulator.client.call(route, { query })
    expect(next.status).toBe(200)
    expect(next.body.errcode ?? 0).toBe(0)
  })

  it('permission-missing returns the scope to apply for', async () => {
    emulator.dingtalk.faults.set('permission-missing')
    const { body } = await emulator.client.call('batchSend')
    expect(body.accessdenieddetail).toEqual({ requiredScopes: ['qyapi_robot_sendmsg'] })
  })

  it('after token-revoked and token-expired the next token is a new one', async () => {
    const tokens = [await emulator.client.token()]
    for (const id of ['token-revoked', 'token-expired'] as const) {
      emulator.dingtalk.faults.set(id, { times: 1 })
      await emulator.client.call('batchSend')
      tokens.push(await emulator.client.token())
    }
    expect(new Set(tokens).size).toBe(3)
  })
})
