import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock'
import type { Settings } from './store'

export type Tickets = ReturnType<typeof createTickets>

/** Tickets open one connection each, and not for long. */
export function createTickets(clock: Clock, settings: Settings) {
  const given = new Map<string, { topics: string[]; until: number }>()
  return {
    give(topics: string[]): string {
      const ticket = randomUUID()
      given.set(ticket, { topics, until: clock.now() + settings.ticketLifetimeMs })
      return ticket
    },
    /** @returns the topics it was given for, or `undefined` for a ticket that is used, out of date or made up */
    take(ticket: string): string[] | undefined {
      const found = given.get(ticket)
      given.delete(ticket)
      return found && clock.now() < found.until ? found.topics : undefined
    },
  }
}
