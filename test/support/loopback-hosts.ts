import dns from 'node:dns'
import { afterEach, beforeEach } from 'vitest'

/** Lets hosts lead to this machine during each test, so that the bot can be given the addresses of real services. */
export function useLoopbackHosts(hosts: string[]): void {
  const { lookup } = dns
  beforeEach(() => {
    const patched = (name: string, ...rest: unknown[]) =>
      Reflect.apply(lookup, dns, [hosts.includes(name) ? '127.0.0.1' : name, ...rest])
    dns.lookup = Object.assign(patched, lookup) as typeof lookup
  })
  afterEach(() => {
    dns.lookup = lookup
  })
}
