import { apiError } from '../api/responses'
import { CARD_ROUTES, REACTION_ROUTES } from '../api/route-kinds'
import type { FaultRow } from './fault-row'

const CREATE = ['cardCreateAndDeliver', 'cardCreate'] as const
const DELIVER = ['cardCreateAndDeliver', 'cardDeliver'] as const

/** Faults of cards and reactions. */
export const CARD_FAULTS = {
  'card-refused': {
    calls: CREATE,
    phase: 'service',
    en: 'Card refused: 400 param.invalid',
    zh: '卡片创建被拒绝：400 param.invalid',
    effect: () => apiError('param.invalid'),
  },
  'card-template-unknown': {
    calls: CREATE,
    phase: 'service',
    en: 'Card template deleted: 400 param.templateNotExist',
    zh: '卡片模板已被删除：400 param.templateNotExist',
    effect: () => apiError('param.templateNotExist'),
  },
  'card-unpublished': {
    calls: CREATE,
    phase: 'service',
    en: 'Card template not published: 400 param.templateUnpublished',
    zh: '卡片模板未发布：400 param.templateUnpublished',
    effect: () => apiError('param.templateUnpublished'),
  },
  'card-content-refused': {
    calls: CREATE,
    phase: 'service',
    en: 'Card refused by content review: 400 param.contentUnsafe',
    zh: '卡片内容未通过审核：400 param.contentUnsafe',
    effect: () => apiError('param.contentUnsafe'),
  },
  'card-exists': {
    calls: ['cardCreateAndDeliver'],
    phase: 'custom',
    en: 'A card with the same outTrackId is refused: 400 param.cardAlreadyExist',
    zh: '重复使用 outTrackId 时返回 400 param.cardAlreadyExist',
  },
  'card-not-delivered': {
    calls: DELIVER,
    phase: 'custom',
    en: 'Card not delivered: 200, deliverResults says success: false',
    zh: '卡片未送达：返回 200，但 deliverResults 里 success 为 false',
  },
  'card-scope-missing': {
    calls: CARD_ROUTES,
    phase: 'service',
    en: 'Card permission missing, reported as 500 unknownError',
    zh: '缺少卡片权限，返回 500 unknownError',
    effect: () => apiError('unknownError'),
  },
  'card-busy': {
    calls: CARD_ROUTES,
    phase: 'service',
    en: 'Card service busy: 500 system.busy',
    zh: '卡片服务繁忙：500 system.busy',
    effect: () => apiError('system.busy'),
  },
  'card-slow': {
    calls: CARD_ROUTES,
    phase: 'delay',
    en: 'Slow card calls; they are executed even if the bot has disconnected',
    zh: '卡片接口响应缓慢（即使机器人已断开，请求最终仍会执行）',
    params: { ms: 3_000 },
  },
  'card-key-wrong': {
    calls: ['cardStream'],
    phase: 'service',
    en: 'The card has no such text variable: 500 unknownError at every update',
    zh: '卡片里没有这个文本变量：每次更新都返回 500 unknownError',
    effect: () => apiError('unknownError'),
  },
  'frames-throttled': {
    calls: ['cardStream'],
    phase: 'custom',
    en: 'Card updates throttled: 403, except the final one',
    zh: '卡片更新被限流：403，最后一次更新除外',
  },
  'final-frame-fails': {
    calls: ['cardStream'],
    phase: 'custom',
    en: 'The final card update fails: 500 system.busy',
    zh: '卡片的最后一次更新失败：500 system.busy',
  },
  'card-blank': {
    calls: ['cardUpdate', 'cardStream'],
    phase: 'custom',
    en: 'A finished card with more than 3,000 characters is blank',
    zh: '卡片完成时超过 3000 个字就变成空白',
  },
  'reaction-fails': {
    calls: REACTION_ROUTES,
    phase: 'service',
    en: 'Reactions fail: 500 system.err',
    zh: '表情回应失败：500 system.err',
    effect: () => apiError('system.err'),
  },
  'reaction-fails-twice': {
    calls: REACTION_ROUTES,
    phase: 'service',
    times: 2,
    en: 'Reactions fail twice, as right after a message has arrived: 500 system.err',
    zh: '表情回应失败两次（消息刚到时常见）：500 system.err',
    effect: () => apiError('system.err'),
  },
} as const satisfies Record<string, FaultRow>
