/**
 * DingTalk's answers, read: what each error code means for us. One table for both of its hosts.
 *
 * `api.dingtalk.com` answers HTTP 4xx/5xx with `{code, message}`; a stale token is 400
 * `InvalidAuthentication`, never 401. `oapi.dingtalk.com` answers HTTP 200 with `{errcode, errmsg}`.
 * Sources: the error tables of "chatbots-send-one-on-one-chat-messages-in-batches",
 * "the-robot-sends-a-group-message", "custom-robots-send-group-messages", "server-api-error-codes-1".
 */
import { DeliveryError, type DeliveryFailure, toEvidence } from '../errors'
import { asNumber, asObject, asString } from '../untrusted'

/** First match wins; the patterns are matched against `code` (api) or `errcode` (oapi). */
const MEANINGS: [pattern: RegExp, failure: DeliveryFailure][] = [
  [
    /^(InvalidAuthentication|AuthenticationFailed\..*|40014|42001|invalidParameter\.token\.invalid)$/,
    'token-refused',
  ],
  [/^(invalidClientIdOrSecret|400?89|40096)$/i, 'app-refused'],
  [/AccessTokenPermissionDenied$|^(unauthorized|auth\.error|60011)$/, 'permission'],
  [/IpNotInWhiteList$|^60020$/, 'ip-list'],
  [/ApiCountLimitForOrg$/, 'quota'],
  [/Q[ps][sm]Limit|^(send\.too\.fast|send\.byToken\.tooFast|too\.many\.(people|group))$/i, 'throttled'],
  [/^(130101|660026|410100|90018|90002|90020|1111)$/, 'throttled'],
  [/^(system\.(error|busy)|send\.ding\.exception|ServiceUnavailable|resource\.unavailable|-1)$/, 'busy'],
  // "…检查机器人状态是否已启用" is what the documentation says of `chatbotId.notAllow.sendOTO`.
  [
    /^(bot\.stopped|send\.forbidden|bot\.forbidden\.sendMessage|chatbotId\.notAllow\.sendOTO|400102)$/,
    'robot-stopped',
  ],
  [
    /^(group\.disbanded|(miss|invalid)\.openConversationId|conversation\.org\.notMatch|400013)$/,
    'group-gone',
  ],
  [/^(staffId\.notExisted|illegal\.receivers)$/, 'user-not-reached'],
  [/^(contain\.(unsafe|notAllowed)\..*|43010[1-4])$/, 'content-refused'],
  [/^(session\.(notExisted|expired)|300001)$/, 'webhook-gone'],
  // The robot is right, only the download code is not.
  [/^invalidParameter\.robotCode\.downloadCode$/, 'rejected'],
  [/^(invalidParameter\.robotCode\..*|robot\.oto\.notExist|resource\.not\.found|400106)$/, 'robot-unknown'],
]

/** An HTTP answer of DingTalk's, with a body of which nothing is known. */
export interface Answered {
  status: number
  body: unknown
}

/**
 * Takes an answer for a success, or throws what it means.
 * @returns the body's fields
 * @throws DeliveryError
 */
export function accept({ status, body }: Answered): Record<string, unknown> {
  const fields = asObject(body)
  const code = asString(fields?.code) ?? numeric(fields?.errcode) ?? banned(fields)
  const succeeded =
    status >= 200 && status < 300 && fields !== undefined && (code === undefined || code === '0')
  if (succeeded) return fields
  throw new DeliveryError(toFailure(status, code), toEvidence(status, code))
}

function toFailure(status: number, code: string | undefined): DeliveryFailure {
  const known = MEANINGS.find(([pattern]) => code !== undefined && pattern.test(code))
  if (known) return known[1]
  if (status === 401) return 'token-refused'
  if (status === 429) return 'throttled'
  // An answer that is no JSON object is a gateway's or a ban page, not a verdict on our request.
  if (status >= 500 || code === undefined) return 'busy'
  return 'rejected'
}

/** Too many calls from one address end in a ban page: `{"status":1111,"punish":"deny",…}`. */
function banned(fields: Record<string, unknown> | undefined): string | undefined {
  return fields?.punish === undefined ? undefined : numeric(fields.status)
}

function numeric(value: unknown): string | undefined {
  return asNumber(value) === undefined ? undefined : String(value)
}
