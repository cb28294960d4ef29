import { expect, it } from 'vitest'
import { checkInvariants } from '../../../support/invariants'
import { useEmulator } from '../support/emulator'

const emulator = useEmulator()
const check = (mayLeaveCardsOpen = false) => {
  checkInvariants({ dingtalk: emulator.dingtalk, env: {}, output: [], mayLeaveCardsOpen })
}

it('a card that is left unfinished fails the test, unless the test says that it may be', async () => {
  await emulator.client.call('cardStream')
  expect(() => check()).toThrow('was left inputing: 你好 🌟')
  expect(() => check(true)).not.toThrow()
  const headers = await emulator.client.validHeaders('cardStream')
  await emulator.client.call('cardStream', { headers, body: { isFinalize: true } })
  expect(() => check()).not.toThrow()
})

it('a blank card fails the test', async () => {
  emulator.dingtalk.faults.set('card-blank')
  await emulator.client.call('cardStream', { body: { content: '长'.repeat(3_001), isFinalize: true } })
  expect(() => check(true)).toThrow('is blank')
})
