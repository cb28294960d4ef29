/** The web search of one message: the tool that the model gets, and what it found. */
import type { Source, Tool } from '../bot/model'
import { now } from '../clock'
import { toSearchError } from '../errors'
import type { SearchService } from '../search/dialects'
import { type Hit, MAX_HITS, search } from '../search/search'
import { asLine } from '../untrusted'
import { countSearches } from './count-use'
import type { InFlightMessage } from './types'

/** All searches of a message together; a model that has to wait longer answers without. */
const MAX_SEARCH_MS = 5_000
/** The rest of the time for the answer is the model's. */
const MAX_SHARE = 0.5
const MAX_QUERY_CHARACTERS = 400

export type WebSearch = ReturnType<typeof createWebSearch>

/** Every search is counted, and its duration is the phase `search` of the message. */
export function createWebSearch({ job, ms, tools }: InFlightMessage, service: SearchService) {
  const { texts } = tools
  const found: Hit[][] = []
  const result: { searches: number; failure?: string } = { searches: 0 }
  let running = 0
  let startedAt = 0

  /** The time in which at least one search runs. */
  const timed = async <T>(step: Promise<T>): Promise<T> => {
    if (running === 0) startedAt = now()
    running += 1
    return step.finally(() => {
      running -= 1
      if (running === 0) ms.search = (ms.search ?? 0) + now() - startedAt
    })
  }

  const tool: Tool = {
    name: 'web_search',
    description: texts.search.tool,
    parameters: {
      type: 'object',
      properties: { query: { type: 'string', description: texts.search.query } },
      required: ['query'],
    },
    async run(given, deadlineAt) {
      const query = asLine(given.query, MAX_QUERY_CHARACTERS)
      if (!query) return 'Error: "query" must be a text.'
      const left = MAX_SEARCH_MS - (ms.search ?? 0)
      const timeoutMs = Math.min(left, (deadlineAt - now()) * MAX_SHARE)
      if (timeoutMs < 1) return texts.search.failed
      result.searches += 1
      countSearches(tools, job, 1)
      try {
        const hits = await timed(search(service, query, timeoutMs))
        found.push(hits)
        return hits.length > 0 ? texts.search.found(JSON.stringify(hits)) : texts.search.nothing
      } catch (error) {
        const { failure, evidence } = toSearchError(error)
        result.failure = [failure, evidence].filter(Boolean).join(' ')
        return texts.search.failed
      }
    },
  }

  return {
    tool,
    /** For the log: how many searches there were, and why the last failed one failed. */
    result,
    /** The first hit of each search, then the second ones, and so on. */
    sources: (): Source[] =>
      Array.from({ length: MAX_HITS }, (_, rank) => found.flatMap((hits) => hits[rank] ?? [])).flat(),
  }
}
