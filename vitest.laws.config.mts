import { defineConfig } from 'vitest/config'
import base from './vitest.config.mjs'

/** Property tests over random texts, and other tests that take long: `npm run test:laws`. */
export default defineConfig({
  test: { ...base.test, include: ['test/**/*.laws.ts'], testTimeout: 120_000 },
})
