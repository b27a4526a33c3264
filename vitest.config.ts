import { defineConfig } from 'vitest/config';

/** Sources whose coverage is reported; local tooling and benches are run for real instead. */
const SOURCES = ['bin/**/*.ts', 'lib/**/*.ts', 'functions/**/*.ts', 'shared/**/*.ts'];

export default defineConfig({
  test: {
    coverage: { provider: 'v8', include: SOURCES, reporter: ['text-summary', 'json-summary'] },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          setupFiles: ['test/support/property-seed.ts'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/local-cloud.ts'],
          testTimeout: 60_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
