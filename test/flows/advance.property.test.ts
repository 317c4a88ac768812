import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countQuestions } from '../../src/replies/lint.ts';
import {
  type Address,
  actIds,
  type Command,
  hazardIds,
  intentIds,
} from '../../src/understanding/commands.ts';
import { act, book, correct, fill, lexicon, ofType, outgoing, start, talk, timeSaid } from './support.ts';

const maybe = (values: string[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
const address: fc.Arbitrary<Address> = fc
  .record({
    building: maybe(['1', '3', '12', '99', 'A']),
    unit: maybe(['1', '2', '9']),
    room: maybe(['501', '509', '9999']),
    floor: maybe(['5', 'B1']),
    publicPlace: maybe(['北门']),
  })
  .map((parts) => Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)));
const fault = fc.constantFrom(...lexicon.faults.map((entry) => entry.id));
const command: fc.Arbitrary<Command | 'click' | 'old click'> = fc.oneof(
  address.map((value) => fill('address', value)),
  address.map((value) => correct('address', value)),
  fault.map((value) => fill('fault', value)),
  fault.map((value) => correct('fault', value)),
  fc.constantFrom('+8613800138000', '+8613900139000').map((value) => fill('phone', value)),
  fc
    .integer({ min: 0, max: 2_000_000_000_000 })
    .map((startAt) => fill('time', timeSaid(startAt, startAt + 1, '那时'))),
  fc.constantFrom('p1', 'p2', 'p3').map((value) => fill('photo', value)),
  fc.constantFrom(...actIds).map(act),
  fc.constantFrom(...intentIds).map((intent) => start(intent)),
  fc
    .tuple(fc.constantFrom(...intentIds), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([intent, score]) => start(intent, score)),
  fc.constant('click' as const),
  fc.constant('old click' as const),
);

const turn = fc.record({
  text: fc.oneof(
    fc.constantFrom('漏水了', '嗯', '就是那个柜子下面的地方', '我要投诉', '？'),
    fc.string({ maxLength: 20 }),
  ),
  commands: fc.array(command, { maxLength: 4 }),
  hazards: fc.oneof(
    { weight: 6, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.uniqueArray(fc.constantFrom(...hazardIds), { maxLength: 2 }) },
  ),
  emotion: fc.constantFrom(0, 1, 2, 3) as fc.Arbitrary<0 | 1 | 2 | 3>,
  muted: fc.oneof({ weight: 8, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  silence: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined, freq: 6 }),
  media: fc.option(
    fc.constantFrom('voice', 'location', 'other') as fc.Arbitrary<'voice' | 'location' | 'other'>,
    { nil: undefined, freq: 8 },
  ),
});

describe('the engine, whatever it is told', () => {
  it('never throws, answers every message with at most two messages and one question, opens each ticket once and keeps a state that can be stored', () => {
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 14 }), fc.boolean(), (turns, firstContact) => {
        const t = talk({ firstContact });
        let handedOver = false;
        let oldId = 'm:repair:1:yes';
        for (const one of turns) {
          t.facts.muted = one.muted;
          const current = t.state().pending?.options[0]?.id;
          const commands = one.commands.map(
            (each): Command =>
              each === 'click'
                ? { type: 'choose', menuId: current ?? 'x' }
                : each === 'old click'
                  ? { type: 'choose', menuId: oldId }
                  : each,
          );
          if (current) oldId = current;
          const { effects, state } =
            one.silence === undefined
              ? t.says(one.text, commands, {
                  hazards: one.hazards,
                  emotion: one.emotion,
                  ...(one.media ? { unsupported: one.media } : {}),
                })
              : t.silent(one.silence, 10);
          expect(JSON.parse(JSON.stringify(state))).toEqual(state);
          const messages = outgoing(effects);
          expect(messages.length).toBeLessThanOrEqual(2);
          expect(messages.filter((message) => message.asks !== null).length).toBeLessThanOrEqual(1);
          expect(
            ofType(effects, 'reply').filter((reply) => reply.asks !== undefined).length,
          ).toBeLessThanOrEqual(1);
          if (one.muted) expect(messages).toEqual([]);
          else if (one.silence === undefined && !handedOver) expect(messages.length).toBeGreaterThan(0);
          handedOver ||= effects.some((effect) => effect.type === 'handoff' && effect.mode === 'take');
          expect(effects.filter((effect) => effect.type === 'silence.arm').length).toBeLessThanOrEqual(1);
          if (state.pending) {
            const { flow, step } = state.pending;
            expect(state.stack.some((frame) => frame.flow === flow && frame.step === step)).toBe(true);
          }
        }
        const opened = ofType(t.all, 'ticket.open').map((effect) => effect.ref);
        expect(new Set(opened).size).toBe(opened.length);
        const seen = new Set<string>();
        for (const effect of t.all) {
          if (effect.type === 'ticket.open') seen.add(effect.ref);
          if (effect.type === 'ticket.amend') expect(seen.has(effect.ref)).toBe(true);
          if (effect.type === 'ticket.withdraw') expect(seen.delete(effect.ref)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('opens a ticket in the very turn a danger is told, and says the safety line first', () => {
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 6 }), fc.constantFrom(...hazardIds), (before, hazard) => {
        const t = talk();
        for (const one of before)
          t.says(
            one.text,
            one.commands.filter((each) => typeof each !== 'string'),
            { emotion: one.emotion },
          );
        const { effects } = t.says('出事了', [start('repair')], { hazards: [hazard] });
        const tickets = effects.filter(
          (effect) => effect.type === 'ticket.open' || effect.type === 'ticket.amend',
        );
        expect(
          tickets.some(
            (effect) =>
              'facts' in effect && effect.facts.grade === 1 && effect.facts.hazards.includes(hazard),
          ),
        ).toBe(true);
        expect(ofType(effects, 'handoff')).toHaveLength(1);
        expect(ofType(effects, 'reply')[0]?.key).toBe('repair.grade1');
      }),
      { numRuns: 600 },
    );
  });

  it('has no wording that asks two things', () => {
    for (const reply of Object.values(book.replies['zh-CN'] ?? {})) {
      for (const text of [...reply.variants, ...reply.retry])
        expect(countQuestions(text)).toBeLessThanOrEqual(1);
    }
  });
});
