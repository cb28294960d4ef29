import type { OpenDatabase } from '../laf/database'
import { oneLine } from './format'
import type { MaskSecrets } from './secrets'

/** A collection as the page shows it: how many documents there are, and the newest ones as JSON. */
export interface StoredCollection {
  name: string
  count: number
  documents: StoredDocument[]
}

/** A document: a line that tells it apart, and the whole of it as JSON. */
export interface StoredDocument {
  id: string
  /** How far it is, such as `done · answered`; empty for most collections. */
  label: string
  /** The beginning of its text, or its id. */
  title: string
  json: string
}

/** The collections that the bot writes, and the field that they are sorted by, newest first. */
const COLLECTIONS: [name: string, sortedBy: string][] = [
  ['chats', 'askedAt'],
  ['inbox', 'receivedAt'],
  ['token', 'updatedAt'],
  ['usage', '_id'],
  ['bot_status', 'at'],
]

const MAX_DOCUMENTS = 50
const MAX_DOCUMENT_CHARACTERS = 4_000
const MAX_TITLE_CHARACTERS = 80

/** Reads what the bot has stored, newest first, secrets masked. */
export async function readStored(
  { db }: OpenDatabase,
  maskSecrets: MaskSecrets,
): Promise<StoredCollection[]> {
  return Promise.all(
    COLLECTIONS.map(async ([name, sortedBy]) => {
      const [count, documents] = await Promise.all([
        db.collection(name).countDocuments({}),
        db
          .collection(name)
          .find({})
          .sort({ [sortedBy]: -1 })
          .limit(MAX_DOCUMENTS)
          .toArray(),
      ])
      documents.sort((a: Document, b: Document) => byTime(a, b, sortedBy))
      return { name, count, documents: documents.map((one: Document) => toShown(one, name, maskSecrets)) }
    }),
  )
}

/** Deletes everything that the bot has stored. */
export async function deleteStoredData({ db }: OpenDatabase): Promise<void> {
  for (const [name] of COLLECTIONS) await db.collection(name).deleteMany({})
}

type Document = Record<string, unknown>

/** A question and its answer have the same time: the answer, whose id comes first, stands above it. */
function byTime(a: Document, b: Document, field: string): number {
  return Number(b[field]) - Number(a[field]) || (String(a._id) < String(b._id) ? -1 : 1)
}

function toShown(document: Document, collection: string, maskSecrets: MaskSecrets): StoredDocument {
  const { token } = document
  const masked =
    collection === 'token' && typeof token === 'string'
      ? { ...document, token: `${token.slice(0, 4)}…` }
      : document
  const json = maskSecrets(JSON.stringify(masked, undefined, 2))
  const isLong = json.length > MAX_DOCUMENT_CHARACTERS
  const id = String(document._id)
  const { role, state, outcome, content } = document
  return {
    id,
    label: [role, state, outcome].filter((one) => typeof one === 'string').join(' · '),
    title: maskSecrets(oneLine(typeof content === 'string' ? content : id, MAX_TITLE_CHARACTERS)),
    json: isLong ? `${json.slice(0, MAX_DOCUMENT_CHARACTERS)}\n…` : json,
  }
}
