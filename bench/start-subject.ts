/** Starts subjects as separate processes, so that their CPU and memory do not include the bench's. */
import { type ChildProcess, fork } from 'node:child_process'
import path from 'node:path'
import { within } from '../functions/deadline'
import type { OpenDatabase } from '../playground/laf/database'
import { serveDatabase } from '../test/faults/processes/remote-database'
import { withoutSettings } from '../test/support/without-settings'
import type { Reading, Reply, Request } from './subject'

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

const START_TIMEOUT_MS = 60_000
/** For 5,000 documents on a slow server. */
const REPLY_TIMEOUT_MS = 120_000
const END_TIMEOUT_MS = 10_000

/**
 * @param kind the bot in the local Laf, or the floor
 * @param shared a database of the bench, which several subjects use; default: the subject's own, or that of DB_URI
 */
export async function startSubject(
  kind: 'bot' | 'floor',
  env: Record<string, string | undefined>,
  shared?: OpenDatabase,
): Promise<Subject> {
  const startedAt = performance.now()
  const child = fork(path.join(__dirname, 'subject.ts'), [kind], {
    env: { ...withoutSettings(process.env), ...env, ...(shared ? { BENCH_SHARED: '1' } : {}) },
    execArgv: ['--import', 'tsx', '--max-old-space-size=12000'],
    serialization: 'advanced',
  })
  if (shared) serveDatabase(child, shared)
  const { url } = await next<{ url: string }>(child, START_TIMEOUT_MS)
  const ask = <T>(request: Request): Promise<T> => {
    const reply = next<T>(child, REPLY_TIMEOUT_MS)
    child.send(request)
    return reply
  }
  return {
    url,
    startMs: performance.now() - startedAt,
    reset: () => ask({ ask: 'reset' }),
    read: () => ask({ ask: 'read' }),
    fill: (collection, documents) => ask({ ask: 'fill', collection, documents }),
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.send({ ask: 'end' } satisfies Request)
      await within(END_TIMEOUT_MS, ended, () => new Error('a subject does not end')).catch(() =>
        child.kill('SIGKILL'),
      )
    },
  }
}

/** The next reply of a subject. @throws when there is none in time, or the subject ends, or says that it failed */
function next<T>(child: ChildProcess, timeoutMs: number): Promise<T> {
  let stop = () => {}
  const reply = new Promise<T>((resolve, reject) => {
    const onMessage = (message: Reply) => {
      if (message.kind !== 'reply') return
      if (message.error === undefined) resolve(message.value as T)
      else reject(new Error(`a subject failed: ${message.error}`))
    }
    const onExit = (code: number | null) => reject(new Error(`a subject ended with ${code}`))
    child.on('message', onMessage).once('exit', onExit)
    stop = () => child.off('message', onMessage).off('exit', onExit)
  })
  return within(timeoutMs, reply, () => new Error('a subject does not reply')).finally(() => stop())
}
