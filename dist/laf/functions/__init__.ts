/** Laf calls this once when a process starts: it answers what an earlier process left unanswered. */
import { recover } from './dingtalk'

export async function main(): Promise<void> {
  await recover()
}
