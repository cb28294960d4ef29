import { expect, it } from 'vitest'
import { createLive } from '../../functions/live-settings'

it('a value is made once while the variables that were read for it stay the same', () => {
  const env: Record<string, string | undefined> = { A: '1', OTHER: 'x' }
  let made = 0
  const current = createLive(env, (read) => {
    made += 1
    return `${read.A} ${read.B}`
  })
  expect(current()).toBe('1 undefined')
  env.OTHER = 'y'
  expect(current()).toBe('1 undefined')
  expect(made).toBe(1)
})

it('a value is made again when a variable changes, appears or disappears', () => {
  const env: Record<string, string | undefined> = { A: '1' }
  const current = createLive(env, (read) => `${read.A} ${read.B}`)
  current()
  env.A = '2'
  expect(current()).toBe('2 undefined')
  env.B = '3'
  expect(current()).toBe('2 3')
  delete env.A
  expect(current()).toBe('undefined 3')
})

it('a variable that matters only after a change of another one is seen, too', () => {
  const env: Record<string, string | undefined> = { KEY: 'a', FALLBACK: 'b' }
  const current = createLive(env, (read) => read.KEY ?? read.FALLBACK)
  expect(current()).toBe('a')
  env.FALLBACK = 'c'
  delete env.KEY
  expect(current()).toBe('c')
  env.FALLBACK = 'd'
  expect(current()).toBe('d')
})
