import { imageSize } from 'image-size'
import { describe, expect, it } from 'vitest'
import { useOpenAI } from './support'

const openai = useOpenAI()
const draw = async (request: object) => {
  const body = JSON.stringify(request)
  const response = await fetch(`${openai.model.url}/images/generations`, { method: 'POST', body })
  return { status: response.status, body: (await response.json()) as { data: [Drawn] } }
}
type Drawn = { b64_json: string; url: string }
const REQUEST = { model: 'gpt-image-2', prompt: '一只猫' }

describe('images/generations', () => {
  it('gives a PNG, the same for the same words', async () => {
    const [first, again, other] = [
      await draw(REQUEST),
      await draw(REQUEST),
      await draw({ ...REQUEST, prompt: '狗' }),
    ]
    const bytes = Buffer.from(first.body.data[0].b64_json, 'base64')
    expect(imageSize(bytes)).toMatchObject({ type: 'png', width: 320, height: 320 })
    expect(again.body.data).toEqual(first.body.data)
    expect(other.body.data).not.toEqual(first.body.data)
  })

  it('gives the address of the same picture while `picture-address` is on', async () => {
    const { body } = await draw(REQUEST)
    openai.model.faults.set('picture-address', { times: 1 })
    const { url } = (await draw(REQUEST)).body.data[0]
    const file = await fetch(url)
    expect(file.headers.get('content-type')).toBe('image/png')
    expect(Buffer.from(await file.arrayBuffer()).toString('base64')).toBe(body.data[0].b64_json)
  })

  it.each([
    ['a chat model', { ...REQUEST, model: 'gpt-5.4' }, 404],
    ['no model', { prompt: '猫' }, 404],
    ['no prompt', { model: 'gpt-image-2' }, 400],
    ['a prompt of over 4,000 characters', { ...REQUEST, prompt: '猫'.repeat(4_001) }, 400],
  ])('refuses %s', async (_, request, status) => expect((await draw(request)).status).toBe(status))

  it.each([
    ['picture-refused', 400],
    ['picture-none', 200],
    ['picture-broken', 200],
    ['picture-gone', 200],
    ['server-error', 500],
  ] as const)('has the fault %s', async (fault, status) => {
    openai.model.faults.set(fault, { times: 1 })
    expect((await draw(REQUEST)).status).toBe(status)
    expect((await draw(REQUEST)).status).toBe(200)
  })
})
