// npm run --silent understand — {id?, text, now?} lines in, what is said in each out. For measuring; the desk itself never runs it.
import { systemClock } from '../base/clock.ts';
import { createReport } from '../understanding/report.ts';
import { createAnswers, linesOf, readLine } from './json-lines.ts';
import { openLexicon } from './open-lexicon.ts';

const report = createReport(openLexicon());
const answers = createAnswers(process.stdout);
for await (const lines of linesOf(process.stdin)) {
  if (!(await answers.write(lines.map((line) => answer(line))))) break;
}
process.stdin.destroy();

function answer(line: Parameters<typeof readLine>[0]): unknown {
  const read = readLine(line);
  if (!read.ok) return read.answer;
  const { id = null, text, now } = read.row;
  if (typeof text !== 'string') return { id, error: 'no-text' };
  const at = now === undefined || now === null ? systemClock.now() : Date.parse(String(now));
  if (Number.isNaN(at)) return { id, error: 'bad-now' };
  try {
    return { id, ...report(text, at) };
  } catch {
    return { id, error: 'fault' };
  }
}
