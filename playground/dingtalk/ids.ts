import { createHash, randomBytes, randomUUID } from 'node:crypto'

/** Creates ids in DingTalk's formats. Those with a `seed` are the same in every run. */
export const ids = {
  /** A message: `msg` and 16 bytes of base64, which may contain `+` and `/`. */
  msg: () => `msg${randomBytes(16).toString('base64')}`,
  /** A conversation, group or direct: `cid` and 16 bytes of base64. */
  conversation: (seed: string) => `cid${digest('conversation', seed).subarray(0, 16).toString('base64')}`,
  /** The encrypted id of a person or robot; never usable as a userId. */
  encrypted: (seed: string) => `$:LWCP_v1:$${digest('encrypted', seed).subarray(0, 24).toString('base64')}`,
  /** A userId (staffId): digits, with a leading zero as many real ones have. */
  staff: (seed: string) =>
    `0${BigInt(`0x${digest('staff', seed).toString('hex').slice(0, 15)}`)}`.slice(0, 18),
  /** The id of a person across organisations. */
  union: (seed: string) => `${digest('union', seed).subarray(0, 15).toString('base64url')}iEiE`,
  /** An access token: 32 hexadecimal digits. */
  token: () => randomBytes(16).toString('hex'),
  /** A session of a sessionWebhook: 32 hexadecimal digits. */
  session: () => randomBytes(16).toString('hex'),
  /** A download code of a file that was sent to the robot. */
  download: () => `mIofN681YE3f${randomBytes(24).toString('base64')}`,
  /** An uploaded picture. */
  media: () => `@lAD${randomBytes(20).toString('base64url')}`,
  /** The key of a sent message, for queries about it. */
  processQuery: () => randomBytes(24).toString('base64'),
  /** The id of one request, as in every error body. */
  request: () => randomUUID().toUpperCase(),
}

function digest(kind: string, seed: string): Buffer {
  return createHash('sha256').update(`${kind}:${seed}`).digest()
}
