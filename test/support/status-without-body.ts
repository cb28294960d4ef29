import { type OutgoingHttpHeaders, request } from 'node:http'

/** The status of a POST that announces a body and sends none of it. */
export function statusWithoutBody(
  url: string,
  headers: OutgoingHttpHeaders = {},
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const all = { 'content-type': 'application/json', 'content-length': 1_000, ...headers }
    const asked = request(url, { method: 'POST', headers: all }, (answer) => {
      resolve(answer.statusCode)
      asked.destroy()
    })
    asked.on('error', reject).flushHeaders()
  })
}
