import type { TestClock } from '../../playground/clock'
import type { Bot } from './bot'

/** One step of time; short against every time-out of the function, so that what is quick stays quick. */
const STEP_MS = 150

/** Lets time pass for a bot, with room for real connections in between. */
export async function advance(bot: { clock: TestClock }, ms: number): Promise<void> {
  const until = bot.clock.now() + ms
  while (bot.clock.now() < until) await step(bot)
}

/**
 * Lets time pass until `condition` holds.
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

/** Every message that was accepted is done, in the inbox and in every process. */
export const allDone = async (bot: Bot): Promise<boolean> =>
  (await bot.documents('inbox')).every(({ state }) => state === 'done')

// Turns of the event loop rather than time: on a busy machine both take longer, and the work needs turns.
async function step({ clock }: { clock: TestClock }): Promise<void> {
  clock.advance(STEP_MS)
  for (let turn = 0; turn < 25; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
