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
  const weights = labels.map(() => new Float64Array(BUCKETS));
  const squares = labels.map(() => new Float64Array(BUCKETS).fill(1e-2));
  const bias = labels.map(() => 0);
  const random = createRandom(settings.seed);
  const order = examples.map((_, index) => index);
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    shuffle(order, random);
    for (const index of order) {
      const { features, label } = examples[index] as Example<L>;
      const gold = labels.indexOf(label);
      const shares = softmax(
        labels.map((_, at) => score(weights[at] as Float64Array, features) + (bias[at] ?? 0)),
      );
      for (const at of labels.keys()) {
        const error = ((shares[at] ?? 0) - (at === gold ? 1 : 0)) * (weightOf[gold] ?? 1);
        if (Math.abs(error) < 1e-4) continue;
        step(weights[at] as Float64Array, squares[at] as Float64Array, features, error, settings);
        bias[at] = (bias[at] ?? 0) - 0.02 * error;
      }
    }
  }
  return pack(labels, weights, bias, counts);
}

function score(weights: Float64Array, features: Features): number {
  let sum = 0;
  for (const [bucket, value] of features) sum += (weights[bucket] ?? 0) * value;
  return sum;
}

/** Adagrad with decay: common pieces settle, rare ones still learn. */
function step(
  weights: Float64Array,
  squares: Float64Array,
  features: Features,
  error: number,
  { rate, decay }: TrainingSettings,
): void {
  for (const [bucket, value] of features) {
    const weight = weights[bucket] ?? 0;
    const slope = error * value + decay * weight;
    const square = (squares[bucket] ?? 0) + slope * slope;
    squares[bucket] = square;
    weights[bucket] = weight - (rate * slope) / Math.sqrt(square);
  }
}

function pack(
  labels: readonly string[],
  weights: readonly Float64Array[],
  bias: readonly number[],
  counts: readonly number[],
): StoredModel {
  let largest = 1e-9;
  for (const row of weights) for (const weight of row) largest = Math.max(largest, Math.abs(weight));
  const scale = largest / 127;
  const bytes = new Int8Array(labels.length * BUCKETS);
  for (const [index, row] of weights.entries())
    for (const [bucket, weight] of row.entries())
      bytes[index * BUCKETS + bucket] = Math.round(weight / scale);
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
