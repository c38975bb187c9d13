import { defineConfig } from 'vitest/config';

const shared = { testTimeout: 30_000, hookTimeout: 60_000, environment: 'node' } as const;

export default defineConfig({
  test: {
    reporters: process.env.CI ? ['dot', './scripts/count-reporter.ts'] : ['default', './scripts/count-reporter.ts'],
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['packages/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Real jails under attack, counted before and after: one file at a time, and nothing beside them.
        test: {
          ...shared,
          name: 'isolation',
          include: ['examples/**/*.test.ts', 'security/**/*.test.ts', 'contract/**/*.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
