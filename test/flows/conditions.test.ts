import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCondition, holds, parseCondition, type ValueType } from '../../src/flows/conditions.ts';

const slots: Record<string, unknown> = {
  place: { building: '3', room: null },
  fault: ['light', 'pipe'],
  grade: 3,
  class: 'facility',
  wish: '',
  visit: { start: 50 },
};
const facts: Record<string, unknown> = { now: 100, ticketOpen: true, emotion: 2 };

function lookup(path: readonly string[]): unknown {
  const value = (path[0] === 'facts' ? facts : slots)[path[1] ?? ''];
  return path[2] === undefined ? value : (value as Record<string, unknown> | undefined)?.[path[2]];
}

function evaluate(text: string): boolean {
  const parsed = parseCondition(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.message}`);
  return holds(parsed.condition, lookup);
}

describe('a condition', () => {
  it.each([
    ['slots.grade = 3', true],
    ['slots.grade != 3', false],
    ['slots.grade >= 3 and facts.emotion < 2', false],
    ['slots.grade >= 3 and not facts.emotion < 2', true],
    ['facts.ticketOpen', true],
    ['not facts.ticketOpen', false],
    ['slots.place is not empty', true],
    ['slots.place.room is empty', true],
    ['slots.wish is empty', true],
    ['slots.nothing is empty', true],
    ['slots.class in [facility, safety]', true],
    ['slots.class in [attitude]', false],
    ["slots.class = 'facility'", true],
    ['slots.fault = light', true],
    ['slots.fault in [toilet, pipe]', true],
    ['slots.visit.start < facts.now', true],
    ['slots.nothing < facts.now', false],
    ['slots.nothing = light', false],
    ['(slots.grade = 1 or facts.ticketOpen) and slots.grade = 3', true],
    ['slots.grade = 1 or facts.ticketOpen and slots.grade = 1', false],
    ['not (slots.grade = 1 or slots.grade = 2)', true],
  ])('%s is %s', (text, wanted) => {
    expect(evaluate(text)).toBe(wanted);
  });

  it.each([
    '',
    'slots.',
    'slots.grade =',
    '= 3',
    'slots.grade is',
    'slots.class in [a',
    'slots.a and',
    '(slots.a',
    'slots.a slots.b',
    'slots.a; b',
    'slots.a == 3',
    'slots.a in [slots.b]',
  ])('refuses "%s" and says where', (text) => {
    const parsed = parseCondition(text);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.at).toBeGreaterThanOrEqual(0);
  });

  it('answers something for any text and never throws', () => {
    const words = fc.constantFrom(
      'slots.a',
      'facts.b',
      'and',
      'or',
      'not',
      '(',
      ')',
      '[',
      ']',
      ',',
      '=',
      '<=',
      'in',
      'is',
      'empty',
      '3',
      "'x'",
      '中',
      ' ',
      '.',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words, { maxLength: 200 }).map((parts) => parts.join(' ')),
        ),
        (text) => {
          const parsed = parseCondition(text);
          if (parsed.ok) expect(typeof holds(parsed.condition, lookup)).toBe('boolean');
        },
      ),
    );
  });

  it('survives brackets without end', () => {
    expect(parseCondition('('.repeat(100_000)).ok).toBe(false);
    expect(parseCondition('not '.repeat(100_000)).ok).toBe(false);
  });
});

describe('the check of types', () => {
  const types: Record<string, ValueType> = {
    'slots.grade': { kind: 'number' },
    'slots.fault': { kind: 'enum', list: true, values: ['light', 'pipe'] },
    'slots.place': { kind: 'object' },
    'slots.place.room': { kind: 'text' },
    'slots.visit.start': { kind: 'time' },
    'facts.now': { kind: 'time' },
    'facts.ticketOpen': { kind: 'bool' },
  };
  const check = (text: string) => {
    const parsed = parseCondition(text);
    return parsed.ok
      ? checkCondition(
          parsed.condition,
          (path) => types[path.join('.')] ?? `There is nothing called ${path.join('.')}.`,
        )
      : ['unreadable'];
  };

  it.each([
    'slots.grade = 1',
    'slots.fault = light',
    'slots.place is empty',
    'slots.visit.start < facts.now',
    'facts.ticketOpen',
    'facts.ticketOpen = true',
    'slots.fault in [light]',
  ])('finds nothing wrong with %s', (text) => expect(check(text)).toEqual([]));

  it.each([
    'slots.grade = light',
    'slots.fault = roof',
    'slots.fault in [light, roof]',
    'slots.place = 3',
    'slots.place.room < 3',
    'slots.visit.start < 3',
    'slots.grade',
    'slots.gone is empty',
    'facts.ticketOpen > 1',
  ])('finds what does not fit in %s', (text) => expect(check(text)).toHaveLength(1));
});
