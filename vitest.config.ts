// How the tests run: separate processes for the files (some kill and restart servers), one more than a two-core machine has, as many of them wait.
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

/** Printed at the start of a run; TEST_SEED repeats that order. */
const seed = Number(process.env.TEST_SEED ?? Date.now() % 1_000_000);

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 3,
    // The order must not matter; a hidden dependency between tests shows as a failure that comes and goes with the seed.
    sequence: { shuffle: { files: true, tests: true }, seed, sequencer: LongestFirst },
    // The suites that start browsers or kill processes prepare longer than they test.
    hookTimeout: 60_000,
    // Every statement is a message to another process there.
    testTimeout: process.env.TEST_STORE === 'postgres' ? 180_000 : 20_000,
    // A forgotten .only must not turn the other tests off.
    allowOnly: false,
  },
});
