import { randomBytes } from 'node:crypto'
import { EXPIRED_FILE } from '../faults/service'
import { apiError, ok } from './responses'
import { asked, type Fields, isFilled, type Route, refuseAtGateway, refuseBody, strike } from './route'

/** POST /v1.0/robot/messageFiles/download: from a download code to the URL of the file, for a while. */
export const downloadRoute: Route = {
  kind: 'download',
  method: 'POST',
  path: '/v1.0/robot/messageFiles/download',
  handle(call, state) {
    const refused =
      refuseAtGateway('download', call, state) ?? refuseBody(call, ['downloadCode', 'robotCode'])
    if (refused) return refused
    const { downloadCode, robotCode } = call.json as Fields
    // The documentation has one code for both.
    if (!isFilled(downloadCode) || !isFilled(robotCode)) return apiError('invalidParameter.robotCode.empty')
    const struck = strike('service', 'download', call, state)
    if (struck) return struck
    const now = state.clock.now()
    const file = state.downloadCodes.get(downloadCode, now)
    if (!file) return apiError('invalidParameter.robotCode.downloadCode')
    if (file.robotCode !== robotCode) return apiError('invalidParameter.robotCode.auth')
    if (file.isThumbnail && asked('thumbnail-broken', 'download', call, state))
      return apiError('system.error')
    const expiresAt = now + state.settings.downloadUrlLifetimeMs
    const id = randomBytes(12).toString('hex')
    state.downloadUrls.set(id, file, expiresAt)
    const query = `Expires=${Math.floor(expiresAt / 1000)}&Signature=${randomBytes(15).toString('base64url')}`
    return ok({ downloadUrl: `${state.url}/files/${id}.file?${query}` })
  },
}

/** GET /files/…: the bytes, to anybody who has the URL; the type is often as generic as here. */
export const fileRoute: Route = {
  kind: 'file',
  method: 'GET',
  path: '/files/*',
  handle(call, state) {
    const struck = strike('service', 'file', call, state)
    if (struck) return struck
    const id = call.path.slice('/files/'.length).replace(/\.file$/, '')
    const file = state.downloadUrls.get(id, state.clock.now())
    return file ? { status: 200, body: file.bytes, contentType: file.contentType } : EXPIRED_FILE
  },
}
