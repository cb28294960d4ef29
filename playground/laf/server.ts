import http from 'node:http'
import type { AddressInfo } from 'node:net'

/** A listening web server that can be ended politely or at once. */
export interface Server {
  url: string
  port: number
  /** Takes no new connections; resolves when the last request under way was answered. */
  stopAccepting(): Promise<void>
  /** Cuts every connection. */
  cut(): void
}

// An answered keep-alive connection is idle and may go; Node only looks for those at the moment of closing.
const IDLE_CHECK_MS = 20

/** Listens on `port` (0: a free one). Rejects with Node's error, `EADDRINUSE` for instance. */
export async function listen(handler: http.RequestListener, port: number, host: string): Promise<Server> {
  const server = http.createServer(handler)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const bound = (server.address() as AddressInfo).port
  return {
    url: `http://${toUrlHost(host)}:${bound}`,
    port: bound,
    async stopAccepting() {
      const checking = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS)
      await new Promise((resolve) => server.close(resolve))
      clearInterval(checking)
    },
    cut() {
      server.close()
      server.closeAllConnections()
    },
  }
}

// "Every address" is nothing one can open in a browser.
function toUrlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
