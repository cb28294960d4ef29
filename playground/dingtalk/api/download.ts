import { randomBytes } from 'node:crypto'
import { type Fields, isNonEmptyString } from '../../shared/json'
import { apiError, EXPIRED_FILE, ok } from './responses'
import { isTriggered, type Route, refuseAtGateway, refuseBody, refuseByFault } from './route'

/** POST /v1.0/robot/messageFiles/download: exchanges a download code for a temporary URL of the file. */
export const downloadRoute: Route = {
  kind: 'download',
  method: 'POST',
  path: '/v1.0/robot/messageFiles/download',
  handle(call, state) {
    const refused =
      refuseAtGateway('download', call, state) ?? refuseBody(call, ['downloadCode', 'robotCode'])
    if (refused) return refused
    const { downloadCode, robotCode } = call.json as Fields
    // DingTalk documents one code for both.
    if (!isNonEmptyString(downloadCode) || !isNonEmptyString(robotCode))
      return apiError('invalidParameter.robotCode.empty')
    const refusedByFault = refuseByFault('service', 'download', call, state)
    if (refusedByFault) return refusedByFault
    const now = state.clock.now()
    const file = state.downloadCodes.get(downloadCode, now)
    if (!file) return apiError('invalidParameter.robotCode.downloadCode')
    if (file.robotCode !== robotCode) return apiError('invalidParameter.robotCode.auth')
    if (file.isThumbnail && isTriggered('thumbnail-broken', 'download', call, state)) {
      return apiError('system.error')
    }
    const expiresAt = now + state.settings.downloadUrlLifetimeMs
    const id = randomBytes(12).toString('hex')
    state.downloadUrls.set(id, file, expiresAt)
    const query = `Expires=${Math.floor(expiresAt / 1000)}&Signature=${randomBytes(15).toString('base64url')}`
    return ok({ downloadUrl: `${state.url}/files/${id}.file?${query}` })
  },
}

/** GET /files/…: the file's bytes, without a token. */
export const fileDownloadRoute: Route = {
  kind: 'file',
  method: 'GET',
  path: '/files/*',
  handle(call, state) {
    const refused = refuseByFault('service', 'file', call, state)
    if (refused) return refused
    const id = call.path.slice('/files/'.length).replace(/\.file$/, '')
    const file = state.downloadUrls.get(id, state.clock.now())
    return file ? { status: 200, body: file.bytes, contentType: file.contentType } : EXPIRED_FILE
  },
}
