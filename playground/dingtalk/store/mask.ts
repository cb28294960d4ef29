const SECRET_KEYS = new Set([
  'appsecret',
  'clientsecret',
  'client_secret',
  'accesstoken',
  'access_token',
  'x-acs-dingtalk-access-token',
  'sign',
  'authorization',
])

/** A secret as a page may show it: four characters to tell it from another, and no more. */
export function mask(secret: string): string {
  return secret.length > 8 ? `${secret.slice(0, 4)}…` : '…'
}

/** A copy of a plain object in which secrets are masked; anything else comes back as it is. */
export function maskFields(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value).map(([key, field]) => [
    key,
    isSecret(key, field) ? mask(field) : field,
  ])
  return Object.fromEntries(entries)
}

function isSecret(key: string, field: unknown): field is string {
  return typeof field === 'string' && SECRET_KEYS.has(key.toLowerCase())
}
