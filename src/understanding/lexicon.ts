// Faults, areas and hazards in a text: words, and things with what is wrong with them. A pure matcher built from a Lexicon.
import type { HazardId } from './commands.ts';
import type { ClassEntry, HintEntry, Lexicon, MoodEntry } from './input.ts';
import { alone, type Find, type Mark, nearestPairs, pairsOf } from './lexicon-pairs.ts';
import { normaliseWord } from './normalise.ts';
import { isWorry, type Status, statusOf } from './polarity.ts';
import { buildTrie, type TrieHit } from './trie.ts';
import type { Weighed } from './weigh-intents.ts';

/** Places are those of the normalised text. */
export type LexiconHit = {
  start: number;
  end: number;
  /** Where what is wrong begins; for a word the start. */
  stateStart: number;
} & (
  | { kind: 'fault'; id: string; status: Status }
  /** `heardBy`: the second hearing, with its reasons, when the words found nothing. */
  | { kind: 'hazard'; id: HazardId; status: Status; heardBy?: string }
  | { kind: 'area'; id: string; denied: boolean }
);
export type FaultHit = Extract<LexiconHit, { kind: 'fault' }>;
export type HazardHit = Extract<LexiconHit, { kind: 'hazard' }>;
export type AreaHit = Extract<LexiconHit, { kind: 'area' }>;

/** A word that only speaks for something: an intent, a class of complaint, a mood, a crowd. */
export type WordHit = { start: number; end: number } & Spoken;
type Spoken =
  | { kind: 'hint'; of: HintEntry }
  | { kind: 'class'; of: ClassEntry }
  | { kind: 'mood'; of: MoodEntry }
  | { kind: 'crowd'; of: null };

export type LexiconMatch = {
  faults: FaultHit[];
  hazards: HazardHit[];
  areas: AreaHit[];
  words: WordHit[];
  /** Danger that may be meant: too faint to alarm, too much to pass over. Only where no hazard stands. */
  suspected?: { id: HazardId; heardBy: string };
  /** What speaks for each intent, where that is known of exactly these finds. */
  weighed?: Weighed;
};
export type LexiconMatcher = (text: string) => LexiconMatch;

type Role = 'word' | 'thing' | 'state';
type Entry = { kind: 'fault' | 'hazard' | 'area'; id: string; role: Role } | Spoken | { kind: 'look-alike' };

/** The fault that says only that something is broken; it stands back when anything better is known. */
export const UNNAMED_FAULT = 'other';

export function compileLexicon(lexicon: Lexicon): LexiconMatcher {
  const hazardById = new Map<string, HazardId>(
    lexicon.hazards.map((entry) => [entry.id, entry.id as HazardId]),
  );
  const trie = buildTrie(wordsOf(lexicon));
  return (text) => {
    const marks = readMarks(trie.findAll(text).filter((hit) => isWhole(text, hit)));
    const faults = judge(
      text,
      'fault',
      bestFaults([...marks.fault.word.map(alone), ...nearestPairs(text, marks.fault)]),
    );
    const hazards = judge(text, 'hazard', [
      ...marks.hazard.word.map(alone),
      ...pairsOf(text, marks.hazard, true),
    ]);
    const areas = withoutCovered(marks.area.word).map((area) => ({
      ...alone(area),
      kind: 'area' as const,
      denied: isDenied(text, area.start),
    }));
    return {
      faults: faults.map((hit) => ({ ...hit, kind: 'fault' as const })),
      hazards: rescueWorries(text, faults, hazards).flatMap((hit) => {
        const id = hazardById.get(hit.id);
        return id === undefined ? [] : [{ ...hit, id, kind: 'hazard' as const }];
      }),
      areas,
      words: withoutInner(marks.words),
    };
  };
}

export function isLive(hit: { status: Status }): boolean {
  return hit.status === 'live';
}

function* wordsOf(lexicon: Lexicon): Generator<[string, Entry]> {
  for (const word of lexicon.lookAlikes) yield [normaliseWord(word), { kind: 'look-alike' }];
  for (const of of lexicon.hints)
    for (const word of of.words) yield [normaliseWord(word), { kind: 'hint', of }];
  for (const of of lexicon.classes)
    for (const word of of.words) yield [normaliseWord(word), { kind: 'class', of }];
  for (const of of lexicon.moods)
    for (const word of of.words) yield [normaliseWord(word), { kind: 'mood', of }];
  for (const word of lexicon.crowd) yield [normaliseWord(word), { kind: 'crowd', of: null }];
  for (const area of lexicon.areas)
    for (const word of area.words) yield [normaliseWord(word), { kind: 'area', id: area.id, role: 'word' }];
  for (const [kind, entries] of [
    ['fault', lexicon.faults],
    ['hazard', lexicon.hazards],
  ] as const) {
    for (const entry of entries) {
      for (const [role, words] of [
        ['word', entry.words],
        ['thing', entry.things],
        ['state', entry.states],
      ] as const) {
        for (const word of words) yield [normaliseWord(word), { kind, id: entry.id, role }];
      }
    }
  }
}

/** Words that are written with letters count only as words: LIFT in LIFTED is none, in LIFTS it is one. */
function isWhole(text: string, { start, end }: { start: number; end: number }): boolean {
  if (LETTER.test(text[start] ?? '') && LETTER.test(text[start - 1] ?? '')) return false;
  if (!LETTER.test(text[end - 1] ?? '') || !LETTER.test(text[end] ?? '')) return true;
  return /^E?S(?![A-Z])/.test(text.slice(end, end + 3));
}

const LETTER = /[A-Z]/;

type Marks = Record<'fault' | 'hazard' | 'area', Record<Role, Mark[]>> & { words: WordHit[] };

function readMarks(hits: readonly TrieHit<Entry>[]): Marks {
  const marks: Marks = {
    fault: { word: [], thing: [], state: [] },
    hazard: { word: [], thing: [], state: [] },
    area: { word: [], thing: [], state: [] },
    words: [],
  };
  const others = hits.filter((hit) => hit.values.some((value) => value.kind === 'look-alike'));
  let next = 0;
  let reach: TrieHit<Entry>[] = [];
  for (const hit of hits) {
    // Both lists are ordered by start, so only look-alikes that begin at or before this place are held.
    for (let other = others[next]; other !== undefined && other.start <= hit.start; other = others[++next])
      reach.push(other);
    reach = reach.filter((other) => other.end > hit.start);
    const isInside = reach.some(
      (other) => other.end >= hit.end && other.end - other.start > hit.end - hit.start,
    );
    if (isInside) continue;
    for (const value of hit.values) {
      if (value.kind === 'look-alike') continue;
      const { start, end } = hit;
      if ('role' in value) marks[value.kind][value.role].push({ start, end, id: value.id });
      else marks.words.push({ start, end, ...value });
    }
  }
  return marks;
}

type Judged = Find & { status: Status };

// ---- which finds stand -------------------------------------------------------------------------------------------

/** 水管漏水 is one fault: what lies inside a longer find of another fault is part of it. */
function bestFaults(finds: readonly Find[]): Find[] {
  const named = finds.filter((find) => find.id !== UNNAMED_FAULT);
  return named.length > 0 ? withoutCovered(named) : [...finds];
}

/** Enough to know a matter by; nobody tells one more often in one message. */
const MOST_JUDGED = 8;

/** One find per id: the first that is live, else the first in doubt, else the first. */
function judge(text: string, kind: 'fault' | 'hazard', finds: readonly Find[]): Judged[] {
  const byId = new Map<string, { best: Judged; judged: number }>();
  for (const find of [...finds].sort(byPlace)) {
    const known = byId.get(find.id);
    if (known && (known.best.status === 'live' || known.judged >= MOST_JUDGED)) continue;
    const judged = { ...find, status: statusOf(text, { ...find, kind }) };
    byId.set(find.id, {
      best: known && weightOf(judged) <= weightOf(known.best) ? known.best : judged,
      judged: (known?.judged ?? 0) + 1,
    });
  }
  return Array.from(byId.values(), (entry) => entry.best).sort(byPlace);
}

function weightOf({ status }: Judged): number {
  return status === 'live' ? 2 : status === 'doubtful' ? 1 : 0;
}

function byPlace(a: { start: number; end: number }, b: { start: number; end: number }): number {
  return a.start - b.start || b.end - a.end;
}

/** Drops what lies inside a longer find of another id. */
function withoutCovered<T extends { start: number; end: number; id: string }>(finds: readonly T[]): T[] {
  const kept: T[] = [];
  let reach: T[] = [];
  for (const find of [...finds].sort(byPlace)) {
    reach = reach.filter((other) => other.end > find.start);
    const isCovered = reach.some(
      (other) =>
        other.id !== find.id && other.end >= find.end && other.end - other.start > find.end - find.start,
    );
    if (isCovered) continue;
    kept.push(find);
    if (reach.length < MOST_JUDGED) reach.push(find);
  }
  return kept;
}

/** Drops what lies inside a longer word of the same kind, whatever it speaks for: 没人管 is one word, not also 没人. */
function withoutInner(hits: readonly WordHit[]): WordHit[] {
  return hits.filter(
    (hit, at) =>
      !hits
        .slice(Math.max(0, at - NEIGHBOURS), at + NEIGHBOURS)
        .some(
          (other) =>
            other.kind === hit.kind &&
            other.start <= hit.start &&
            other.end >= hit.end &&
            other.end - other.start > hit.end - hit.start,
        ),
  );
}

/** Hits are ordered by place: what covers one stands near it. */
const NEIGHBOURS = 12;

/** Troubles that make a worry about danger a danger. */
const SIGNS: Partial<Record<string, readonly string[]>> = {
  gas: ['smell', 'gas-appliance'],
  trapped: ['lift', 'lift-out'],
  fire: ['socket', 'tripping', 'smell', 'charger'],
  electric: ['socket', 'tripping', 'light', 'leak'],
  burst: ['pipe', 'leak', 'faucet', 'toilet', 'heating', 'hot-water', 'drain', 'machine-noise'],
  falling: ['wall', 'door', 'facility', 'greenery', 'leak'],
};

/** A question about danger is danger when a sign of it is there at this moment: 水管在漏，会不会爆. */
function rescueWorries(text: string, faults: readonly Judged[], hazards: readonly Judged[]): Judged[] {
  return hazards.map((find) => {
    if (find.status !== 'hypothetical' && find.status !== 'question') return find;
    if (!isWorry(text, { ...find, kind: 'hazard' })) return find;
    const signs = SIGNS[find.id] ?? [];
    const hasSign =
      faults.some((fault) => isLive(fault) && signs.includes(fault.id)) ||
      hazards.some((other) => isLive(other) && other.id !== find.id);
    return hasSign ? { ...find, status: 'live' } : find;
  });
}

function isDenied(text: string, start: number): boolean {
  return /(?:^|[^是])(?:不是|并非|不在)(?:在)?$/u.test(text.slice(Math.max(0, start - 4), start));
}
