import { expect, it } from 'vitest'
import { systemClock } from '../../../../playground/clock'
import { STANDARD_RATES } from '../../../../playground/dingtalk/settings'
import { useEmulator } from '../support/emulator'

// All calls are within one second.
const emulator = useEmulator({ clock: { ...systemClock, now: () => 1_760_000_000_000 } })

it('frames above 20 a second are refused with 403 and not metered', async () => {
  const headers = await emulator.client.validHeaders('cardStream')
  emulator.dingtalk.settings.limits = STANDARD_RATES
  const { apiCalls } = emulator.dingtalk.usage()
  const statuses: number[] = []
  for (let n = 0; n < 22; n++) statuses.push((await emulator.client.call('cardStream', { headers })).status)
  expect(statuses).toEqual([...Array(20).fill(200), 403, 403])
  expect(emulator.dingtalk.usage().apiCalls - apiCalls).toBe(20)
})
