/** A call in the words of a shell. */
export interface CurlCall {
  method: string
  url: string
  /** Values are put between double quotes, so that `$NAME` is a placeholder the shell fills in. */
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

/** How DingTalk signs, for a shell: in `$TIMESTAMP` and `$SIGN`, from the reader's own `$DING_APP_SECRET`. */
export const SIGN_IN_SHELL = [
  'TIMESTAMP="$(date +%s)000"',
  `SIGN="$(printf '%s\\n%s' "$TIMESTAMP" "$DING_APP_SECRET" | openssl dgst -sha256 -hmac "$DING_APP_SECRET" -binary | base64)"`,
]

// Nothing is special between single quotes but the single quote itself.
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
