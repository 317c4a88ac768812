// Multinomial logistic regression by gradient steps: deterministic, seeded, no library. Only `npm run train` and its test use it.
import { BUCKETS, type Features } from './features.ts';
import { type StoredModel, softmax } from './linear-model.ts';

export type Example<L extends string> = { features: Features; label: L };
export type TrainingSettings = { seed: number; epochs: number; rate: number; decay: number };

export const TRAINING: TrainingSettings = { seed: 20261127, epochs: 25, rate: 0.5, decay: 1e-4 };

/** Rare labels weigh as much as common ones. The same examples and seed give the same bytes. */
export function trainModel<L extends string>(
  examples: readonly Example<L>[],
  labels: readonly L[],
  settings: TrainingSettings = TRAINING,
): StoredModel {
  const counts = labels.map((label) => examples.filter((example) => example.label === label).length);
  const weightOf = counts.map((count) => examples.length / (labels.length * Math.max(1, count)));
  const many = labels.length;
  // Of one bucket the labels lie side by side: they are read and changed together.
  const weights = new Float64Array(BUCKETS * many);
  const squares = new Float64Array(BUCKETS * many).fill(1e-2);
  const bias = labels.map(() => 0);
  const random = createRandom(settings.seed);
  const rows = examples.map(({ features, label }) => ({
    buckets: Int32Array.from(features.keys()),
    values: Float64Array.from(features.values()),
    gold: labels.indexOf(label),
  }));
  const order = examples.map((_, index) => index);
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    shuffle(order, random);
    for (const index of order) {
      const row = rows[index] as Row;
      const shares = softmax(scoresOf(row, weights, many).map((score, at) => score + (bias[at] ?? 0)));
      const errors = shares.map(
        (share, at) => (share - (at === row.gold ? 1 : 0)) * (weightOf[row.gold] ?? 1),
      );
      const learning = [...labels.keys()].filter((at) => Math.abs(errors[at] ?? 0) >= 1e-4);
      step(row, { weights, squares, many }, { errors, learning }, settings);
      for (const at of learning) bias[at] = (bias[at] ?? 0) - 0.02 * (errors[at] ?? 0);
    }
  }
  return pack(labels, weights, bias, counts);
}

type Row = { buckets: Int32Array; values: Float64Array; gold: number };
type Learned = { weights: Float64Array; squares: Float64Array; many: number };

function scoresOf({ buckets, values }: Row, weights: Float64Array, many: number): number[] {
  const sums = new Array<number>(many).fill(0);
  for (let at = 0; at < buckets.length; at++) {
    const from = (buckets[at] ?? 0) * many;
    const value = values[at] ?? 0;
    for (let label = 0; label < many; label++)
      sums[label] = (sums[label] ?? 0) + (weights[from + label] ?? 0) * value;
  }
  return sums;
}

/** Adagrad with decay: common pieces settle, rare ones still learn. */
function step(
  { buckets, values }: Row,
  { weights, squares, many }: Learned,
  { errors, learning }: { errors: readonly number[]; learning: readonly number[] },
  { rate, decay }: TrainingSettings,
): void {
  for (let at = 0; at < buckets.length; at++) {
    const from = (buckets[at] ?? 0) * many;
    const value = values[at] ?? 0;
    for (const label of learning) {
      const place = from + label;
      const weight = weights[place] ?? 0;
      const slope = (errors[label] ?? 0) * value + decay * weight;
      const square = (squares[place] ?? 0) + slope * slope;
      squares[place] = square;
      weights[place] = weight - (rate * slope) / Math.sqrt(square);
    }
  }
}

function pack(
  labels: readonly string[],
  weights: Float64Array,
  bias: readonly number[],
  counts: readonly number[],
): StoredModel {
  let largest = 1e-9;
  for (const weight of weights) largest = Math.max(largest, Math.abs(weight));
  const scale = largest / 127;
  const bytes = new Int8Array(labels.length * BUCKETS);
  for (let at = 0; at < weights.length; at++)
    bytes[(at % labels.length) * BUCKETS + Math.floor(at / labels.length)] = Math.round(
      (weights[at] ?? 0) / scale,
    );
  return {
    version: 1,
    labels: [...labels],
    buckets: BUCKETS,
    scale: Number(scale.toPrecision(8)),
    bias: bias.map((value) => Number(value.toFixed(6))),
    weights: Buffer.from(bytes.buffer).toString('base64'),
    examples: counts.reduce((sum, count) => sum + count, 0),
    trainedOn: Object.fromEntries(labels.map((label, index) => [label, counts[index] ?? 0])),
  };
}

function shuffle(order: number[], random: () => number): void {
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
}

/** Mulberry32: small, seeded, the same everywhere. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
