// Samples become numbers: median, P90 and how many; so many of so many; how often. Pure.

export type Sample =
  | { kind: 'duration'; group: string; wallMs: number; serviceMs: number }
  | { kind: 'rate'; group: string; hit: boolean }
  | { kind: 'count'; group: string };

export type Spread = { mean: number; median: number; p90: number };

export type Value =
  /** In seconds, by the wall clock and in service hours. */
  | { kind: 'duration'; n: number; wall: Spread | null; service: Spread | null }
  /** `rate` is null where there is nothing to divide by. */
  | { kind: 'rate'; hits: number; of: number; rate: number | null }
  | { kind: 'count'; n: number };

type Group = { wall: number[]; service: number[]; hits: number; n: number };

export type Tally = {
  add(sample: Sample): void;
  /** Of all groups together, then of each; the most frequent first. */
  end(): { whole: Value; groups: { key: string; value: Value }[] };
};

/** Keeps two numbers for each duration and nothing of its ticket. */
export function createTally(kind: Sample['kind']): Tally {
  const groups = new Map<string, Group>();
  return {
    add(sample) {
      let group = groups.get(sample.group);
      if (!group) {
        group = { wall: [], service: [], hits: 0, n: 0 };
        groups.set(sample.group, group);
      }
      group.n += 1;
      if (sample.kind === 'rate' && sample.hit) group.hits += 1;
      if (sample.kind === 'duration') {
        group.wall.push(sample.wallMs / 1000);
        group.service.push(sample.serviceMs / 1000);
      }
    },
    end() {
      const all: Group = { wall: [], service: [], hits: 0, n: 0 };
      for (const group of groups.values()) {
        for (const seconds of group.wall) all.wall.push(seconds);
        for (const seconds of group.service) all.service.push(seconds);
        all.hits += group.hits;
        all.n += group.n;
      }
      const told = [...groups]
        .sort(([a, one], [b, other]) => other.n - one.n || (a < b ? -1 : 1))
        .map(([key, group]) => ({ key, value: toValue(kind, group) }));
      return { whole: toValue(kind, all), groups: told };
    },
  };
}

function toValue(kind: Sample['kind'], { wall, service, hits, n }: Group): Value {
  if (kind === 'count') return { kind, n };
  if (kind === 'rate') return { kind, hits, of: n, rate: n === 0 ? null : hits / n };
  return { kind, n, wall: spreadOf(wall), service: spreadOf(service) };
}

/** P90 by nearest rank: a number that really occurred. The median of an even count lies between the middle two. */
export function spreadOf(seconds: readonly number[]): Spread | null {
  if (seconds.length === 0) return null;
  const sorted = Float64Array.from(seconds).sort();
  const at = (index: number) => sorted[index] ?? 0;
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
  let sum = 0;
  for (const each of sorted) sum += each;
  return { mean: sum / sorted.length, median, p90: at(Math.ceil(sorted.length * 0.9) - 1) };
}
