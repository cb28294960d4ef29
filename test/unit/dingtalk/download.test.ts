import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { download, TOO_LARGE } from '../../../functions/dingtalk/download'

const DINGTALK = 'https://api.dingtalk.com'
const refused = { failure: 'rejected', evidence: 'download address' }

const close: (() => unknown)[] = []
afterEach(() => {
  for (const one of close.splice(0)) one()
})

/** A server on loopback, and how many requests reached it. */
async function serve(listener: RequestListener) {
  const seen = { requests: 0 }
  const server = createServer((request, response) => {
    seen.requests += 1
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  close.push(() => server.close().closeAllConnections())
  const { port } = server.address() as AddressInfo
  return { seen, port, url: `http://127.0.0.1:${port}` }
}

const HOSTS = [
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '017700000001',
  '0.0.0.0',
  '0',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[64:ff9b::10.0.0.1]',
  '[2002:7f00:1::]',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.100.100.200',
  '224.0.0.1',
  '255.255.255.255',
  '[fe80::1]',
  '[fd00::1]',
  '[fc00::1]',
  '[ff02::1]',
  // Names are checked as they are resolved.
  'localhost',
]

describe('an address in a private network is refused', () => {
  it.each(HOSTS)('as the address of a file: %s', async (host) => {
    const { port, seen } = await serve((_, response) => response.end('secret'))
    const url = `http://${host}:${port}/`
    await expect(download(url, 1_000, DINGTALK)).rejects.toMatchObject(refused)
    expect(seen.requests).toBe(0)
  })

  it('also with https', () =>
    expect(download('https://[::1]/', 1_000, DINGTALK)).rejects.toMatchObject(refused))

  it.each(['file:///etc/passwd', 'data:text/plain,x', 'ftp://files.example/', 'blob:https://x/'])(
    'and everything but HTTP: %s',
    (url) => expect(download(url, 1_000, DINGTALK)).rejects.toMatchObject(refused),
  )

  it('is no passing failure where the address is none at all', () =>
    expect(download('no address', 1_000, DINGTALK)).rejects.toMatchObject({ failure: 'rejected' }))
})

describe('where the API itself is on a private address', () => {
  it('files may be there, too, and redirects are followed', async () => {
    const files = await serve((_, response) => response.end('文件'))
    const first = await serve((_, response) => response.writeHead(302, { location: files.url }).end())
    const bytes = await download(first.url, 1_000, first.url)
    expect(bytes.toString()).toBe('文件')
    expect((await download(first.url, 1_000, `http://localhost:${first.port}`)).toString()).toBe('文件')
  })

  it('a redirect is checked before it is followed', async () => {
    const { url } = await serve((_, response) =>
      response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    )
    await expect(download(url, 1_000, url)).rejects.toMatchObject(refused)
  })

  it('a file over the limit is refused', async () => {
    const { url } = await serve((_, response) => response.end(Buffer.alloc(1_001)))
    await expect(download(url, 1_000, url)).rejects.toMatchObject({
      failure: 'rejected',
      evidence: TOO_LARGE,
    })
  })

  it('a fourth redirect is not followed', async () => {
    const { url, seen } = await serve((_, response) => response.writeHead(302, { location: '/again' }).end())
    await expect(download(url, 1_000, url)).rejects.toMatchObject({ name: 'DeliveryError' })
    expect(seen.requests).toBe(4)
  })
})
