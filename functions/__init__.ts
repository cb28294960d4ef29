/** Runs once when a process starts: takes up what a dead one left unanswered, without waiting for a message. */
import { recover } from './app'

export async function main(): Promise<void> {
  await recover()
}
