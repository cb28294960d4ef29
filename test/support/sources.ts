import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const FOLDER = path.join(__dirname, '..', '..', 'functions')

/** The function's sources by name, as `startBot` takes them, with some replaced. */
export function functionsWith(replaced: Record<string, string>): Record<string, string> {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )
  const sources = files.map((file) => [
    file.slice(0, -'.ts'.length).split(path.sep).join('/'),
    readFileSync(path.join(FOLDER, file), 'utf8'),
  ])
  return { ...Object.fromEntries(sources), ...replaced }
}

/** The function's sources without one, as after a deployment by hand that left it out. */
export function functionsWithout(name: string): Record<string, string> {
  const { [name]: _, ...others } = functionsWith({})
  return others
}
