import { type ApiErrorCode, apiError, EXPIRED_FILE, type OapiErrorCode, oapiError } from '../api/responses'
import type { CallKind } from '../api/route-kinds'
import type { FaultRow } from './fault-row'

/** Faults of the robot, its messages, their recipients, and files. */
export const SERVICE_FAULTS = {
  'too-fast': {
    ...refusal('send.too.fast', 130101),
    en: 'Robot sends too fast: 400 (not 403)',
    zh: '机器人发送过快：400（不是 403）',
  },
  'robot-stopped': {
    ...refusal('bot.stopped', 400102),
    en: 'Robot stopped',
    zh: '机器人已停用',
    effect: (kind: CallKind) => {
      if (kind === 'webhook') return oapiError(400102)
      return apiError(kind === 'batchSend' ? 'chatbotId.notAllow.sendOTO' : 'bot.stopped')
    },
  },
  'group-gone': {
    ...refusal('group.disbanded', 400013),
    calls: ['groupSend', 'webhook'],
    en: 'Group disbanded',
    zh: '群已解散',
  },
  'content-refused': {
    ...refusal('contain.notAllowed.text', 430102),
    en: 'Text refused by content review',
    zh: '文本未通过内容审核',
  },
  'content-refused-once': {
    ...refusal('contain.notAllowed.text', 430102),
    times: 1,
    en: 'One text refused by content review',
    zh: '一条文本未通过内容审核',
  },
  'link-refused': {
    ...refusal('contain.unsafe.url', 430101),
    en: 'Link refused by content review',
    zh: '链接未通过内容审核',
  },
  'picture-refused': {
    ...refusal('contain.notAllowed.picture', 430103),
    en: 'Picture refused by content review',
    zh: '图片未通过内容审核',
  },
  'message-refused': {
    ...refusal('contain.notAllowed.content', 430104),
    en: 'Message refused by content review',
    zh: '消息未通过内容审核',
  },
  'user-unknown': {
    calls: ['batchSend'],
    phase: 'service',
    en: 'User not in the organisation: 400 staffId.notExisted',
    zh: '用户不在组织内：400 staffId.notExisted',
    effect: () => apiError('staffId.notExisted'),
  },
  'user-invalid': {
    calls: ['batchSend'],
    phase: 'custom',
    en: 'Not delivered: 200, but the user is in invalidStaffIdList',
    zh: '未送达：返回 200，但用户在 invalidStaffIdList 里',
  },
  'user-throttled': {
    calls: ['batchSend'],
    phase: 'custom',
    en: 'Not delivered: 200, but the user is in flowControlledStaffIdList',
    zh: '未送达：返回 200，但用户在 flowControlledStaffIdList 里',
  },
  'webhook-expired': {
    calls: ['webhook'],
    phase: 'service',
    en: 'Session webhook expired: errcode 300001',
    zh: 'sessionWebhook 已失效：errcode 300001',
    effect: () => oapiError(300001),
  },
  'download-expired': {
    calls: ['download'],
    phase: 'service',
    en: 'Download code expired',
    zh: '下载码已过期',
    effect: () => apiError('invalidParameter.robotCode.downloadCode'),
  },
  'thumbnail-broken': {
    calls: ['download'],
    phase: 'custom',
    en: 'Thumbnail fails with 500 (pictureDownloadCode); downloadCode works',
    zh: 'pictureDownloadCode 返回 500，downloadCode 正常',
  },
  'upload-type-refused': {
    calls: ['upload'],
    phase: 'service',
    en: 'Upload refused: file type, errcode 40005',
    zh: '上传被拒绝：文件类型不对，errcode 40005',
    effect: () => oapiError(40005),
  },
  'upload-size-refused': {
    calls: ['upload'],
    phase: 'service',
    en: 'Upload refused: file size, errcode 40006',
    zh: '上传被拒绝：文件太大，errcode 40006',
    effect: () => oapiError(40006),
  },
  'file-gone': {
    calls: ['file'],
    phase: 'service',
    en: "The file's URL has expired: 403 with XML",
    zh: '文件链接已过期：403（XML）',
    effect: () => EXPIRED_FILE,
  },
} as const satisfies Record<string, FaultRow>

// The robot API and the webhook refuse the same messages with different codes.
function refusal(code: ApiErrorCode, errcode: OapiErrorCode) {
  const calls: readonly CallKind[] = ['batchSend', 'groupSend', 'webhook']
  const effect = (kind: CallKind) => (kind === 'webhook' ? oapiError(errcode) : apiError(code))
  return { calls, phase: 'service' as const, effect }
}
