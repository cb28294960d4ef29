/** What the sentences of both languages share. */
import type { Problem } from '../config'

/** A list of names as markdown, with a mark after the current one. */
export function toList(names: string[], current: string | undefined, mark: string): string {
  return names.map((name) => `- ${name}${name === current ? mark : ''}`).join('\n')
}

/** Whether the sentence about such a problem already says what to do. */
export function isComplete(kind: Problem['kind']): boolean {
  return [
    'ignored',
    'unsafe-unsigned',
    'partly-used',
    'not-a-role',
    'second-key',
    'needs-app',
    'proxy-unused',
    'too-short',
  ].includes(kind)
}
