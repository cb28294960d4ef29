import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** A picture or a file that a person sent. */
export interface UploadedFile {
  bytes: Buffer
  name: string
  type: string
}

/** Stores the files that people sent, so that the page can show them and a quote can send them again. */
export interface Attachments {
  /** @returns the URL at which the page loads it */
  add(file: UploadedFile): string
  /** @param url what `add` returned */
  find(url: string): UploadedFile | undefined
  clear(): void
}

const PREFIX = '/playground/files/'
// Types that a browser may show; any other file is only downloaded.
const PICTURE = /^image\/(png|jpeg|gif|webp)$/
const LEGAL_URL = /^\/playground\/files\/([0-9a-f-]{36})$/

/** @param folder where they are stored; undefined: in memory */
export function createAttachments(folder: string | undefined): Attachments {
  const inMemory = new Map<string, UploadedFile>()
  if (folder) mkdirSync(folder, { recursive: true })

  return {
    add(file) {
      const id = randomUUID()
      const safe = { ...file, type: PICTURE.test(file.type) ? file.type : 'application/octet-stream' }
      if (!folder) inMemory.set(id, safe)
      else {
        writeFileSync(path.join(folder, id), safe.bytes)
        writeFileSync(path.join(folder, `${id}.json`), JSON.stringify({ name: safe.name, type: safe.type }))
      }
      return PREFIX + id
    },
    find(url) {
      const id = LEGAL_URL.exec(url)?.[1]
      if (!id) return undefined
      if (!folder) return inMemory.get(id)
      try {
        const about = JSON.parse(readFileSync(path.join(folder, `${id}.json`), 'utf8'))
        return { ...about, bytes: readFileSync(path.join(folder, id)) }
      } catch {
        return undefined
      }
    },
    clear() {
      inMemory.clear()
      if (!folder) return
      rmSync(folder, { recursive: true, force: true })
      mkdirSync(folder, { recursive: true })
    },
  }
}
