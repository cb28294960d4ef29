import { fill, h, icon } from '../lib/dom.js'
import { texts } from '../texts/language.js'

/** Types that are sent as pictures; others are sent as files. */
export const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']

/** The server accepts 64 MB of base64 in one request. */
const MAX_BYTES = 20 * 1024 * 1024
const MAX_PICTURES = 9

/** Reads a file into the form that the server accepts; undefined for one that is too large. */
export async function readFile(file) {
  if (file.size > MAX_BYTES) return undefined
  return { name: file.name || 'picture.png', type: file.type, base64: await toBase64(file) }
}

/** The pictures that will be sent with the message; `onChange` is called when they change. */
export function createTray(onChange) {
  const t = texts()
  const element = h('div.tray', { hidden: true })
  let pictures = []

  function draw() {
    element.hidden = pictures.length === 0
    fill(
      element,
      pictures.map((picture, index) =>
        h(
          'span.thumbnail',
          {},
          h('img', { src: `data:${picture.type};base64,${picture.base64}`, alt: picture.name }),
          h(
            'button.icon-button',
            {
              type: 'button',
              'aria-label': `${t.composer.removePicture} ${picture.name}`,
              on: { click: () => set(pictures.toSpliced(index, 1)) },
            },
            icon('close'),
          ),
        ),
      ),
    )
  }
  function set(next) {
    pictures = next
    draw()
    onChange()
  }

  return {
    element,
    get pictures() {
      return pictures
    },
    add: (more) => set([...pictures, ...more].slice(0, MAX_PICTURES)),
    clear: () => set([]),
  }
}

function toBase64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).split(',', 2)[1] ?? '')
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })
}
