import express from 'express'

/** More than any callback of DingTalk's has. Laf takes ten times as much. */
const BODY_LIMIT = '1mb'
/** No caller nests deeper, and half a megabyte of brackets takes half a second to parse. */
const MAX_DEPTH = 100
/** A compressed body is refused (415): a few kilobytes of it can be any number of megabytes. */
const OPTIONS = { limit: BODY_LIMIT, inflate: false }

const ASCII = { quote: 0x22, backslash: 0x5c, openList: 0x5b, closeList: 0x5d, open: 0x7b, close: 0x7d }

/** Creates what parses JSON, forms and bytes into `request.body`, as Laf does, within the bounds above. */
export function createBodyParser(): express.Router {
  const parse = express.Router()
  parse.use(express.json({ ...OPTIONS, verify: checkJson }))
  parse.use(express.urlencoded({ ...OPTIONS, extended: true }))
  parse.use(express.raw(OPTIONS))
  return parse
}

/** Whether an error of the parser comes from `checkJson`. */
export function isRefusedJson(error: { type?: unknown }): boolean {
  return error.type === 'entity.verify.failed'
}

/** @throws Error for JSON that is nested too deeply, or in UTF-16 or UTF-32, whose brackets cannot be counted here */
function checkJson(_: unknown, __: unknown, json: Buffer, encoding: string): void {
  if (encoding !== 'utf-8' || isTooDeep(json)) throw new Error('too deep')
}

/** Counts the brackets outside of texts. */
function isTooDeep(json: Buffer): boolean {
  let depth = 0
  let isText = false
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at]
    if (byte === ASCII.quote) isText = !isText
    else if (isText) at += byte === ASCII.backslash ? 1 : 0
    else if (byte === ASCII.openList || byte === ASCII.open) depth += 1
    else if (byte === ASCII.closeList || byte === ASCII.close) depth -= 1
    if (depth > MAX_DEPTH) return true
  }
  return false
}
