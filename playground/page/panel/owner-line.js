/** The bot's structured line in a few words; any other line as it is. */
export function ownerLine({ kind, title, status }) {
  if (kind === 'answer') return `HTTP ${status ?? ''} ${title}`
  const line = parse(title)
  if (!line?.result) return title
  const { result, evidence, channel, refusals = [], ms } = line
  const refused = refusals.map((one) => `${one.channel}: ${one.failure} (${one.evidence ?? ''})`)
  return [result, evidence, ...refused, channel, ms?.total !== undefined && `${ms.total} ms`]
    .filter(Boolean)
    .join(' · ')
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
