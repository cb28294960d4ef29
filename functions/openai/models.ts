/** When models are shut down, so that the check-up can warn in time. */

/** OpenAI's announcements; a name may end in a date or in `-preview`. Dates are YYYY-MM-DD. */
const SHUTDOWNS: [names: RegExp, date: string][] = [
  [/^(gpt-3\.5-turbo(-16k)?|gpt-4|gpt-4-32k|gpt-4-turbo|o1|o3-mini|o4-mini)$/, '2026-10-23'],
  [/^(gpt-5|gpt-5-mini|gpt-5-nano|o3)$/, '2026-12-11'],
  // The whole families.
  [/^gpt-(4o|4\.1)(-|$)/, '2027-01-14'],
  [/^gpt-5\.1$/, '2027-04-01'],
]

/** The announced date for a model of OpenAI's own service. */
export function knownShutdown(model: string, baseUrl: string): string | undefined {
  if (!/^https:\/\/(\w+\.)?api\.openai\.com(\/|$)/.test(baseUrl)) return undefined
  const name = model.replace(/(-preview|-\d{4}(-\d{2}){0,2})+$/, '')
  return SHUTDOWNS.find(([names]) => names.test(name))?.[1]
}

/** The field `shutdown_date` of `GET /models/{id}`: `YYYY-MM-DD`. */
export function shutdownIn(model: unknown): string | undefined {
  const date = (model as { shutdown_date?: unknown } | undefined)?.shutdown_date
  return typeof date === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(date) ? date : undefined
}
