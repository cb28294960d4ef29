import { defineConfig } from 'vitest/config'
import base from './vitest.config.mjs'

/** The end-to-end suites once more, on `dist/dingtalk.ts` pasted as the only function: `npm run test:bundle`. */
export default defineConfig({
  test: { ...base.test, include: ['test/e2e/**/*.test.ts'], env: { BOT_SOURCE: 'dist/dingtalk.ts' } },
})
