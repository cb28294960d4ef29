/** What can be turned while the gateway runs. */
export interface Settings {
  /** A message that is not acknowledged for so long is sent again; `undefined`: never. */
  redeliverAfterMs?: number
  ticketLifetimeMs: number
  /** From the frame that says so to the end of a connection. */
  graceMs: number
  /** What every request for a connection is answered with instead; absent: the truth. */
  refuse?: { status: number; body: object }
  /** Requests are accepted and never answered. */
  silent?: boolean
  /** Tickets are given, and none is taken. */
  refuseSockets?: boolean
}

/** A request for a connection. Without its secret. */
export interface OpenRequest {
  at: number
  clientId: unknown
  subscriptions: unknown
  status: number
}

export interface ConnectionRecord {
  id: string
  openedAt: number
  closedAt?: number
  /** It was told that it ends. */
  isEnding: boolean
}

/** One message to the robot. */
export interface Push {
  msgId: string
  body: unknown
  /** By which connections it was sent, and when; several when nobody acknowledged it. */
  sent: { connection: string; messageId: string; at: number }[]
  /** What the first acknowledgement said. */
  ack?: { at: number; code: unknown; data: unknown }
}

/** Everything the gateway saw and did. */
export interface Store {
  opens: OpenRequest[]
  connections: ConnectionRecord[]
  pushes: Push[]
  /** Every frame that came, acknowledgements and answers to pings, parsed. */
  answers: Record<string, unknown>[]
}
