import { describe, expect, it } from 'vitest'
import { COVERAGE, NOT_COVERED } from '../../../../playground/dingtalk/api/covered-routes'
import { ROUTES } from '../../../../playground/dingtalk/api/routes'
import { useEmulator } from '../support/emulator'
import { INVALID_REQUESTS } from './invalid-requests'

const emulator = useEmulator()

describe('COVERAGE', () => {
  it('lists the routes', () => {
    const covered = COVERAGE.map(({ route, method, path }) => ({ kind: route, method, path }))
    expect(ROUTES.map(({ kind, method, path }) => ({ kind, method, path }))).toEqual(covered)
  })

  it.each(COVERAGE.map(({ route, codes }) => [route, codes] as const))(
    'lists exactly the error codes of %s in these tests',
    (route, codes) => {
      const tested = INVALID_REQUESTS.filter(({ routes }) => routes.includes(route)).map(({ code }) => code)
      const known = route === 'file' ? [...tested, 'AccessDenied'] : tested
      expect([...new Set(known)].sort()).toEqual([...new Set(codes)].sort())
    },
  )

  it.each(NOT_COVERED)('$path is not served: the response is that of an unknown path', async ({ path }) => {
    const { status, body } = await emulator.client.post(path, {})
    expect({ status, body }).toEqual({ status: 200, body: { errcode: 404, errmsg: '请求的URI地址不存在' } })
  })
})

const CASES = INVALID_REQUESTS.flatMap(({ routes, ...refused }) =>
  routes.map((route) => ({ route, ...refused })),
)

describe('an invalid request', () => {
  it.each(CASES)('$route: $what → $code', async ({ route, code, changes, limits }) => {
    // The token is requested first, so that the limits refuse this call.
    const authorization = changes?.headers ?? (await emulator.client.validHeaders(route))
    if (limits) emulator.dingtalk.settings.limits = limits
    const { status, body } = await emulator.client.call(route, { ...changes, headers: authorization })
    if (typeof code === 'number') {
      expect({ status, errcode: body.errcode }).toEqual({ status: 200, errcode: code })
      expect(body.errmsg).toEqual(expect.any(String))
    } else {
      expect(body).toMatchObject({ code, message: expect.any(String) })
      expect(body.requestid).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/)
      expect(status).toBe(code.startsWith('Forbidden') ? 403 : 400)
    }
    expect(emulator.dingtalk.store.deliveries).toEqual([])
    expect(emulator.dingtalk.store.calls.at(-1)).toMatchObject({ route, status, accepted: false })
  })
})
