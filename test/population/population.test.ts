// Invented residents talk with the desk through the webhook of the played platform, each about their own matter.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openFlowHouse } from '../../src/cli/flow-house.ts';
import { pageOf, type Report } from './page.ts';
import { playPopulation } from './play.ts';
import { createQuestionReader } from './questions.ts';
import { residents } from './residents.ts';
import { summarise } from './table.ts';

it('are served: each gets the right tickets or answer, in few questions and kind words', {
  timeout: 300_000,
}, async () => {
  const { house, problems } = openFlowHouse('flows', 'config');
  expect(problems).toEqual([]);
  const verdicts = await playPopulation(residents, createQuestionReader(house.book));
  const sum = summarise(verdicts);
  process.stdout.write(`${sum.table}\n`);
  for (const one of verdicts.filter(({ missed, needless }) => missed.length > 0 || needless > 0))
    process.stdout.write(`${[`# ${one.id}`, ...one.missed, ...one.transcript].join('\n')}\n`);
  expect(verdicts.length).toBeGreaterThanOrEqual(60);
  expect(verdicts.flatMap(({ id, remarks }) => remarks.map((remark) => `${id}: ${remark}`))).toEqual([]);
  expect(sum.success, sum.failures.join('\n')).toBeGreaterThanOrEqual(0.97);
  expect(sum.medianRepairQuestions).toBeLessThanOrEqual(3);
});

it('docs/population.md is what `npm run population` made of its report', () => {
  const report = JSON.parse(readFileSync('reports/population.json', 'utf8')) as Report;
  expect(readFileSync('docs/population.md', 'utf8')).toBe(pageOf(report));
  expect(report.verdicts.map(({ id }) => id)).toEqual(residents.map(({ id }) => id));
});
