import { isNonEmptyString, isObject } from '../../shared/json'

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

/** A secret as it may be shown: its first four characters; nothing of a secret of eight or less. */
export function mask(secret: string): string {
  return secret.length > 8 ? `${secret.slice(0, 4)}…` : '…'
}

/** A copy of an object in which secrets are masked; any other value is returned unchanged. */
export function maskFields(value: unknown): unknown {
  if (!isObject(value)) return value
  const entries = Object.entries(value).map(([key, field]) => {
    const isSecret = SECRET_KEYS.has(key.toLowerCase()) && isNonEmptyString(field)
    return [key, isSecret ? mask(field) : field]
  })
  return Object.fromEntries(entries)
}
