import { post } from '../live.js'
import { conversation, emit, state } from '../state.js'

/** Sends something as the person one is; rejects with the server's words. */
export async function send(draft, where = conversation()) {
  emit('sent')
  await post('send', { from: state.me, conversationId: where.id, ...draft })
}

/** Sends a few words. */
export const say = (text, where) => send({ kind: 'text', text }, where).catch(() => undefined)
