// A mistake in the words must be shown with its place before anything starts.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hazardIds } from '../../src/understanding/commands.ts';
import type { Lexicon } from '../../src/understanding/input.ts';
import { compileLexicon } from '../../src/understanding/lexicon.ts';
import { loadLexicon } from '../../src/understanding/lexicon-load.ts';
import { lexicon } from './support.ts';

const shipped = join(import.meta.dirname, '../../config/lexicon');
let dir = '';

beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'lexicon-')), 'lexicon');
  cpSync(shipped, dir, { recursive: true });
});
afterEach(() => rmSync(join(dir, '..'), { recursive: true, force: true }));

function problemsAfter(file: string, change: (text: string) => string) {
  const path = join(dir, file);
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(path, after);
  const result = loadLexicon(dir);
  return result.ok ? [] : result.problems;
}

describe('the shipped lexicon', () => {
  it('has every hazard, and at least 25 faults', () => {
    expect(lexicon.hazards.map((entry) => entry.id).sort()).toEqual([...hazardIds].sort());
    expect(lexicon.faults.length).toBeGreaterThanOrEqual(25);
    for (const fault of lexicon.faults) {
      expect([2, 3]).toContain(fault.grade);
      expect(['engineering', 'order', 'environment', 'service']).toContain(fault.department);
    }
    expect(
      lexicon.faults
        .filter((fault) => fault.grade === 2)
        .map((fault) => fault.id)
        .sort(),
    ).toEqual(['lift-out', 'lock', 'no-power', 'no-water', 'sewage']);
  });
});

it('a word the company adds is heard', () => {
  const hears = (words: Lexicon) => compileLexicon(words)('泡泡机哑火了').faults.map(({ id }) => id);
  expect(hears(lexicon)).toEqual([]);
  expect(
    problemsAfter('faults.yaml', (text) => text.replace('words: [爆管', 'words: [泡泡机哑火, 爆管')),
  ).toEqual([]);
  const result = loadLexicon(dir);
  expect(result.ok && hears(result.value)).toEqual(['pipe']);
});

describe('a mistake in the lexicon', () => {
  it.each([
    [
      'an unknown key',
      'faults.yaml',
      (text: string) => text.replace('    things: [水管', '    thing: [水管'),
      /thing/,
    ],
    ['a grade that is none', 'faults.yaml', (text: string) => text.replace('grade: 2', 'grade: 1'), /grade/],
    [
      'a hazard nobody knows',
      'hazards.yaml',
      (text: string) => text.replace('- id: gas', '- id: gass'),
      /id/,
    ],
    [
      'a missing safety line',
      'hazards.yaml',
      (text: string) => text.replace(/ {4}safety: .*\n/, ''),
      /safety/,
    ],
    [
      'a danger that grows from nothing we know',
      'hazards.yaml',
      (text: string) => text.replace('growsFrom: [lift,', 'growsFrom: [lfit,'),
      /lfit/,
    ],
    ['an id twice', 'areas.yaml', (text: string) => text.replace('id: bathroom', 'id: kitchen'), /twice/],
    ['broken YAML', 'areas.yaml', (text: string) => text.replace('words: [厨房', 'words: [[厨房'), /YAML/],
    [
      'things without states',
      'faults.yaml',
      (text: string) => text.replace(/ {4}states: \[爆, .*\n/, ''),
      /without/,
    ],
    [
      'a sentence for a word',
      'faults.yaml',
      (text: string) => text.replace('[爆管,', '[家里的水管昨天晚上忽然爆掉了,'),
      /12/,
    ],
  ])('%s is shown with its place and what to do', (_name, file, change, about) => {
    const problems = problemsAfter(file, change);
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) {
      expect(problem.file).toBe(join('config', 'lexicon', file));
      expect(problem.line).toBeGreaterThan(0);
      expect(problem.column).toBeGreaterThan(0);
      expect(problem.remedy.length).toBeGreaterThan(5);
    }
    expect(problems.map((problem) => problem.message).join(' ')).toMatch(about);
  });

  it('is the line where it stands', () => {
    const line =
      readFileSync(join(shipped, 'faults.yaml'), 'utf8')
        .split('\n')
        .findIndex((text) => text.includes('grade: 2')) + 1;
    expect(problemsAfter('faults.yaml', (text) => text.replace('grade: 2', 'grade: 9'))[0]?.line).toBe(line);
  });

  it('does not hide the others', () => {
    writeFileSync(join(dir, 'areas.yaml'), 'areas: []\n');
    writeFileSync(join(dir, 'hazards.yaml'), 'hazards: 3\n');
    const result = loadLexicon(dir);
    expect(result.ok ? [] : [...new Set(result.problems.map((problem) => problem.file))]).toHaveLength(2);
  });

  it('a missing file is one, too', () => {
    rmSync(join(dir, 'faults.yaml'));
    const result = loadLexicon(dir);
    expect(result.ok ? [] : result.problems.map((problem) => problem.message)).toEqual(['can not be read.']);
  });
});
