/**
 * The tool loop: the model asks for tools, reads what they give, and answers.
 *
 * At most two rounds, then it is asked without tools. There is always an answer: where the service fails over the
 * results, the question is asked again without them.
 */
import type { Completion, TokenUsage, Tool } from '../bot/model'
import { now } from '../clock'
import { within } from '../deadline'
import { type AnswerFailure, toAnswerError } from '../errors'
import { cut } from '../untrusted'
import { type BuiltInSearch, builtInSearch, toSources } from './built-in-search'
import { toCompletion, toUsage } from './completion'
import type { ModelEndpoint } from './endpoint'
import { readToolCalls, type ToolCall, toToolMessages } from './tool-calls'

/** What a model is offered. */
interface Toolset {
  tools: Tool[]
  builtIn?: BuiltInSearch
  /** What a request has in addition: while tools are offered, and when they are not any more. */
  fields: Record<'offered' | 'over', Record<string, unknown>>
  needs: string[]
}

/** What a request has in addition to the prompt. */
export interface FollowUp {
  /** After the prompt. */
  messages: object[]
  fields: Record<string, unknown>
  /** Where a model refuses all of these parameters, it gets the prompt for a model without tools, and nothing else. */
  needs: string[]
}

/** Sends the prompt and what follows it. @throws AnswerError */
export type Send = (followUp: FollowUp) => Promise<Record<string, unknown>>

const MAX_ROUNDS = 2
/** Twice of what a web search gives. */
const MAX_RESULT_CHARACTERS = 25_000
/** OpenAI's models that take function tools only without reasoning. */
const NO_REASONING_WITH_TOOLS = /(^|\/)gpt-(5\.[4-9]|[6-9])/
/** Failures that the results may have caused. */
const MAY_BE_RESULTS: AnswerFailure[] = ['too-long', 'model-declined', 'model-failed', 'model-empty']

/** @returns undefined where there is nothing to offer */
export function toToolset(
  { tools = [], webSearch = false }: { tools?: Tool[]; webSearch?: boolean },
  endpoint: ModelEndpoint,
  model: string,
): Toolset | undefined {
  const builtIn = webSearch ? builtInSearch(endpoint) : undefined
  const definitions = [
    ...tools.map(({ name, description, parameters }) => ({
      type: 'function',
      function: { name, description, parameters },
    })),
    ...(builtIn?.tools ?? []),
  ]
  if (definitions.length === 0 && !builtIn) return undefined
  const effort = tools.length > 0 && NO_REASONING_WITH_TOOLS.test(model) ? { reasoning_effort: 'none' } : {}
  const over = { ...builtIn?.fields, ...effort }
  const offered = definitions.length > 0 ? { ...over, tools: definitions } : over
  const needs = [...(definitions.length > 0 ? ['tools'] : []), ...(builtIn ? [builtIn.parameter] : [])]
  return { tools, builtIn, fields: { offered, over }, needs }
}

/** Asks until there is an answer in words. @throws AnswerError */
export async function askWithTools(
  toolset: Toolset,
  send: Send,
  model: string,
  deadlineAt: number,
): Promise<Completion> {
  const answers: Record<string, unknown>[] = []
  const messages: object[] = []
  const { needs } = toolset
  let echoes = 0
  const ask: Send = async (followUp) => {
    const answer = await send(followUp)
    answers.push(answer)
    return answer
  }

  const converse = async (): Promise<Completion> => {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const answer = await ask({ messages, fields: toolset.fields.offered, needs })
      const calls = readToolCalls(answer)
      if (calls.length === 0) return toCompletion(answer, model)
      echoes += calls.filter(({ name }) => name === toolset.builtIn?.echoed).length
      const results = await Promise.all(calls.map((call) => run(call, toolset, deadlineAt)))
      messages.push(...toToolMessages(answer, calls, results))
    }
    return toCompletion(await ask({ messages, fields: toolset.fields.over, needs }), model)
  }

  const completion = await converse().catch(async (error) => {
    const isOfResults = messages.length > 0 && MAY_BE_RESULTS.includes(toAnswerError(error).failure)
    if (!isOfResults) throw error
    return toCompletion(await ask({ messages: [], fields: {}, needs: [] }), model)
  })
  const whole = { ...completion, ...sumUsage(answers) }
  if (!toolset.builtIn) return whole
  const sources = answers.map(toSources)
  const searches = echoes + sources.filter(({ length }) => length > 0).length
  return { ...whole, sources: sources.flat(), searches }
}

/** Never rejects: the model reads what went wrong and goes on. */
async function run(call: ToolCall, { tools, builtIn }: Toolset, deadlineAt: number): Promise<string> {
  if (call.name === builtIn?.echoed) return call.arguments
  const tool = tools.find(({ name }) => name === call.name)
  const given = call.given
  if (!tool) return `Error: there is no such tool. Tools: ${tools.map(({ name }) => name).join(', ')}.`
  if (!given) return 'Error: the arguments are not a JSON object.'
  const result = Promise.resolve().then(() => tool.run(given, deadlineAt))
  return within(deadlineAt - now(), result, () => new Error('timeout')).then(
    (text) => cut(text, MAX_RESULT_CHARACTERS),
    () => 'Error: the tool failed.',
  )
}

/** The tokens of all requests; none where the service names none. */
function sumUsage(answers: Record<string, unknown>[]): { usage?: TokenUsage } {
  const known = answers.flatMap(({ usage }) => toUsage(usage).usage ?? [])
  if (known.length === 0) return {}
  const sum = (of: keyof TokenUsage) => known.reduce((total, one) => total + one[of], 0)
  return { usage: { prompt: sum('prompt'), completion: sum('completion') } }
}
