import type { FileKind } from './build-callback'

/** What stands in for a picture, a voice, a video or a file whose bytes a test does not care about. */
export function sampleBytes(kind: FileKind): Uint8Array {
  return SAMPLES[kind]
}

// One orange pixel.
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP438MAAAQZAYzRvG+PAAAAAElFTkSuQmCC',
  'base64',
)

// Only the beginnings are real: enough to tell by its bytes what a file is.
const SAMPLES: Record<FileKind, Uint8Array> = {
  picture: PNG,
  thumbnail: PNG,
  audio: Buffer.from('#!AMR\n'),
  video: Buffer.from('000000186674797069736f6d0000020069736f6d69736f32', 'hex'),
  file: Buffer.from('%PDF-1.4\n%测试\n%%EOF\n'),
}
