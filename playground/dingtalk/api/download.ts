import { randomBytes } from 'node:crypto'
import { EXPIRED_FILE } from '../faults/service'
import { apiError, ok } from './answers'
import { asked, type Fields, isFilled, type Route, refuseAtGateway, refuseBody, strike } from './route'

/** POST /v1.0/robot/messageFiles/download: from a download code to the URL of the file, for a while. */
export const downloadRoute: Route = {
  kind: 'download',
  method: 'POST',
  path: '/v1.0/robot/messageFiles/download',
  handle(call, world) {
    const refused =
      refuseAtGateway('download', call, world) ?? refuseBody(call, ['downloadCode', 'robotCode'])
    if (refused) return refused
    const { downloadCode, robotCode } = call.json as Fields
    // The documentation has one code for both.
    if (!isFilled(downloadCode) || !isFilled(robotCode)) return apiError('invalidParameter.robotCode.empty')
    const struck = strike('service', 'download', call, world)
    if (struck) return struck
    const now = world.clock.now()
    const file = world.downloadCodes.get(downloadCode, now)
    if (!file) return apiError('invalidParameter.robotCode.downloadCode')
    if (file.robotCode !== robotCode) return apiError('invalidParameter.robotCode.auth')
    if (file.isThumbnail && asked('thumbnail-broken', 'download', call, world))
      return apiError('system.error')
    const expiresAt = now + world.settings.downloadUrlLifeMs
    const id = randomBytes(12).toString('hex')
    world.downloadUrls.put(id, file, expiresAt)
    const query = `Expires=${Math.floor(expiresAt / 1000)}&Signature=${randomBytes(15).toString('base64url')}`
    return ok({ downloadUrl: `${world.url}/files/${id}.file?${query}` })
  },
}

/** GET /files/…: the bytes, to anybody who has the URL; the type is often as generic as here. */
export const fileRoute: Route = {
  kind: 'file',
  method: 'GET',
  path: '/files/*',
  handle(call, world) {
    const struck = strike('service', 'file', call, world)
    if (struck) return struck
    const id = call.path.slice('/files/'.length).replace(/\.file$/, '')
    const file = world.downloadUrls.get(id, world.clock.now())
    return file ? { status: 200, body: file.bytes, contentType: file.contentType } : EXPIRED_FILE
  },
}
