import { isIP } from 'node:net'
import type { RequestHandler } from 'express'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1'])

/**
 * Refuses with 403 what a page elsewhere on the internet could make a browser send here.
 *
 * A foreign `Host` means that somebody else's name was made to point at this machine (DNS rebinding); a foreign
 * `Origin` that another page is asking. Programs without a browser send no `Origin` and pass.
 * @param host the address the server is bound to: beyond loopback, its name and plain IP addresses are ours as well,
 * because no name has to be resolved for an address
 */
export function createGuard(host: string): RequestHandler {
  const isLoopback = LOOPBACK.has(host) || host.startsWith('127.')
  const isOurs = (name: string) =>
    LOOPBACK.has(name) || name === host.toLowerCase() || (!isLoopback && isIP(name) !== 0)

  return (request, response, next) => {
    const { host: asked = '', origin } = request.headers
    if (!isOurs(nameOf(asked))) return void refuse(response, 'Host')
    if (origin !== undefined && !isSameOrigin(origin, asked)) return void refuse(response, 'Origin')
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
