// Whatever is said at whatever moment: a time is a range of whole minutes that says whether it lies ahead.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTimes } from '../../../../src/understanding/entities/time.ts';
import { normalise } from '../../../../src/understanding/normalise.ts';

const word = fc.constantFrom(
  ...'明天 后天 昨晚 今早 周六 下周三 上个月 25号 12月1号 月底 上午 下午 晚上 半夜 凌晨 三点 3点半 15:00 12点 0点 两三点 到 - 以后 之前 左右 大概 每天 每周 从 开始 国庆节期间 春节 三天后 半小时前 两天内 停水三天了 下班后 ，'.split(
    ' ',
  ),
);
const anything = fc.oneof(
  fc.array(word, { maxLength: 8 }).map((words) => words.join('')),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);
const moment = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2040, 0, 1) });

describe('times', () => {
  it('are ranges that end after they begin, with their own words in the message', () => {
    fc.assert(
      fc.property(anything, moment, fc.boolean(), (text, now, isWished) => {
        for (const { time, raw, span } of findTimes(normalise(text), { now, isWished })) {
          expect(Number.isInteger(time.startAt) && Number.isInteger(time.endAt)).toBe(true);
          expect(time.endAt, `${text} at ${new Date(now).toISOString()}`).toBeGreaterThanOrEqual(
            time.startAt,
          );
          expect(time.lies).toBe(time.endAt <= now ? 'past' : time.startAt <= now ? 'now' : 'future');
          expect(text.slice(span.start, span.end)).toBe(raw);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('are the same whenever they are read again', () => {
    fc.assert(
      fc.property(anything, moment, (text, now) => {
        const read = () => findTimes(normalise(text), { now });
        expect(read()).toEqual(read());
      }),
      { numRuns: 300 },
    );
  });
});
