import { createHash } from 'node:crypto'
import { toPng } from '../../shared/png'

const SIZE = 320
const CIRCLES = 7

type Colour = readonly [number, number, number]

/** The demo model's picture for a description: circles on a gradient, the same for the same words. */
export function drawDemo(words: string): Buffer {
  const seed = createHash('sha512').update(words).digest()
  const byte = (index: number) => seed[index % seed.length] ?? 0
  const colour = (index: number): Colour => [byte(index), byte(index + 1), byte(index + 2)]
  const [top, bottom] = [colour(0), colour(3)]
  const circles = Array.from({ length: CIRCLES }, (_, n) => ({
    x: (byte(6 + 6 * n) / 255) * SIZE,
    y: (byte(7 + 6 * n) / 255) * SIZE,
    radius: 16 + (byte(8 + 6 * n) / 255) * 56,
    colour: colour(9 + 6 * n),
  }))
  return toPng(SIZE, SIZE, (x, y) => {
    const circle = circles.find((one) => (one.x - x) ** 2 + (one.y - y) ** 2 < one.radius ** 2)
    return circle?.colour ?? mix(top, bottom, y / SIZE)
  })
}

function mix(from: Colour, to: Colour, share: number): Colour {
  const at = (n: 0 | 1 | 2) => Math.round(from[n] + (to[n] - from[n]) * share)
  return [at(0), at(1), at(2)]
}
