import { spawnSync } from 'node:child_process'
import path from 'node:path'

/** The project's formatter over a text, with the rules for `functions/`. Throws what the formatter says. */
export function format(text: string, root: string): string {
  const biome = require.resolve('@biomejs/biome/bin/biome')
  const as = path.join('functions', 'dingtalk.ts')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [biome, 'format', `--stdin-file-path=${as}`],
    {
      cwd: root,
      input: text,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  )
  if (status !== 0) throw new Error(`The bundle cannot be formatted:\n${stderr}`)
  return stdout
}
