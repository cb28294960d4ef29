import type { Request, Response } from 'express'
import type { PageEvent } from './types'

/** Sends events to every open page, as Server-Sent Events. */
export interface EventStream {
  /** Answers a request with a stream that begins with `first`. */
  open(request: Request, response: Response, first: () => PageEvent): void
  send(event: PageEvent): void
  /** Closes every stream and asks the pages to reconnect after so many milliseconds. */
  reconnectAfter(ms: number): void
  close(): void
}

// Proxies close connections that are silent for a minute.
const HEARTBEAT_MS = 20_000
/** A page that is this far behind is disconnected; it reconnects and starts from the whole state. */
const MAX_BEHIND_BYTES = 8 * 1024 * 1024

/** Creates the stream. It keeps no history, because every connection begins with the whole state. */
export function createEventStream(): EventStream {
  const responses = new Set<Response>()
  const heartbeat = setInterval(() => broadcast(': heartbeat\n\n'), HEARTBEAT_MS)
  heartbeat.unref()

  function broadcast(text: string) {
    for (const response of responses) {
      if (response.writableLength > MAX_BEHIND_BYTES) response.destroy()
      else response.write(text)
    }
  }

  function endAll() {
    for (const response of responses) response.end()
    responses.clear()
  }

  return {
    open(request, response, first) {
      response.writeHead(200, {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
      })
      response.write(`retry: 400\n\n${toText(first())}`)
      responses.add(response)
      request.on('close', () => responses.delete(response))
      response.on('error', () => responses.delete(response))
    },
    send: (event) => broadcast(toText(event)),
    reconnectAfter(ms) {
      broadcast(`retry: ${ms}\n\n`)
      endAll()
    },
    close() {
      clearInterval(heartbeat)
      endAll()
    },
  }
}

// JSON contains no line breaks, so one data line is enough.
function toText({ type, data }: PageEvent): string {
  return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`
}
