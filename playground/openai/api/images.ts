import { toFields } from '../../shared/json'
import { drawDemo } from '../demo/drawing'
import type { PictureEffect } from '../fault-types'
import { type Faults, triggerEffects } from '../faults'
import type { Delays } from './delays'
import { applyEffects } from './effects'
import { errorResponses } from './error-responses'
import { type Exchange, sendBody, sendError, sendJson } from './exchange'
import { NOT_JSON } from './request'

/** The models that draw. */
export const IMAGE_MODELS = ['gpt-image-2', 'qwen-image', 'cogview-4']
/** As OpenAI's `dall-e-3`, in characters; longer ones are refused. */
const MAX_PROMPT = 4_000
/** Pictures that have an address of their own. */
const PICTURES = '/v1/pictures/'

/** What the route needs. */
interface ImagesOptions {
  faults: Faults
  delays: Delays
  /** Where the service itself is reached, without a path. */
  origin(): string
  now(): number
}

/** POST /v1/images/generations: a picture in base64, or its address when a fault asks for it. */
export function createImages({ faults, delays, origin, now }: ImagesOptions) {
  return {
    async handle(exchange: Exchange): Promise<void> {
      const effects = triggerEffects(faults)
      if ((await applyEffects(exchange, effects, delays)) === 'ended') return
      const { model, prompt } = toFields(exchange.body)
      if (typeof exchange.body === 'string') return sendError(exchange, errorResponses.badRequest(NOT_JSON))
      if (typeof model !== 'string' || !IMAGE_MODELS.includes(model))
        return sendError(exchange, errorResponses.modelNotFound(String(model)))
      if (typeof prompt !== 'string' || !prompt || prompt.length > MAX_PROMPT)
        return sendError(exchange, errorResponses.badRequest('Invalid length of prompt.'))
      const last = effects.at(-1)
      const effect = last?.kind === 'picture' ? last.picture : undefined
      if (effect === 'refused') return sendError(exchange, errorResponses.imageRefused())
      const data = toData(effect, prompt, origin())
      sendJson(exchange, 200, {
        created: Math.floor(now() / 1_000),
        data,
        usage: {
          input_tokens: [...prompt].length,
          output_tokens: 1_056,
          total_tokens: prompt.length + 1_056,
        },
      })
    },

    /** GET /v1/pictures/…: the picture of an address. */
    serve(exchange: Exchange): void {
      const words = decodeURIComponent(exchange.path.slice(PICTURES.length))
      sendBody(exchange, { status: 200, contentType: 'image/png', body: drawDemo(words) })
    },
  }
}

function toData(effect: PictureEffect | undefined, prompt: string, origin: string): object[] {
  switch (effect) {
    case 'none':
      return []
    case 'text':
      return [{ b64_json: Buffer.from('<html>no picture</html>').toString('base64') }]
    case 'address':
      return [{ url: `${origin}${PICTURES}${encodeURIComponent(prompt)}` }]
    case 'gone':
      return [{ url: `${origin}/gone/${encodeURIComponent(prompt)}` }]
    default:
      return [{ b64_json: drawDemo(prompt).toString('base64') }]
  }
}
