// Finds what a file means by a name: a community, a department, a person. Says what is wrong when it finds none.

import { nearest } from '../base/nearest.ts';
import type { Community, Department, Staff } from './config.ts';
import type { Problem } from './problem.ts';
import type { CheckedFile } from './yaml-file.ts';

export type Path = readonly PropertyKey[];

/** Collects problems of one file while its names are looked up. */
export type Lookup = {
  problems: Problem[];
  problem(path: Path, what: string, remedy: string): void;
  /** The id, or a stand-in and a problem. Absent means the only one there is. */
  community(path: Path, given: string | undefined, communities: readonly Pick<Community, 'id'>[]): string;
  department(path: Path, given: string, departments: readonly Pick<Department, 'id'>[]): string;
  /** A person by id or by name. */
  staff(path: Path, given: string, staff: readonly Pick<Staff, 'id' | 'name'>[]): string;
  /** Every value once: ids, names, accounts. */
  unique(values: readonly { path: Path; value: string }[], what: string): void;
};

export function lookupIn(file: CheckedFile<unknown>): Lookup {
  const problems: Problem[] = [];
  const problem = (path: Path, what: string, remedy: string) => {
    problems.push(file.problemAt(path, what, remedy));
  };
  const oneOf = (path: Path, given: string, known: readonly string[], what: string, where: string) => {
    if (known.includes(given)) return given;
    const close = nearest(given, known);
    problem(
      path,
      `there is no ${what} "${given}"`,
      close ? `Did you mean "${close}"?` : `Add it to ${where}, or use one of: ${known.join(', ')}`,
    );
    return given;
  };

  return {
    problems,
    problem,
    community(path, given, communities) {
      const ids = communities.map((community) => community.id);
      if (given !== undefined) return oneOf(path, given, ids, 'community', 'estate.yaml');
      if (ids.length > 1)
        problem(path, '"community" is missing', `There are several; use one of: ${ids.join(', ')}`);
      return ids[0] ?? '';
    },
    department(path, given, departments) {
      const ids = departments.map((department) => department.id);
      return oneOf(path, given, ids, 'department', 'departments.yaml');
    },
    staff(path, given, staff) {
      const byId = staff.find((person) => person.id === given);
      if (byId) return byId.id;
      const named = staff.filter((person) => person.name === given);
      if (named[0] && named.length === 1) return named[0].id;
      if (named.length > 1) {
        problem(
          path,
          `several people are called "${given}"`,
          `Use the id: ${named.map((person) => person.id).join(' or ')}`,
        );
        return given;
      }
      const known = staff.flatMap((person) => [person.name, person.id]);
      const close = nearest(given, known);
      problem(
        path,
        `nobody called "${given}" works here`,
        close ? `Did you mean "${close}"?` : 'Add the person to staff.yaml, or use a name or id from there',
      );
      return given;
    },
    unique(values, what) {
      const seen = new Set<string>();
      for (const { path, value } of values) {
        if (seen.has(value)) problem(path, `the ${what} "${value}" is used twice`, 'Give each its own');
        seen.add(value);
      }
    },
  };
}
