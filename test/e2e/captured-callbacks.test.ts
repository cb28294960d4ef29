import { beforeEach, expect, it } from 'vitest'
import { DEFAULT_ROBOT } from '../../playground/dingtalk/callback/context'
import { type Person, TEST_GROUP_ID } from '../../playground/dingtalk/directory'
import { useSharedBot } from '../support/use-bot'
import { CAPTURED_CALLBACKS } from './support/captured-callbacks'

const bot = useSharedBot()
let person: Person
let people = 0

beforeEach(() => {
  // A new person for every test, so that no earlier turn is in the prompt.
  people += 1
  person = bot.dingtalk.directory.addPerson({ nick: `新人${people}`, staffId: `new${people}` })
  bot.openai.answer('好')
})

const titled = CAPTURED_CALLBACKS.map((row) => [`${row.rule} (${row.source})`, row] as const)

it.each(titled)('%s', async (_, { where, fields, outcome }) => {
  const asked = bot.openai.store.calls.length
  const delivered = bot.dingtalk.store.deliveries.length
  await bot.ask({
    kind: 'text',
    text: '',
    from: person,
    ...(where === 'group' ? { in: TEST_GROUP_ID } : {}),
    omit: ['text'],
    override: fields,
  })
  const prompts = bot.openai.store.calls.slice(asked).map(({ body }) => body.messages.at(-1)?.content)
  const answers = bot.dingtalk.store.deliveries.slice(delivered).map(({ via, text }) => ({ via, text }))
  if ('shown' in outcome) return expect(prompts).toEqual([outcome.shown])
  expect(prompts).toEqual([])
  if ('sent' in outcome) return expect(answers).toEqual([{ via: 'api', text: outcome.sent }])
  expect(answers).toEqual(outcome.read ? [{ via: 'body', text: outcome.read }] : [])
})

it('the robot of the rows is the robot of the emulator', () => {
  const ids = CAPTURED_CALLBACKS.flatMap(({ fields }) => (fields.atUsers as { dingtalkId: string }[]) ?? [])
  expect(ids.map(({ dingtalkId }) => dingtalkId)).toContain(DEFAULT_ROBOT.userId)
})
