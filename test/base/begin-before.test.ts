import { expect, it } from 'vitest';
import { beginBefore, mayBegin } from '../../src/base/begin-before.ts';

it('says yes as long as the instant lies ahead, and asks for it each time', () => {
  let until = 100;
  const signal = beginBefore(new AbortController().signal, () => until);
  expect(mayBegin(signal, 99)).toBe(true);
  expect(mayBegin(signal, 100)).toBe(false);
  until = 200;
  expect(mayBegin(signal, 100)).toBe(true);
});

it('is aborted with the signal it follows, and says nothing about others', () => {
  const source = new AbortController();
  const signal = beginBefore(source.signal, () => 0);
  source.abort();
  expect(signal.aborted).toBe(true);
  expect(mayBegin(source.signal, 1)).toBe(true);
  expect(mayBegin(undefined, 1)).toBe(true);
});
