/**
 * The state of the page: what the server sent, and what the person chose. Parts of the page listen to topics and redraw
 * themselves from it.
 */
export const state = {
  /** From the server. */
  people: [],
  conversations: [],
  messages: new Map(),
  steps: new Map(),
  switches: [],
  demonstrations: [],
  model: undefined,
  database: 'embedded',
  usage: undefined,
  quota: undefined,
  variables: [],
  problem: undefined,
  /** Of this page. */
  isConnected: false,
  isReady: false,
  me: readPreference('me') ?? 'xiaoce',
  conversationId: readPreference('conversation'),
  quote: undefined,
  /** The message whose trace is to be opened. */
  openTrace: undefined,
  /** Conversation → the newest message that was seen there. */
  seen: new Map(),
  /** Person and conversation → the unsent text. */
  drafts: new Map(),
}

const listeners = new Map()

/** Calls `listener` whenever one of the topics changes. */
export function on(topics, listener) {
  for (const topic of topics.split(' ')) {
    if (!listeners.has(topic)) listeners.set(topic, new Set())
    listeners.get(topic).add(listener)
  }
}

/** Removes all listeners, before the page is built again. */
export function removeAllListeners() {
  listeners.clear()
}

/** Notifies the listeners of a topic. */
export function emit(topic, detail) {
  for (const listener of listeners.get(topic) ?? []) listener(detail)
}

/** The person whom the user plays. */
export const me = () => state.people.find(({ id }) => id === state.me) ?? state.people[0]

/** The conversations this person is in: groups first. */
export const myConversations = () =>
  state.conversations
    .filter(({ members }) => members.includes(state.me))
    .sort((a, b) => Number(b.type) - Number(a.type))

/** The open conversation. */
export const conversation = () => {
  const mine = myConversations()
  return mine.find(({ id }) => id === state.conversationId) ?? mine[0]
}

/** Its messages, oldest first. */
export const messagesOf = (conversationId) =>
  [...state.messages.values()].filter((message) => message.conversationId === conversationId)

/** Switches to another person, whose direct chat is another conversation. */
export function switchPerson(personId) {
  const wasDirect = conversation()?.type === '1'
  state.me = savePreference('me', personId)
  if (wasDirect) state.conversationId = myConversations().find(({ type }) => type === '1')?.id
  state.quote = undefined
  emit('view')
}

/** Opens a conversation. */
export function openConversation(conversationId) {
  state.conversationId = savePreference('conversation', conversationId)
  state.quote = undefined
  emit('view')
}

/** Quotes a message in the next one; undefined: none. */
export function setQuote(messageId) {
  state.quote = messageId
  emit('quote')
}

/** Stores a preference in this browser. */
export function savePreference(key, value) {
  try {
    localStorage.setItem(`playground.${key}`, value)
  } catch {
    // Storage is off: the preference lasts until the page is closed.
  }
  return value
}

/** Reads what `savePreference` stored. */
export function readPreference(key) {
  try {
    return localStorage.getItem(`playground.${key}`) ?? undefined
  } catch {
    return undefined
  }
}
