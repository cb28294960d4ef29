import http from 'node:http'
import type { AddressInfo } from 'node:net'

/** A listening web server. */
export interface Server {
  url: string
  port: number
  /** Takes no new connections; resolves when all requests have been answered. */
  stopAccepting(): Promise<void>
  /** Cuts every connection. */
  cut(): void
}

// Node closes idle keep-alive connections only once, when closing starts: those that become idle later need this.
const IDLE_CHECK_MS = 20

/**
 * Bounds of a connection. Load balancers keep idle connections for 60 s or so: a server that closes them sooner loses
 * the requests that are on their way. The header time-out has to be above that, the one of a whole request above both.
 */
export const LIMITS = {
  keepAliveTimeout: 75_000,
  headersTimeout: 80_000,
  requestTimeout: 90_000,
  maxHeaderSize: 16 * 1024,
}

/** Listens on `port` (0: a free one). Rejects with Node's error, for example `EADDRINUSE`. */
export async function startServer(
  handler: http.RequestListener,
  port: number,
  host: string,
): Promise<Server> {
  const server = http.createServer(LIMITS, handler)
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

// A browser cannot open the address that means all addresses.
function toUrlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
