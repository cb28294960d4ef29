/**
 * The check-up: checks a bot that is being set up, and says for each finding what to do.
 *
 * It shows no secret and nothing that was said. What is asked of outside services is kept for minutes, and their number
 * a day is limited: reloading the page does not use up quota. Settings, database, receiving and sending are looked at
 * anew for every report.
 */
import type { Texts } from '../texts/types'
import { checkAll, checkDatabase, type Finding, type OutsideProbes, type Probes } from './checks'

export interface Report {
  findings: Finding[]
  /** When the outside services were asked, ms since the epoch. */
  checkedAt: number
  /** From then on, a report asks them again. */
  nextCheckAt: number
}

/** Those who know the key may ask again sooner, and do not share the day's number with the others. */
export type Viewer = 'owner' | 'visitor'

/** A check-up makes one metered call to DingTalk, of 5,000 a month, two more where answers are cards, and one to the model. */
export const PACE: Record<Viewer, { everyMs: number; maxADay: number }> = {
  owner: { everyMs: 2 * 60 * 1_000, maxADay: 30 },
  visitor: { everyMs: 5 * 60 * 1_000, maxADay: 20 },
}
const DAY_MS = 24 * 60 * 60 * 1_000

export type CheckUp = ReturnType<typeof createCheckUp>

/** @param now milliseconds since the epoch */
export function createCheckUp(probes: Probes, now: () => number) {
  let outside: { probes: OutsideProbes; at: number } | undefined
  /** When the last check-ups of each viewer began. */
  const begun: Record<Viewer, number[]> = { owner: [], visitor: [] }
  /** Requests at the same time get the same report. */
  const running = new Map<Texts, Promise<Report>>()

  const nextCheckOf = (viewer: Viewer): number => {
    const { everyMs, maxADay } = PACE[viewer]
    const [first = 0] = begun[viewer].slice(-maxADay)
    const today = begun[viewer].length < maxADay ? 0 : first + DAY_MS
    return Math.max(today, outside ? outside.at + everyMs : 0)
  }

  const make = async (viewer: Viewer, texts: Texts): Promise<Report> => {
    const at = now()
    if (!outside || at >= nextCheckOf(viewer)) {
      begun[viewer] = [...begun[viewer], at].slice(-PACE[viewer].maxADay)
      outside = { probes: askOnce(probes), at }
    }
    const [checkedAt, nextCheckAt] = [outside.at, nextCheckOf(viewer)]
    const findings = await Promise.all(checkAll({ ...probes, ...outside.probes }, texts))
    return { findings: findings.flat(), checkedAt, nextCheckAt }
  }

  return {
    /** Everything, within 20 s. Never rejects. */
    report(viewer: Viewer, texts: Texts): Promise<Report> {
      const known = running.get(texts)
      if (known) return known
      const made = make(viewer, texts).finally(() => running.delete(texts))
      running.set(texts, made)
      return made
    },

    /** The database alone; asks nothing of outside services. Never rejects. */
    async databaseOnly(texts: Texts): Promise<Report> {
      const at = now()
      return { findings: await checkDatabase(probes, texts), checkedAt: at, nextCheckAt: at }
    },
  }
}

/** The probes of outside services, each called at most once, when its outcome is first needed. */
function askOnce({
  clockSkewMs,
  token,
  permission,
  card,
  model,
  modelShutdown,
  search,
}: Probes): OutsideProbes {
  return {
    clockSkewMs: once(clockSkewMs),
    token: once(token),
    permission: once(permission),
    ...(card ? { card: once(card) } : {}),
    model: once(model),
    modelShutdown: once(modelShutdown),
    ...(search ? { search: once(search) } : {}),
  }
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined
  return () => {
    asked ??= ask()
    return asked
  }
}
