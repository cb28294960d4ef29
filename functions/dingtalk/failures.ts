/**
 * The meaning of DingTalk's error codes: one table for both of its hosts.
 *
 * `api.dingtalk.com` responds with HTTP 4xx or 5xx and `{code, message}`; for a stale token with 400
 * `InvalidAuthentication`, never 401. `oapi.dingtalk.com` responds with HTTP 200 and `{errcode, errmsg}`.
 * Sources: the error tables of "chatbots-send-one-on-one-chat-messages-in-batches",
 * "the-robot-sends-a-group-message", "custom-robots-send-group-messages", "server-api-error-codes-1".
 */
import { DeliveryError, type DeliveryFailure, toEvidence } from '../errors'
import { asNumber, asObject, asString } from '../untrusted'

/** The first match wins. Patterns match `code` (api) or `errcode` (oapi). */
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
  // The documentation on `chatbotId.notAllow.sendOTO`: "…检查机器人状态是否已启用".
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
  // Cards: "create-and-deliver-cards", "api-streamingupdate". `unknownError` comes for a wrong text key, too.
  [/^param\.(template\w+|cardTemplateId\w*)$/, 'card-template'],
  [/^unknownError$/, 'card-unknown'],
  [/^param\.(cardNotExist|stream\.outTrackId)$/, 'card-missing'],
  [/^param\.contentUnsafe$/, 'content-refused'],
  // The robot code is valid; the download code is not.
  [/^invalidParameter\.robotCode\.downloadCode$/, 'rejected'],
  [/^(invalidParameter\.robotCode\..*|robot\.oto\.notExist|resource\.not\.found|400106)$/, 'robot-unknown'],
]

/**
 * The fields of a successful response's body.
 * @param body the JSON value, or the text where it is not JSON
 * @throws DeliveryError for any other response
 */
export function accept({ status, body }: { status: number; body: unknown }): Record<string, unknown> {
  const fields = asObject(body)
  // After too many calls from one address DingTalk responds `{"status":1111,"punish":"deny",…}`.
  const banCode = fields?.punish === undefined ? undefined : fields.status
  const code = asString(fields?.code) ?? numeric(fields?.errcode) ?? numeric(banCode)
  const succeeded = status >= 200 && status < 300 && (code === undefined || code === '0')
  if (succeeded && fields) return fields
  throw new DeliveryError(toFailure(status, code), toEvidence(status, code))
}

function toFailure(status: number, code: string | undefined): DeliveryFailure {
  const known = MEANINGS.find(([pattern]) => code !== undefined && pattern.test(code))
  if (known) return known[1]
  if (status === 401) return 'token-refused'
  if (status === 429) return 'throttled'
  // Without a code the response comes from a gateway, not from the route.
  if (status >= 500 || code === undefined) return 'busy'
  return 'rejected'
}

function numeric(value: unknown): string | undefined {
  return asNumber(value) === undefined ? undefined : String(value)
}
