// What is wrong with the configuration, said so that the reader can mend it: place, fault, remedy.

export type Problem = {
  /** A path as the reader knows it (config/roster.yaml), or `environment`. */
  file: string;
  /** From 1; null when the problem is not at one place of a file. */
  line: number | null;
  column: number | null;
  /** What is wrong. Never holds the value of a secret. */
  what: string;
  /** What to do about it. */
  remedy: string;
};

/** One line per problem, in the order of the files and lines: `config/sla.yaml:12:5 what. Remedy.` */
export function printProblems(problems: readonly Problem[]): string {
  const lines = [...problems].sort(byPlace).map((problem) => {
    const place = [problem.file, problem.line, problem.column].filter((part) => part !== null).join(':');
    return `${place} ${problem.what} ${problem.remedy}`;
  });
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return [...lines, `${count} in the configuration; nothing was started.`].join('\n');
}

function byPlace(a: Problem, b: Problem): number {
  return a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
