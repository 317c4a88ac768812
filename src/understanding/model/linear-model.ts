// A linear model over hashed features: what the weights of each label say of a message. Weights are bytes, kept as base64 in JSON.
import { BUCKETS, type Features } from './features.ts';

/** As it lies in the repository. `weights` holds one signed byte for each label and bucket, label by label. */
export type StoredModel = {
  version: number;
  labels: string[];
  buckets: number;
  /** One step of a byte. */
  scale: number;
  bias: number[];
  weights: string;
  /** How many examples it was trained on, and how many of each label with their twins, for whoever reads the file. */
  examples: number;
  trainedOn: Record<string, number>;
};

export type LinearModel<L extends string> = {
  labels: readonly L[];
  /** Probability of each label, summing to one. */
  judge(features: Features): ReadonlyMap<L, number>;
  /** How much more a bucket speaks for one label than for another. */
  leaning(bucket: number, towards: L, from: L): number;
};

/** Throws when the file was trained for other features or labels: it must be trained again. */
export function openModel<L extends string>(stored: StoredModel, labels: readonly L[]): LinearModel<L> {
  if (stored.buckets !== BUCKETS || stored.labels.join() !== labels.join())
    throw new Error('The model does not fit the code; run npm run train.');
  const many = labels.length;
  const weights = bucketByBucket(new Int8Array(Buffer.from(stored.weights, 'base64')), many);
  const weightOf = (bucket: number, label: L) =>
    (weights[bucket * many + labels.indexOf(label)] ?? 0) * stored.scale;
  return {
    labels,
    leaning: (bucket, towards, from) => weightOf(bucket, towards) - weightOf(bucket, from),
    judge(features) {
      const scores = labels.map((_, index) => stored.bias[index] ?? 0);
      // One walk through the features for all labels.
      for (const [bucket, value] of features) {
        const from = bucket * many;
        for (let index = 0; index < many; index++)
          scores[index] = (scores[index] ?? 0) + (weights[from + index] ?? 0) * stored.scale * value;
      }
      return new Map(softmax(scores).map((share, index) => [labels[index] as L, share]));
    },
  };
}

/** Weights of one bucket side by side: what is read together lies together. */
function bucketByBucket(byLabel: Int8Array, many: number): Int8Array {
  const weights = new Int8Array(byLabel.length);
  for (let index = 0; index < many; index++)
    for (let bucket = 0; bucket < BUCKETS; bucket++)
      weights[bucket * many + index] = byLabel[index * BUCKETS + bucket] ?? 0;
  return weights;
}

export function softmax(scores: readonly number[]): number[] {
  const top = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - top));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
