/** Writes what was counted, and tells the admins when the bot nears a monthly limit. */
import { toTotalKeys } from '../bot/counters'
import { shareToTell } from '../bot/limits'
import { now } from '../clock'
import { withAccessToken } from '../dingtalk/access-token'
import { describe, isPassing, toDeliveryError } from '../errors'
import type { UsageStore } from '../storage/usage'
import type { MessageTools } from './types'

/** A process that is killed loses what was counted in this time; limits do not depend on it. */
const WRITE_EVERY_MS = 10_000
/** How long a notice may wait for its time among the calls to DingTalk. */
const NOTICE_PATIENCE_MS = 10 * 60 * 1_000

/** @returns a function for the background timer; it never rejects */
export function createUsageMaintenance(
  usage: UsageStore,
  currentTools: () => MessageTools,
  log: (line: object) => void,
): () => Promise<void> {
  let nextAt = now() + WRITE_EVERY_MS
  /** Notices that this process knows to be sent. */
  const told = new Set<string>()

  const tell = async ({ config, texts, delivery }: MessageTools): Promise<void> => {
    const { access, limits, dingtalk } = config
    const [, month] = toTotalKeys(now())
    if (access.admins.length === 0 || !(limits.perMonth || limits.tokensPerMonth)) return
    const [used = { _id: '' }] = await usage.read([month])
    const percent = shareToTell(limits, used)
    // A limit that was changed is another one.
    const notice = [month.scope, limits.perMonth, limits.tokensPerMonth, percent].join(':')
    if (percent === undefined || told.has(notice)) return
    const { answers = 0, tokens = 0 } = used
    const content = texts.access.nearLimit(percent, { answers, tokens })
    let isTold = true
    for (const admin of access.admins) {
      const own = `${notice}:${admin}`
      if (!(await usage.claimNotice(own))) continue
      const isEnded = await sendTo(admin, content, dingtalk.appKey, delivery, log)
      await (isEnded ? usage.keepNotice(own) : usage.releaseNotice(own))
      isTold &&= isEnded
    }
    if (isTold) told.add(notice)
  }

  return async () => {
    const { access, limits } = currentTools().config
    if (access.admins.length > 0 || Object.values(limits).some(Boolean)) await usage.probe()
    if (now() < nextAt) return
    nextAt = now() + WRITE_EVERY_MS
    await usage
      .flush()
      .then(() => tell(currentTools()))
      .catch(() => undefined)
  }
}

/** @returns whether the admin is told, or cannot be; `false` when the next try may succeed */
async function sendTo(
  admin: string,
  content: string,
  robotCode = '',
  { api, accessTokens, pacer }: MessageTools['delivery'],
  log: (line: object) => void,
): Promise<boolean> {
  const template = { msgKey: 'sampleText', fields: { content } } as const
  try {
    const place = { arrivedAt: now(), expiresAt: now() + NOTICE_PATIENCE_MS }
    await pacer.run(place, () =>
      withAccessToken(accessTokens, (token) => api.sendToUser(token, robotCode, admin, template)),
    )
    return true
  } catch (error) {
    log({ event: 'limit-notice', result: 'undelivered', evidence: describe(error) })
    return !isPassing(toDeliveryError(error).failure)
  }
}
