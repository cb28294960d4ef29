/**
 * Addresses of links: which ones an answer may lead to, how they are written, and whether the text of a link names
 * another one. A client opens what the parser of addresses in browsers (WHATWG URL) reads, so hosts are read by `URL`.
 */

/** Longer addresses are no links. Browsers and servers take about as many characters. */
const MAX_CHARACTERS = 2_000
/** Of a longer address its beginning is shown. */
const MAX_SHOWN_CHARACTERS = 100
/** `javascript:`, `data:` and DingTalk's `dtmd:`, which sends a message in the reader's name, are none of these. */
const LINK = /^(?:https?:\/\/|mailto:)[^\s]/i
/** DingTalk's own pages and actions. */
const DINGTALK = /^dingtalk:\/\/[^\s]/i
/** Browsers skip further slashes, and take `https://real.com@evil.com` for a page of `evil.com`. */
const USER_INFO = /^(https?:)\/+(?:[^/?#]*@)?/i
/** Endings of names that look like hosts and are none: no top-level domain is called like these. */
const FILE =
  /\.(?:[cm]?[jt]sx?|css|html?|json|ya?ml|toml|txt|xml|csv|pdf|docx?|xlsx?|pptx?|png|jpe?g|gif|svg|exe|log|php|java|cpp)$/
const HOST = /^(?:[\p{L}\p{M}\p{N}-]+\.)+(?:\p{L}[\p{L}\p{M}\p{N}-]+|\d{1,3})$/u
const IP_LABELS = 4

/**
 * @param written addresses with DingTalk's own scheme that people wrote
 * @returns the address as it may be written into a link, without user info; undefined for one that may not
 */
export function toAddress(target: string, written: ReadonlySet<string>): string | undefined {
  const isAllowed = LINK.test(target) || (DINGTALK.test(target) && written.has(target))
  const address = encodeAddress(target).replace(USER_INFO, '$1//')
  if (!isAllowed || address.length > MAX_CHARACTERS || !URL.canParse(address)) return undefined
  const { hostname, href } = new URL(address)
  if (!/^[a-z\d._-]*$/i.test(hostname)) return undefined
  // Letters that look like others, and numbers in place of a host, are shown as what they are.
  return address.toLowerCase().includes(`//${hostname}`) || !hostname ? address : href
}

/** Writes an address without any character that could end it early: a client may look for the first `)`. */
export function encodeAddress(target: string): string {
  return target.replace(/[\s<>()[\]`"\\*^{|}]/g, percentEncode).replace(/&(?=#?\w+;)/g, '&amp;')
}

/** @returns the addresses with DingTalk's own scheme in a text */
export function dingTalkAddresses(text: string): ReadonlySet<string> {
  const found = text.match(/dingtalk:\/\/[!-~]{1,2000}/gi) ?? []
  return new Set(found.map((address) => address.replace(/[.,;:!?)\]}'"<>`*]{1,9}$/, '')))
}

/** @returns an address in a form that a person can read: its beginning where it is long */
export function showAddress(address: string): string {
  return address.length > MAX_SHOWN_CHARACTERS ? `${address.slice(0, MAX_SHOWN_CHARACTERS)}…` : address
}

/** @returns the host of an address, in ASCII; of a mail address the part after the `@` */
export function hostOf(address: string): string {
  const { protocol, hostname, pathname } = new URL(address)
  const host = protocol === 'mailto:' ? (pathname.split('@').at(-1) ?? '') : hostname
  return withoutWww(host.toLowerCase())
}

/**
 * Tells whether the text of a link names an address of another host than the link's own, with a scheme or without. Hosts
 * in other letters than the address has are other hosts, and so are addresses with user info.
 */
export function namesOtherHost(text: string, address: string): boolean {
  const host = hostOf(address)
  const isMail = address.startsWith('mailto:')
  return addressesIn(text).some(({ name, user }) => name !== host || (user && !isMail))
}

function addressesIn(text: string): { name: string; user: boolean }[] {
  const shown = text
    .normalize('NFKC')
    .replace(/[\p{Cf}*`~\\]/gu, '')
    .toLowerCase()
  // Browsers take `。` for a dot; between Chinese characters it ends a sentence.
  const words = shown.replace(/(?<=[a-z\d])。(?=[a-z\d])/g, '.').split(/\s+/)
  return words.flatMap((word) =>
    word.split('://').flatMap((piece, index) => {
      const [start = ''] = piece.split(/[/?#]/, 1)
      const tokens = start.match(/[\p{L}\p{M}\p{N}.@-]+/gu) ?? []
      const found = tokens.map(toName)
      // After `://` stands a host, also one without a dot; before it, and without it, what looks like a host.
      return index > 0 ? found.slice(0, 1) : found.filter(({ name }) => isHost(name))
    }),
  )
}

function toName(token: string): { name: string; user: boolean } {
  const name = token.slice(token.lastIndexOf('@') + 1).replace(/^[.-]{1,9}|[.-]{1,9}$/g, '')
  return { name: withoutWww(name), user: token.lastIndexOf('@') > 0 }
}

function isHost(name: string): boolean {
  const isNumber = /^[\d.]+$/.test(name)
  return HOST.test(name) && !FILE.test(name) && (!isNumber || name.split('.').length === IP_LABELS)
}

const withoutWww = (host: string) => host.replace(/^www\.|\.$/g, '')

/** `encodeURIComponent` leaves these. */
const ENCODED: Record<string, string> = { '(': '%28', ')': '%29', '*': '%2A' }
const percentEncode = (character: string) => ENCODED[character] ?? encodeURIComponent(character)
