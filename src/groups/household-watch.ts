// Do several households tell of one matter? Counts households, not messages, at one place or, where a matter is wide, anywhere.

/** One report; `place` is the building or shared place, null when nobody said. */
export type HouseholdReport = { place: string | null; household: string; at: number };

export type IncidentRules = {
  /** So many households … */
  households: number;
  /** … within this time. */
  withinMs: number;
  /** Matters that reach over buildings (no water, no power, lifts): any place counts, within a shorter time. */
  wide: { matters: readonly string[]; withinMs: number };
};

/** `place` null: it reaches over buildings. */
export type Suspicion = { place: string | null; households: number; firstAt: number; said: boolean };

/**
 * Judges the newest report with those before it (of the same matter, in any order, itself among them). `said`: the resident
 * speaks for many, which is enough alone. Null when there is nothing to suspect.
 */
export function judgeHouseholds(
  newest: HouseholdReport,
  reports: readonly HouseholdReport[],
  { topic, said }: { topic: string; said: boolean },
  rules: IncidentRules,
): Suspicion | null {
  const near = countIn(
    reports.filter((report) => report.place !== null && report.place === newest.place),
    newest.at - rules.withinMs,
  );
  const isWide = rules.wide.matters.includes(topic);
  const wide = isWide ? countIn(reports, newest.at - rules.wide.withinMs) : null;
  const places = new Set(reports.map((report) => report.place)).size;
  if (wide !== null && wide.households >= rules.households && places > 1)
    return { place: null, said, ...wide };
  if (near.households >= rules.households) return { place: newest.place, said, ...near };
  if (!said) return null;
  return {
    place: newest.place,
    said,
    households: Math.max(1, near.households),
    firstAt: Math.min(near.firstAt, newest.at),
  };
}

function countIn(
  reports: readonly HouseholdReport[],
  sinceAt: number,
): { households: number; firstAt: number } {
  const recent = reports.filter((report) => report.at >= sinceAt);
  return {
    households: new Set(recent.map((report) => report.household)).size,
    firstAt: recent.reduce((first, report) => Math.min(first, report.at), Number.POSITIVE_INFINITY),
  };
}
