import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestClock } from '../../../../playground/clock'
import { COVERAGE, NOT_COVERED } from '../../../../playground/dingtalk/api/coverage'
import { ROUTES } from '../../../../playground/dingtalk/api/routes'
import { type DingTalk, startDingTalk } from '../../../../playground/dingtalk/emulator'
import { createClient } from '../support'
import { REFUSALS } from './refusals'

const clock = createTestClock()
let dingtalk: DingTalk
let client: ReturnType<typeof createClient>

beforeAll(async () => {
  dingtalk = await startDingTalk({ clock })
  client = createClient(dingtalk)
})
afterAll(async () => {
  await dingtalk.close()
  clock.dispose()
})
beforeEach(() => dingtalk.reset())

describe('the list of what is covered', () => {
  it('is the list of the routes', () => {
    const covered = COVERAGE.map(({ route, method, path }) => ({ kind: route, method, path }))
    expect(ROUTES.map(({ kind, method, path }) => ({ kind, method, path }))).toEqual(covered)
  })

  it.each(COVERAGE.map(({ route, codes }) => [route, codes] as const))(
    'names every refusal of %s that these tests know, and no other',
    (route, codes) => {
      const tested = REFUSALS.filter(({ routes }) => routes.includes(route)).map(({ code }) => code)
      const known = route === 'file' ? [...tested, 'AccessDenied'] : tested
      expect([...new Set(known)].sort()).toEqual([...new Set(codes)].sort())
    },
  )

  it.each(NOT_COVERED)('answers $path, which is not served, as an unknown path', async ({ path }) => {
    const { status, body } = await client.post(path, {})
    expect({ status, body }).toEqual({ status: 200, body: { errcode: 404, errmsg: '请求的URI地址不存在' } })
  })
})

const CASES = REFUSALS.flatMap(({ routes, ...refused }) => routes.map((route) => ({ route, ...refused })))

describe('what is refused', () => {
  it.each(CASES)('$route: $what → $code', async ({ route, code, sent, limits }) => {
    // The request is made ready first: it must be this call that is refused, and not the one for its token.
    const authorization = sent?.headers ?? (await client.readyHeaders(route))
    if (limits) dingtalk.settings.limits = limits
    const { status, body } = await client.call(route, { ...sent, headers: authorization })
    if (typeof code === 'number') {
      expect({ status, errcode: body.errcode }).toEqual({ status: 200, errcode: code })
      expect(body.errmsg).toEqual(expect.any(String))
    } else {
      expect(body).toMatchObject({ code, message: expect.any(String) })
      expect(body.requestid).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/)
      expect(status).toBe(code.startsWith('Forbidden') ? 403 : 400)
    }
    expect(dingtalk.store.deliveries).toEqual([])
    expect(dingtalk.store.calls.at(-1)).toMatchObject({ route, status, accepted: false })
  })
})
