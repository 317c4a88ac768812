// Joins config/applications.yaml with the departments, and finds what contradicts itself in it.
import type { z } from 'zod';
import type { ApplicationKind } from '../tickets/application.ts';
import type { ApplicationRule, ApplicationsConfig, Department } from './config.ts';
import type { applicationsFile } from './files/applications.ts';
import type { Lookup } from './names.ts';

export function joinApplications(
  { version, kinds }: z.output<typeof applicationsFile>,
  departments: readonly Pick<Department, 'id'>[],
  look: Lookup,
): ApplicationsConfig {
  for (const [index, row] of kinds.entries()) {
    const at = ['kinds', index] as const;
    look.department([...at, 'department'], row.department, departments);
    look.unique(
      row.documents.map(({ id }, place) => ({ path: [...at, 'documents', place, 'id'], value: id })),
      'id',
    );
    for (const part of ['workDays', 'restDays'] as const)
      for (const [place, range] of (row.hours?.[part] ?? []).entries()) {
        const before = row.hours?.[part][place - 1];
        if (before && before.toMinute > range.fromMinute)
          look.problem(
            [...at, 'hours', part, place],
            'begins before the hours in front of it end',
            'Write the hours of a day in order, without overlap',
          );
      }
  }
  return { version, kinds: rulesOf({ kinds }) };
}

/** By kind. Each is there once, as the file's shape says. */
export function rulesOf({
  kinds,
}: Pick<z.output<typeof applicationsFile>, 'kinds'>): ApplicationsConfig['kinds'] {
  const of = (kind: ApplicationKind) => kinds.find((row) => row.kind === kind) as ApplicationRule;
  return {
    decoration: of('decoration'),
    access: of('access'),
    visit: of('visit'),
    appointment: of('appointment'),
  };
}
