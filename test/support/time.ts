import type { TestClock } from '../../playground/clock'

/** One step of time: short compared with every time-out of the function, so that no quick operation runs into one. */
const STEP_MS = 150
/** About two round trips over loopback. */
const TURNS_PER_STEP = 25

/** Lets time pass on a bot's clock in steps, between which real connections do their work. */
export async function advance(bot: { clock: TestClock }, ms: number): Promise<void> {
  const until = bot.clock.now() + ms
  while (bot.clock.now() < until) await step(bot)
}

/**
 * Lets time pass in steps until `condition` holds.
 * @returns how long that took on the bot's clock, in ms; rejects with `what` when it does not within `limitMs`
 */
export async function advanceUntil(
  bot: { clock: TestClock },
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = 60_000,
): Promise<number> {
  const startedAt = bot.clock.now()
  while (!(await condition())) {
    if (bot.clock.now() - startedAt > limitMs) throw new Error(`waited in vain for ${what}`)
    await step(bot)
  }
  return bot.clock.now() - startedAt
}

// Waits for turns of the event loop, not for real time: the work in between needs turns, however busy the machine is.
async function step({ clock }: { clock: TestClock }): Promise<void> {
  clock.advance(STEP_MS)
  for (let n = 0; n < TURNS_PER_STEP; n += 1) await new Promise((resolve) => setImmediate(resolve))
}
