// The short version of the parts of `npm run prove`: the same trouble, less of it. The seed is printed; PROVE_SEED repeats a run.
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { Part } from './proof.ts';

const MINUTES = 5;

/** One test for each of `parts`, which runs it short and holds its promises to what it found. */
export function proveShort(parts: readonly Part[]): void {
  const seed = Number(process.env.PROVE_SEED ?? systemClock.now() % 1_000_000);
  process.stdout.write(`prove, short: PROVE_SEED=${seed}\n`);

  describe('whatever happens, the promises are kept', () => {
    it.each(parts.map((part) => [part.name, part.about, part] as const))(
      '%s: %s',
      async (name, _about, part) => {
        const untilMs = systemClock.monotonicMs() + MINUTES * 60_000;
        const findings = await part.run({ seed, size: 'short', untilMs, say() {} });
        expect(findings.length).toBeGreaterThan(0);
        for (const { promise, counts, violations, notRun = [] } of findings) {
          process.stdout.write(`prove, short: ${name}: ${promise} ${JSON.stringify(counts)}\n`);
          for (const line of notRun) process.stdout.write(`prove, short: ${name}: not run: ${line}\n`);
          expect(violations, promise).toEqual([]);
          // A part that met nothing has proved nothing.
          expect(
            Object.values(counts).some((count) => count > 0),
            promise,
          ).toBe(true);
        }
      },
      (MINUTES + 1) * 60_000,
    );
  });
}
