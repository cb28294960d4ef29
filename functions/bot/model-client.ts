/** What the bot needs of the outside world to answer. */
import type { Completion, PromptMessage } from './model'

export interface ModelClient {
  /** @throws AnswerError */
  ask(prompt: PromptMessage[], model: string): Promise<Completion>
  /** `false` when the model is known to refuse pictures: then none is fetched. */
  takesPictures(model: string): boolean
  /** A picture as a data URL. @throws AnswerError */
  picture(code: string): Promise<string>
  /** A file's text. @throws AnswerError */
  file(code: string): Promise<string>
}
