/**
 * Everything the page knows, in one place: what the server said, and where the person is. Parts of the page listen to
 * topics and draw themselves anew; nobody else holds state.
 */
export const state = {
  /** Said by the server. */
  people: [],
  conversations: [],
  messages: new Map(),
  steps: new Map(),
  switches: [],
  demonstrations: [],
  model: undefined,
  database: 'embedded',
  /** Where the person is. */
  isConnected: false,
  isReady: false,
  me: read('me') ?? 'xiaoce',
  conversationId: read('conversation'),
  quote: undefined,
  /** The message whose time line is open. */
  trace: undefined,
  /** Conversation → the newest message that was seen there. */
  seen: new Map(),
  /** Conversation → what was begun to be written there. */
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

/** Forgets who listened: what they drew is thrown away. */
export function forgetListeners() {
  listeners.clear()
}

/** Tells that a topic changed. */
export function emit(topic, detail) {
  for (const listener of listeners.get(topic) ?? []) listener(detail)
}

/** The person who looks at the page. */
export const me = () => state.people.find(({ id }) => id === state.me) ?? state.people[0]

/** The conversations this person is in: groups first. */
export const myConversations = () =>
  state.conversations
    .filter(({ members }) => members.includes(state.me))
    .sort((a, b) => Number(b.type) - Number(a.type))

/** The one that is open. */
export const conversation = () => {
  const mine = myConversations()
  return mine.find(({ id }) => id === state.conversationId) ?? mine[0]
}

/** Its messages, oldest first. */
export const messagesOf = (conversationId) =>
  [...state.messages.values()].filter((message) => message.conversationId === conversationId)

/** Becomes another person; in the direct chat that is another conversation. */
export function become(personId) {
  const wasDirect = conversation()?.type === '1'
  state.me = keep('me', personId)
  if (wasDirect) state.conversationId = myConversations().find(({ type }) => type === '1')?.id
  state.quote = undefined
  emit('view')
}

/** Opens a conversation. */
export function open(conversationId) {
  state.conversationId = keep('conversation', conversationId)
  state.quote = undefined
  emit('view')
}

/** Quotes a message in the next one, or (undefined) no longer. */
export function quote(messageId) {
  state.quote = messageId
  emit('quote')
}

/** Remembers a choice in this browser. */
export function keep(key, value) {
  try {
    localStorage.setItem(`playground.${key}`, value)
  } catch {
    // A browser that keeps nothing forgets the choice, and that is all.
  }
  return value
}

/** What `keep` remembered. */
export function read(key) {
  try {
    return localStorage.getItem(`playground.${key}`) ?? undefined
  } catch {
    return undefined
  }
}
