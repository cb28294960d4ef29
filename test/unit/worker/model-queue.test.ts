import { describe, expect, it } from 'vitest'
import { createModelQueue } from '../../../functions/worker/model-queue'

let now = Date.UTC(2027, 0, 1)
const create = () => createModelQueue(() => now)
/** Lets everything that can go on do so. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

/** Questions that are answered on demand. */
function createModel(queue = create(), limit = 2) {
  const asked: string[] = []
  const answers = new Map<string, () => void>()
  return {
    asked,
    queue,
    ask(person: string, name: string) {
      return queue.run(person, limit, () => {
        asked.push(name)
        return new Promise<void>((resolve) => answers.set(name, resolve))
      })
    },
    async answer(name: string) {
      answers.get(name)?.()
      await settle()
    },
  }
}

describe('questions', () => {
  it('are asked at once while there is room, and wait in order after that', async () => {
    const { ask, answer, asked } = createModel()
    for (const person of ['一', '二', '三', '四']) void ask(person, person)
    await settle()
    expect(asked).toEqual(['一', '二'])
    await answer('二')
    await answer('一')
    expect(asked).toEqual(['一', '二', '三', '四'])
  })

  it('of one person do not hold up the one of another', async () => {
    const { ask, answer, asked } = createModel(create(), 1)
    for (let n = 0; n < 20; n += 1) void ask('一个人', `第 ${n} 个`)
    void ask('别人', '别人的')
    await settle()
    await answer('第 0 个')
    await answer('第 1 个')
    expect(asked).toEqual(['第 0 个', '第 1 个', '别人的'])
  })

  it('make room also when they fail', async () => {
    const queue = create()
    const fail = async () => Promise.reject(new Error('failed'))
    await expect(queue.run('一', 1, fail)).rejects.toThrow('failed')
    expect(await queue.run('二', 1, async () => '好')).toBe('好')
  })
})

describe('a 429 of the service', () => {
  it('halves the questions at the same time, and later allows more again', async () => {
    const { ask, answer, asked, queue } = createModel(create(), 4)
    for (let n = 0; n < 4; n += 1) void ask(`${n}`, `${n}`)
    await settle()
    // Many at the same moment count once.
    for (let n = 0; n < 4; n += 1) queue.refused()
    for (let n = 4; n < 8; n += 1) void ask(`${n}`, `${n}`)
    await answer('0')
    await answer('1')
    expect(asked).toHaveLength(4)
    await answer('2')
    expect(asked).toHaveLength(5)
    now += 4_000
    await answer('3')
    expect(asked).toHaveLength(8)
  })

  it('never stops all questions, and does not outlast a clock that is set back', async () => {
    const queue = create()
    for (let n = 0; n < 10; n += 1) {
      queue.refused()
      now += 1_000
    }
    now -= 3_600_000
    expect(await queue.run('一', 4, async () => '好')).toBe('好')
    const { ask, asked } = createModel(queue, 4)
    for (const person of ['一', '二', '三', '四']) void ask(person, person)
    await settle()
    expect(asked).toHaveLength(4)
  })
})
