import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The tests start real servers on loopback: more workers than processors only slow each other down.
    maxWorkers: 2,
    // Generous, so that the tests also pass on a busy machine.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What commands print is in the terminal's language.
    env: { LC_ALL: 'C.UTF-8' },
    // Real servers on a shared machine: in CI a failed test runs once more, and is reported as flaky.
    retry: process.env.CI ? 1 : 0,
  },
})
