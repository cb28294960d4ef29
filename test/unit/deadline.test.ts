import { stat } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { within } from '../../functions/deadline'

const late = () => new Error('太晚')
const never = new Promise<string>(() => {})

it('work that is in time passes on its result', async () => {
  await expect(within(1_000, Promise.resolve('好'), late)).resolves.toBe('好')
  await expect(within(1_000, Promise.reject(new Error('坏')), late)).rejects.toThrow('坏')
})

it('work that takes too long fails with the given error', async () => {
  await expect(within(1, never, late)).rejects.toThrow('太晚')
})

it('work without time left fails at once', async () => {
  await expect(within(-5_000, never, late)).rejects.toThrow('太晚')
})

it('work that finished while the process was busy is in time', async () => {
  // After setImmediate the event loop runs timers before the results of disk and network.
  await new Promise((resolve) => setImmediate(resolve))
  const work = within(20, stat(__filename), late)
  for (const until = Date.now() + 100; Date.now() < until; );
  await expect(work).resolves.toHaveProperty('size')
})

it('work that fails after its time causes no unhandled rejection', async () => {
  const unhandled: unknown[] = []
  const record = (reason: unknown) => unhandled.push(reason)
  process.on('unhandledRejection', record)
  let fail = (_: Error) => {}
  const work = new Promise<string>((_, reject) => {
    fail = reject
  })
  await expect(within(1, work, late)).rejects.toThrow('太晚')
  fail(new Error('坏'))
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', record)
  expect(unhandled).toEqual([])
})
