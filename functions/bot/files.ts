/** Which files the bot reads: those that are text. Office documents and PDFs would need a package of their own. */

const TEXT_ENDINGS = new Set(
  (
    'txt md markdown rst csv tsv json jsonl ndjson yaml yml toml ini cfg conf properties env log xml html htm css ' +
    'scss less svg js mjs cjs jsx ts mts cts tsx vue svelte py rb php pl lua r go rs java kt kts scala groovy c h ' +
    'cc cpp cxx hpp cs m mm swift dart sql sh bash zsh bat cmd ps1 dockerfile makefile gradle tex srt vtt diff patch'
  ).split(' '),
)

/** Whether a file's name says that it is text. */
export function isTextFile(name: string): boolean {
  return TEXT_ENDINGS.has(name.slice(name.lastIndexOf('.') + 1).toLowerCase())
}
