import { describe, expect, it } from 'vitest'
import { COVERAGE, NOT_COVERED } from '../../../../playground/dingtalk/api/covered-routes'
import { ROUTES } from '../../../../playground/dingtalk/api/routes'
import { useEmulator } from '../support/emulator'
import { INVALID_REQUESTS } from './invalid-requests'

const emulator = useEmulator()

/** The error body of api.dingtalk.com. */
const NOT_FOUND = {
  code: 'InvalidAction.NotFound',
  message: 'Specified api is not found, please check your url and method.',
  requestid: expect.stringMatching(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/),
}

/** The HTTP status of codes that are neither 400 nor, as refusals of access, 403. */
const STATUS: Record<string, number> = { unknownError: 500, 'system.err': 500 }

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

  it.each(NOT_COVERED)('$method $path is not served', async ({ method, path }) => {
    expect(await unknown(method, path)).toBe(path.startsWith('/v') ? 404 : 200)
  })

  it.each([
    ['GET', '/v1.0/oauth2/accessToken'],
    ['PUT', '/v1.0/robot/oToMessages/batchSend'],
    ['POST', '/v2.0/robot/groupMessages/send'],
    ['POST', '/v1.0/'],
  ])('%s %s is unknown to api.dingtalk.com: 404', async (method, path) => {
    expect(await unknown(method, path)).toBe(404)
  })

  it.each([
    ['POST', '/gettoken'],
    ['GET', '/robot/sendBySession?session=0123'],
    ['POST', '/topapi/v2/user/get'],
    ['GET', '/'],
    ['GET', '/v1/models'],
  ])('%s %s is unknown to oapi.dingtalk.com: 200', async (method, path) => {
    expect(await unknown(method, path)).toBe(200)
  })

  /** Calls a path that no route serves. @returns the HTTP status, after the body was checked */
  async function unknown(method: string, path: string): Promise<number> {
    const response = await fetch(emulator.dingtalk.url + path, { method })
    expect(await response.json()).toEqual(
      response.status === 404 ? NOT_FOUND : { errcode: 404, errmsg: '请求的URI地址不存在' },
    )
    expect(emulator.dingtalk.store.calls.at(-1)).toMatchObject({ route: 'unknown', accepted: false })
    return response.status
  }
})

const CASES = INVALID_REQUESTS.flatMap(({ routes, ...refused }) =>
  routes.map((route) => ({ route, ...refused })),
)

describe('an invalid request', () => {
  it.each(CASES)('$route: $what → $code', async ({ route, code, changes, before: needed, limits }) => {
    // The token is requested first, so that the limits refuse this call.
    const authorization = changes?.headers ?? (await emulator.client.validHeaders(route))
    if (needed) await emulator.client.call(needed)
    const before = emulator.dingtalk.store.deliveries.length
    if (limits) emulator.dingtalk.settings.limits = limits
    const { status, body } = await emulator.client.call(route, { ...changes, headers: authorization })
    if (typeof code === 'number') {
      expect({ status, errcode: body.errcode }).toEqual({ status: 200, errcode: code })
      expect(body.errmsg).toEqual(expect.any(String))
    } else {
      expect(body).toMatchObject({ code, message: expect.any(String) })
      expect(body.requestid).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/)
      expect(status).toBe(STATUS[code] ?? (code.startsWith('Forbidden') ? 403 : 400))
    }
    expect(emulator.dingtalk.store.deliveries).toHaveLength(before)
    expect(emulator.dingtalk.store.calls.at(-1)).toMatchObject({ route, status, accepted: false })
  })
})
