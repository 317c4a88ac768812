// Addresses, times and acts of the project's own lines: what each line holds, and how what was heard is written down to compare.
//
// addresses.jsonl  building/unit/floor/room of every place that is told, * for what is not said. What was taken back
//                  (501，不对，是509) and a neighbour's room beside one's own home are not told; B1 and 顶 are floors.
//                  `asked`: we had asked for the place.
// times.jsonl      from~until on the wall clock in Shanghai, said on Friday 2026-11-27 at 10:00, then approx, from or
//                  until for an open end, daily … for what comes again, past. A clock time lasts an hour, one with
//                  minutes half of one; parts of the day as people arrange visits in them.
// acts.jsonl       every act of the message, read after the question of that kind.
import { existsSync, readFileSync } from 'node:fs';
import type { Address, TimeSaid, Understanding } from '../../understanding/commands.ts';
import type { PendingQuestion } from '../../understanding/input.ts';
import type { createUnderstanding } from '../../understanding/understand.ts';
import { figure, type Section } from './measures.ts';
import { share } from './scores.ts';

export type GoldAddress = { say: string; is: string[]; asked?: true };
export type GoldTime = { say: string; is: string[] };
export type GoldAct = { say: string; is: string[]; after?: keyof typeof QUESTIONS };

const gold = new URL('../../../test/understanding/gold/', import.meta.url);

/** None in an installation without the tests. */
export function readGold<T>(name: string): T[] {
  const file = new URL(name, gold);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

const asks = (
  entity: PendingQuestion['entity'],
  kind: PendingQuestion['kind'] = 'slot',
): PendingQuestion => ({
  kind,
  slot: entity ?? 'any',
  entity,
  options: [],
});
/** What we had asked. */
export const QUESTIONS = {
  confirm: asks(null, 'confirm'),
  offer: asks('photo', 'offer'),
  address: asks('address'),
  phone: asks('phone'),
  time: asks('time'),
};

/** When the lines are said. */
export const SAID_AT = Date.parse('2026-11-27T10:00:00+08:00');

type Understand = ReturnType<typeof createUnderstanding>;
export type Compared = { say: string; want: string; got: string };

export function compareAddresses(understand: Understand): Compared[] {
  return readGold<GoldAddress>('addresses.jsonl').map(({ say, is, asked }) => {
    const places = hear(understand, say, asked && 'address').said.flatMap((found) =>
      found.entity === 'address' ? [shortAddress(found.value)] : [],
    );
    return { say, want: sorted(is), got: sorted([...new Set(places)].filter((place) => place !== NOWHERE)) };
  });
}

export function compareTimes(understand: Understand): Compared[] {
  return readGold<GoldTime>('times.jsonl').map(({ say, is }) => ({
    say,
    want: is.join(', '),
    got: hear(understand, say)
      .said.flatMap((found) => (found.entity === 'time' ? [shortTime(found.value)] : []))
      .join(', '),
  }));
}

export function compareActs(understand: Understand): Compared[] {
  return readGold<GoldAct>('acts.jsonl').map(({ say, is, after }) => ({
    say: after === undefined ? say : `${after}: ${say}`,
    want: sorted(is),
    got: sorted(
      hear(understand, say, after).commands.flatMap((one) => (one.type === 'act' ? [one.act] : [])),
    ),
  }));
}

/** The share that is right, and what is not as lines to read. */
export function score(compared: readonly Compared[]): { share: number; misses: string[] } {
  const misses = compared
    .filter(({ want, got }) => want !== got)
    .map(({ say, want, got }) => `${say} → ${got || '–'}, not ${want || '–'}`);
  return { share: share(compared.length - misses.length, compared.length), misses };
}

export function measureExact(understand: Understand): Section[] {
  const sets = [
    ['addresses, all four parts', compareAddresses(understand)],
    ['times', compareTimes(understand)],
    ['acts, with the question before', compareActs(understand)],
  ] as const;
  if (sets.every(([, lines]) => lines.length === 0)) return [];
  return [
    {
      title: 'Addresses, times and acts',
      lines: [
        '| | lines | exact |',
        '|---|---|---|',
        ...sets.map(([name, lines]) => `| ${name} | ${lines.length} | ${figure(score(lines).share)} |`),
        '',
        'The words were tuned to these lines; what lines nobody had tuned to found stands in test/understanding/gold.',
      ],
    },
  ];
}

function hear(understand: Understand, text: string, after?: keyof typeof QUESTIONS): Understanding {
  return understand({
    messages: [{ messageId: 'm1', text }],
    pending: after === undefined ? null : QUESTIONS[after],
    now: SAID_AT,
  });
}

function sorted(words: readonly string[]): string {
  return [...words].sort().join(' ');
}

/** Nothing of it is told. */
export const NOWHERE = '*/*/*/*';

/** building/unit/floor/room, * for what is not said. */
export function shortAddress({ building, unit, floor, room }: Address): string {
  return [building, unit, floor, room].map((part) => part ?? '*').join('/');
}

const SHANGHAI_MS = 8 * 3_600_000;

function wall(at: number): string {
  return new Date(at + SHANGHAI_MS)
    .toISOString()
    .slice(0, 16)
    .replace('T', ' ')
    .replace(/^2026-/, '');
}

function shortTime({ startAt, endAt, approximate, open, repeats, lies }: TimeSaid): string {
  return [
    `${wall(startAt)}~${wall(endAt)}`,
    approximate ? 'approx' : '',
    open ?? '',
    repeats ?? '',
    lies === 'past' ? 'past' : '',
  ]
    .filter((word) => word !== '')
    .join(' ');
}
