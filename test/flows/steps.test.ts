// Each kind of step and slot in a flow of its own, so that the shipped flows need not use them all.
import { describe, expect, it } from 'vitest';
import { readFlowFile } from '../../src/flows/load.ts';
import { formatProblem } from '../../src/flows/problem.ts';
import type { FlowBook } from '../../src/flows/types.ts';
import type { Reply } from '../../src/replies/reply.ts';
import { act, at, book, correct, fill, ofType, start, type Talk, talk } from './support.ts';

const HEAD = (id: string, start = 'start: { intents: [repair], priority: 1 }') =>
  `version: 1\nid: ${id}\nkind: repair\ntitle: { zh-CN: 试, zh-TW: 試, en: Test }\n${start}\n`;

function bookOf(...files: string[]): FlowBook {
  const patterns = Object.fromEntries(
    Object.entries(book.flows).filter(([, flow]) => flow.kind === 'pattern'),
  );
  const flows = { ...patterns };
  for (const text of files) {
    const { compiled, problems } = readFlowFile('t.yaml', text);
    if (!compiled || problems.length > 0) throw new Error(problems.map(formatProblem).join('\n'));
    flows[compiled.flow.id] = compiled.flow;
  }
  const keys = ['x.a', 'x.b', 'x.c', 'x.ask', 'x.check', 'x.change', 'x.no', 'x.yes', 'x.past'];
  const reply = (key: string): Reply => ({
    key,
    variants: [key],
    retry: [],
    channels: {},
    lint: [],
    menu: key === 'x.check' ? ['yes', 'change'] : null,
    merge: true,
    reword: false,
    parts: null,
    placeholders: [],
    file: '',
    line: 1,
    places: [],
  });
  return {
    flows,
    replies: {
      'zh-CN': { ...book.replies['zh-CN'], ...Object.fromEntries(keys.map((key) => [key, reply(key)])) },
    },
  };
}

const begin = (t: Talk) => t.says('要修个东西来着', [start('repair')]);

describe('call', () => {
  const outer = `${HEAD('outer')}steps:\n  - { say: x.a }\n  - { call: inner }\n  - { say: x.c }\n  - { end: accepted }\n`;
  const inner = (guard: string) =>
    `${HEAD('inner', `start: { when: "${guard}" }`)}slots:\n  ok: { type: bool, ask: x.ask }\nsteps:\n  - { say: x.b }\n  - { collect: ok }\n  - { end: answered }\n`;
  it('runs the other flow and comes back to the step after', () => {
    const t = talk({}, bookOf(outer, inner('not facts.afterHours')));
    begin(t);
    expect(t.keys()).toEqual(['x.a', 'x.b', 'x.ask']);
    t.says('对', [act('yes')]);
    expect(t.keys()).toEqual(['x.c']);
    expect(t.state().stack).toEqual([]);
  });
  it('is stopped by the guard of the called flow', () => {
    const t = talk({}, bookOf(outer, inner('facts.afterHours')));
    begin(t);
    expect(t.keys()).toEqual(['x.a', 'x.c']);
  });
});

describe('link', () => {
  it('hands the matter over with what is known and does not come back', () => {
    const first = `${HEAD('first')}slots:\n  place: { type: address, minimum: [building], ask: x.ask }\nsteps:\n  - { collect: place }\n  - { link: second, with: [place] }\n`;
    const second = `${HEAD('second', '')}slots:\n  place: { type: address, minimum: [building], ask: x.ask }\nsteps:\n  - { do: ticket.open, once: open }\n  - { say: x.b }\n  - { end: accepted }\n`;
    const t = talk({}, bookOf(first, second));
    begin(t);
    const { effects } = t.says('3栋', [at('3')]);
    expect(ofType(effects, 'ticket.open')).toMatchObject([
      { ref: 'second-2', facts: { place: { building: '3' } } },
    ]);
    expect(t.keys()).toEqual(['x.b']);
  });
});

describe('confirm before there is a ticket', () => {
  const flow = `${HEAD('check')}slots:\n  place: { type: address, minimum: [building], ask: x.ask }\nsteps:\n  - { collect: place }\n  - { confirm: x.check, fields: [place], yes: next, no: { ask: x.change } }\n  - { do: ticket.open, once: open }\n  - { end: accepted }\n`;
  it('says a corrected value back once more and opens only after the yes', () => {
    const t = talk({}, bookOf(flow));
    begin(t);
    t.says('3栋', [at('3')]);
    expect(t.keys()).toEqual(['x.check']);
    const { effects } = t.says('不对，5栋', [act('no'), correct('address', { building: '5' })]);
    expect(t.keys()).toContain('x.check');
    expect(ofType(effects, 'ticket.open')).toEqual([]);
    expect(ofType(t.says('对', [act('yes')]).effects, 'ticket.open')).toMatchObject([
      { facts: { place: { building: '5' } } },
    ]);
  });
  it('a no asks what to change, a value answers it', () => {
    const t = talk({}, bookOf(flow));
    begin(t);
    t.says('3栋', [at('3')]);
    t.says('不对', [act('no')]);
    expect(t.keys()).toEqual(['x.change']);
    expect(ofType(t.says('5栋', [at('5')]).effects, 'ticket.open')).toMatchObject([
      { facts: { place: { building: '5' } } },
    ]);
  });
});

describe('a ticket that was called off', () => {
  it('is not opened a second time under the same name', () => {
    const t = talk(
      {},
      bookOf(
        `${HEAD('off')}steps:\n  - { do: ticket.open }\n  - { do: ticket.withdraw }\n  - { do: ticket.open }\n  - { say: x.a }\n`,
      ),
    );
    expect(begin(t).effects.map((effect) => effect.type)).toEqual([
      'ticket.open',
      'ticket.withdraw',
      'reply',
      'silence.arm',
    ]);
  });
});

describe('branches', () => {
  const flow = `${HEAD('branch')}slots:\n  ok: { type: bool, ask: x.ask }\nsteps:\n  - id: again\n    collect: ok\n  - when: "slots.ok"\n    then: [{ say: x.yes }]\n    else: [{ say: x.no }, { goto: last }]\n  - { say: x.a }\n  - { id: last, say: x.b }\n`;
  it.each([
    ['yes', ['x.yes', 'x.a', 'x.b']],
    ['no', ['x.no', 'x.b']],
  ] as const)('%s goes its way and joins again', (answer, keys) => {
    const t = talk({}, bookOf(flow));
    begin(t);
    t.says('嗯', [act(answer)]);
    expect(t.keys()).toEqual(keys);
  });
});

describe('a slot', () => {
  const withSlot = (slot: string) =>
    bookOf(`${HEAD('one')}slots:\n  it: ${slot}\nsteps:\n  - { collect: it }\n  - { say: x.b }\n`);
  it('asked too often takes its default', () => {
    const t = talk(
      {},
      withSlot(
        '{ type: enum, options: faults, ask: x.ask, default: light, attempts: { max: 1, then: default } }',
      ),
    );
    begin(t);
    t.says('嗯？', []);
    expect(t.keys()).toContain('x.b');
  });
  it('asked too often is left out', () => {
    const t = talk({}, withSlot('{ type: phone, ask: x.ask, attempts: { max: 1, then: skip } }'));
    begin(t);
    t.says('嗯？', []);
    expect(t.keys()).toContain('x.b');
  });
  it('asked too often brings a person', () => {
    const t = talk({}, withSlot('{ type: phone, ask: x.ask, attempts: { max: 1, then: handoff } }'));
    begin(t);
    expect(ofType(t.says('嗯？', []).effects, 'handoff')).toHaveLength(1);
  });
  it('prefilled and to be asked about is asked about', () => {
    const t = talk(
      { prefill: { 'resident.phone': '+8613800138000' } },
      withSlot('{ type: phone, ask: x.ask, prefill: [resident.phone], confirm: ask }'),
    );
    begin(t);
    expect(t.keys()).toEqual(['x.ask']);
  });
  it('that is not needed now is not asked for', () => {
    const t = talk({}, withSlot('{ type: phone, ask: x.ask, required: "facts.afterHours" }'));
    begin(t);
    expect(t.keys()).toEqual(['x.b']);
  });
  it('holds no more than it may', () => {
    const t = talk(
      {},
      bookOf(
        `${HEAD('one')}slots:\n  photos: { type: photo, merge: append, max: 2, required: false, ask: x.ask }\n  phone: { type: phone, ask: x.ask }\nsteps:\n  - { collect: phone }\n  - { say: x.b }\n`,
      ),
    );
    begin(t);
    for (const id of ['p1', 'p2', 'p3', 'p2']) t.says('', [fill('photo', id)]);
    expect(t.state().stack[0]?.slots.photos?.value).toEqual(['p1', 'p2']);
  });
});

describe('a flow that never comes back', () => {
  it('is over when something else begins', () => {
    const asking = `${HEAD('asking', 'start: { intents: [inquiry] }\nresume: never')}slots:\n  phone: { type: phone, ask: x.ask }\nsteps:\n  - { collect: phone }\n`;
    const fixing = `${HEAD('fixing')}steps:\n  - { say: x.b }\n`;
    const t = talk({}, bookOf(asking, fixing));
    t.says('物业费怎么算的', [start('inquiry')]);
    expect(t.keys()).toEqual(['x.ask']);
    t.says('马桶堵了', [start('repair'), fill('fault', 'toilet')]);
    expect(t.keys()).toEqual(['x.b']);
    expect(t.state().stack).toEqual([]);
  });
});

describe('a flow that goes in circles in spite of the check', () => {
  it('ends with a person instead of a hung turn', () => {
    const t = talk({}, bookOf(`${HEAD('circle')}steps:\n  - { id: one, say: x.a }\n  - { goto: one }\n`));
    const { effects, trace } = begin(t);
    expect(trace).toContainEqual({ type: 'ended-by-guard', flow: 'circle' });
    expect(ofType(effects, 'handoff')).toHaveLength(1);
    expect(ofType(effects, 'reply').map((one) => one.key)).not.toContain('x.a');
  });
});
