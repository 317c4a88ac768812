// What a model proposes counts when it can be quoted, is known, and the rules had no word for it.
import { describe, expect, it } from 'vitest';
import type { Command, Understanding } from '../../src/understanding/commands.ts';
import type { PendingQuestion } from '../../src/understanding/input.ts';
import {
  acceptProposal,
  adoptAdvice,
  type Proposal,
  wantsAdvice,
} from '../../src/understanding/proposals.ts';
import { lexicon } from '../flows/support.ts';

const empty: Proposal = {
  intents: [],
  faults: [],
  areas: [],
  hazards: [],
  acts: [],
  choice: null,
  answer: null,
};
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
const accept = (
  text: string,
  proposal: Partial<Proposal>,
  more: { hidden?: Map<string, string>; pending?: PendingQuestion } = {},
) =>
  acceptProposal(
    { ...empty, ...proposal },
    [{ message: { messageId: 'm1', text }, hidden: more.hidden ?? new Map() }],
    { lexicon, pending: more.pending ?? null },
  );

describe('a proposal', () => {
  it('counts with the place its quote stands at', () => {
    const { found, intents } = accept('我家那个洗手的地方下面一直滴', {
      intents: [{ intent: 'repair', quote: '一直滴' }],
      faults: [{ id: 'leak', quote: '一直滴' }],
    });
    expect(intents).toEqual(['repair']);
    expect(found).toEqual([
      {
        entity: 'fault',
        value: 'leak',
        raw: '一直滴',
        span: { start: 11, end: 14 },
        messageId: 'm1',
        producer: 'llm',
      },
    ]);
  });

  it('may quote what was blotted out', () => {
    const { intents } = accept(
      '13800001234打不通',
      { intents: [{ intent: 'complaint', quote: '〔号码1〕打不通' }] },
      { hidden: new Map([['〔号码1〕', '13800001234']]) },
    );
    expect(intents).toEqual(['complaint']);
  });

  it.each([
    ['a quote that is not there', { intents: [{ intent: 'repair', quote: '漏水了' }] }],
    ['a quote of one character', { intents: [{ intent: 'repair', quote: '滴' }] }],
    ['a fault nobody knows', { faults: [{ id: 'refund', quote: '一直滴' }] }],
    ['a choice that was not offered', { choice: 'm:repair:1:yes' }],
  ] as const)('with %s does not count', (_what, proposal) => {
    expect(accept('下面一直滴', proposal as Partial<Proposal>)).toEqual({
      intents: [],
      found: [],
      hazards: [],
      acts: [],
      choice: null,
    });
  });

  it.each([
    ['没有闻到煤气味', '煤气味'],
    ['上次闻到煤气味你们半天才来', '煤气味'],
    ['万一有煤气味怎么办', '煤气味'],
  ])('of a danger in “%s” does not count', (text, quote) => {
    expect(accept(text, { hazards: [{ id: 'gas', quote }] }).hazards).toEqual([]);
  });

  it('of a danger that is there counts', () => {
    expect(
      accept('厨房有股怪味熏得头晕', { hazards: [{ id: 'gas', quote: '怪味熏得头晕' }] }).hazards,
    ).toEqual(['gas']);
  });

  it('may pick one of the offered options', () => {
    const pending: PendingQuestion = {
      kind: 'slot',
      slot: 'topic',
      entity: null,
      options: [{ id: 'm:inquiry:2:fee', label: '物业费' }],
    };
    expect(accept('就是每个月那个', { choice: 'm:inquiry:2:fee' }, { pending }).choice).toBe(
      'm:inquiry:2:fee',
    );
  });
});

describe('what the rules found', () => {
  const repair: Command = { type: 'start-flow', intent: 'repair', score: 0.8, producer: 'rule' };
  it('stands against the model', () => {
    const advice = accept('下面一直滴', { intents: [{ intent: 'complaint', quote: '一直滴' }] });
    const { commands } = adoptAdvice({ ...nothing, commands: [repair] }, advice);
    expect(commands).toEqual([repair]);
  });

  it('as mere small talk makes way for a matter', () => {
    const chat: Command = { type: 'start-flow', intent: 'chitchat', score: 0.5, producer: 'rule' };
    const advice = accept('下面一直滴', { intents: [{ intent: 'repair', quote: '一直滴' }] });
    expect(adoptAdvice({ ...nothing, commands: [chat] }, advice).commands).toEqual([
      { type: 'start-flow', intent: 'repair', score: 0.55, producer: 'llm' },
    ]);
  });
});

describe('the model is asked', () => {
  const asked = (
    commands: Command[],
    text = '我家那个东西不太对劲',
    hazards: Understanding['hazards'] = [],
  ) => wantsAdvice({ ...nothing, commands, hazards }, [{ messageId: 'm1', text }], null);

  it('when the rules are at a loss', () => {
    expect(asked([])).toBe(true);
    expect(asked([{ type: 'start-flow', intent: 'chitchat', score: 0.9, producer: 'rule' }])).toBe(true);
  });

  it('never when they know', () => {
    expect(asked([{ type: 'start-flow', intent: 'repair', score: 0.8, producer: 'rule' }])).toBe(false);
    expect(asked([{ type: 'act', act: 'thanks', producer: 'rule' }])).toBe(false);
    expect(asked([{ type: 'choose', menuId: 'm:repair:1:yes' }])).toBe(false);
  });

  it('never in a danger: that can not wait', () => {
    expect(asked([], '煤气味', ['gas'])).toBe(false);
  });

  it('never about a photo, a click or a sound', () => {
    expect(asked([], '')).toBe(false);
    expect(asked([], '嗯嗯')).toBe(false);
    expect(asked([], '！！！！？？')).toBe(false);
  });
});
