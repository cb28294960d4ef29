const SVG = 'http://www.w3.org/2000/svg'

/**
 * Creates an element. Strings become text nodes, never HTML.
 * @param {string} tag a tag's name, with classes: `button.primary`
 * @param {Record<string, unknown>} [props] attributes; `on` holds listeners, `data` a dataset; false and undefined are skipped
 * @param {...unknown} children nodes, strings, arrays of them; empty values are skipped
 */
export function h(tag, props = {}, ...children) {
  const [name, ...classes] = tag.split('.')
  const element = document.createElement(name || 'div')
  if (classes.length > 0) element.classList.add(...classes)
  setProps(element, props)
  element.append(...children.flat(3).filter(isPresent))
  return element
}

/** Replaces all children. */
export function fill(parent, ...children) {
  parent.replaceChildren(...children.flat(3).filter(isPresent))
  return parent
}

/** Makes these nodes the children, in this order. Nodes already in place are not moved, so that focus and selection stay. */
export function reorderChildren(parent, nodes) {
  let at = parent.firstChild
  for (const node of nodes) {
    if (node === at) at = at.nextSibling
    else parent.insertBefore(node, at)
  }
  while (at) {
    const next = at.nextSibling
    at.remove()
    at = next
  }
}

/** Calls `submit` at Enter, but not with Shift, and not while an input method composes, where Enter chooses a word. */
export function onEnter(field, submit) {
  field.addEventListener('keydown', (event) => {
    // Older browsers report key code 229 while an input method composes.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
    event.preventDefault()
    submit()
  })
}

/** Makes a function that calls `draw` once in the next frame, however often it is called before. */
export function inNextFrame(draw) {
  let isScheduled = false
  return () => {
    if (isScheduled) return
    isScheduled = true
    requestAnimationFrame(() => {
      isScheduled = false
      draw()
    })
  }
}

/** An icon of strokes, 24 × 24, hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg')
  for (const [key, value] of Object.entries(ICON_ATTRIBUTES)) svg.setAttribute(key, value)
  for (const d of ICONS[name] ?? []) {
    const path = document.createElementNS(SVG, 'path')
    path.setAttribute('d', d)
    svg.append(path)
  }
  return svg
}

function setProps(element, { on = {}, data = {}, ...attributes }) {
  for (const [type, listener] of Object.entries(on)) element.addEventListener(type, listener)
  for (const [key, value] of Object.entries(data)) if (value !== undefined) element.dataset[key] = value
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    // The attributes of these two set only the initial value.
    if (key === 'value' || key === 'checked') element[key] = value
    else element.setAttribute(key, value === true ? '' : String(value))
  }
}

const isPresent = (child) => child !== undefined && child !== null && child !== false && child !== ''

const ICON_ATTRIBUTES = {
  viewBox: '0 0 24 24',
  class: 'icon',
  fill: 'none',
  stroke: 'currentColor',
  'stroke-width': '1.8',
  'stroke-linecap': 'round',
  'stroke-linejoin': 'round',
  'aria-hidden': 'true',
}

const ICONS = {
  picture: [
    'M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1z',
    'M4 16l4.500-4.500 4 4 2.500-2.500 5 5',
    'M15.500 9.200v.01',
  ],
  voice: [
    'M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3z',
    'M5.500 11a6.500 6.500 0 0 0 13 0',
    'M12 17.500V21',
  ],
  file: ['M13 3H7a1 1 0 0 0-1 1v16a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1V8z', 'M13 3v5h5'],
  suggestion: [
    'M9 17.500h6',
    'M10 21h4',
    'M12 3a6 6 0 0 0-3.600 10.800c.7.600 1.100 1.400 1.100 2.200h5c0-.8.400-1.600 1.100-2.200A6 6 0 0 0 12 3z',
  ],
  send: ['M4 12l16-8-6 16-3-7z'],
  quote: ['M9 7l-5 5 5 5', 'M4 12h9a7 7 0 0 1 7 6'],
  close: ['M6 6l12 12', 'M18 6L6 18'],
  back: ['M15 5l-7 7 7 7'],
  trace: ['M3 12h4l3-7 4 14 3-7h4'],
  data: [
    'M4 6.500C4 5 7.600 4 12 4s8 1 8 2.500S16.400 9 12 9 4 8 4 6.500z',
    'M4 6.500v11C4 19 7.600 20 12 20s8-1 8-2.500v-11',
    'M4 12c0 1.500 3.600 2.500 8 2.500s8-1 8-2.500',
  ],
  faults: ['M12 4l9 16H3z', 'M12 10v4', 'M12 17v.01'],
  bell: ['M6 16V11a6 6 0 0 1 12 0v5l1.500 2h-15z', 'M10 20.500h4'],
  trash: ['M4 7h16', 'M9 7V4h6v3', 'M6.500 7l1 13h9l1-13'],
  chevron: ['M9 6l6 6-6 6'],
  copy: [
    'M9 9h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1z',
    'M5 15a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1',
  ],
  check: ['M5 12.500l4.500 4.500L19 7.500'],
  person: ['M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z', 'M4.500 20a7.500 7.500 0 0 1 15 0'],
  wrench: ['M14.500 6.500a4 4 0 0 0-5 5L4 17l3 3 5.500-5.500a4 4 0 0 0 5-5L15 12l-3-3z'],
  power: ['M12 3v8', 'M6.500 7a8 8 0 1 0 11 0'],
}
