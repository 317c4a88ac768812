import { sleep, systemClock } from '../../src/base/clock.ts';

/** Waits until it holds; a test that waits in vain fails by its own time limit. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(systemClock, 10);
}
