import { ids } from '../ids'
import { oapiError, ok } from './responses'
import { type Route, refuseByFault } from './route'

/** The largest picture, in bytes. */
export const MAX_PICTURE_BYTES = 20 * 1024 * 1024

const PICTURE_NAME = /\.(jpe?g|gif|png|bmp)$/i

/**
 * POST /media/upload?access_token=…&type=image of oapi.dingtalk.com: a form with the field `media`; an error has status
 * 200. Only pictures are taken; DingTalk takes voice, video and files, too. The token is the one of the robot API.
 */
export const uploadRoute: Route = {
  kind: 'upload',
  method: 'POST',
  path: '/media/upload',
  async handle(call, state) {
    const { quota, rates, settings, tokens } = state
    const now = state.clock.now()
    if (rates.refuseApi('upload', settings.limits, now)) return oapiError(90018)
    if (!tokens.isValid(call.query.get('access_token') ?? '', now)) return oapiError(40014)
    if (call.query.get('type') !== 'image') return oapiError(40004)
    quota.refuseCall({}, now)
    const file = await readMedia(call.raw, call.headers['content-type'])
    if (!file) return oapiError(41005)
    if (!PICTURE_NAME.test(file.name)) return oapiError(40005)
    if (file.size > MAX_PICTURE_BYTES || file.size === 0) return oapiError(40006)
    const refused = refuseByFault('service', 'upload', call, state)
    if (refused) return refused
    const mediaId = ids.media()
    const bytes = new Uint8Array(await file.arrayBuffer())
    state.media.set(mediaId, { bytes, contentType: file.type }, Number.POSITIVE_INFINITY)
    return ok({ errcode: 0, errmsg: 'ok', media_id: mediaId, created_at: now, type: 'image' })
  },
}

/** The file in the field `media` of a form; undefined where there is none. */
async function readMedia(raw: Buffer, contentType = ''): Promise<File | undefined> {
  try {
    const form = await new Response(new Uint8Array(raw), {
      headers: { 'content-type': contentType },
    }).formData()
    const media = form.get('media')
    return media instanceof File ? media : undefined
  } catch {
    // No form, or a broken one.
    return undefined
  }
}
