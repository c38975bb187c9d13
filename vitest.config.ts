import { defineConfig } from 'vitest/config';

const shared = {
  testTimeout: 30_000,
  hookTimeout: 60_000,
  environment: 'node',
  // What a test examines is examined, however often it was before; tests of the cache have one of their own.
  env: { GLOVEBOX_NO_CACHE: '1' },
} as const;

/** Tests that start daemons and virtual machines of their own. */
const WORLDS = ['container', 'gvisor', 'microvm', 'wasm', 'restricted', 'images', 'warden', 'pool', 'box'].map(
  (name) => `packages/glovebox/src/sandbox/${name}/**/*.test.ts`,
);

/** Tests with a browser of their own. */
const BROWSERS = 'packages/**/*.browser.test.ts';

export default defineConfig({
  test: {
    reporters: process.env.CI ? ['dot', './scripts/count-reporter.ts'] : ['default', './scripts/count-reporter.ts'],
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['packages/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...WORLDS, BROWSERS],
          // Vitest leaves a processor free for itself; on two that would be half of them.
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Daemons, machines and jails under attack, counted before and after: one file at a time, and nothing beside them.
        test: {
          ...shared,
          name: 'isolation',
          include: ['examples/**/*.test.ts', 'security/**/*.test.ts', 'contract/**/*.test.ts', ...WORLDS, BROWSERS],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
