import { conversation, emit, state } from './state.js'

/** Receives the server's events. The browser reconnects by itself; every connection begins with the whole state. */
export function connect() {
  const source = new EventSource('/playground/events')
  const onEvent = (type, listener) =>
    source.addEventListener(type, (event) => listener(JSON.parse(event.data)))
  source.addEventListener('open', () => setConnected(true))
  source.addEventListener('error', () => setConnected(false))
  onEvent('state', setState)
  onEvent('message', (message) => {
    const isNew = !state.messages.has(message.id)
    state.messages.set(message.id, message)
    emit('message', { message, isNew })
  })
  onEvent('step', (step) => {
    state.steps.set(step.id, step)
    emit('step', step)
  })
  onEvent('usage', (usage) => {
    state.usage = usage
    emit('usage')
  })
  onEvent('variables', (variables) => {
    state.variables = variables
    emit('variables')
  })
  onEvent('function', ({ problem }) => {
    state.problem = problem
    emit('function')
  })
  onEvent('switches', (switches) => {
    state.switches = switches
    emit('switches')
  })
}

/** Sends a message as the chosen person; rejects with the server's error. */
export async function send(draft, to = conversation()) {
  emit('sent')
  await post('send', { from: state.me, conversationId: to.id, ...draft })
}

/** Sends a text message; ignores errors. */
export const sendText = (text, to) => send({ kind: 'text', text }, to).catch(() => undefined)

/** Posts a request to the server; rejects with the server's error. */
export async function post(action, body = {}) {
  const response = await fetch(`/playground/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (response.ok) return
  const { error } = await response.json().catch(() => ({}))
  throw new Error(error ?? `HTTP ${response.status}`)
}

/** Gets JSON from the server. */
export async function get(path) {
  const response = await fetch(`/playground/${path}`)
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  return response.json()
}

function setState({ messages, steps, ...rest }) {
  // JSON leaves out what is undefined.
  Object.assign(state, { problem: undefined }, rest)
  state.messages = new Map(messages.map((message) => [message.id, message]))
  state.steps = new Map(steps.map((step) => [step.id, step]))
  const isFirst = !state.isReady
  state.isReady = true
  for (const message of messages) state.seen.set(message.conversationId, message.id)
  emit('state')
  if (isFirst) emit('focus-composer')
}

function setConnected(isConnected) {
  if (state.isConnected === isConnected) return
  state.isConnected = isConnected
  emit('connection')
}
