/** `npm run docs`: writes the generated blocks of the documents, the sketches, and `.env.example`. */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Language } from '../functions/config'
import { blocks, envExample } from './docs/blocks'
import { renderSketches } from './sketches/render'

const ROOT = path.join(__dirname, '..')

/** The documents with generated blocks, and their language. */
export const DOCUMENTS: Record<string, Language> = {
  'README.md': 'en',
  'README.zh-CN.md': 'zh',
  'docs/measured.md': 'en',
  'docs/measured.zh-CN.md': 'zh',
  'docs/setup.md': 'en',
  'docs/setup.zh-CN.md': 'zh',
  'docs/troubleshooting.md': 'en',
  'docs/troubleshooting.zh-CN.md': 'zh',
  'docs/documents.md': 'en',
  'docs/documents.zh-CN.md': 'zh',
}

/** The wanted text of every generated file: file → text. */
export function render(): Record<string, string> {
  const documents = Object.entries(DOCUMENTS).map(([file, language]) => {
    const text = readFileSync(path.join(ROOT, file), 'utf8')
    return [file, fill(text, blocks(language))] as const
  })
  return { ...Object.fromEntries(documents), ...renderSketches(), '.env.example': envExample() }
}

function fill(text: string, made: Record<string, string>): string {
  return Object.entries(made).reduce(
    (filled, [name, block]) =>
      filled.replace(
        new RegExp(`(<!-- ${name} -->)[\\s\\S]*?(<!-- /${name} -->)`),
        (_, open, close) => `${open}\n${block}\n${close}`,
      ),
    text,
  )
}

if (require.main === module) {
  for (const [file, text] of Object.entries(render())) writeFileSync(path.join(ROOT, file), text)
}
