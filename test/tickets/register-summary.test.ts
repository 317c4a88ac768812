// What a day or a month of the register comes to, counted from its lines alone.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RegisterLine } from '../../src/tickets/register.ts';
import { type ContactWay, noFacts, type RegisterFacts } from '../../src/tickets/register-entry.ts';
import { summariseRegister } from '../../src/tickets/register-summary.ts';
import type { ComplaintLevel, Grade, Ticket, TicketKind } from '../../src/tickets/ticket.ts';
import { shanghai } from '../support/manual-clock.ts';

const MORNING = shanghai('2026-11-23 09:00');
type Opened = { kind: TicketKind; grade: Grade; level?: ComplaintLevel | null };
type Wish = {
  way: ContactWay;
  at: number;
  entered: 'no' | 'same-day' | 'late';
  missing: boolean;
  facts: Partial<RegisterFacts>;
  opened: Opened[];
};

const lineOf = (wish: Partial<Wish> = {}): RegisterLine => {
  const {
    way = 'phone',
    at = MORNING,
    entered = 'same-day',
    missing = false,
    facts = {},
    opened = [],
  } = wish;
  return {
    entry: {
      ...{ id: 'e', communityId: 'cuihu', code: null, way, conversationId: null, ticketId: null, at },
      ...{ receptionist: null, botFirst: false, enteredBy: null, late: entered === 'late', version: 1 },
      ...{ enteredAt: entered === 'no' ? null : at, facts: { ...noFacts(), ...facts } },
    },
    receptionist: null,
    tickets: opened.map(({ level = null, ...rest }) => ({ ...rest, level }) as Ticket),
    missing: missing ? ['诉求原文'] : [],
  };
};
const partsOf = (lines: RegisterLine[]) =>
  Object.fromEntries(
    summariseRegister(lines).parts.map(({ name, counts }) => [
      name,
      Object.fromEntries(counts.map(({ key, n }) => [key, n])),
    ]),
  );

describe('the summary of the register', () => {
  it('counts each line once in each part, a line of several tickets by the first, the most urgent, the weightiest', () => {
    const told = { callRecorded: true, recordingTold: { by: 'xu-jing', at: MORNING } };
    const lines = [
      lineOf({
        opened: [
          { kind: 'repair', grade: 3 },
          { kind: 'repair', grade: 1 },
        ],
        facts: told,
      }),
      lineOf({
        ...{ way: 'wecom-kf', entered: 'no', missing: true },
        opened: [
          { kind: 'complaint', grade: 3, level: '一般' },
          { kind: 'complaint', grade: 3, level: '重大' },
        ],
      }),
      lineOf({ way: 'wecom-kf', at: MORNING + 86_400_000, entered: 'late', facts: { callRecorded: false } }),
      lineOf({ opened: [{ kind: 'complaint', grade: 2 }], facts: { callRecorded: true } }),
    ];
    expect(summariseRegister(lines).lines).toBe(4);
    expect(partsOf(lines)).toEqual({
      way: { phone: 2, 'wecom-kf': 2 },
      kind: { complaint: 2, repair: 1, '': 1 },
      grade: { '1': 1, '2': 1, '3': 1, '': 1 },
      level: { 重大: 1, '': 1 },
      entry: { 'same-day': 2, late: 1, open: 1 },
      form: { complete: 3, incomplete: 1 },
      recording: { told: 1, untold: 1 },
      day: { '2026-11-23': 3, '2026-11-24': 1 },
    });
  });

  it('has a definition for every number, also on a day nobody came', () => {
    const { lines, parts } = summariseRegister([]);
    expect(lines).toBe(0);
    expect(parts.map(({ name }) => name)).toContain('level');
    for (const { definition, counts } of parts) {
      expect(definition.length).toBeGreaterThan(10);
      expect(counts).toEqual([]);
    }
  });

  it('comes to all lines in every part that is about all of them, whatever they are', () => {
    const wish = fc.record({
      way: fc.constantFrom<ContactWay>('phone', 'walk-in', 'wecom-kf'),
      at: fc.integer({ min: 0, max: 9 }).map((days) => MORNING + days * 86_400_000),
      entered: fc.constantFrom('no' as const, 'same-day' as const, 'late' as const),
      missing: fc.boolean(),
      opened: fc.array(
        fc.record({
          kind: fc.constantFrom<TicketKind>('repair', 'complaint', 'inquiry'),
          grade: fc.constantFrom<Grade>(1, 2, 3, 4),
        }),
        { maxLength: 3 },
      ),
    });
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 30 }), (wishes) => {
        const { parts } = summariseRegister(wishes.map(lineOf));
        for (const name of ['way', 'kind', 'grade', 'entry', 'form', 'day'] as const) {
          const counts = parts.find((part) => part.name === name)?.counts ?? [];
          expect(counts.reduce((sum, { n }) => sum + n, 0)).toBe(wishes.length);
        }
      }),
    );
  });
});
