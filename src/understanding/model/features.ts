// A message as numbers for the small model: pieces of one to three characters, hashed, beside what the rules saw. Pure.

/** How many places the pieces are hashed into. */
export const BUCKETS = 32_768;

/** Bucket → value. Values of the pieces together have length one; what a rule saw weighs `RULE_VALUE`. */
export type Features = ReadonlyMap<number, number>;

const RULE_VALUE = 0.2;
/** More than this of a long text changes nothing and costs time. */
const READ = 400;

/** `text` is normalised; `seen` are names of what the rules found (asks, fault leak, …). */
export function featuresOf(text: string, seen: readonly string[]): Features {
  const features = new Map<number, number>();
  const masked = `^${maskNames(text.slice(0, READ))}$`;
  for (let at = 0; at < masked.length; at++) {
    let hash = FIRST;
    for (let end = at; end < at + 3 && end < masked.length; end++) {
      hash = mix(hash, masked.charCodeAt(end));
      features.set(toBucket(hash), 1);
    }
  }
  const size = Math.sqrt(features.size) || 1;
  for (const bucket of features.keys()) features.set(bucket, 1 / size);
  for (const name of seen) {
    const bucket = bucketOf(`rule ${name}`, 0, name.length + 5);
    features.set(bucket, (features.get(bucket) ?? 0) + RULE_VALUE);
  }
  return features;
}

/** Numbers and lettered places (A市B3区) say nothing about what is wanted. */
function maskNames(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[A-Z][0-9]{0,2}(?=[市区县镇村路街栋座号])/g, 'X')
    .replace(/[0-9]+/g, '0');
}

/** FNV-1a over UTF-16 units. */
export function bucketOf(text: string, start: number, end: number): number {
  let hash = FIRST;
  for (let at = start; at < end; at++) hash = mix(hash, text.charCodeAt(at));
  return toBucket(hash);
}

const FIRST = 0x811c9dc5;

function mix(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

function toBucket(hash: number): number {
  return ((hash ^ (hash >>> 15)) >>> 0) % BUCKETS;
}
