// A new channel is named wherever people read which channel it is, and its guide is there. What the compiler does not ask for is asked here.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHANNELS } from '../../console/src/base/words.ts';
import { channelIds } from '../../src/channels/contract.ts';
import { envExample } from '../../src/config/env-example.ts';
import { channelNames } from '../../src/simulator/page/words.js';

describe('every channel', () => {
  it.each([
    ['the console', Object.keys(CHANNELS)],
    ['the simulator', Object.keys(channelNames)],
  ])('has a name in %s', (_where, named) => {
    expect(named.toSorted()).toEqual([...channelIds].toSorted());
  });
});

it('the guides that the environment names are there', () => {
  const guides = [...envExample().matchAll(/docs\/[\w-]+\.md/g)].map(([guide]) => guide);
  expect(new Set(guides).size).toBeGreaterThanOrEqual(4);
  const missing = guides.filter((guide) => !existsSync(join(import.meta.dirname, '../..', guide)));
  expect(missing).toEqual([]);
});
