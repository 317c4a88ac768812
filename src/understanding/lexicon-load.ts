// Reads config/lexicon into a Lexicon. All problems at once, each with its place and its remedy, before anything starts.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { complaintClasses, hazardIds, intentIds, moodKinds } from './commands.ts';
import type {
  ClassEntry,
  FaultEntry,
  HazardEntry,
  HintEntry,
  Lexicon,
  LexiconEntry,
  MoodEntry,
  SceneEntry,
  TopicEntry,
} from './input.ts';
import { normaliseWord } from './normalise.ts';
import {
  type LexiconProblem,
  type ListShape,
  type ProblemAt,
  type ReadList,
  readList,
} from './word-list-load.ts';

export type LoadedLexicon = { ok: true; value: Lexicon } | { ok: false; problems: LexiconProblem[] };

/** What is written with letters may be a phrase: stuck in the lift. */
const LONGEST_PHRASE = 32;
const word = z
  .string()
  .trim()
  .min(1)
  .superRefine((said, context) => {
    const maximum = /^[A-Za-z' !/-]+$/.test(said) ? LONGEST_PHRASE : 12;
    if (said.length > maximum)
      context.addIssue({ code: 'too_big', origin: 'string', maximum, inclusive: true, input: said });
  });
const words = z.array(word).default([]);
const id = z.string().regex(/^[a-z][a-z0-9-]*$/);
const label = z.string().trim().min(1);

const areasFile = z.strictObject({
  areas: z.array(z.strictObject({ id, label, words: z.array(word).min(1) })).min(1),
});
const faultsFile = z.strictObject({
  faults: z
    .array(
      z.strictObject({
        id,
        label,
        department: id,
        grade: z.union([z.literal(2), z.literal(3), z.literal(4)]).default(3),
        words,
        things: words,
        states: words,
      }),
    )
    .min(1),
});
const hazardsFile = z.strictObject({
  hazards: z
    .array(
      z.strictObject({
        id: z.enum(hazardIds),
        label,
        safety: z.string().trim().min(4),
        growsFrom: z.array(id).default([]),
        words,
        things: words,
        states: words,
      }),
    )
    .min(1),
});

const weight = z.number().positive().max(1);
const someWords = z.array(word).min(1);
const hintsFile = z.strictObject({
  hints: z.array(z.strictObject({ id, intent: z.enum(intentIds), weight, words: someWords })).min(1),
});
const classesFile = z.strictObject({
  classes: z.array(z.strictObject({ id: z.enum(complaintClasses), weight, words: someWords })).min(1),
});
const moodsFile = z.strictObject({
  moods: z
    .array(
      z.strictObject({
        id,
        kind: z.enum(moodKinds),
        level: z.union([z.literal(1), z.literal(2), z.literal(3)]),
        words: someWords,
      }),
    )
    .min(1),
});
const lookAlikesFile = z.strictObject({
  lookAlikes: z.array(z.strictObject({ about: label, words: someWords })).min(1),
});
const topicsFile = z.strictObject({ topics: z.array(z.strictObject({ id, words: someWords })).min(1) });
const scenesFile = z.strictObject({
  scenes: z.array(z.strictObject({ id, label, words, things: words, wishes: words, lookAlikes: words })),
});
const crowdFile = z.strictObject({ crowd: someWords });

type LookAlikes = { about: string; words: string[] };

/** `dir` holds the files of `config/lexicon`; a missing one is a problem. */
export function loadLexicon(dir: string): LoadedLexicon {
  const read = <T>(file: string, key: string, schema: z.ZodType, check: ListShape<T>['check']) =>
    readList<T>(join(dir, file), { key, schema, check });
  const entries = (key: string) => (list: readonly WordsOfEntry[], problemAt: ProblemAt) =>
    checkEntries(list, key, problemAt);
  const areas = read<LexiconEntry>('areas.yaml', 'areas', areasFile, entries('areas'));
  const faults = read<FaultEntry>('faults.yaml', 'faults', faultsFile, entries('faults'));
  const hazards = read<HazardEntry>('hazards.yaml', 'hazards', hazardsFile, entries('hazards'));
  const hints = read<HintEntry>('hints.yaml', 'hints', hintsFile, entries('hints'));
  const moods = read<MoodEntry>('moods.yaml', 'moods', moodsFile, entries('moods'));
  const classes = read<ClassEntry>('classes.yaml', 'classes', classesFile, (list, problemAt) =>
    checkWords(list, 'classes', problemAt),
  );
  const lookAlikes = read<LookAlikes>('look-alikes.yaml', 'lookAlikes', lookAlikesFile, (list, problemAt) =>
    checkWords(list, 'lookAlikes', problemAt),
  );
  const topics = read<TopicEntry>('topics.yaml', 'topics', topicsFile, entries('topics'));
  const crowd = read<string>('crowd.yaml', 'crowd', crowdFile, () => []);
  const scenes = readScenes(dir);
  const files = [areas, faults, hazards, hints, moods, classes, lookAlikes, topics, crowd, scenes];
  const problems = files.flatMap((file) => file.problems);
  const missing = hazardIds.filter((known) => !hazards.entries.some((entry) => entry.id === known));
  if (problems.length === 0 && missing.length > 0) {
    problems.push(
      hazards.problemAt(
        [],
        `says nothing of ${missing.join(', ')}.`,
        'Add an entry for each; the flows rely on them.',
      ),
    );
  }
  const known = new Set([...faults.entries, ...hazards.entries].map((entry) => entry.id));
  for (const [at, { id: hazard, growsFrom }] of problems.length > 0 ? [] : hazards.entries.entries())
    for (const [n, before] of growsFrom.entries())
      if (!known.has(before))
        problems.push(
          hazards.problemAt(
            ['hazards', at, 'growsFrom', n],
            `has ${hazard} grow from ${before}, which is neither a fault nor a hazard.`,
            'Use an id of faults.yaml or of this file.',
          ),
        );
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    value: {
      areas: areas.entries,
      faults: faults.entries,
      hazards: hazards.entries,
      hints: hints.entries,
      moods: moods.entries,
      classes: classes.entries,
      lookAlikes: lookAlikes.entries.flatMap((entry) => entry.words),
      crowd: crowd.entries,
      topics: topics.entries,
      scenes: scenes.entries,
    },
  };
}

/** A company's folder from before there were scenes has none. */
function readScenes(dir: string): Pick<ReadList<SceneEntry>, 'entries' | 'problems'> {
  const path = join(dir, 'scenes.yaml');
  if (!existsSync(path)) return { entries: [], problems: [] };
  return readList<SceneEntry>(path, {
    key: 'scenes',
    schema: scenesFile,
    // A wish without its thing is as lost as a state without one.
    check: (list, problemAt) =>
      checkEntries(
        list.map(({ wishes, ...entry }) => ({ ...entry, states: wishes })),
        'scenes',
        problemAt,
      ),
  });
}

type WordsOfEntry = { id: string; words: string[]; things?: string[]; states?: string[] };

/** What no schema sees: ids twice, entries that nothing can find, things without states. */
function checkEntries(entries: readonly WordsOfEntry[], key: string, problemAt: ProblemAt): LexiconProblem[] {
  const problems: LexiconProblem[] = [];
  const seen = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    if (seen.has(entry.id))
      problems.push(
        problemAt(
          [key, index, 'id'],
          `the id "${entry.id}" is there twice.`,
          'Join the two entries or give one another id.',
        ),
      );
    seen.add(entry.id);
    const { things = [], states = [] } = entry;
    if ((things.length === 0) !== (states.length === 0)) {
      problems.push(
        problemAt(
          [key, index],
          `"${entry.id}" has things without states, or states without things.`,
          'They count only together: add the other list, or use words.',
        ),
      );
    }
    if (entry.words.length + things.length === 0)
      problems.push(
        problemAt([key, index], `"${entry.id}" can never be found.`, 'Add words, or things and states.'),
      );
  }
  return [...problems, ...checkWords(entries, key, problemAt)];
}

function checkWords(
  entries: readonly Omit<WordsOfEntry, 'id'>[],
  key: string,
  problemAt: ProblemAt,
): LexiconProblem[] {
  return entries.flatMap((entry, index) =>
    (['words', 'things', 'states'] as const).flatMap((list) =>
      [...(entry[list] ?? []).entries()]
        .filter(([, each]) => normaliseWord(each) === '')
        .map(([at]) =>
          problemAt([key, index, list, at], 'a word has nothing in it that could be found.', 'Remove it.'),
        ),
    ),
  );
}
