// What the engine keeps of the machine's memory. It is made for pages that come and go; a desk runs for months beside others.
import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Reading code, configuration and flows leaves as much behind as serving needs, and the engine would keep it for a flood that
 * may never come: after a start that is handed back to the system, once.
 */
export function giveMemoryBack(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as ((options: object) => void) | undefined;
  collect?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

/** Where young objects live; from 16 MiB on a turn gets no faster, and the engine would go on to 128. */
const YOUNG_BYTES = 16 * 1024 * 1024;

/** Lets the engine's room for young objects grow as far as it pays. The flag that sets a limit is read at birth only, this one at every growth. */
export function limitYoungGeneration(): void {
  const observer = new PerformanceObserver(() => {
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    if ((young?.space_size ?? 0) < YOUNG_BYTES) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    observer.disconnect();
  });
  observer.observe({ entryTypes: ['gc'] });
}
