// How urgent a matter is, by rule and with the reason. Pure. Emotion never raises a grade.
import type { HazardId } from '../understanding/commands.ts';
import type { Lexicon } from '../understanding/input.ts';
import type { Grade } from './ticket.ts';

export type Grading = { grade: Grade; reason: string };

/** A live danger is grade 1; otherwise the most urgent fault decides; a repair nobody can place is ordinary (3). */
export function gradeMatter(
  matter: { kind: string; hazards: readonly HazardId[]; faults: readonly string[] },
  lexicon: Lexicon,
): Grading {
  const hazard = lexicon.hazards.find((entry) => matter.hazards.some((id) => id === entry.id));
  if (hazard) return { grade: 1, reason: `险情：${hazard.label}` };
  const faults = lexicon.faults.filter((entry) => matter.faults.includes(entry.id));
  const urgent = [...faults].sort((a, b) => a.grade - b.grade)[0];
  if (urgent) return { grade: urgent.grade, reason: `故障：${urgent.label}` };
  if (matter.kind === 'inquiry' || matter.kind === 'suggestion') return { grade: 4, reason: '咨询' };
  return { grade: 3, reason: '普通事项' };
}
