/** What answers on cards cost beside answers as messages, and how soon their first words are seen. */
import { type OpenAIEmulator, startOpenAI } from '../playground/openai/emulator'
import { TEN_SECONDS } from '../test/support/card'
import { compare, type Figures, median } from './figures'
import { type Bench, converse } from './scenarios'
import { type Subject, startSubject } from './start-subject'

const KINDS = ['card', 'message'] as const
type Kind = (typeof KINDS)[number]
const MESSAGES = 400
/** Answers that grow at the same time. */
const GROWING = 10
/** A model that writes for ten seconds: after the role come 40 pieces. */
const PACE = { chunkMs: 250, streamMs: 60_000 }

export async function cards(bench: Bench): Promise<Figures[]> {
  return [await cpu(bench), ...(await growing(bench))]
}

/** CPU per message; in the place of the floor, the bot without cards. */
async function cpu(bench: Bench): Promise<Figures> {
  const { environment } = bench
  environment.setLatency(0, 0)
  const subjects: Record<Kind, Subject> = {
    card: await startSubject('bot', { ...environment.env, REPLY_VIA: 'card' }),
    message: await startSubject('bot', environment.env),
  }
  const run = async (kind: Kind): Promise<number> => {
    await subjects[kind].reset()
    const count = Math.max(16, Math.round((MESSAGES * bench.scale) / 16) * 16)
    await Promise.all(Array.from({ length: 16 }, () => converse(environment, subjects[kind], count / 16)))
    return (await subjects[kind].read()).cpuMs / count
  }
  for (const kind of KINDS) await run(kind)
  const rounds: { bot: number; floor: number }[] = []
  for (let round = 0; round < 5; round += 1)
    rounds.push({ bot: await run('card'), floor: await run('message') })
  const { cards: shown } = environment.dingtalk.store.counts
  if (shown < rounds.length * MESSAGES * bench.scale) throw new Error(`only ${shown} answers were cards`)
  for (const kind of KINDS) await subjects[kind].end()
  return compare('cards-cpu', rounds)
}

/** Metered calls of answers that take ten seconds, and the time from the model's first words to those on the card. */
async function growing({ environment }: Bench): Promise<Figures[]> {
  const model = await startOpenAI({ pace: PACE })
  model.answer(TEN_SECONDS)
  const subject = await startSubject('bot', {
    ...environment.env,
    OPENAI_BASE_URL: model.url,
    REPLY_VIA: 'card',
  })
  const { calls, firstWords } = watch(environment.dingtalk, model)
  const before = environment.dingtalk.usage().apiCalls
  const people = Array.from({ length: GROWING }, () => environment.addPerson())
  await Promise.all(
    people.map((from) => environment.send(subject, { kind: 'text', text: '慢慢说', from }).acknowledged),
  )
  while (calls.finished < GROWING) await new Promise((resolve) => setTimeout(resolve, 100))
  const metered = environment.dingtalk.usage().apiCalls - before
  await subject.end()
  await model.close()
  return [
    { row: 'cards-calls', bot: metered / GROWING },
    { row: 'cards-first-words', bot: median(firstWords) },
  ]
}

/** The answers begin and are shown in the same order, as all take the same time. */
function watch(dingtalk: Bench['environment']['dingtalk'], model: OpenAIEmulator) {
  const begunAt: number[] = []
  const firstWords: number[] = []
  const calls = { finished: 0 }
  model.on(({ kind }) => {
    // The role comes after one pause, the first words after two.
    if (kind === 'call') begunAt.push(performance.now() + 2 * PACE.chunkMs)
  })
  dingtalk.on((event) => {
    if (event.type !== 'card') return
    if (event.card.frames === 1)
      firstWords.push(performance.now() - (begunAt[firstWords.length] ?? Number.NaN))
    if (event.card.state === 'finished') calls.finished += 1
  })
  return { calls, firstWords }
}
