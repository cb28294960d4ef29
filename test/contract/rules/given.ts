import type { OpenDatabase } from '../../../playground/laf/database'

/** What the rules work with: a database, and an empty collection for each test. */
export interface Given {
  database: OpenDatabase
  // biome-ignore lint/suspicious/noExplicitAny: the driver's collection, or the embedded one
  inbox: any
  /** Every document that matches, by _id. */
  // biome-ignore lint/suspicious/noExplicitAny: documents of any shape
  all(filter?: object): Promise<any[]>
  /** Their _ids. */
  ids(filter: object): Promise<string[]>
  /** A test of what MongoDB does and FerretDB v1 does not: on FerretDB it has to fail. */
  itBeyondFerretDB(title: string, body: () => Promise<void>): void
}
