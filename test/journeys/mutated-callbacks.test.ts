// 20,000 altered callbacks at the real door, over real sockets: none is taken, none brings the desk down, each gets a 4xx.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { bombard } from '../harness/altered-callbacks.ts';
import { openStory, type Story } from '../harness/in-process-desk.ts';

const RUNS = 20_000;

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

it(`takes none of ${RUNS} altered callbacks and answers each with 4xx`, async () => {
  const seed = systemClock.now() % 1_000_000;
  const { sent, unaltered, answers, violations } = await bombard(Number(new URL(story.baseUrl).port), RUNS, {
    seed,
  });
  process.stdout.write(
    `mutated callbacks (seed ${seed}): ${sent} sent, ${unaltered} of them still signed as they were, answers ${JSON.stringify([...answers].sort())}\n`,
  );
  expect(violations).toEqual([]);
  expect(sent).toBe(RUNS);
  expect(unaltered).toBeLessThan(RUNS / 4);
  expect((await fetch(`${story.baseUrl}/readyz`)).status).toBe(200);
}, 180_000);
