import { emit, state } from './state.js'

/** Begins to listen to the server; the browser reconnects by itself, and every connection begins with the whole state. */
export function connect() {
  const source = new EventSource('/playground/events')
  const hear = (type, listener) => source.addEventListener(type, (event) => listener(JSON.parse(event.data)))
  source.addEventListener('open', () => setConnected(true))
  source.addEventListener('error', () => setConnected(false))
  hear('state', takeState)
  hear('message', (message) => {
    const isNew = !state.messages.has(message.id)
    state.messages.set(message.id, message)
    emit('message', { message, isNew })
  })
  hear('step', (step) => {
    state.steps.set(step.id, step)
    emit('step', step)
  })
  hear('switches', (switches) => {
    state.switches = switches
    emit('switches')
  })
}

/** Asks the server to do something; rejects with its words when it does not. */
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

/** Reads something of the server's as JSON. */
export async function get(path) {
  const response = await fetch(`/playground/${path}`)
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  return response.json()
}

function takeState({ messages, steps, ...rest }) {
  Object.assign(state, rest)
  state.messages = new Map(messages.map((message) => [message.id, message]))
  state.steps = new Map(steps.map((step) => [step.id, step]))
  state.isReady = true
  for (const message of messages) state.seen.set(message.conversationId, message.id)
  emit('state')
}

function setConnected(isConnected) {
  if (state.isConnected === isConnected) return
  state.isConnected = isConnected
  emit('connection')
}
