// npm run population: lets the invented residents talk with the desk, and writes reports/population.json and docs/population.md.
import { writeFileSync } from 'node:fs';
import { openFlowHouse } from '../../src/cli/flow-house.ts';
import { pageOf, type Report } from './page.ts';
import { playPopulation } from './play.ts';
import { createQuestionReader } from './questions.ts';
import { residents } from './residents.ts';
import { summarise } from './table.ts';

const { house } = openFlowHouse('flows', 'config');
const verdicts = await playPopulation(residents, createQuestionReader(house.book));
const report: Report = {
  ranOn: new Date().toISOString().slice(0, 10),
  node: process.versions.node,
  verdicts: verdicts.map(({ transcript: _, ...verdict }) => verdict),
};
writeFileSync('reports/population.json', `${JSON.stringify(report, null, 2)}\n`);
writeFileSync('docs/population.md', pageOf(report));
const { table, failures } = summarise(report.verdicts);
process.stdout.write(`${table}\n${failures.join('\n')}\n`);
for (const one of verdicts.filter(({ missed, needless }) => missed.length > 0 || needless > 0))
  process.stdout.write(`\n${[`# ${one.id}`, ...one.missed, ...one.transcript].join('\n')}\n`);
