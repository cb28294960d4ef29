import type { Step, StepDetail } from './types'

/** A step with what it opens to, made when somebody opens it. */
export interface RecordedStep extends Omit<Step, 'id' | 'opens'> {
  detail?: () => StepDetail
}

/** Every step of every message, oldest first, bounded. */
export interface Timeline {
  list(): Step[]
  add(step: RecordedStep): number
  update(id: number, change: Partial<RecordedStep>): void
  detail(id: number): StepDetail | undefined
  clear(): void
}

/** Some 300 messages; the oldest are dropped in blocks. */
const MAX_STEPS = 3_000
const DROP_BLOCK = 300

/** @param changed hears of every step that is new or different */
export function createTimeline(changed: (step: Step) => void): Timeline {
  const steps = new Map<number, RecordedStep>()
  let lastId = 0

  return {
    list: () => [...steps].map(([id, step]) => toStep(id, step)),
    add(step) {
      steps.set(++lastId, step)
      if (steps.size > MAX_STEPS + DROP_BLOCK) {
        for (const id of [...steps.keys()].slice(0, DROP_BLOCK)) steps.delete(id)
      }
      changed(toStep(lastId, step))
      return lastId
    },
    update(id, change) {
      const step = steps.get(id)
      if (step) changed(toStep(id, Object.assign(step, change)))
    },
    detail: (id) => steps.get(id)?.detail?.(),
    clear: () => steps.clear(),
  }
}

function toStep(id: number, { detail, ...step }: RecordedStep): Step {
  return { id, ...step, opens: detail !== undefined }
}
