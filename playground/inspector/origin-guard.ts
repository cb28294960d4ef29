import { isIP } from 'node:net'
import type { RequestHandler } from 'express'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1'])

/**
 * Refuses with 403 the requests that another site makes a browser send here.
 *
 * A foreign `Host` means that another name resolves to this machine (DNS rebinding), a foreign `Origin` that the page of
 * another site sent the request. Programs other than browsers send no `Origin` and pass.
 * @param host the address the server listens on. Beyond loopback, its name and IP addresses are accepted as well: DNS
 * rebinding needs a name.
 */
export function createGuard(host: string): RequestHandler {
  const isLoopback = LOOPBACK.has(host) || host.startsWith('127.')
  const isOwnName = (name: string) =>
    LOOPBACK.has(name) || name === host.toLowerCase() || (!isLoopback && isIP(name) !== 0)

  return (request, response, next) => {
    const { host: hostHeader = '', origin } = request.headers
    if (!isOwnName(nameOf(hostHeader))) return void refuse(response, 'Host')
    if (origin !== undefined && !isSameOrigin(origin, hostHeader)) return void refuse(response, 'Origin')
    next()
  }
}

/** The name in a Host header: without its port, and without the brackets around an IPv6 address. */
function nameOf(hostHeader: string): string {
  const name = hostHeader.toLowerCase().replace(/:\d+$/, '')
  return name.replace(/^\[(.*)\]$/, '$1')
}

function isSameOrigin(origin: string, host: string): boolean {
  return origin === `http://${host}` || origin === `https://${host}`
}

function refuse(response: Parameters<RequestHandler>[1], header: string): void {
  response
    .status(403)
    .type('text')
    .send(`This playground is not for other sites: foreign ${header} header.\n`)
}
