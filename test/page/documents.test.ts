import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { usePlayground } from './support'

const ROOT = path.join(__dirname, '..', '..')

describe('the documents that the page links to', () => {
  const playground = usePlayground()
  const get = (file: string) => fetch(`${playground().url}/playground/${file}`)

  it.each(['docs/setup.md', 'docs/setup.zh-CN.md', 'README.md'])('%s is shown as a page', async (file) => {
    const response = await get(file)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    const html = await response.text()
    expect(html).toMatch(/<title>.+<\/title>/)
    expect(html).toContain('<h1 id=')
    expect(html).toContain(`lang="${file.includes('zh-CN') ? 'zh-CN' : 'en'}"`)
  })

  it.each(['docs/setup.md', 'docs/setup.zh-CN.md'])(
    'every link of %s to another file works',
    async (file) => {
      const html = await (await get(file)).text()
      const links = [...html.matchAll(/(?:href|src)="(?!https?:|#|\/)([^"#]+)/g)].map(([, link = '']) => link)
      for (const link of new Set(links)) {
        const { pathname } = new URL(link, `http://x/${file}`)
        expect((await get(pathname.slice(1))).status, link).toBe(200)
      }
    },
  )

  it('the pictures are served', async () => {
    const [picture] = readdirSync(path.join(ROOT, 'docs', 'pictures'))
    expect((await get(`docs/pictures/${picture}`)).status).toBe(200)
  })

  it.each([
    'docs/..%2f.env.md',
    'docs/../.env',
    '.env',
    'package.json',
    'docs/.hidden.md',
    'docs/nothing.md',
  ])('no other file is: %s', async (file) => expect((await get(file)).status).toBe(404))
})
