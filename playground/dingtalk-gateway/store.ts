/** What can be changed while the gateway runs. */
export interface Settings {
  /** After how long an unacknowledged message is sent again; undefined: never. */
  redeliverAfterMs?: number
  ticketLifetimeMs: number
  /** From the `disconnect` frame to the end of a connection. */
  graceMs: number
  /** The response to every request for a connection; absent: the normal one. */
  refuse?: { status: number; body: object }
  /** HTTP requests are accepted and never answered. */
  silent?: boolean
  /** No ticket is accepted. */
  refuseSockets?: boolean
}

/** A request for a connection, without its secret. */
export interface OpenRequest {
  at: number
  clientId: unknown
  subscriptions: unknown
  status: number
}

/** One WebSocket connection. */
export interface ConnectionRecord {
  id: string
  openedAt: number
  closedAt?: number
  /** A `disconnect` frame was sent: it gets no more messages. */
  isEnding: boolean
}

/** One message to the robot. */
export interface Push {
  msgId: string
  body: unknown
  /** The frames that carried it; more than one if it was not acknowledged in time. */
  sent: { connection: string; messageId: string; at: number }[]
  /** The first acknowledgement. */
  ack?: { at: number; code: unknown; data: unknown }
}

/** Everything the gateway received and sent. Times in ms since 1970. */
export interface Store {
  opens: OpenRequest[]
  connections: ConnectionRecord[]
  pushes: Push[]
  /** Every frame from the bot, parsed: acknowledgements and responses to pings. */
  answers: Record<string, unknown>[]
}
