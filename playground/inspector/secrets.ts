/** Takes secrets out of text before it goes to the page. */
export type Scrub = (text: string) => string

/** Shorter strings stand in too many innocent places. */
const SHORTEST_SECRET = 8

/**
 * Makes the scrubber. The emulators mask what they know to be secret; this is the second line, for bodies and log lines
 * that repeat a secret where nobody expects one.
 * @param secrets whole values: keys, app secrets, database addresses
 */
export function createScrub(secrets: (string | undefined)[]): Scrub {
  const known = secrets.filter((one): one is string => (one?.length ?? 0) >= SHORTEST_SECRET)
  return (text) => {
    let clean = text
    for (const secret of known) clean = clean.replaceAll(secret, `${secret.slice(0, 4)}…`)
    // A session lets whoever has it write into the conversation.
    return clean.replaceAll(/(session=[0-9a-f]{4})[0-9a-f]+/g, '$1…')
  }
}
