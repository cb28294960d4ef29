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
const HOST = /^(?:[\p{L}\p{M}\p{N}-]+\.)+([\p{L}\p{M}\p{N}-]{2,})$/u
const IP = /^\d{1,3}(?:\.\d{1,3}){3}$/
/** What hosts end in, besides codes of countries. A list, because most names with a dot are none: `os.path.join`. */
const TOP_LEVEL = new Set(
  (
    'com net org edu gov mil info biz pro app dev xyz top vip club shop site online cloud tech wang ltd asia bank example ' +
    '中国 中國 公司 网络 網絡 在线 网址 中文网 商城 集团 政务 公益 香港 台湾 台灣'
  ).split(' '),
)
/** Letters that are neither ASCII nor Chinese may look like others; in code they are rare. */
const FOREIGN = /^xn--|[^\p{Script=Han}!-~]/u
/** Names of files and products that look like hosts. */
const NO_HOST = /\.(?:js|ts|md|py|rs|sh)$|^(?:asp|ado|vb)\.net$|^env\.example$/

/** Made at the first use, which takes some 20 ms. */
let countries: Intl.DisplayNames | undefined

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
  return target.replace(/[\s<>()[\]`"\\*^{|}\p{Cf}]/gu, percentEncode).replace(/&(?=#?\w+;)/g, '&amp;')
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
  return addressesIn(text).some(({ name, user }) => withoutWww(name) !== host || (user && !isMail))
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
      // Chinese has no spaces: "百度baidu.com官网".
      const divided = start.replace(/(?<=\p{Script=Han})(?=[a-z\d])|(?<=[a-z\d])(?=\p{Script=Han})/gu, ' ')
      const tokens = divided.match(/[\p{L}\p{M}\p{N}.@-]+(?:_+[\p{L}\p{M}\p{N}.@-]+)*/gu) ?? []
      const found = tokens.map(toName)
      // After `://` stands a host, also one without a dot; before it, and without it, what looks like a host.
      return index > 0 ? found.slice(0, 1) : found.filter(({ name }) => isHost(name))
    }),
  )
}

function toName(token: string): { name: string; user: boolean } {
  const name = token.slice(token.lastIndexOf('@') + 1).replace(/^[.-]{1,9}|[.-]{1,9}$/g, '')
  return { name, user: token.lastIndexOf('@') > 0 }
}

function isHost(name: string): boolean {
  const ending = HOST.exec(name)?.[1] ?? ''
  if (IP.test(name) || (ending && name.startsWith('www.'))) return true
  const isTopLevel = TOP_LEVEL.has(ending) || isCountry(ending) || FOREIGN.test(ending)
  return isTopLevel && !NO_HOST.test(name)
}

function isCountry(ending: string): boolean {
  countries ??= new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  return /^[a-z]{2}$/.test(ending) && countries.of(ending.toUpperCase()) !== undefined
}

const withoutWww = (host: string) => host.replace(/^www\.|\.$/g, '')

/** `encodeURIComponent` leaves these. */
const ENCODED: Record<string, string> = { '(': '%28', ')': '%29', '*': '%2A' }
const percentEncode = (character: string) => ENCODED[character] ?? encodeURIComponent(character)
