/**
 * How long a prompt a model takes, learned when the service refused a longer one; one object for the process. Lengths
 * are estimated tokens, always by the same estimate.
 */

/** Models that are remembered. */
const MAX_REMEMBERED = 200

export type PromptLimits = ReturnType<typeof createPromptLimits>

export function createPromptLimits() {
  const known = new Map<string, number>()
  return {
    /** `Infinity` while no prompt was refused. */
    of: (model: string): number => known.get(model) ?? Number.POSITIVE_INFINITY,

    /** A prompt of this length was accepted after a longer one was refused. */
    learn(model: string, tokens: number): void {
      known.set(model, tokens)
      const [oldest = ''] = known.keys()
      if (known.size > MAX_REMEMBERED) known.delete(oldest)
    },
  }
}
