/** What passes between the bot and the model: the prompt and its completion, in no service's own format. */

export interface PromptMessage {
  role: 'system' | 'user' | 'assistant'
  content: string | PromptPart[]
}

/** `pictureUrl` is a data URL. */
export type PromptPart = { text: string } | { pictureUrl: string }

export interface Completion {
  text: string
  /** The model that answered, as the service names it. */
  model: string
  usage?: TokenUsage
  /** The answer stopped at a length limit, not at its end. */
  cutOff: boolean
}

/** Numbers of tokens, as the service counts them. */
export interface TokenUsage {
  prompt: number
  completion: number
}
