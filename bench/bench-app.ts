// The desk in this process, for workers of the bench that drive it directly.
import { createApp } from '../src/app.ts';
import { systemClock } from '../src/base/clock.ts';
import { noCrashPoints } from '../src/base/crash-points.ts';
import { createIds } from '../src/base/ids.ts';
import { createLogger } from '../src/base/log.ts';
import { loadConfig } from '../src/config/load.ts';
import { loadMind } from '../src/mind.ts';

export async function openBenchApp({ dataDir, fieldKey }: { dataDir: string; fieldKey: string }) {
  const loaded = loadConfig({
    env: {
      NODE_ENV: 'test',
      PORT: '0',
      BURST_MS: '0',
      SIMULATOR: '0',
      DATA_DIR: dataDir,
      FIELD_KEY: fieldKey,
    },
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { config } = loaded;
  const thought = loadMind(config);
  if (!thought.ok) throw new Error(thought.problems.join('\n'));
  const { mind } = thought;
  const ids = createIds(systemClock);
  const app = await createApp(config, config, {
    mind,
    clock: systemClock,
    ids,
    log: createLogger('warn'),
    crashPoint: noCrashPoints,
    mounts: () => [],
    explain: null,
  });
  return { app, config, mind, ids, communityId: config.communities[0]?.id ?? '' };
}

/** mulberry32: the same draws for the same seed. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
