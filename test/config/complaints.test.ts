// config/complaints.yaml: what contradicts itself is said before anything starts, and the shipped figures are named as ours.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { complaintsFile } from '../../src/config/files/complaints.ts';
import { checkYaml } from '../../src/config/yaml-file.ts';

const shipped = readFileSync(new URL('../../config/complaints.yaml', import.meta.url), 'utf8');
const problemsWith = (replace: string, by: string) => {
  const text = shipped.replace(replace, by);
  if (text === shipped) throw new Error(`the file does not hold ${replace}`);
  return checkYaml('complaints.yaml', text, complaintsFile).problems;
};

describe('the rules of complaints', () => {
  it('are read as they stand, each level once', () => {
    const { value } = checkYaml('complaints.yaml', shipped, complaintsFile);
    expect(Object.keys(value?.levels ?? {})).toEqual(['一般', '重要', '重大']);
    expect(value?.levels.重大).toMatchObject({ approvedBy: 'manager', review: true, calendar: 'always' });
  });

  it.each([
    ['a rule without a condition', '    crowd: true\n', '', /no condition/],
    [
      'a level that stands twice',
      '- level: 重要\n    confirmed',
      '- level: 重大\n    confirmed',
      /each level once/,
    ],
    ['two rules with one id', '- id: crowd', '- id: group', /id of its own/],
    [
      'a level nobody knows',
      'level: 重大\n    reason: 有人受伤',
      'level: 特大\n    reason: 有人受伤',
      /特大/,
    ],
    ['an approver nobody knows', 'approvedBy: lead', 'approvedBy: leader', /leader/],
  ])('refuse %s, and say where', (_what, replace, by, says) => {
    const problems = problemsWith(replace, by);
    expect(problems.map((problem) => problem.what).join('\n')).toMatch(says);
    expect(problems[0]?.line).toBeGreaterThan(1);
  });
});
