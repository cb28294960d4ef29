/** A call as a shell command makes it. */
export interface CurlCall {
  method: string
  url: string
  /** Values stand in double quotes, so that the shell replaces `$NAME`. */
  headers: Record<string, string>
  body?: string
}

/** Writes a call as a `curl` command of several lines. */
export function toCurl({ method, url, headers, body }: CurlCall): string {
  const rows = [`curl -X ${method} ${quote(url)}`]
  for (const [name, value] of Object.entries(headers)) rows.push(`-H "${name}: ${value}"`)
  if (body !== undefined) rows.push(`--data-raw ${quote(body)}`)
  return rows.join(' \\\n  ')
}

// Between single quotes only the single quote itself is special.
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
