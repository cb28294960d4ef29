import type { OpenAIEmulator } from '../openai/emulator'
import { DEFAULT_MODELS, startOpenAI } from '../openai/emulator'
import type { ModelEvent } from '../openai/store'
import { startRelay } from './relay'

/** The model the bot talks to, and how the page hears of it. */
export interface Model {
  /** For the bot's OPENAI_BASE_URL. */
  url: string
  /** For people: where the calls go in the end. */
  shownUrl: string
  /** For the bot's OPENAI_KEY. */
  key: string
  about: { kind: 'demo' | 'real'; name: string }
  /** The demo model, whose faults also stand in for a real one that is switched off. */
  demo: OpenAIEmulator
  on(listener: (event: ModelEvent) => void): void
  close(): Promise<void>
}

type Env = Record<string, string | undefined>

const OPENAI_URL = 'https://api.openai.com/v1'
/** The key the demo model is given; it takes any. */
const DEMO_KEY = 'sk-demo-of-the-playground'

/**
 * Starts the demo model, and with OPENAI_KEY a relay to the real one.
 *
 * The relay is there to be looked into: it passes calls on as they are and records them. While a switch of the model is
 * on, its calls go to the demo model instead, because a real service does not fail when asked to.
 * @param names the models people may choose from; the first is the default
 */
export async function startModel(env: Env, names: [string, ...string[]]): Promise<Model> {
  const [name] = names
  const demo = await startOpenAI({ keep: 200, models: [...new Set([...names, ...DEFAULT_MODELS])] })
  const key = env.OPENAI_KEY?.trim()
  if (!key) {
    return {
      url: demo.url,
      shownUrl: demo.url,
      key: DEMO_KEY,
      about: { kind: 'demo', name },
      demo,
      on: (listener) => void demo.on(listener),
      close: () => demo.close(),
    }
  }
  const realUrl = (env.OPENAI_BASE_URL?.trim() || OPENAI_URL)
    .replace(/\/+$/, '')
    .replace(/\/chat\/completions$/, '')
  const relay = await startRelay(() => (demo.faults.active().length > 0 ? demo.url : realUrl))
  return {
    url: relay.url,
    shownUrl: realUrl,
    key,
    about: { kind: 'real', name },
    demo,
    on: (listener) => relay.on(listener),
    async close() {
      await relay.close()
      await demo.close()
    },
  }
}
