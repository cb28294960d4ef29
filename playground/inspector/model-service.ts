import { readSetting } from '../environment'
import type { OpenAIEmulator } from '../openai/emulator'
import { DEFAULT_MODELS, startOpenAI } from '../openai/emulator'
import type { ModelEvent } from '../openai/store'
import { startModelProxy } from './model-proxy'

/** The model that the bot calls, and the events of those calls. */
export interface Model {
  /** For the bot's OPENAI_BASE_URL. */
  url: string
  /** For the page: where the calls go in the end. */
  shownUrl: string
  /** For the bot's OPENAI_KEY. */
  key: string
  /** What stands for the key in a shell: the demo model accepts any, that of a real one is the user's to fill in. */
  shownKey: string
  about: { kind: 'demo' | 'real'; name: string }
  /** The demo model. While one of its faults is on, it also answers in place of a real model. */
  demo: OpenAIEmulator
  on(listener: (event: ModelEvent) => void): void
  close(): Promise<void>
}

type Env = Record<string, string | undefined>

const OPENAI_URL = 'https://api.openai.com/v1'
/** Slow enough to see a card grow: about 50 characters a second. */
const PACE = { chunkMs: 250, streamMs: 20_000 }
/** The demo model accepts any key. */
const DEMO_KEY = 'sk-demo-of-the-playground'

/**
 * Starts the demo model, and with OPENAI_KEY a proxy to the real one.
 *
 * The proxy forwards calls unchanged and records them for the page. While a fault of the model is on, it forwards to
 * the demo model instead, because a real service does not fail on demand.
 * @param names the models that people may choose; the first is the default
 */
export async function startModel(env: Env, names: [string, ...string[]]): Promise<Model> {
  const [name] = names
  const demo = await startOpenAI({
    keep: 200,
    pace: PACE,
    models: [...new Set([...names, ...DEFAULT_MODELS])],
  })
  const key = readSetting(env, 'OPENAI_KEY')
  if (!key) {
    return {
      url: demo.url,
      shownUrl: demo.url,
      key: DEMO_KEY,
      shownKey: 'any-key',
      about: { kind: 'demo', name },
      demo,
      on: (listener) => void demo.on(listener),
      close: () => demo.close(),
    }
  }
  const realUrl = (readSetting(env, 'OPENAI_BASE_URL') ?? OPENAI_URL)
    .replace(/\/+$/, '')
    .replace(/\/chat\/completions$/, '')
  const proxy = await startModelProxy(() => (demo.faults.active().length > 0 ? demo.url : realUrl))
  return {
    url: proxy.url,
    shownUrl: realUrl,
    key,
    shownKey: '$OPENAI_KEY',
    about: { kind: 'real', name },
    demo,
    on: (listener) => proxy.on(listener),
    async close() {
      await proxy.close()
      await demo.close()
    },
  }
}
