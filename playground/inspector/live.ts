import type { Request, Response } from 'express'

/** Tells every open page what happens, as Server-Sent Events. */
export interface Live {
  /** Answers a request with a stream that begins with `first`. */
  open(request: Request, response: Response, first: () => LiveEvent): void
  send(event: LiveEvent): void
  /** Asks every page to come back after so many milliseconds: politer than a connection that breaks. */
  pause(ms: number): void
  close(): void
}

/** A name and plain data. */
export interface LiveEvent {
  type: string
  data: unknown
}

// Proxies cut what is silent for a minute.
const HEARTBEAT_MS = 20_000
/** A page that cannot keep up is cut off and starts over with the whole state: cheaper than an endless queue. */
const MAX_BEHIND_BYTES = 8 * 1024 * 1024

/** Makes the hub; it keeps no history, because every stream begins with the whole state. */
export function createLive(): Live {
  const open = new Set<Response>()
  const heartbeat = setInterval(() => broadcast(': still here\n\n'), HEARTBEAT_MS)
  heartbeat.unref()

  function broadcast(text: string) {
    for (const response of open) {
      if (response.writableLength > MAX_BEHIND_BYTES) response.destroy()
      else response.write(text)
    }
  }

  function endAll() {
    for (const response of open) response.end()
    open.clear()
  }

  return {
    open(request, response, first) {
      response.writeHead(200, {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
      })
      response.write(`retry: 400\n\n${toText(first())}`)
      open.add(response)
      request.on('close', () => open.delete(response))
      response.on('error', () => open.delete(response))
    },
    send: (event) => broadcast(toText(event)),
    pause(ms) {
      broadcast(`retry: ${ms}\n\n`)
      endAll()
    },
    close() {
      clearInterval(heartbeat)
      endAll()
    },
  }
}

// JSON has no line breaks of its own, so one data line is enough.
function toText({ type, data }: LiveEvent): string {
  return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`
}
