import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['server/src/**/*.test.ts', 'client/src/**/*.test.ts', 'test/**/*.test.ts', 'tools/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/host/**'],
    // Two workers: the suite must not starve the machine that it shares with an editor.
    maxWorkers: 2,
    testTimeout: 30_000,
  },
});
