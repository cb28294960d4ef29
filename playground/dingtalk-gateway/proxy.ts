import http, { type IncomingMessage, type ServerResponse } from 'node:http'

/** Passes a request on to another server, and its answer back. */
export function forward(request: IncomingMessage, response: ServerResponse, to: string): void {
  const { host: _, ...headers } = request.headers
  const onward = http.request(
    new URL(request.url ?? '/', to),
    { method: request.method, headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    },
  )
  onward.on('error', () => response.destroy())
  request.pipe(onward)
}
