import { Marked } from '/playground/lib/marked.js'
import purify from '/playground/lib/purify.js'

/**
 * Renders what DingTalk's clients render: headings, quotes, bold, italic, links, lists, and code as newer clients show
 * it; no tables, no strikethrough. HTML, which those clients drop, is shown struck through. The fragment is sanitized,
 * because a model wrote the text.
 * @param {string} text
 * @returns {DocumentFragment}
 */
export function renderMarkdown(text) {
  return purify.sanitize(marked.parse(text), {
    RETURN_DOM_FRAGMENT: true,
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ['href', 'start'],
    ALLOWED_URI_REGEXP: /^(?:https?|dingtalk|mailto|tel):/i,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
  })
}

/** The beginning of a message without the marks of markdown. */
export function plainText({ kind, text }) {
  const beginning = text.slice(0, 1_000)
  if (kind !== 'markdown') return beginning
  // The clients show struck text with its marks.
  return renderMarkdown(beginning).textContent.replaceAll('~~', '').trim()
}

/** Highlights every `@nick` of these nicks, in place. */
export function highlightMentions(root, nicks) {
  for (const nick of nicks) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    const found = []
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.data.includes(`@${nick}`)) found.push(node)
    }
    for (const node of found) {
      const rest = node.splitText(node.data.indexOf(`@${nick}`))
      rest.splitText(nick.length + 1)
      const mark = document.createElement('span')
      mark.className = 'mention'
      rest.replaceWith(mark)
      mark.append(rest)
    }
  }
  return root
}

const TAGS = 'h1 h2 h3 h4 h5 h6 p br strong em blockquote ul ol li a code pre hr s'.split(' ')

const toHtml = (text) =>
  text.replace(
    /[&<>"']/g,
    (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c],
  )

const nothing = () => undefined

const marked = new Marked({
  gfm: true,
  tokenizer: { table: nothing, del: nothing },
  renderer: {
    // Loading a picture would tell another server who reads this; a link does not.
    image: ({ href, text }) =>
      /^https?:/i.test(href) ? `<a href="${toHtml(href)}">🖼 ${toHtml(text || href)}</a>` : toHtml(text),
    html: ({ text }) => `<s>${toHtml(text)}</s>`,
    checkbox: ({ checked }) => (checked ? '[x] ' : '[ ] '),
  },
})

purify.addHook('afterSanitizeAttributes', (node) => {
  if (node.tagName !== 'A') return
  node.setAttribute('target', '_blank')
  node.setAttribute('rel', 'noopener noreferrer')
})
