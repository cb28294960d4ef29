import { imageSize } from 'image-size'

/** A picture in a prompt: measured from its bytes, or a link, which the demo model does not download. */
export type Picture =
  | { kind: 'data'; type: 'png' | 'jpeg' | 'gif' | 'webp'; width: number; height: number; bytes: number }
  | { kind: 'link'; url: string }

/**
 * Reads an `image_url`. Of a data URL the bytes decide, not the declared type.
 * Undefined when they are in none of the four formats that the real service takes.
 */
export function readPicture(url: string): Picture | undefined {
  if (/^https?:\/\//i.test(url)) return { kind: 'link', url }
  const comma = url.indexOf(',')
  if (!url.startsWith('data:') || comma < 0 || !url.slice(0, comma).endsWith(';base64')) return undefined
  const bytes = Buffer.from(url.slice(comma + 1), 'base64')
  const size = measure(bytes)
  return size && { kind: 'data', ...size, bytes: bytes.length }
}

/** The tokens of a picture: 85, plus 170 for each 512-pixel tile (OpenAI's published rule for vision models). */
export function pictureTokens(picture: Picture, detail?: string): number {
  if (detail === 'low' || picture.kind === 'link') return 85
  const scale = Math.min(1, 2048 / Math.max(picture.width, picture.height))
  const tiles = Math.ceil((picture.width * scale) / 512) * Math.ceil((picture.height * scale) / 512)
  return 85 + 170 * Math.max(1, tiles)
}

const TYPES = { png: 'png', jpg: 'jpeg', gif: 'gif', webp: 'webp' } as const

function measure(bytes: Buffer) {
  try {
    const { type, width, height } = imageSize(bytes)
    const known = TYPES[type as keyof typeof TYPES]
    return known && width > 0 && height > 0 ? { type: known, width, height } : undefined
  } catch {
    return undefined // image-size throws on unknown formats
  }
}
