import { MAX_FRAME_BYTES } from '../../../../playground/dingtalk/api/card-update'
import { REACTION_ROUTES, type RouteKind } from '../../../../playground/dingtalk/api/route-kinds'
import { UNPUBLISHED_TEMPLATE_ID } from '../../../../playground/dingtalk/cards/templates'
import { TEST_GROUP_ID } from '../../../../playground/dingtalk/directory'
import type { InvalidRequest } from './invalid-request'

const CREATE: RouteKind[] = ['cardCreateAndDeliver', 'cardCreate']
const DELIVER: RouteKind[] = ['cardCreateAndDeliver', 'cardDeliver']
const group = `dtv1.card//IM_GROUP.${TEST_GROUP_ID}`

const INVALID_FIELDS: InvalidRequest[] = (
  [
    [[...CREATE, 'cardDeliver', 'cardUpdate'], { outTrackId: '' }, 'param.outTrackIdEmpty'],
    [CREATE, { cardTemplateId: undefined }, 'param.cardTemplateIdEmpty'],
    [CREATE, { cardTemplateId: 'none.schema' }, 'param.templateNotExist'],
    [CREATE, { cardTemplateId: UNPUBLISHED_TEMPLATE_ID }, 'param.templateUnpublished'],
    [CREATE, { imGroupOpenSpaceModel: {} }, 'param.openSpaceModelInvalid'],
    [[...CREATE, 'cardUpdate'], { cardData: undefined }, 'param.invalid'],
    [[...CREATE, 'cardUpdate'], { cardData: { cardParamMap: { content: 1 } } }, 'param.invalid'],
    [[...CREATE, 'cardUpdate'], { cardData: { cardParamMap: { ['k'.repeat(101)]: '' } } }, 'param.invalid'],
    [DELIVER, { openSpaceId: undefined }, 'param.openSpaceIdEmpty'],
    [DELIVER, { openSpaceId: 'IM_GROUP.cid' }, 'param.openSpaceIdInvalid'],
    [DELIVER, { openSpaceId: 'dtv1.card//IM_GROUP.' }, 'param.openSpaceIdInvalid'],
    [DELIVER, { openSpaceId: 'dtv1.card//ONE_BOX.cid' }, 'param.openSpaceIdInvalid'],
    [DELIVER, { openSpaceId: 'dtv1.card//IM_ROBOT.undefined' }, 'param.empty'],
    [DELIVER, { openSpaceId: 'dtv1.card//IM_ROBOT.' }, 'param.userIdEmpty'],
    [DELIVER, { openSpaceId: 'dtv1.card//IM_ROBOT.unknown' }, 'param.userIdNotExist'],
    [DELIVER, { openSpaceId: group, imGroupOpenDeliverModel: undefined }, 'param.openDeliverModelEmpty'],
    [DELIVER, { imGroupOpenDeliverModel: {} }, 'param.openDeliverModelError'],
    [DELIVER, { imGroupOpenDeliverModel: { robotCode: 'dingother' } }, 'param.openDeliverModelError'],
    [['cardDeliver', 'cardUpdate'], { outTrackId: 'none' }, 'param.cardNotExist'],
    [['cardStream'], { outTrackId: undefined }, 'param.stream.outTrackId'],
    [['cardStream'], { outTrackId: 'none' }, 'param.stream.outTrackId'],
    [['cardStream'], { guid: undefined }, 'param.stream.guidEmpty'],
    [['cardStream'], { key: '' }, 'param.stream.keyEmpty'],
    [['cardStream'], { content: '' }, 'param.stream.contentEmpty'],
    [['cardStream'], { isFull: undefined }, 'param.stream.isFull'],
    [['cardStream'], { isFull: false }, 'param.stream.isFull'],
    [['cardStream'], { content: 'x'.repeat(MAX_FRAME_BYTES + 1) }, 'param.stream.content'],
    [['cardStream'], { key: 'content' }, 'unknownError'],
    [[...REACTION_ROUTES], { robotCode: 'dingother' }, 'invalidParameter.robotCode.notExsit'],
    [[...REACTION_ROUTES], { openConversationId: 'none' }, 'invalid.openConversationId'],
    [[...REACTION_ROUTES], { emotionName: '🐢', textEmotion: { text: '🐢' } }, 'system.err'],
    [['reactionRecall'], { openMsgId: 'none' }, 'system.err'],
  ] as [RouteKind[], object, string][]
).map(([routes, body, code]) => ({
  routes,
  what: `${JSON.stringify(body, (_, value) => (value === undefined ? null : value)).slice(0, 80)}`,
  code,
  changes: { body },
}))

/** Every request about a card or a reaction that the emulator refuses. */
export const INVALID_CARDS: InvalidRequest[] = [
  ...INVALID_FIELDS,
  {
    routes: ['cardCreate'],
    what: 'a second card with the same outTrackId',
    code: 'param.cardAlreadyExist',
    before: 'cardCreate',
  },
]
