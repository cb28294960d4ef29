import { stat } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { within } from '../../functions/deadline'

const late = () => new Error('太晚')
const never = new Promise<string>(() => {})

it('gives what the work gives when it is in time', async () => {
  await expect(within(1_000, Promise.resolve('好'), late)).resolves.toBe('好')
  await expect(within(1_000, Promise.reject(new Error('坏')), late)).rejects.toThrow('坏')
})

it('gives its own error when the work takes too long', async () => {
  await expect(within(1, never, late)).rejects.toThrow('太晚')
})

it('gives up at once where no time is left', async () => {
  await expect(within(-5_000, never, late)).rejects.toThrow('太晚')
})

it('does not blame the work for a process that was busy itself', async () => {
  // From here on timers come next, and what the disk or the network brings comes after them.
  await new Promise((resolve) => setImmediate(resolve))
  const work = within(20, stat(__filename), late)
  for (const until = Date.now() + 100; Date.now() < until; );
  await expect(work).resolves.toHaveProperty('size')
})

it('leaves no unhandled rejection when the work fails after its time', async () => {
  const stray: unknown[] = []
  const note = (reason: unknown) => stray.push(reason)
  process.on('unhandledRejection', note)
  let fail = (_: Error) => {}
  const work = new Promise<string>((_, reject) => {
    fail = reject
  })
  await expect(within(1, work, late)).rejects.toThrow('太晚')
  fail(new Error('坏'))
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', note)
  expect(stray).toEqual([])
})
