/** Generous: the official package of the model retries for eight seconds, and the machine may be busy. */
const PATIENCE_MS = 60_000

/** Resolves when `condition` holds; rejects with `what` after a minute. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const endsAt = Date.now() + PATIENCE_MS; Date.now() < endsAt; ) {
    if (await condition()) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`waited in vain for ${what}`)
}
