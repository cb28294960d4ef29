import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** A picture or a file somebody sent. */
export interface Attached {
  bytes: Buffer
  name: string
  type: string
}

/** Keeps what people sent, so that the page can show it and a quote can send it again. */
export interface Attachments {
  /** @returns the URL under which the page finds it */
  keep(file: Attached): string
  /** @param url what `keep` returned */
  find(url: string): Attached | undefined
  clear(): void
}

const PREFIX = '/playground/files/'
// What a browser may show as a picture; anything else is only ever downloaded.
const PICTURE = /^image\/(png|jpeg|gif|webp)$/
const LEGAL_URL = /^\/playground\/files\/([0-9a-f-]{36})$/

/** @param folder where they are kept; absent: in memory only */
export function createAttachments(folder: string | undefined): Attachments {
  const kept = new Map<string, Attached>()
  if (folder) mkdirSync(folder, { recursive: true })

  return {
    keep(file) {
      const id = randomUUID()
      const safe = { ...file, type: PICTURE.test(file.type) ? file.type : 'application/octet-stream' }
      if (!folder) kept.set(id, safe)
      else {
        writeFileSync(path.join(folder, id), safe.bytes)
        writeFileSync(path.join(folder, `${id}.json`), JSON.stringify({ name: safe.name, type: safe.type }))
      }
      return PREFIX + id
    },
    find(url) {
      const id = LEGAL_URL.exec(url)?.[1]
      if (!id) return undefined
      if (!folder) return kept.get(id)
      try {
        const about = JSON.parse(readFileSync(path.join(folder, `${id}.json`), 'utf8'))
        return { ...about, bytes: readFileSync(path.join(folder, id)) }
      } catch {
        return undefined
      }
    },
    clear() {
      kept.clear()
      if (!folder) return
      rmSync(folder, { recursive: true, force: true })
      mkdirSync(folder, { recursive: true })
    },
  }
}
