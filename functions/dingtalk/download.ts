/**
 * Downloads a picture or file from the address that DingTalk gives for it, with axios, which follows redirects.
 *
 * Neither the address nor a redirect may lead into the network of the function: addresses are checked as they are
 * written and, where they are names, as they are resolved for the connection.
 */
import { lookup } from 'node:dns'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import type { AxiosStatic } from 'axios'
import { abortAfter } from '../deadline'
import { DeliveryError, toDeliveryError } from '../errors'

/** For a file of up to 10 MB. */
const DOWNLOAD_TIMEOUT_MS = 30_000
/** The download address belongs to another host, which redirects to storage hosts. */
const MAX_REDIRECTS = 3
/** The evidence where a download was aborted for its size. */
export const TOO_LARGE = 'download too large'

const PRIVATE = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  // Also the metadata service of Alibaba Cloud.
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
] as const) {
  // The rule also holds for IPv4-mapped IPv6 addresses; NAT64 has a prefix of its own.
  PRIVATE.addSubnet(network, prefix, 'ipv4')
  PRIVATE.addSubnet(`64:ff9b::${network}`, 96 + prefix, 'ipv6')
}
// Loopback and IPv4-compatible, 6to4, unique local, link-local, multicast.
for (const [network, prefix] of [
  ['::', 96],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv6')

/**
 * The bytes at an address.
 * @param ownUrl the service that gave the address: where it is itself on a private one, as an emulator is, files may be, too
 * @throws DeliveryError `rejected` with the evidence `TOO_LARGE` over `maxBytes`
 */
export async function download(url: string, maxBytes: number, ownUrl: string): Promise<Buffer> {
  const guard = createGuard(await isPrivateHost(new URL(ownUrl).hostname))
  const { status, data } = await abortAfter(
    DOWNLOAD_TIMEOUT_MS,
    (signal) =>
      loadAxios().get(guard.check(url), {
        httpAgent: new HttpAgent({ lookup: guard.lookup }),
        httpsAgent: new HttpsAgent({ lookup: guard.lookup }),
        responseType: 'arraybuffer',
        maxContentLength: maxBytes,
        maxRedirects: MAX_REDIRECTS,
        beforeRedirect: ({ href }) => void guard.check(href),
        proxy: false,
        validateStatus: null,
        signal,
      }),
    () => new Error('timeout'),
  ).catch((error) => {
    if (guard.hasRefused()) throw new DeliveryError('rejected', 'download address')
    if (/maxContentLength/.test(String(error?.message))) throw new DeliveryError('rejected', TOO_LARGE)
    throw toDeliveryError(error)
  })
  if (status === 200) return data as Buffer
  throw new DeliveryError(status >= 500 ? 'busy' : 'rejected', `download ${status}`)
}

/** Refuses private addresses, unless they are allowed, and everything but HTTP; knows whether it has refused one. */
function createGuard(isPrivateAllowed: boolean) {
  let refused = false
  const refuse = () => {
    refused = true
    return new Error('download address')
  }
  const guardedLookup: LookupFunction = (hostname, options, callback) => {
    lookup(hostname, options, (error, found, family) => {
      const addresses = error
        ? []
        : [found].flat().map((one) => (typeof one === 'string' ? one : one.address))
      const isRefused = !isPrivateAllowed && addresses.some(isPrivate)
      callback(isRefused ? refuse() : error, found, family)
    })
  }
  return {
    hasRefused: () => refused,
    lookup: guardedLookup,
    /** For addresses written as numbers, which are not looked up; `URL` knows all their forms. */
    check(address: string): string {
      const { protocol, hostname, href } = new URL(address)
      const isHttp = protocol === 'https:' || protocol === 'http:'
      if (!isHttp || (!isPrivateAllowed && isPrivate(hostname))) throw refuse()
      return href
    },
  }
}

async function isPrivateHost(hostname: string): Promise<boolean> {
  return new Promise((resolve) => {
    lookup(withoutBrackets(hostname), (error, address) => resolve(!error && isPrivate(address)))
  })
}

function isPrivate(host: string): boolean {
  const address = withoutBrackets(host)
  const version = isIP(address)
  return version !== 0 && PRIVATE.check(address, version === 4 ? 'ipv4' : 'ipv6')
}

/** `URL` writes an IPv6 address in brackets. */
function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '')
}

/** Loaded at the first file, so that no callback waits for it. */
function loadAxios(): AxiosStatic {
  return require('axios')
}
