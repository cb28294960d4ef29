/** What is asked of a model and what it answers, for any service. */

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

/** What the bot needs of the outside world to answer. */
export interface ModelClient {
  /** @throws AnswerError */
  ask(prompt: PromptMessage[], model: string): Promise<Completion>
  /** `false` when the model is known to refuse pictures: then none is fetched. */
  takesPictures(model: string): boolean
  /** A picture as a data URL. @throws AnswerError */
  picture(code: string): Promise<string>
  /** The text of a file with that name. @throws AnswerError */
  file(code: string, name: string): Promise<FileText>
}

/** What was read of a file. */
export interface FileText {
  text: string
  /** The rest was left out. */
  isCut: boolean
  /** It has macros, which were neither read nor run. */
  hasMacros: boolean
}
