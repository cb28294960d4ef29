import { ids } from './ids'

/** Somebody who can write to the robot. */
export interface Person {
  /** Short name for tests and for the page; DingTalk does not know it. */
  id: string
  nick: string
  /** The userId in the robot's organisation; people from outside have none. */
  staffId?: string
  senderId: string
  unionId: string
  isAdmin: boolean
  platform: 'Mac' | 'Win' | 'iOS' | 'Android'
}

/** A group (`type` "2") or a person's direct chat with the robot (`type` "1"). */
export interface Conversation {
  id: string
  type: '1' | '2'
  title?: string
  /** `Person.id` of everybody in it, the robot not counted. */
  members: string[]
}

/** A person, or its id, nick or staffId. */
export type PersonRef = Person | string
/** A conversation, or its id, or its title. */
export type ConversationRef = Conversation | string

/** Who exists in this DingTalk; tests and benchmarks add people and groups of their own. */
export interface Directory {
  readonly people: Person[]
  readonly conversations: Conversation[]
  /** The person meant; throws on an unknown one, so that a misspelt test fails. */
  person(ref: PersonRef): Person
  /** The conversation meant; throws on an unknown one. */
  conversation(ref: ConversationRef): Conversation
  /** A person's direct chat with the robot. */
  directChat(person: PersonRef): Conversation
  addPerson(person: { nick: string } & Partial<Person>): Person
  addGroup(group: { title: string; members: PersonRef[]; id?: string }): Conversation
  findStaff(staffId: string): Person | undefined
  findConversation(id: string): Conversation | undefined
  /** Forgets who was added. */
  reset(): void
}

/** The group everybody is in when nothing was added. */
export const TEST_GROUP_ID = 'cidVb1kQ2mXw0hT9pYc7LsEaA=='

/** Makes a directory with one group of four people: three colleagues and one from outside the organisation. */
export function createDirectory(): Directory {
  const people: Person[] = []
  const conversations: Conversation[] = []
  const known = { people: new Map<string, Person>(), conversations: new Map<string, Conversation>() }

  const directory: Directory = {
    people,
    conversations,
    person: (ref) => (typeof ref === 'string' ? (known.people.get(ref) ?? unknown('person', ref)) : ref),
    conversation: (ref) =>
      typeof ref === 'string' ? (known.conversations.get(ref) ?? unknown('conversation', ref)) : ref,
    directChat: (ref) => directory.conversation(`direct:${directory.person(ref).id}`),
    addPerson(given) {
      const person = toPerson(given, `p${people.length + 1}`)
      people.push(person)
      for (const name of [person.nick, person.staffId, person.id]) if (name) known.people.set(name, person)
      const chat: Conversation = { id: ids.conversation(person.id), type: '1', members: [person.id] }
      conversations.push(chat)
      known.conversations.set(chat.id, chat).set(`direct:${person.id}`, chat)
      return person
    },
    addGroup({ title, members, id = ids.conversation(`${title}:${conversations.length}`) }) {
      const group: Conversation = {
        id,
        type: '2',
        title,
        members: members.map((m) => directory.person(m).id),
      }
      conversations.push(group)
      known.conversations.set(id, group).set(title, group)
      return group
    },
    findStaff(staffId) {
      const person = known.people.get(staffId)
      return person?.staffId === staffId ? person : undefined
    },
    findConversation(id) {
      const conversation = known.conversations.get(id)
      return conversation?.id === id ? conversation : undefined
    },
    reset() {
      people.length = 0
      conversations.length = 0
      known.people.clear()
      known.conversations.clear()
      for (const person of FIRST_PEOPLE) directory.addPerson(person)
      directory.addGroup({ title: '机器人测试群', members: people.map((p) => p.id), id: TEST_GROUP_ID })
    },
  }
  directory.reset()
  return directory
}

const FIRST_PEOPLE: ({ nick: string } & Partial<Person>)[] = [
  { id: 'xiaoce', nick: '小测', staffId: '016512345626118709', platform: 'Mac' },
  { id: 'xiaoli', nick: '小李', staffId: '01234567890', platform: 'iOS', isAdmin: true },
  { id: 'zhangwei', nick: '张伟🌟', staffId: 'manager4220', platform: 'Android' },
  // Somebody from another organisation: DingTalk gives the robot no staffId for them.
  { id: 'guest', nick: 'Alex (访客)', staffId: undefined, platform: 'Win' },
]

function toPerson(given: { nick: string } & Partial<Person>, fallbackId: string): Person {
  const id = given.id ?? fallbackId
  return {
    id,
    nick: given.nick,
    ...('staffId' in given ? { staffId: given.staffId } : { staffId: ids.staff(id) }),
    senderId: given.senderId ?? ids.encrypted(id),
    unionId: given.unionId ?? ids.union(id),
    isAdmin: given.isAdmin ?? false,
    platform: given.platform ?? 'Mac',
  }
}

function unknown(what: string, ref: string): never {
  throw new Error(`This DingTalk knows no ${what} "${ref}": add it with directory.add… first`)
}
