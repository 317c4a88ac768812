// A mistake in a file people write, told the way a good colleague would: where, what, what to do.

export type Problem = { file: string; line: number; column: number; message: string; remedy: string };

export function formatProblem(problem: Problem): string {
  return `${problem.file}:${problem.line}:${problem.column} ${problem.message} ${problem.remedy}`;
}

/** By file, then line, then column, so that a person can walk through the files from top to bottom. */
export function sortProblems(problems: Problem[]): Problem[] {
  return [...problems].sort(
    (a, b) =>
      a.file.localeCompare(b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      a.message.localeCompare(b.message),
  );
}
