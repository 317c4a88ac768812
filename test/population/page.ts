// docs/population.md, made from the report of a run.
import type { Verdict } from './judge.ts';
import { summarise } from './table.ts';

export type Report = { ranOn: string; node: string; verdicts: Omit<Verdict, 'transcript'>[] };

export function pageOf({ ranOn, node, verdicts }: Report): string {
  const { table, success, medianRepairQuestions, failures } = summarise(verdicts);
  const remarks = verdicts.flatMap(({ id, remarks }) => remarks.map((remark) => `${id}: ${remark}`));
  return `# How invented residents fare

Made by \`npm run population\` from reports/population.json; test/population keeps the two the same. Change neither by hand.

Run on ${ranOn}, node ${node}: ${verdicts.length} residents of \`test/population/residents.yaml\`, each with facts, a manner and a matter of their own, write through the webhook of the played platform and see nothing but their screen. A resident is *served* when the tickets are exactly those they came for (kind, grade, place, class where it matters), or the answer is the one they asked for, or a person was called as they wished. A question is *needless* when what it asks was told already.

${table}

- Served: ${(success * 100).toFixed(1)} % (target ≥ 97 %).
- Questions of the desk in a talk about an ordinary repair, median (an offer that may be left out, such as sending a photo, is counted apart): ${medianRepairQuestions} (target ≤ 3).
- Messages that fail the linter: ${remarks.length} (target 0).
${[...failures, ...remarks].map((line) => `- Not as it should be: ${line}`).join('\n')}
`.replace(/\n+$/u, '\n');
}
