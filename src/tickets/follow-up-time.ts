// When a resident is asked how it went: soon, at a decent hour, and while the channel still lets us write. Pure.

const HOUR_MS = 3_600_000;
/** The day after, when they have lived with it for a while. */
const AFTER_MS = 20 * HOUR_MS;
/** So much of the window stays, for whatever else must be said. */
const SPARE_MS = 2 * HOUR_MS;
/** Nobody is asked before nine or after eight in the evening. */
const DECENT = { from: 9, until: 20 };
/** The work is hardly over before this. */
const SOONEST_MS = 10 * 60_000;

/** Without an answer by then somebody calls; twelve hours are left until the house's 48. */
const CALL_AFTER_MS = 36 * HOUR_MS;
/** So late a call must be asked for at the latest, or nobody gets round to it within the 48. */
const LATEST_CALL_MS = 44 * HOUR_MS;

/**
 * Null: no message can reach them at a decent hour, so somebody calls. `windowEndsAt` null = a channel without a window. `from`: when
 * it is thought of, where that is later than the work.
 */
export function surveyAt(
  resolvedAt: number,
  windowEndsAt: number | null,
  from: number = resolvedAt,
): number | null {
  const latest = windowEndsAt === null ? Number.POSITIVE_INFINITY : windowEndsAt - SPARE_MS;
  const earliest = Math.max(resolvedAt + SOONEST_MS, from);
  const wished = Math.min(Math.max(resolvedAt + AFTER_MS, from), latest);
  const later = decentFrom(wished);
  if (later <= latest) return later >= earliest ? later : null;
  const earlier = decentUntil(wished);
  return earlier >= earliest ? earlier : null;
}

/** When somebody is asked to call: in the morning where the night comes between, in the evening before where that is too late. */
export function callAt(resolvedAt: number): number {
  const wished = resolvedAt + CALL_AFTER_MS;
  const later = decentFrom(wished);
  return later <= resolvedAt + LATEST_CALL_MS ? later : decentUntil(wished);
}

/** The first decent instant at or after this one. */
export function decentFrom(at: number): number {
  const { hour, sinceMidnightMs } = localParts(at);
  if (hour >= DECENT.until) return at - sinceMidnightMs + 24 * HOUR_MS + DECENT.from * HOUR_MS;
  return hour < DECENT.from ? at - sinceMidnightMs + DECENT.from * HOUR_MS : at;
}

function localParts(at: number): { hour: number; sinceMidnightMs: number } {
  const sinceMidnightMs = (at + SHANGHAI_OFFSET_MS) % (24 * HOUR_MS);
  return { hour: Math.floor(sinceMidnightMs / HOUR_MS), sinceMidnightMs };
}
const SHANGHAI_OFFSET_MS = 8 * HOUR_MS;

/** The last decent instant at or before this one. */
function decentUntil(at: number): number {
  const { hour, sinceMidnightMs } = localParts(at);
  const lastHour = (DECENT.until - 1) * HOUR_MS + HOUR_MS / 2;
  if (hour < DECENT.from) return at - sinceMidnightMs - 24 * HOUR_MS + lastHour;
  return hour >= DECENT.until ? at - sinceMidnightMs + lastHour : at;
}
