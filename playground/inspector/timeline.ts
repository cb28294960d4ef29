import type { Step, StepDetail } from './types'

/** A step and a function that computes its details when a page asks for them. */
export interface RecordedStep extends Omit<Step, 'id' | 'opens'> {
  detail?: () => StepDetail
}

/** The newest steps of all messages, oldest first. */
export interface Timeline {
  list(): Step[]
  add(step: RecordedStep): number
  update(id: number, change: Partial<RecordedStep>): void
  detail(id: number): StepDetail | undefined
  clear(): void
}

/** About 300 messages; the oldest steps are dropped in blocks. */
const MAX_STEPS = 3_000
const DROP_BLOCK = 300

/** @param onChange receives every step that is new or changed */
export function createTimeline(onChange: (step: Step) => void): Timeline {
  const steps = new Map<number, RecordedStep>()
  let lastId = 0

  return {
    list: () => [...steps].map(([id, step]) => toStep(id, step)),
    add(step) {
      steps.set(++lastId, step)
      if (steps.size > MAX_STEPS + DROP_BLOCK) {
        for (const id of [...steps.keys()].slice(0, DROP_BLOCK)) steps.delete(id)
      }
      onChange(toStep(lastId, step))
      return lastId
    },
    update(id, change) {
      const step = steps.get(id)
      if (step) onChange(toStep(id, Object.assign(step, change)))
    },
    detail: (id) => steps.get(id)?.detail?.(),
    clear: () => steps.clear(),
  }
}

function toStep(id: number, { detail, ...step }: RecordedStep): Step {
  return { id, ...step, opens: detail !== undefined }
}
