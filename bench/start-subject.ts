/** Starts subjects as separate processes, so that their CPU and memory do not include the bench's. */
import { type ChildProcess, fork } from 'node:child_process'
import path from 'node:path'
import type { Reading, Request } from './subject'

export interface Subject {
  /** Where callbacks go. */
  url: string
  /** From the start of the process until it is ready, ms. */
  startMs: number
  reset(): Promise<void>
  read(): Promise<Reading>
  fill(collection: string, documents: object[]): Promise<void>
  end(): Promise<void>
}

/** @param kind the bot in the local Laf, or the floor */
export async function startSubject(
  kind: 'bot' | 'floor',
  env: Record<string, string | undefined>,
): Promise<Subject> {
  const startedAt = performance.now()
  const child = fork(path.join(__dirname, 'subject.ts'), [kind], {
    env: { ...process.env, ...env },
    execArgv: ['--import', 'tsx', '--max-old-space-size=12000'],
  })
  const { url } = (await next(child)) as { url: string }
  const ask = async (request: Request) => {
    child.send(request)
    return next(child)
  }
  return {
    url,
    startMs: performance.now() - startedAt,
    reset: async () => void (await ask({ ask: 'reset' })),
    read: async () => (await ask({ ask: 'read' })) as Reading,
    fill: async (collection, documents) => void (await ask({ ask: 'fill', collection, documents })),
    end: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.send({ ask: 'end' } satisfies Request)
      }),
  }
}

function next(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const fail = (code: number | null) => reject(new Error(`a subject ended with ${code}`))
    child.once('exit', fail)
    child.once('message', (message) => {
      child.off('exit', fail)
      resolve(message)
    })
  })
}
