import { ids } from './ids'

/** A person who can write to the robot. */
export interface Person {
  /** Short name for tests and for the page; not part of DingTalk. */
  id: string
  nick: string
  /** The userId in the robot's organisation; external people have none. */
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
  /** `Person.id` of every member, without the robot. */
  members: string[]
}

/** A person, or their id, nick or staffId. */
export type PersonRef = Person | string
/** A conversation, or its id, or its title. */
export type ConversationRef = Conversation | string

/** The people and conversations of the organisation; tests and benchmarks can add more. */
export interface Directory {
  readonly people: Person[]
  readonly conversations: Conversation[]
  /** Looks a person up. @throws on an unknown one, so that a misspelt name in a test fails */
  person(ref: PersonRef): Person
  /** Looks a conversation up. @throws on an unknown one */
  conversation(ref: ConversationRef): Conversation
  /** A person's direct chat with the robot. */
  directChat(person: PersonRef): Conversation
  addPerson(person: { nick: string } & Partial<Person>): Person
  addGroup(group: { title: string; members: PersonRef[]; id?: string }): Conversation
  findStaff(staffId: string): Person | undefined
  findConversation(id: string): Conversation | undefined
  /** Removes the people and groups that were added. */
  reset(): void
}

/** The id of the group that exists at the start, with all people of the directory. */
export const TEST_GROUP_ID = 'cidVb1kQ2mXw0hT9pYc7LsEaA=='

/** Creates a directory with one group of four people: three of the organisation and one external. */
export function createDirectory(): Directory {
  const people: Person[] = []
  const conversations: Conversation[] = []
  const byName = { people: new Map<string, Person>(), conversations: new Map<string, Conversation>() }

  const directory: Directory = {
    people,
    conversations,
    person: (ref) => (typeof ref === 'string' ? (byName.people.get(ref) ?? unknown('person', ref)) : ref),
    conversation: (ref) =>
      typeof ref === 'string' ? (byName.conversations.get(ref) ?? unknown('conversation', ref)) : ref,
    directChat: (ref) => directory.conversation(`direct:${directory.person(ref).id}`),
    addPerson(given) {
      const person = toPerson(given, `p${people.length + 1}`)
      people.push(person)
      for (const name of [person.nick, person.staffId, person.id]) if (name) byName.people.set(name, person)
      const chat: Conversation = { id: ids.conversation(person.id), type: '1', members: [person.id] }
      conversations.push(chat)
      byName.conversations.set(chat.id, chat).set(`direct:${person.id}`, chat)
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
      byName.conversations.set(id, group).set(title, group)
      return group
    },
    findStaff(staffId) {
      const person = byName.people.get(staffId)
      return person?.staffId === staffId ? person : undefined
    },
    findConversation(id) {
      const conversation = byName.conversations.get(id)
      return conversation?.id === id ? conversation : undefined
    },
    reset() {
      people.length = 0
      conversations.length = 0
      byName.people.clear()
      byName.conversations.clear()
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
  // External: DingTalk gives the robot no staffId.
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
  throw new Error(`There is no ${what} "${ref}" in the directory; add it with directory.add… first`)
}
