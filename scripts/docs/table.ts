/**
 * A Markdown table.
 * @param rows finished lines, `| a | b |`
 */
export function table(head: string[], rows: string[]): string {
  return [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...rows].join('\n')
}
