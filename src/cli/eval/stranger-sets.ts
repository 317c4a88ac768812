// Lines of a stranger (test/understanding/gold/stranger): all six kinds, in two halves, and how many of each are read as they were labelled.
//
// times.jsonl  from and to on the wall clock in Shanghai at `now`; equal for a point, whose end is ours to choose; to null is an open end;
//              `every` for what comes again; from null is no time. What is told in several pieces counts from the first to the last.
// acts.jsonl   the one act the line is there for, after the question; others beside it count against nothing.
import type { IntentId } from '../../understanding/commands.ts';
import type { PendingQuestion } from '../../understanding/input.ts';
import type { createUnderstanding } from '../../understanding/understand.ts';
import { NOWHERE, QUESTIONS, readGold, SAID_AT, shortAddress } from './exact-sets.ts';
import type { ReportOn, Section } from './measures.ts';

type Half = 'first' | 'second';
type Line = { half: Half; say: string };
type DangerOf = Line & { kind: string };
type IntentOf = Line & { intent: IntentId };
type PlaceOf = Line & { is: string[] };
type TimeOf = Line & { now: string; from: string | null; to: string | null; every?: string };
type ActOf = Line & { question: string; after: keyof typeof QUESTIONS | 'open' | 'none'; is: string };
type Understand = ReturnType<typeof createUnderstanding>;

/** How many of a half's lines are as the row says. */
export type Tally = { what: string; first: Count; second: Count };
type Count = { count: number; of: number };

export const strangerDangers = () => readGold<DangerOf>('stranger/dangers.jsonl');
export const strangerOthers = () => readGold<Line & { about: string }>('stranger/look-alikes.jsonl');
export const strangerIntents = () => readGold<IntentOf>('stranger/intents.jsonl');

export function tallyStranger(understand: Understand, report: ReportOn): Tally[] {
  const hear = (text: string, now = SAID_AT, pending: PendingQuestion | null = null) =>
    understand({ messages: [{ messageId: 'm1', text }], pending, now });
  const isHeard = ({ say }: { say: string }) => report(say).grade === 1;
  const isAsked = ({ say }: Line) => !isHeard({ say }) && hear(say).suspected !== null;
  const dangers = strangerDangers();
  const others = strangerOthers();
  return [
    tally('dangers heard', dangers, isHeard),
    tally('dangers asked about besides', dangers, isAsked),
    tally('others that raise an alarm', others, isHeard),
    tally('others asked about', others, isAsked),
    tally('intents', strangerIntents(), ({ say, intent }) => report(say).intent === intent),
    tally('addresses', readGold<PlaceOf>('stranger/addresses.jsonl'), ({ say, is }) => {
      const places = hear(say).said.flatMap((found) =>
        found.entity === 'address' ? [shortAddress(found.value)] : [],
      );
      const named = new Set(places.filter((place) => place !== NOWHERE));
      return [...named].sort().join(' ') === [...is].sort().join(' ');
    }),
    tally('times', readGold<TimeOf>('stranger/times.jsonl'), (line) => isTimeRight(line, hear)),
    tally('acts', readGold<ActOf>('stranger/acts.jsonl'), ({ say, after, is }) =>
      hear(say, SAID_AT, questionOf(after)).commands.some((one) => one.type === 'act' && one.act === is),
    ),
  ];
}

export function measureStranger(understand: Understand, report: ReportOn): Section[] {
  const rows = tallyStranger(understand, report);
  if (rows.every(({ first, second }) => first.of + second.of === 0)) return [];
  return [
    {
      title: 'Lines of a stranger',
      lines: [
        '| | first half | second half |',
        '|---|---|---|',
        ...rows.map(({ what, first, second }) => `| ${what} | ${told(first)} | ${told(second)} |`),
        '',
        'Written by a hand that had seen nothing of ours. What both halves found at first sight, and the second one after the first alone had been mended, stands in test/understanding/gold.',
      ],
    },
  ];
}

function tally<T extends Line>(what: string, lines: readonly T[], isSo: (line: T) => boolean): Tally {
  const count = (half: Half): Count => {
    const of = lines.filter((line) => line.half === half);
    return { count: of.filter(isSo).length, of: of.length };
  };
  return { what, first: count('first'), second: count('second') };
}

function told({ count, of }: Count): string {
  return `${count} of ${of}`;
}

function questionOf(after: ActOf['after']): PendingQuestion | null {
  if (after === 'none') return null;
  return after === 'open' ? { kind: 'slot', slot: 'any', entity: null, options: [] } : QUESTIONS[after];
}

const MINUTE_MS = 60_000;
const instant = (wall: string) => Date.parse(`${wall.replace(' ', 'T')}:00+08:00`);

function isTimeRight(
  { say, now, from, to, every }: TimeOf,
  hear: (text: string, now: number) => ReturnType<Understand>,
): boolean {
  const saidAt = instant(now);
  const found = hear(say, saidAt).said.flatMap((one) => (one.entity === 'time' ? [one.value] : []));
  const [first] = found;
  if (every !== undefined) return first?.repeats === every;
  if (from === null || first === undefined) return from === null && first === undefined;
  const startAt = Math.min(...found.map((one) => one.startAt));
  const endAt = Math.max(...found.map((one) => one.endAt));
  const begins = instant(from);
  if (startAt !== begins && !(begins === saidAt && startAt < saidAt)) return false;
  if (to === null) return found.some((one) => one.open === 'from');
  if (to === from) return true;
  return endAt === instant(to) || endAt === instant(to) + MINUTE_MS;
}
