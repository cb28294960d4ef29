/** `/draw`: from words to a picture that DingTalk has. Knows no DingTalk, no OpenAI and no database. */
import { type AnswerFailure, toAnswerError } from '../errors'
import type { Texts } from '../texts/types'
import type { TokenUsage } from './model'
import type { Answer } from './respond'

/** A picture that DingTalk has, by its media id. */
export interface Picture {
  mediaId: string
  /** The model that drew it. */
  model: string
  usage?: TokenUsage
}

/** What these mean for a picture: the sentences about the chat model do not fit. */
const UNSUPPORTED: AnswerFailure[] = ['model-unknown', 'address-wrong', 'pictures-unsupported']

/**
 * Draws. Never rejects: what went wrong is a sentence in the answer.
 * @param draw throws `AnswerError`
 */
export async function drawPicture(
  words: string,
  draw: (words: string) => Promise<Picture>,
  texts: Texts,
): Promise<Answer & { picture?: string }> {
  const question = `/draw ${words}`
  try {
    const { mediaId, ...details } = await draw(words)
    return { text: texts.draw.done, question, picture: mediaId, ...details }
  } catch (error) {
    const { failure: reason, evidence } = toAnswerError(error)
    const failure = UNSUPPORTED.includes(reason) ? 'drawing-unsupported' : reason
    return { text: texts.draw.failure[failure] ?? texts.failure[failure], question, failure, evidence }
  }
}
