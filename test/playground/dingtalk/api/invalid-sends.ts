import type { RouteKind } from '../../../../playground/dingtalk/api/route-kinds'
import { FOREIGN_ROBOT_CODE } from '../../../../playground/dingtalk/api/send'
import { STAFF_ID } from '../support/client'
import type { InvalidRequest } from './invalid-request'

const SENDS: RouteKind[] = ['batchSend', 'groupSend']

const card = { title: 't', text: 'x' }
const TEMPLATES: InvalidRequest[] = (
  [
    ['sampleText', {}, 'miss.param.contentOfText'],
    ['sampleText', { content: '' }, 'miss.param.contentOfText'],
    ['sampleMarkdown', { text: '**粗**' }, 'miss.param.markdownTotitle'],
    ['sampleMarkdown', { title: '标题' }, 'miss.param.markdownTotext'],
    ['sampleImageMsg', {}, 'miss.param.photoTophotoUrl'],
    ['sampleLink', { text: 'x', messageUrl: 'https://example.com' }, 'miss.param.titleOfLink'],
    ['sampleLink', { title: 't', messageUrl: 'https://example.com' }, 'miss.param.textOfLink'],
    ['sampleLink', { title: 't', text: 'x' }, 'miss.param.messageUrlOfLink'],
    ['sampleActionCard', { text: 'x' }, 'miss.param.actionCardTotitle'],
    ['sampleActionCard', { title: 't' }, 'miss.param.actionCardTotext'],
    ['sampleActionCard', card, 'miss.param.actionCardTosingleTitle'],
    ['sampleActionCard', { ...card, singleTitle: '查看' }, 'miss.param.actionCardTosingleUrl'],
    ['sampleActionCard2', card, 'miss.param.actionCardTobtnsTotitle'],
    ['sampleActionCard6', { ...card, buttonTitle1: '好' }, 'miss.param.actionCardTobtnsToactionUrl'],
    ['sampleAudio', { mediaId: '@lAL' }, 'miss.param.audio'],
    ['sampleFile', { mediaId: '@lAL' }, 'miss.param.file'],
    ['sampleVideo', { videoMediaId: '@lAL' }, 'miss.param.video'],
  ] as [string, object, string][]
).map(([msgKey, param, code]) => ({
  routes: SENDS,
  what: `${msgKey} with ${JSON.stringify(param)}`,
  code,
  changes: { body: { msgKey, msgParam: JSON.stringify(param) } },
}))

const SEND: InvalidRequest[] = [
  {
    routes: SENDS,
    what: 'an empty robotCode',
    code: 'invalidParameter.robotCode.empty',
    changes: { body: { robotCode: '' } },
  },
  {
    routes: SENDS,
    what: 'the robot of another app',
    code: 'invalidParameter.robotCode.auth',
    changes: { body: { robotCode: FOREIGN_ROBOT_CODE } },
  },
  {
    routes: SENDS,
    what: 'an unknown robot',
    code: 'invalidParameter.robotCode.notExsit',
    changes: { body: { robotCode: 'dingunknown' } },
  },
  {
    routes: SENDS,
    what: 'an empty msgKey',
    code: 'invalidParameter.msgKey.empty',
    changes: { body: { msgKey: '' } },
  },
  {
    routes: SENDS,
    what: 'an unknown msgKey',
    code: 'invalidParameter.msgKey.invalid',
    changes: { body: { msgKey: 'sampleMarkdoswn' } },
  },
  {
    routes: SENDS,
    what: 'a property of every object as the msgKey',
    code: 'invalidParameter.msgKey.invalid',
    changes: { body: { msgKey: 'toString' } },
  },
  {
    routes: SENDS,
    what: 'msgParam as an object instead of a string of JSON',
    code: 'invalidParameter.msgParam.invalid',
    changes: { body: { msgParam: { content: '你好' } } },
  },
  {
    routes: SENDS,
    what: 'msgParam that is not JSON',
    code: 'invalidParameter.msgParam.invalid',
    changes: { body: { msgParam: '你好' } },
  },
  {
    routes: SENDS,
    what: 'a number inside msgParam',
    code: 'invalidParameter.msgParam.invalid',
    changes: { body: { msgParam: '{"content":1}' } },
  },
  {
    routes: SENDS,
    what: 'a msgParam of 15 001 bytes',
    code: 'invalidParameter.msgParam.tooLong',
    changes: { body: { msgParam: paramOfBytes(15_001) } },
  },
]

const RECIPIENTS: InvalidRequest[] = [
  {
    routes: ['batchSend'],
    what: 'no userIds',
    code: 'invalidParameter.userIds.empty',
    changes: { body: { userIds: [] } },
  },
  {
    routes: ['batchSend'],
    what: 'a string instead of a list',
    code: 'invalidParameter.userIds.empty',
    changes: { body: { userIds: STAFF_ID } },
  },
  {
    routes: ['batchSend'],
    what: '21 people',
    code: 'invalidParameter.userIds.overMax',
    changes: { body: { userIds: Array.from({ length: 21 }, () => STAFF_ID) } },
  },
  {
    routes: ['batchSend'],
    what: 'an empty userId',
    code: 'invalidParameter.userId.empty',
    changes: { body: { userIds: [''] } },
  },
  {
    routes: ['batchSend'],
    what: 'the encrypted senderId as userId',
    code: 'staffId.notExisted',
    changes: { body: { userIds: ['$:LWCP_v1:$UserUserUserUserUserUserUserUser'] } },
  },
  {
    routes: ['groupSend'],
    what: 'an empty openConversationId',
    code: 'miss.openConversationId',
    changes: { body: { openConversationId: '' } },
  },
  {
    routes: ['groupSend'],
    what: 'an unknown group',
    code: 'invalid.openConversationId',
    changes: { body: { openConversationId: 'cidAAAAAAAAAAAAAAAAAAAAAA==' } },
  },
]

/** The sends that the robot service refuses because of the robot, the template, the size or the recipients. */
export const INVALID_SENDS: InvalidRequest[] = [...TEMPLATES, ...SEND, ...RECIPIENTS]

/** A msgParam of sampleText with exactly this size. */
export function paramOfBytes(bytes: number): string {
  const empty = JSON.stringify({ content: '' })
  return JSON.stringify({ content: 'x'.repeat(bytes - empty.length) })
}
