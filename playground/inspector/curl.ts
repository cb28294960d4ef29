/** A call as a shell command makes it. */
export interface CurlCall {
  method: string
  url: string
  /** Values stand in double quotes, so that the shell replaces `$NAME`. */
  headers: Record<string, string>
  body?: string
  /** Lines before the command. */
  before?: string[]
}

/** Writes a call as a `curl` command of several lines. */
export function toCurl({ method, url, headers, body, before = [] }: CurlCall): string {
  const rows = [`curl -X ${method} ${quote(url)}`]
  for (const [name, value] of Object.entries(headers)) rows.push(`-H "${name}: ${value}"`)
  if (body !== undefined) rows.push(`--data-raw ${quote(body)}`)
  return [...before, rows.join(' \\\n  ')].join('\n')
}

/** Shell commands that sign like DingTalk: set `$TIMESTAMP` and `$SIGN` from the user's own `$DING_APP_SECRET`. */
export const SIGN_IN_SHELL = [
  'TIMESTAMP="$(date +%s)000"',
  `SIGN="$(printf '%s\\n%s' "$TIMESTAMP" "$DING_APP_SECRET" | openssl dgst -sha256 -hmac "$DING_APP_SECRET" -binary | base64)"`,
]

// Between single quotes only the single quote itself is special.
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
