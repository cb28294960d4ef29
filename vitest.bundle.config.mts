import { defineConfig } from 'vitest/config'
import base from './vitest.config.mjs'

/** `npm run test:bundle`: the end-to-end suites on `dist/laf/`, built anew before them, instead of on the sources. */
export default defineConfig({
  test: {
    ...base.test,
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: 'test/bundle/build.ts',
    env: { BOT_SOURCE: 'dist/laf/functions/dingtalk.ts' },
  },
})
