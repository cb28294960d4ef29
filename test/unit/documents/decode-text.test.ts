import { expect, it } from 'vitest'
import { decodeText } from '../../../functions/documents/decode-text'

it.each([
  ['UTF-8', Buffer.from('你好，世界 🌏')],
  ['UTF-8 with a byte order mark', Buffer.from('\uFEFF你好，世界 🌏')],
  [
    'UTF-16, little-endian',
    Buffer.concat([Buffer.from('fffe', 'hex'), Buffer.from('你好，世界 🌏', 'utf16le')]),
  ],
  ['UTF-16, big-endian', Buffer.from('\uFEFF你好，世界 🌏', 'utf16le').swap16()],
  // 🌏 is 9439 B133 in GB18030.
  ['GB18030', Buffer.from('c4e3bac3a3accac0bde7209439b133', 'hex')],
])('a text in %s is decoded', (_, bytes) => expect(decodeText(bytes)).toBe('你好，世界 🌏'))
