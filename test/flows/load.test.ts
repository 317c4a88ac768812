import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadFlowBook } from '../../src/flows/load.ts';
import { formatProblem } from '../../src/flows/problem.ts';
import { knownNames } from '../../src/flows/standard-ports.ts';
import { readTestFile } from '../../src/flows/test-files.ts';
import { answers, lexicon, loaded, ports } from './support.ts';

const known = knownNames(ports, lexicon, answers);
let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'flows-'));
  cpSync('flows', dir, { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Changes one file of a copy and tells the problems that come of it. */
function problemsAfter(file: string, change: (text: string) => string): string[] {
  const path = join(dir, file);
  const before = readFileSync(path, 'utf8');
  const text = change(before);
  if (text === before) throw new Error(`the change did not change ${file}`);
  writeFileSync(path, text);
  return loadFlowBook(dir, known).problems.map((problem) => formatProblem(problem).slice(dir.length + 1));
}

describe('the shipped flows', () => {
  it('have no problems', () => {
    expect(loaded.problems.map(formatProblem)).toEqual([]);
  });
  it('give steps ids that do not depend on their neighbours', () => {
    expect(Object.keys(loaded.book.flows.repair?.steps ?? {})).toEqual(
      expect.arrayContaining(['danger', 'danger/say.repair.grade1', 'collect.place', 'check']),
    );
  });
});

describe('a mistake in a file', () => {
  const cases: [string, string, (text: string) => string, RegExp][] = [
    [
      'an unknown key, with the nearest known one',
      'repair.yaml',
      (t) => t.replace('minimum: [building]', 'minimun: [building]'),
      /^repair\.yaml:\d+:5 "minimun" is not a known key.*Did you mean "minimum"/m,
    ],
    [
      'an unknown kind of step',
      'repair.yaml',
      (t) => t.replace('{ offer: photos }', '{ ofer: photos }'),
      /does nothing known.*Did you mean "offer"/,
    ],
    [
      'a slot that does not exist',
      'repair.yaml',
      (t) => t.replace('{ collect: contact }', '{ collect: contakt }'),
      /slot "contakt", which does not exist. Did you mean "contact"/,
    ],
    [
      'a reply that does not exist',
      'repair.yaml',
      (t) => t.replace('{ say: repair.sorry }', '{ say: repair.sory }'),
      /no reply "repair.sory". Did you mean "repair.sorry"/,
    ],
    [
      'a condition that can not be read',
      'repair.yaml',
      (t) => t.replace('"facts.emotion >= 2"', '"facts.emotion >= "'),
      /condition ends where .* is missing/,
    ],
    [
      'a condition about an unknown slot',
      'repair.yaml',
      (t) => t.replace('"slots.contact is empty"', '"slots.kontact is empty"'),
      /no slot "kontact"/,
    ],
    [
      'a comparison that never holds',
      'repair.yaml',
      (t) => t.replace('"slots.grade = 1"', '"slots.grade = urgent"'),
      /never the same/,
    ],
    [
      'an enum value that is in no lexicon',
      'repair.yaml',
      (t) => t.replace('"slots.contact is empty"', '"slots.fault = roof"'),
      /"roof" is not one of the values/,
    ],
    [
      'a step nothing leads to',
      'inquiry.yaml',
      (t) => t.replace(/( {2}- \{ end: answered \}\n)(?=on:)/, '$1  - { say: inquiry.bye }\n'),
      /can not be reached/,
    ],
    [
      'a target that is not there',
      'patterns/cancel.yaml',
      (t) => t.replace('no: keep', 'no: kept'),
      /leads to "kept", which does not exist. Did you mean "keep"/,
    ],
    [
      'a circle that asks nothing',
      'inquiry.yaml',
      (t) => t.replace('  - { end: answered }\n', '  - { id: back, goto: back }\n'),
      /comes back to itself/,
    ],
    [
      'a ticket number before there is a ticket',
      'repair.yaml',
      (t) => t.replace('{ say: repair.sorry }', '{ say: toolong.enough }'),
      /says \{\{ticket\.code\}\}, but no ticket is sure to be open/,
    ],
    [
      'a field nothing brings',
      'replies/zh-CN/repair.yaml',
      (t) => t.replace('{{contact.masked}}', '{{contakt.masked}}'),
      /\{\{contakt\.masked\}\}, which nothing brings/,
    ],
    [
      'a question that is only said',
      'replies/zh-CN/repair.yaml',
      (t) => t.replace('给您添麻烦了，我马上处理。', '给您添麻烦了，好吗？'),
      /asks something, but is only said/,
    ],
    [
      'two questions at once',
      'replies/zh-CN/repair.yaml',
      (t) => t.replace('"请问师傅打哪个电话联系您？"', '"请问电话多少？您贵姓？"'),
      /breaks oneQuestion/,
    ],
    [
      'a denial',
      'replies/zh-CN/common.yaml',
      (t) => t.replace('不客气，应该的。', '这不可能。'),
      /breaks noDenial: "不可能"\. Better: 我们尽快核查/,
    ],
    [
      'jargon',
      'replies/zh-CN/common.yaml',
      (t) => t.replace('不客气，应该的。', '已派单。'),
      /breaks plain: "派单"/,
    ],
    [
      'a field that is not closed',
      'replies/zh-CN/repair.yaml',
      (t) => t.replace('{{changed}}', '{{changed}'),
      /field that is not closed/,
    ],
    [
      'a reply too long for the channel',
      'replies/zh-CN/common.yaml',
      (t) => t.replace('不客气，应该的。', '好'.repeat(700)),
      /breaks length/,
    ],
    [
      'more than ten menu items',
      'replies/zh-CN/repair.yaml',
      (t) => t.replace('menu: [yes, change]', 'menu: [a, b, c, d, e, f, g, h, i, j, k]'),
      /menu/,
    ],
    [
      'a menu item without words',
      'replies/zh-CN/repair.yaml',
      (t) => t.replace('menu: [yes, change]', 'menu: [yes, maybe]'),
      /option "maybe", which has no words/,
    ],
    [
      'an unknown deed',
      'inquiry.yaml',
      (t) => t.replace('do: ticket.open,', 'do: ticket.opn,'),
      /Allowed: ticket\.open/,
    ],
    [
      'an unknown check',
      'repair.yaml',
      (t) => t.replace('validate: estate.exists', 'validate: estate.exist'),
      /no check "estate.exist". Did you mean "estate.exists"/,
    ],
    ['a title without English', 'inquiry.yaml', (t) => t.replace(', en: Question', ''), /title/],
    ['text that is no YAML', 'inquiry.yaml', (t) => `${t}\n  - [`, /not valid YAML/],
  ];
  it.each(cases)('%s', (_, file, change, wanted) => {
    const problems = problemsAfter(file, change);
    expect(problems.join('\n')).toMatch(wanted);
    expect(problems.every((line) => /:\d+:\d+ /.test(line))).toBe(true);
  });

  it('is told together with all others', () => {
    const first = problemsAfter('repair.yaml', (text) =>
      text
        .replace('{ say: repair.sorry }', '{ say: repair.sory }')
        .replace('{ collect: contact }', '{ collect: contakt }'),
    );
    expect(first.length).toBeGreaterThanOrEqual(2);
    expect(
      problemsAfter('inquiry.yaml', (text) => text.replace('do: ticket.open,', 'do: ticket.opn,')).length,
    ).toBeGreaterThan(first.length);
  });

  it('a missing pattern is told by name', () => {
    rmSync(join(dir, 'patterns/skip.yaml'));
    expect(loadFlowBook(dir, known).problems.map((problem) => problem.message)).toContain(
      'The pattern "skip" is missing.',
    );
  });

  it('another language must hold every reply with the same fields', () => {
    cpSync(join(dir, 'replies/zh-CN'), join(dir, 'replies/en'), { recursive: true });
    for (const name of ['repair', 'matters', 'common']) {
      const path = join(dir, 'replies/en', `${name}.yaml`);
      writeFileSync(
        path,
        readFileSync(path, 'utf8')
          .replace('lang: zh-CN', 'lang: en')
          .replace('{{changed}}', 'it')
          .replace('  why.none:', '  why.nothing:'),
      );
    }
    const messages = loadFlowBook(dir, known)
      .problems.map((problem) => problem.message)
      .join('\n');
    expect(messages).toContain('"why.none" is not worded in en');
    expect(messages).toContain('"why.nothing" is not worded in zh-CN');
    expect(messages).toContain('"repair.corrected" uses other fields than in zh-CN');
  });
});

describe('a flow test file', () => {
  const file = (turn: string) => `version: 1\nsuite: s\ncases:\n  - name: n\n    turns:\n      - ${turn}\n`;
  it.each([
    ['an unquoted number is refused', 'user: 13800138000', /quotes/],
    ['an unknown key is refused', '{ user: a, expects: {} }', /"expects" is not a known key/],
    [
      'an unknown expectation is refused',
      '{ user: a, expect: { ask: place } }',
      /"ask" is not a known key.*Did you mean "asks"/,
    ],
    ['two doers in one turn are refused', '{ user: a, wait: 10m }', /both user and wait/],
    ['a turn without a doer is refused', '{ msgid: m1 }', /Nobody does anything/],
  ])('%s', (_, turn, wanted) => {
    const { problems } = readTestFile('t.yaml', file(turn));
    expect(problems.map(formatProblem).join('\n')).toMatch(wanted);
  });
});
