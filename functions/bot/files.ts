/** Which files the bot downloads to read them, by their names. What is in them is told by their content. */

const TEXT_ENDINGS = new Set(
  (
    'txt md markdown rst csv tsv json jsonl ndjson yaml yml toml ini cfg conf properties env log xml html htm css ' +
    'scss less svg js mjs cjs jsx ts mts cts tsx vue svelte py rb php pl lua r go rs java kt kts scala groovy c h ' +
    'cc cpp cxx hpp cs m mm swift dart sql sh bash zsh bat cmd ps1 dockerfile makefile gradle tex srt vtt diff patch'
  ).split(' '),
)

/** Also old formats and those of other programs: the file may be a newer one, and if not, a sentence says what to do. */
const DOCUMENT_ENDINGS = new Set(
  (
    'pdf doc docx docm dot dotx dotm xls xlsx xlsm xlsb xlt xltx xltm ppt pptx pptm pps ppsx ppsm pot potx potm ' +
    'wps et dps rtf odt ods odp'
  ).split(' '),
)

/** Whether a file's name says that it has text. */
export function isReadableFile(name: string): boolean {
  return TEXT_ENDINGS.has(toEnding(name)) || isDocument(name)
}

/** Whether a file's name says that it is a document, such as those of Word, Excel, PowerPoint and PDF. */
export function isDocument(name: string): boolean {
  return DOCUMENT_ENDINGS.has(toEnding(name))
}

function toEnding(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase()
}
