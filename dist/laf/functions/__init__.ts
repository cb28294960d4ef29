/** Runs once when a process starts: recovers messages of dead processes without waiting for a callback. */
import { recover } from './dingtalk'

export async function main(): Promise<void> {
  await recover()
}
