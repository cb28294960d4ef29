import { afterEach, expect, it } from 'vitest'
import type { Playground } from '../../playground/inspector/playground'
import { createClient } from '../playground/dingtalk/support/client'
import { openPlayground } from './support'

let playground: Playground
afterEach(() => playground.close())

it.each([
  ['the key of the settings', { CARD_TEXT_KEY: 'answer' }, 'answer'],
  ['the key of new templates', {}, 'content'],
])('the playground knows the card template of the settings, with %s', async (_, env, key) => {
  playground = await openPlayground({ env: { CARD_TEMPLATE_ID: 'own.schema', ...env } })
  const client = createClient(playground.dingtalk)
  const headers = await client.validHeaders('cardCreateAndDeliver')
  const created = await client.call('cardCreateAndDeliver', {
    headers,
    body: { cardTemplateId: 'own.schema' },
  })
  expect(created.status).toBe(200)
  expect((await client.call('cardStream', { headers, body: { key } })).status).toBe(200)
})
