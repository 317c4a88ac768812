// A slow model costs a resident the time it was given and no more; a broken one is left alone for a while.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { ModelResult, RawModel } from '../../src/model/contract.ts';
import { guardModel } from '../../src/model/guard.ts';

const prompt = { version: '1', system: '', user: '' };
const answer: ModelResult = { kind: 'answer', value: 1 };

describe('the guard', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());
  const guard = (propose: RawModel['propose']) =>
    guardModel({ propose }, { clock: systemClock, timeoutMs: 2_000 });

  it('passes an answer on', async () => {
    expect(await guard(async () => answer).propose(prompt)).toEqual(answer);
  });

  it('ends a model that ignores the signal when its time is over', async () => {
    const signals: AbortSignal[] = [];
    const asked = guard((_, signal) => {
      signals.push(signal);
      return new Promise(() => {});
    }).propose(prompt);
    await vi.advanceTimersByTimeAsync(1_999);
    expect(signals[0]?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await asked).toEqual({ kind: 'unavailable', code: 'timeout' });
    expect(signals[0]?.aborted).toBe(true);
  });

  it('leaves a broken model alone after five failures running, and tries again after half a minute', async () => {
    let calls = 0;
    let works = false;
    const model = guard(async () => {
      calls += 1;
      return works ? answer : { kind: 'unavailable', code: 'http-500' };
    });
    for (let time = 0; time < 5; time++) await model.propose(prompt);
    expect(model.isResting()).toBe(true);
    expect(await model.propose(prompt)).toEqual({ kind: 'unavailable', code: 'resting' });
    expect(calls).toBe(5);
    works = true;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await model.propose(prompt)).toEqual(answer);
    expect(model.isResting()).toBe(false);
  });

  it('never throws, whatever the model does', async () => {
    expect(await guard(() => Promise.reject(new Error('住户的话'))).propose(prompt)).toMatchObject({
      kind: 'unavailable',
    });
  });
});
