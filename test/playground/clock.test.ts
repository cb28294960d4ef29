import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestClock, systemClock, type TestClock } from '../../playground/clock'

const START = Date.UTC(2026, 1, 3, 4, 5, 6)
let clock: TestClock
let fired: string[]

const record = (what: string) => () =>
  fired.push(`${what} at ${Math.round((clock.now() - START) / 100) / 10}`)

beforeEach(() => {
  clock = createTestClock(START)
  fired = []
})
afterEach(() => clock.dispose())

describe('the test clock', () => {
  it('starts at the given time and runs with real time', async () => {
    expect(clock.now() - START).toBeLessThan(50)
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(clock.now() - START).toBeGreaterThanOrEqual(29)
  })

  it('jumps by the given time', () => {
    clock.advance(3_600_000)
    expect(clock.now() - START).toBeGreaterThanOrEqual(3_600_000)
    expect(clock.now() - START).toBeLessThan(3_601_000)
  })

  it('fires the timers that it jumps over in order, each at its own time, and the timers that these start', () => {
    clock.setTimeout(record('c'), 30_000)
    clock.setTimeout(record('a'), 10_000)
    clock.setTimeout(() => {
      record('b')()
      clock.setTimeout(record('b+5'), 5_000)
      clock.setTimeout(record('too late'), 60_000)
    }, 20_000)
    clock.setTimeout(record('b too'), 20_000)
    clock.advance(31_000)
    expect(fired).toEqual(['a at 10', 'b at 20', 'b too at 20', 'b+5 at 25', 'c at 30'])
  })

  it('repeats intervals as often as they fall due', () => {
    const timer = clock.setInterval(record('tick'), 10_000)
    clock.advance(35_000)
    clock.clearInterval(timer)
    clock.advance(35_000)
    expect(fired).toEqual(['tick at 10', 'tick at 20', 'tick at 30'])
  })

  it('fires timers when real time reaches them, earlier after a jump', async () => {
    clock.setTimeout(record('short'), 20)
    clock.setTimeout(record('long'), 60_000)
    clock.advance(59_990)
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(fired.map((line) => line.split(' ')[0])).toEqual(['short', 'long'])
  })

  it('passes arguments to the callback', () => {
    clock.setTimeout((...names: string[]) => fired.push(...names), 5, '甲', '乙')
    clock.advance(5)
    expect(fired).toEqual(['甲', '乙'])
  })

  it('clears timers by object and by number, and ignores undefined and null', () => {
    clock.clearTimeout(clock.setTimeout(record('object'), 10))
    clock.clearTimeout(Number(clock.setTimeout(record('number'), 10)))
    clock.clearTimeout(undefined)
    clock.clearTimeout(null)
    clock.advance(100)
    expect(fired).toEqual([])
  })

  it('refreshes a timer, and knows whether it keeps the process alive', () => {
    const timer = clock.setTimeout(record('refreshed'), 10_000)
    expect([timer.hasRef(), timer.unref().hasRef(), timer.ref().hasRef()]).toEqual([true, false, true])
    clock.advance(8_000)
    timer.refresh()
    clock.advance(8_000)
    expect(fired).toEqual([])
    clock.advance(3_000)
    expect(fired).toEqual(['refreshed at 18'])
  })

  it('waits longer than 25 days, which Node would fire at once', async () => {
    const days = 24 * 3_600_000
    clock.setTimeout(record('30 days'), 30 * days)
    await new Promise((resolve) => setTimeout(resolve, 10))
    clock.advance(29 * days)
    expect(fired).toEqual([])
    clock.advance(days)
    expect(fired).toHaveLength(1)
  })

  it('throws the error of a timer, and has still moved the whole time', () => {
    clock.setTimeout(() => {
      throw new Error('坏')
    }, 1_000)
    clock.setTimeout(record('later'), 5_000)
    expect(() => clock.advance(2_000)).toThrow('坏')
    expect(clock.now() - START).toBeGreaterThanOrEqual(2_000)
    clock.advance(4_000)
    expect(fired).toHaveLength(1)
  })
})

describe('the system clock', () => {
  it('has the real time and real timers', async () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(50)
    const ran: string[] = []
    systemClock.clearTimeout(systemClock.setTimeout(() => ran.push('cleared'), 1))
    await new Promise<void>((resolve) => {
      const timer = systemClock.setInterval(
        (what: string) => {
          ran.push(what)
          systemClock.clearInterval(timer)
          systemClock.setTimeout(resolve, 5)
        },
        1,
        'tick',
      )
    })
    expect(ran).toEqual(['tick'])
  })
})
