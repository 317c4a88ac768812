// The lexicon for commands that need no whole desk; without a readable one they end with the reasons.
import { join } from 'node:path';
import { formatProblem } from '../flows/problem.ts';
import type { Lexicon } from '../understanding/input.ts';
import { loadLexicon } from '../understanding/lexicon-load.ts';

export function openLexicon(): Lexicon {
  const loaded = loadLexicon(join(process.env.CONFIG_DIR ?? 'config', 'lexicon'));
  if (loaded.ok) return loaded.value;
  for (const problem of loaded.problems)
    console.error(formatProblem({ ...problem, line: problem.line ?? 1, column: problem.column ?? 1 }));
  process.exit(1);
}
