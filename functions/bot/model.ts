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

/** Where something was found on the web; `url` is http(s). */
export interface Source {
  title: string
  url: string
}

/** What the model may have done while it answers. */
export interface Tool {
  name: string
  /** For the model: what it does, and when to use it. */
  description: string
  /** JSON schema of the arguments. */
  parameters: Record<string, unknown>
  /**
   * @param given an object that the model wrote, not checked against the schema
   * @param deadlineAt when the answer is given up, ms
   * @returns what the model reads, also where it went wrong
   */
  run(given: Record<string, unknown>, deadlineAt: number): Promise<string>
}

export interface Completion {
  text: string
  /** The model that answered, as the service names it. */
  model: string
  usage?: TokenUsage
  /** The answer stopped at a limit and not at its end. */
  cutOff: boolean
  /** What web searches found, best first. */
  sources?: Source[]
  /** How often the service searched the web by itself. */
  searches?: number
}

/** What the bot needs of the outside world to answer. */
export interface ModelClient {
  /**
   * @param withoutWeb the prompt for a model that turns out to be unable to search the web
   * @throws AnswerError
   */
  ask(prompt: PromptMessage[], model: string, withoutWeb?: PromptMessage[]): Promise<Completion>
  /** Whether the model can search the web, as far as is known. */
  searchesWeb(model: string): boolean
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
