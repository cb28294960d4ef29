import type { Language } from '../../functions/config'
import { SKETCHES } from './consoles'
import { drawSketch } from './draw'

const LANGUAGES: Language[] = ['zh', 'en']

/** The sketches of the consoles in both languages: file → SVG. */
export function renderSketches(): Record<string, string> {
  const files = SKETCHES.flatMap((sketch) =>
    LANGUAGES.map((language) => [
      `docs/pictures/${sketch.name}-${language}.svg`,
      drawSketch(sketch, language),
    ]),
  )
  return Object.fromEntries(files)
}
