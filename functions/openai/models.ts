/** When models are shut down, so that the check-up can warn in time. */

/** OpenAI's announcements, by the beginning of the name; dates are YYYY-MM-DD. Longer beginnings first. */
const SHUTDOWNS: [start: string, date: string][] = [
  ['gpt-3.5-turbo', '2026-10-23'],
  ['gpt-4-turbo', '2026-10-23'],
  ['gpt-4.1', '2027-01-14'],
  ['gpt-4o', '2027-01-14'],
  ['gpt-4', '2026-10-23'],
  ['gpt-5.1', '2027-04-01'],
  ['gpt-5-mini', '2026-12-11'],
  ['gpt-5-nano', '2026-12-11'],
  ['gpt-5', '2026-12-11'],
  ['o1', '2026-10-23'],
  ['o3-mini', '2026-10-23'],
  ['o3', '2026-12-11'],
  ['o4-mini', '2026-10-23'],
]

/** The announced date for a model of OpenAI's own service; a name counts with a date or `-preview` at its end, too. */
export function knownShutdown(model: string, baseUrl: string): string | undefined {
  if (!/^https:\/\/(\w+\.)?api\.openai\.com(\/|$)/.test(baseUrl)) return undefined
  const found = SHUTDOWNS.find(([start]) => {
    const rest = model.slice(start.length)
    return model.startsWith(start) && /^(-\d[\d-]*|-preview|-16k|-32k|-latest)*$/.test(rest)
  })
  return found?.[1]
}

/** The field `shutdown_date` of `GET /models/{id}`: `YYYY-MM-DD`. */
export function shutdownIn(model: unknown): string | undefined {
  const date = (model as { shutdown_date?: unknown } | undefined)?.shutdown_date
  return typeof date === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(date) ? date : undefined
}
