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

    /**
     * A prompt was accepted after a longer one was refused. The limit is somewhere between the two: where the accepted
     * one is short by chance, half of the refused one is tried next, so that a model does not lose its memory.
     */
    learn(model: string, accepted: number, refused: number): void {
      known.set(model, Math.max(accepted, Math.floor(refused / 2)))
      const [oldest = ''] = known.keys()
      if (known.size > MAX_REMEMBERED) known.delete(oldest)
    },
  }
}
