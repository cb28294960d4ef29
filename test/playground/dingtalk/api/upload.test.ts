import { expect, it } from 'vitest'
import { png } from '../../openai/pictures'
import { useEmulator } from '../support/emulator'

const emulator = useEmulator()

it('media/upload keeps the picture under the media id that it gives, and counts the call', async () => {
  const before = emulator.dingtalk.usage().apiCalls
  const { body } = await emulator.client.call('upload')
  expect(body).toMatchObject({ errcode: 0, type: 'image', media_id: expect.stringMatching(/^@lAD[\w-]+$/) })
  expect(emulator.dingtalk.media(body.media_id)).toEqual({
    bytes: new Uint8Array(png(3, 2)),
    contentType: 'image/png',
  })
  expect(emulator.dingtalk.usage().apiCalls).toBe(before + 1)
  emulator.dingtalk.reset()
  expect(emulator.dingtalk.media(body.media_id)).toBeUndefined()
})

it('media/upload is recorded without its token and without its bytes', async () => {
  await emulator.client.call('upload')
  const call = JSON.stringify(emulator.dingtalk.store.calls.at(-1))
  expect(call).not.toContain(await emulator.client.token())
  expect(call).not.toContain('PNG')
})
