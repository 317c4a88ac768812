// Puts reports of one problem at one place together, one after the other. Keeps bounded counts, never the words themselves.
import { type Matter, matterOf, type ReportWords } from './matter.ts';

export type GroupingLimits = { join: number };
export const GROUPING: GroupingLimits = { join: 0.2 };

/** Everything is there already: counts how common each piece is over all, then joins. Null = alone. */
export function groupAll(
  reports: readonly ReportWords[],
  limits: GroupingLimits = GROUPING,
): (string | null)[] {
  const matters = reports.map(matterOf);
  const common = new Map<string, number>();
  for (const matter of matters)
    for (const piece of [...matter.whole.keys(), ...matter.places])
      common.set(piece, (common.get(piece) ?? 0) + 1);
  const weightOf = (piece: string) => Math.log((matters.length + 1) / (common.get(piece) ?? 1));
  const groups: { members: number[] }[] = [];
  for (const [index, matter] of matters.entries()) {
    let best: { group: { members: number[] }; score: number } | null = null;
    for (const group of groups) {
      const scores = group.members.map((member) => likeness(matter, matters[member] as Matter, weightOf));
      const score = scores.reduce((sum, one) => sum + one, 0) / scores.length;
      if (score >= limits.join && (best === null || score > best.score)) best = { group, score };
    }
    if (best) best.group.members.push(index);
    else groups.push({ members: [index] });
  }
  const said: (string | null)[] = reports.map(() => null);
  let number = 0;
  for (const { members } of groups) {
    if (members.length < 2) continue;
    number++;
    for (const member of members) said[member] = `g${number}`;
  }
  return said;
}

function likeness(a: Matter, b: Matter, weightOf: (piece: string) => number): number {
  return cosine(a.whole, b.whole, weightOf);
}

function cosine(
  a: ReadonlyMap<string, number>,
  b: ReadonlyMap<string, number>,
  weightOf: (piece: string) => number,
): number {
  let dot = 0;
  for (const [piece, count] of a) {
    const other = b.get(piece);
    if (other !== undefined) dot += damp(count) * damp(other) * weightOf(piece) ** 2;
  }
  if (dot === 0) return 0;
  return dot / (norm(a, weightOf) * norm(b, weightOf));
}

function norm(pieces: ReadonlyMap<string, number>, weightOf: (piece: string) => number): number {
  let sum = 0;
  for (const [piece, count] of pieces) sum += (damp(count) * weightOf(piece)) ** 2;
  return Math.sqrt(sum);
}

function damp(count: number): number {
  return 1 + Math.log(count);
}
