// All measures, in the order in which reports show them. Each stands beside its definition, which is shown with it. Pure.
import type { Measure } from './measure.ts';
import { again } from './measures/again.ts';
import { clocks } from './measures/clocks.ts';
import { complaints } from './measures/complaints.ts';
import { contacts } from './measures/contacts.ts';
import { firstOwners } from './measures/first-owner.ts';
import { followUps } from './measures/follow-up.ts';
import { incidents } from './measures/incidents.ts';
import { looks } from './measures/looks.ts';
import { pauses } from './measures/pauses.ts';
import { times } from './measures/times.ts';
import { volumes } from './measures/volume.ts';

export const measures: readonly Measure[] = [
  ...volumes,
  ...complaints,
  ...contacts,
  ...times,
  ...clocks,
  ...again,
  ...followUps,
  ...firstOwners,
  ...incidents,
  ...pauses,
  ...looks,
];

export const measureNames: readonly string[] = measures.map((measure) => measure.name);
