import { TEXTS } from '../../../functions/texts/languages'
import { FOREIGN_ROBOT_CODE } from '../../../playground/dingtalk/api/send'
import type { OutgoingMessage } from '../../../playground/dingtalk/callback/messages'
import {
  ANSWER,
  answered,
  byOtherChannel,
  type Misconfiguration,
  refusedBy,
  wrongSignature,
} from './misconfiguration'

const HOUR_MS = 60 * 60 * 1_000
const { fix, doctor } = TEXTS.zh

/** Mistakes in DingTalk's console and in the environment of the bot. */
export const WRONG_ENVIRONMENT: Misconfiguration[] = [
  {
    what: 'no permission to send as the robot',
    fault: ({ dingtalk }) => dingtalk.faults.set('permission-missing'),
    ...byOtherChannel('permission'),
    finds: [
      ['token', 'good'],
      ['permission', 'bad', doctor.bad.permission, 'qyapi_robot_sendmsg'],
      refusedBy('permission'),
    ],
  },
  {
    what: 'a server whose IP is not on the allow list',
    fault: ({ dingtalk }) => dingtalk.faults.set('ip-refused'),
    ...byOtherChannel('ip-list'),
    finds: [
      ['token', 'bad', doctor.bad.token, fix['ip-list']],
      ['permission', 'unknown'],
      refusedBy('ip-list'),
    ],
  },
  {
    what: "the month's API calls used up",
    fault: ({ dingtalk }) => dingtalk.faults.set('quota-used-up'),
    ...byOtherChannel('quota'),
    finds: [['token', 'good'], ['permission', 'bad', doctor.bad.permission, fix.quota], refusedBy('quota')],
  },
  {
    what: 'a robot that may not send to people',
    fault: ({ dingtalk }) => dingtalk.faults.set('robot-stopped', { on: 'batchSend' }),
    ...byOtherChannel('robot-stopped'),
    finds: [['permission', 'good'], refusedBy('robot-stopped')],
  },
  {
    what: 'a robot that belongs to another app',
    message: { override: { robotCode: FOREIGN_ROBOT_CODE } },
    ...byOtherChannel('robot-unknown'),
    finds: [['token', 'good'], refusedBy('robot-unknown')],
  },
  {
    what: 'an app that the asker may not see',
    fault: ({ dingtalk }) => dingtalk.faults.set('user-invalid'),
    ...byOtherChannel('user-not-reached'),
    finds: [refusedBy('user-not-reached')],
  },
  {
    what: 'an app without a published version, whose callbacks have no staff id',
    message: { variant: { staffId: false } },
    ...byOtherChannel('no-staff-id'),
    finds: [refusedBy('no-staff-id')],
  },
  {
    what: "the month's pushes used up",
    message: { kind: 'overQuota' } as Partial<OutgoingMessage>,
    finds: [['callback', 'bad', '额度已用完', doctor.callbackProblemFix['over-quota']]],
  },
  {
    what: 'an API address without a server',
    takesTime: true,
    env: () => ({ DING_API_URL: 'http://127.0.0.1:9' }),
    reads: [ANSWER, 'webhook'],
    finds: [
      ['token', 'bad', doctor.bad.token, doctor.busyFix],
      ['clock', 'unknown', doctor.unknown.clock],
    ],
  },
  {
    what: 'webhooks on another host than DING_OAPI_URL',
    env: () => ({ REPLY_VIA: 'webhook', DING_OAPI_URL: 'http://127.0.0.1:9' }),
    reads: [ANSWER, 'api'],
    hint: fix['webhook-untrusted'],
    finds: [refusedBy('webhook-untrusted')],
  },
  {
    what: 'a database that is away',
    database: 'away',
    ...answered,
    finds: [
      ['database', 'bad', doctor.bad.database, doctor.databaseFix],
      ['callback', 'unknown', doctor.unknown.callback],
      ['delivery', 'unknown', doctor.unknown.delivery],
    ],
  },
  {
    what: 'a clock that is wrong by two hours',
    fault: ({ clock }) => clock.advance(2 * HOUR_MS),
    how: { skewMs: -2 * HOUR_MS },
    status: 401,
    finds: [
      ['clock', 'bad', doctor.bad.clock, '120 分钟'],
      ['callback', 'bad', '时间相差一小时以上', doctor.callbackProblemFix['out-of-date']],
    ],
  },
  {
    what: 'a callback address that is not set in DingTalk',
    silent: true,
    finds: [
      ['settings', 'good'],
      ['callback', 'unknown', doctor.noCallback, doctor.noCallbackFix],
      ['delivery', 'good'],
    ],
  },
  {
    what: 'callbacks with a wrong signature',
    how: { sign: 'wrong' },
    status: 401,
    finds: [['token', 'good'], wrongSignature],
  },
]
