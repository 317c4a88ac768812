// config/applications.yaml: the shipped rules are named as ours, and what contradicts itself is said before anything starts.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sayDocuments, sayHours } from '../../src/config/application-words.ts';
import { joinApplications } from '../../src/config/applications.ts';
import { applicationsFile } from '../../src/config/files/applications.ts';
import { lookupIn } from '../../src/config/names.ts';
import { checkYaml } from '../../src/config/yaml-file.ts';
import { shippedConfig } from '../support/house.ts';

const shipped = readFileSync(new URL('../../config/applications.yaml', import.meta.url), 'utf8');
const { departments, applications } = shippedConfig();
const problemsWith = (replace: string, by: string) => {
  const text = shipped.replace(replace, by);
  if (text === shipped) throw new Error(`the file does not hold ${replace}`);
  const file = checkYaml('applications.yaml', text, applicationsFile);
  const look = lookupIn(file);
  if (file.value) joinApplications(file.value, departments, look);
  return [...file.problems, ...look.problems];
};

describe('the rules of applications', () => {
  it('are said in the words of residents, in each language', () => {
    const { decoration } = applications.kinds;
    expect(sayDocuments(decoration, ['firm', 'gone'], 'zh-CN')).toBe('装修公司营业执照');
    expect(sayDocuments(decoration, 'all', 'en')).toContain("owner's identity card, the title deed");
    expect(sayHours(decoration, 'en')).toBe(
      '8:30–12:00 and 14:00–18:00 on working days, not on weekends and holidays',
    );
    const [first] = decoration.hours?.workDays ?? [];
    const hours = {
      workDays: [first].filter((each) => each !== undefined),
      restDays: [first].flatMap((each) => each ?? []),
    };
    expect(sayHours({ hours }, 'zh-TW')).toBe('工作日8:30–12:00，周末和节假日8:30–12:00');
    expect(sayHours({ hours: null }, 'zh-CN')).toBe('');
  });

  it.each([
    [
      'a kind that is missing',
      '  - kind: appointment\n    confirmed: false',
      '  - kind: visit\n    confirmed: false',
      /each kind once/,
    ],
    ['a review nobody is told the day of', '    reviewDays: 3\n', '', /reviewDays/],
    ['documents nobody looks at', '    approvedBy: lead', '    approvedBy: nobody', /nobody looks/],
    ['a deposit that never comes back', '    depositBackDays: 15\n', '', /depositBackDays/],
    ['hours that overlap', '"14:00-18:00"', '"11:00-18:00"', /hours in front/],
    ['hours that end before they begin', '"14:00-18:00"', '"18:00-14:00"', /end after/],
    ['a department nobody knows', 'department: order', 'department: gate', /gate/],
    ['a document that stands twice', 'id: firm', 'id: deed', /used twice/],
    ['an approver nobody knows', 'approvedBy: lead', 'approvedBy: boss', /boss/],
  ])('refuse %s, and say where', (_what, replace, by, says) => {
    const problems = problemsWith(replace, by);
    expect(problems.map((problem) => problem.what).join('\n')).toMatch(says);
    expect(problems[0]?.line).toBeGreaterThan(1);
  });
});
