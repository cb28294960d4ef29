/** Masks the secrets in a text before it goes to the page. */
export type MaskSecrets = (text: string) => string

/** Shorter values would also match ordinary text. */
const SHORTEST_SECRET_CHARACTERS = 8

/**
 * The emulators mask the fields that hold secrets; this masks secrets anywhere in bodies and log lines.
 * @param secrets whole values: keys, app secrets, database addresses
 */
export function createMaskSecrets(secrets: (string | undefined)[]): MaskSecrets {
  const known = secrets.filter((one): one is string => (one?.length ?? 0) >= SHORTEST_SECRET_CHARACTERS)
  return (text) => {
    let masked = text
    for (const secret of known) masked = masked.replaceAll(secret, `${secret.slice(0, 4)}…`)
    // The session of a webhook is a permission to write into the conversation.
    return masked.replaceAll(/(session=[0-9a-f]{4})[0-9a-f]+/g, '$1…')
  }
}
