import type { Subject } from './start-subject'

const BATCH = 5_000

/** Stores `count` documents in a collection of the subject's database. */
export async function fill(
  subject: Subject,
  collection: string,
  count: number,
  toDocument: (n: number) => object,
): Promise<void> {
  for (let from = 0; from < count; from += BATCH) {
    const size = Math.min(BATCH, count - from)
    await subject.fill(
      collection,
      Array.from({ length: size }, (_, n) => toDocument(from + n)),
    )
  }
}
