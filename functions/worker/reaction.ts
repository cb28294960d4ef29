/** A reaction on the question until its answer is there. Best effort: nothing waits for it, and nothing rejects. */
import { now } from '../clock'
import { withAccessToken } from '../dingtalk/access-token'
import { toDeliveryError } from '../errors'
import type { InFlightMessage } from './types'

/** DingTalk takes few other texts. Undocumented; taking a reaction back needs the same fields. */
const THINKING = '🤔思考中'
const REACTION = {
  emotionType: 2,
  emotionName: THINKING,
  textEmotion: { emotionId: '2659900', emotionName: THINKING, text: THINKING, backgroundId: 'im_bg_1' },
}
/** Right after a message has come, DingTalk often does not know it yet. */
const PAUSES_MS = [400, 1_200]
/** It gives way to all other calls. */
const PATIENCE_MS = 3_000

/** Adds the reaction, where the setting asks for it and no other process may have done so. */
export function startReaction(message: InFlightMessage): void {
  const { job, replyInBody, tools } = message
  if (!tools.config.dingtalk.thinkingReaction || replyInBody || job.attempts > 1) return
  message.reaction = react(message, 'reply')
}

/** Takes the reaction back, also that of a process that died. */
export function endReaction(message: InFlightMessage): void {
  const { replyInBody, tools, reaction } = message
  if (!tools.config.dingtalk.thinkingReaction || replyInBody) return
  message.reaction = Promise.resolve(reaction).then(() => react(message, 'recall'))
}

async function react({ job, tools }: InFlightMessage, how: 'reply' | 'recall'): Promise<void> {
  const { api, accessTokens, pacer, sleep } = tools.delivery
  const { id, robotCode, conversation } = job.message
  const openMsgId = id.slice(`${robotCode}:`.length)
  const body = { robotCode, openMsgId, openConversationId: conversation.id, ...REACTION }
  const call = () =>
    pacer.run({ arrivedAt: now(), expiresAt: now() + PATIENCE_MS }, () =>
      withAccessToken(accessTokens, (token) => api.react(token, how, body)),
    )
  for (const pauseMs of [...PAUSES_MS, undefined]) {
    const failure = await call().then(
      () => undefined,
      (error) => toDeliveryError(error).failure,
    )
    if (failure !== 'busy' || pauseMs === undefined) return
    await sleep(pauseMs)
  }
}
