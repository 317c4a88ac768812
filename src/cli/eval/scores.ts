// The arithmetic of measuring: confusion, F1, pairs and B-cubed. Takes labels and answers, knows no text.

export type Judged<L extends string> = {
  gold: L;
  /** A second answer that is right too. */
  alternative?: L | undefined;
  said: L;
};

export type ClassScore = { precision: number; recall: number; f1: number; count: number };
export type LabelScores<L extends string> = {
  accuracy: number;
  macroF1: number;
  byLabel: Map<L, ClassScore>;
  /** gold → said → how often. */
  confusion: Map<L, Map<L, number>>;
};

/** Strict: only the first label counts. Lenient: a second right answer counts as the first. */
export function scoreLabels<L extends string>(
  rows: readonly Judged<L>[],
  labels: readonly L[],
  mode: 'strict' | 'lenient' = 'strict',
): LabelScores<L> {
  const confusion = new Map(labels.map((gold) => [gold, new Map(labels.map((said) => [said, 0]))]));
  let right = 0;
  for (const { gold, alternative, said } of rows) {
    const counted = mode === 'lenient' && said === alternative ? said : gold;
    if (counted === said) right++;
    const row = confusion.get(counted);
    row?.set(said, (row.get(said) ?? 0) + 1);
  }
  const at = (gold: L, said: L) => confusion.get(gold)?.get(said) ?? 0;
  const byLabel = new Map(
    labels.map((label) => {
      const hits = at(label, label);
      const count = sum(labels.map((said) => at(label, said)));
      const claimed = sum(labels.map((gold) => at(gold, label)));
      return [label, { ...f1Of(hits, claimed, count), count }];
    }),
  );
  const used = [...byLabel.values()].filter((score) => score.count > 0);
  return {
    accuracy: share(right, rows.length),
    macroF1: share(sum(used.map((score) => score.f1)), used.length),
    byLabel,
    confusion,
  };
}

export function f1Of(hits: number, claimed: number, count: number) {
  const precision = share(hits, claimed);
  const recall = share(hits, count);
  return { precision, recall, f1: share(2 * precision * recall, precision + recall) };
}

/** A message with the group it belongs to and the group it was put into; null = alone. */
export type Grouped = { gold: string | null; said: string | null };

/** Every two messages are a pair; right when both say the same of it. */
export function scorePairs(rows: readonly Grouped[]) {
  const goldPairs = pairsIn(rows, (row) => row.gold);
  const saidPairs = pairsIn(rows, (row) => row.said);
  const both = pairsIn(rows, (row) =>
    row.gold === null || row.said === null ? null : JSON.stringify([row.gold, row.said]),
  );
  return { ...f1Of(both, saidPairs, goldPairs), pairs: goldPairs };
}

function pairsIn(rows: readonly Grouped[], keyOf: (row: Grouped) => string | null): number {
  const sizes = new Map<string, number>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key !== null) sizes.set(key, (sizes.get(key) ?? 0) + 1);
  }
  return sum([...sizes.values()].map((size) => (size * (size - 1)) / 2));
}

/** Precision and recall of each message's own group, averaged over messages. */
export function scoreBcubed(rows: readonly Grouped[]) {
  const alone = rows.map((row, index) => ({
    gold: row.gold ?? `alone-${index}`,
    said: row.said ?? `alone-${index}`,
  }));
  const gold = sizesOf(alone.map((row) => row.gold));
  const said = sizesOf(alone.map((row) => row.said));
  const both = sizesOf(alone.map((row) => JSON.stringify([row.gold, row.said])));
  let precision = 0;
  let recall = 0;
  for (const row of alone) {
    const shared = both.get(JSON.stringify([row.gold, row.said])) ?? 0;
    precision += shared / (said.get(row.said) ?? 1);
    recall += shared / (gold.get(row.gold) ?? 1);
  }
  precision = share(precision, alone.length);
  recall = share(recall, alone.length);
  return { precision, recall, f1: share(2 * precision * recall, precision + recall) };
}

/** Without the groups that hold most of the pairs. */
export function withoutBiggest(rows: readonly Grouped[], count: number): Grouped[] {
  const sizes = sizesOf(rows.flatMap((row) => row.gold ?? []));
  const biggest = new Set(
    [...sizes]
      .sort((a, b) => b[1] - a[1])
      .slice(0, count)
      .map(([group]) => group),
  );
  return rows.filter((row) => row.gold === null || !biggest.has(row.gold));
}

function sizesOf(keys: readonly string[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const key of keys) sizes.set(key, (sizes.get(key) ?? 0) + 1);
  return sizes;
}

/** The value below which `part` (0–1) of the values lie. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}

export function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
