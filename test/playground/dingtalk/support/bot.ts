import { createServer, type IncomingHttpHeaders } from 'node:http'
import { closeServer, listen } from '../../../../playground/shared/http'

/** One request that a bot received. */
export interface ReceivedRequest {
  headers: IncomingHttpHeaders
  text: string
}

/** A response: a body with status 200, a status without a body, or none at all (`hang`). */
export type BotResponse = string | number | 'hang'

/** A bot that records the requests it receives. */
export interface TestBot {
  url: string
  received: ReceivedRequest[]
  close(): Promise<void>
}

/** Starts a bot; `respond` is asked for each response. */
export async function startBot(respond: () => BotResponse = () => ''): Promise<TestBot> {
  const received: ReceivedRequest[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      received.push({ headers: request.headers, text: Buffer.concat(chunks).toString('utf8') })
      const answer = respond()
      if (answer === 'hang') return
      response.statusCode = typeof answer === 'number' ? answer : 200
      response.end(typeof answer === 'number' ? '' : answer)
    })
  })
  const url = await listen(server, 0, '127.0.0.1')
  return { url: `${url}/dingtalk`, received, close: () => closeServer(server) }
}

/** Resolves when the condition holds; the test's own time-out is the limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2))
}
