import { RUNTIME_SETTINGS, SETTINGS } from '../../scripts/docs/settings'

const NAMES = new Set([...SETTINGS, ...RUNTIME_SETTINGS].map(({ name }) => name)).add('OPENAI_API_KEY')

/** The environment without the bot's settings: those of the machine must not reach processes that are measured. */
export function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !NAMES.has(name)))
}
