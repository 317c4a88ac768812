// What a company allows a language model a day, and that the same question is asked once.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAskModel } from '../../src/conversations/ask-model.ts';
import type { ModelResult } from '../../src/model/contract.ts';
import { createManualClock, shanghai } from '../support/manual-clock.ts';
import { openSqliteForTest, type SqliteStoreUnderTest } from '../support/sqlite-store.ts';

let under: SqliteStoreUnderTest;
beforeAll(async () => {
  under = await openSqliteForTest();
});
afterAll(() => under.close());

/** A house of its own day, so that what one case took is not missing in another. */
function house(day: string, answer: ModelResult = { kind: 'answer', value: 'ja' }) {
  const asked: string[] = [];
  const outcomes: string[] = [];
  const clock = createManualClock(shanghai(`${day}T10:00`));
  const ask = createAskModel({
    store: under.store,
    house: { clock },
    model: {
      async propose({ user }) {
        asked.push(user);
        return answer;
      },
    },
    limits: { perResidentPerDay: 2, perDay: 3 },
    observe: (outcome) => outcomes.push(outcome),
  });
  const says = (user: string, residentId: string) => ask({ version: '1', system: 'help', user }, residentId);
  return { says, asked, outcomes, clock };
}

it('the same words are asked once and taken from the allowance once', async () => {
  const { says, asked, outcomes } = house('2026-11-23');
  for (let time = 0; time < 5; time++) expect(await says('它又那样了', 'lin')).toBe('ja');
  expect(await says('还有一件', 'lin')).toBe('ja');
  expect(asked).toEqual(['它又那样了', '还有一件']);
  expect(outcomes.filter((one) => one === 'cached')).toHaveLength(4);
});

it('one resident has so many a day, everybody together so many, and the next day again', async () => {
  const { says, asked, outcomes, clock } = house('2026-11-24');
  for (const words of ['一', '二', '三']) await says(words, 'lin');
  expect(asked).toEqual(['一', '二']);
  await says('四', 'wang');
  await says('五', 'zhao');
  expect(asked).toEqual(['一', '二', '四']);
  expect(outcomes).toEqual(['answered', 'answered', 'budget', 'answered', 'budget']);
  clock.advance(24 * 3_600_000);
  await says('五', 'zhao');
  expect(asked).toEqual(['一', '二', '四', '五']);
});

it('what did not come is asked again', async () => {
  const { says, asked } = house('2026-11-26', { kind: 'unavailable', code: 'timeout' });
  expect(await says('它又那样了', 'lin')).toBeUndefined();
  await says('它又那样了', 'lin');
  expect(asked).toHaveLength(2);
});
