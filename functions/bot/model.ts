/** What is asked of a model and what it answers, for any service. Plain data. */

/** A piece of a message; pictures are data URLs. */
export type PromptPart = { text: string } | { pictureUrl: string }

export interface PromptMessage {
  role: 'system' | 'user' | 'assistant'
  content: string | PromptPart[]
}

export interface TokenUsage {
  prompt: number
  completion: number
}

export interface Completion {
  text: string
  /** The model that answered, as the service names it. */
  model: string
  usage?: TokenUsage
  /** The answer stopped at a limit and not at its end. */
  cutOff: boolean
}
