/** Names inside `functions/` on which tests rely, in one place. */

/** The key in `cloud.shared` of the timer that searches for abandoned messages. */
export const MAINTENANCE_TIMER = 'dingtalk:maintenance'
/** The key in `cloud.shared` of the function that finishes or hands over all work, within ms. */
export const DRAIN = 'drain'
/** The phases of a message in its log line, each in ms. */
export const LOG_PHASES = ['ack', 'wait', 'generate', 'store', 'send', 'total']
/** Modules, none of which may be open to the web. */
export const MODULES = [
  'app',
  '__init__',
  'storage/inbox',
  'dingtalk/access-token',
  'config',
  'worker/worker',
]
/** The module that loads the package `openai`. */
export const OPENAI_MODULE = 'openai/client'
/** The module and the opening line of the function that turns an answer into what is sent. */
export const OUTGOING_MESSAGE = {
  module: 'worker/outgoing-message',
  opening: /export function toOutgoingMessage\(\s*text: string[^)]*\)[^{]*\{/,
}
