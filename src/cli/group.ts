// npm run --silent group — {id, title, text, time} lines, read to the end; out comes which tell of the same problem at the same place.
import { createGrouper } from '../groups/grouper.ts';
import { createAnswers, type LineError, linesOf, readLine } from './json-lines.ts';
import { openLexicon } from './open-lexicon.ts';

type Row = { id: unknown; title: string; text: string };
const rows: (Row | { id?: unknown; error: LineError['error'] | 'no-text' })[] = [];
for await (const lines of linesOf(process.stdin)) for (const line of lines) rows.push(rowOf(line));

const told = rows.filter((row): row is Row => 'title' in row);
const groups = new Map(createGrouper(openLexicon())(told).map((group, index) => [told[index], group]));
await createAnswers(process.stdout).write(
  rows.map((row) => ('title' in row ? { id: row.id, group: groups.get(row) ?? null } : row)),
);

/** `time` may be of any kind, also none: a matter is the same whenever it was told. */
function rowOf(line: Parameters<typeof readLine>[0]): (typeof rows)[number] {
  const read = readLine(line);
  if (!read.ok) return read.answer;
  const { id = null, title, text } = read.row;
  if (typeof title !== 'string' && typeof text !== 'string') return { id, error: 'no-text' };
  return { id, title: typeof title === 'string' ? title : '', text: typeof text === 'string' ? text : '' };
}
