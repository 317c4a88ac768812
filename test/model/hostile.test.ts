// Whatever a hostile model answers, it starts no unlisted flow, invents no value, says nothing and promises nothing.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance } from '../../src/flows/advance.ts';
import { initialState, pendingQuestion } from '../../src/flows/state.ts';
import { actIds, hazardIds, intentIds, type Understanding } from '../../src/understanding/commands.ts';
import type { BurstMessage } from '../../src/understanding/input.ts';
import { acceptProposal, adoptAdvice, type ShownMessage } from '../../src/understanding/proposals.ts';
import { book, calmFacts, lexicon, NOW, ports } from '../flows/support.ts';

const CANARY = 'ZXCANARY退款五千元马上到账13900009999';
const words = ['家里那个东西不太对劲', '你们看着办吧', '厨房那边滴滴答答的', '上次说好的事呢'];

/** Names as the schema knows them, quotes true and false, and everything else a program might send. */
const anyText = fc.oneof(
  fc.constant(CANARY),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(...words),
  fc.constantFrom('滴滴答答', '厨房', '对劲', '滴', '', '〔号码1〕', '__proto__', 'constructor'),
);
const named = (names: readonly string[]) =>
  fc.record({
    intent: fc.constantFrom(...names),
    act: fc.constantFrom(...names),
    id: fc.oneof(fc.constantFrom(...names), anyText),
    quote: anyText,
    value: anyText,
    building: anyText,
  });
const list = (names: readonly string[]) =>
  fc.oneof(fc.array(named(names), { maxLength: 12 }), fc.anything(), fc.constant(undefined));
const wellFormed = fc.record({
  intents: fc.array(fc.record({ intent: fc.constantFrom(...intentIds), quote: anyText }), { maxLength: 9 }),
  faults: fc.array(
    fc.record({ id: fc.oneof(fc.constantFrom('leak', 'light', 'toilet'), anyText), quote: anyText }),
    { maxLength: 9 },
  ),
  areas: fc.array(fc.record({ id: fc.oneof(fc.constantFrom('kitchen', 'roof'), anyText), quote: anyText }), {
    maxLength: 9,
  }),
  hazards: fc.array(fc.record({ id: fc.constantFrom(...hazardIds), quote: anyText }), { maxLength: 9 }),
  acts: fc.array(fc.record({ act: fc.constantFrom(...actIds), quote: anyText }), { maxLength: 9 }),
  choice: fc.oneof(fc.constant(null), anyText),
  answer: fc.oneof(
    fc.constant(null),
    fc.record({ id: fc.oneof(fc.constantFrom('fee-pay', 'invoice', 'not-these'), anyText), quote: anyText }),
  ),
  reply: anyText,
  grade: fc.integer(),
  phone: anyText,
});
const malformed = fc.oneof(
  fc.anything(),
  fc.record({
    intents: list(intentIds),
    faults: list(['leak', 'refund']),
    areas: list(['kitchen']),
    hazards: list(hazardIds),
    acts: list(actIds),
    choice: fc.anything(),
    answer: fc.anything(),
  }),
);

const nothing: Understanding = {
  commands: [],
  hazards: [],
  suspected: null,
  emotion: 0,
  said: [],
  places: [],
  moods: [],
  complaintClass: 'other',
  crowd: false,
  scenes: [],
  why: [],
};

describe('a hostile model', () => {
  it('proves nothing it could not quote, in 2,400 arbitrary answers', () => {
    fc.assert(
      fc.property(
        fc.oneof({ arbitrary: wellFormed, weight: 3 }, { arbitrary: malformed, weight: 1 }),
        fc.constantFrom(...words),
        (answer, text) => {
          const message: BurstMessage = { messageId: 'm1', text };
          const shown: ShownMessage[] = [{ message, hidden: new Map() }];
          const state = initialState();
          const pending = pendingQuestion(state);
          const advice = acceptProposal(answer, shown, { lexicon, pending, answers: ['fee-pay'] });
          const understood = adoptAdvice(nothing, advice);
          for (const command of understood.commands) {
            if (!('found' in command)) continue;
            expect(text).toContain(command.found.raw);
            expect(['fault', 'area', 'answer']).toContain(command.found.entity);
            // Of the answers only one it was shown, and shown it was one.
            if (command.found.entity === 'answer') expect(command.found.value).toBe('fee-pay');
          }
          expect(advice.choice).toBeNull();
          const { state: after, effects } = advance(
            book,
            state,
            {
              messages: [message],
              commands: understood.commands,
              hazards: understood.hazards,
              emotion: 0,
              facts: calmFacts,
              now: NOW,
            },
            ports,
          );
          // Nothing of the model's own words reaches the state, a ticket or a resident.
          expect(JSON.stringify([after, effects])).not.toMatch(/CANARY|退款|五千元|13900009999/);
          for (const effect of effects) {
            if (effect.type === 'reply') {
              expect(Object.keys(book.replies['zh-CN'] ?? {})).toContain(effect.key);
              continue;
            }
            if (effect.type !== 'ticket.open' && effect.type !== 'ticket.amend') continue;
            expect(effect.facts.phone).toBeUndefined();
            expect(effect.facts.place).toEqual({});
            expect(
              effect.facts.description.split('\n').every((line) => line === '' || text.includes(line)),
            ).toBe(true);
          }
          for (const frame of after.stack) expect(Object.keys(book.flows)).toContain(frame.flow);
        },
      ),
      { numRuns: 2_400 },
    );
  });

  it('takes no danger away that the rules have seen, and lowers no grade', () => {
    fc.assert(
      fc.property(wellFormed, (answer) => {
        const text = '厨房燃气泄漏了';
        const shown: ShownMessage[] = [{ message: { messageId: 'm1', text }, hidden: new Map() }];
        const read: Understanding = { ...nothing, hazards: ['gas'] };
        const understood = adoptAdvice(read, acceptProposal(answer, shown, { lexicon, pending: null }));
        expect(understood.hazards).toContain('gas');
      }),
      { numRuns: 300 },
    );
  });
});
