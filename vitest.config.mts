import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Every suite starts real servers on loopback; two cores want few workers.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Real servers and a real browser on a shared machine: what fails in CI is asked once more, and reported as such.
    retry: process.env.CI ? 1 : 0,
  },
})
