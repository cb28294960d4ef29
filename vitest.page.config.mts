import { defineConfig } from 'vitest/config'
import base from './vitest.config.mjs'

/** The playground's page in Chromium, which takes minutes: `npm run test:page`. */
export default defineConfig({
  test: { ...base.test, include: ['test/page/**/*.browser.ts'] },
})
