// The clocks a ticket had, as the API tells them.
import { z } from 'zod';
import type { ClockRun } from '../../tickets/clock-history.ts';
import { toIso, toIsoOrNull } from './views.ts';

const instantOrNull = z.string().nullable();

export const clockRunView = z
  .strictObject({
    kind: z.string(),
    cycle: z.int().meta({ description: '2 after the ticket came back once.' }),
    ...{ startedAt: z.string(), dueAt: z.string() },
    targetSeconds: z
      .int()
      .meta({ description: 'What was allowed at its start, in the time of its calendar.' }),
    calendar: z.enum(['always', 'service']),
    pausesWhile: z.literal('waiting-resident').nullable(),
    pauses: z.array(z.strictObject({ from: z.string(), to: instantOrNull })),
    moves: z
      .array(z.strictObject({ at: z.string(), from: z.string(), to: z.string() }))
      .meta({ description: 'Another due time of the same clock: its grade changed.' }),
    ...{ metAt: instantOrNull, breachedAt: instantOrNull },
    endedAt: instantOrNull.meta({ description: 'Another one took its place, or none is needed any more.' }),
  })
  .meta({ id: 'ClockRun' });

export type ClockRunView = z.infer<typeof clockRunView>;

export function viewClockRun({ kind, cycle, calendar, pausesWhile, ...run }: ClockRun): ClockRunView {
  return {
    ...{ kind, cycle, calendar, pausesWhile },
    startedAt: toIso(run.startedAt),
    dueAt: toIso(run.dueAt),
    targetSeconds: Math.round(run.targetMs / 1000),
    pauses: run.pauses.map(({ from, to }) => ({ from: toIso(from), to: toIsoOrNull(to) })),
    moves: run.moves.map(({ at, from, to }) => ({ at: toIso(at), from: toIso(from), to: toIso(to) })),
    metAt: toIsoOrNull(run.metAt),
    breachedAt: toIsoOrNull(run.breachedAt),
    endedAt: toIsoOrNull(run.endedAt),
  };
}
