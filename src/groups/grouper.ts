// Puts reports of one problem at one place together, when all of them are there to be read. The live desk uses `household-watch.ts`.
import type { Lexicon } from '../understanding/input.ts';
import { isOtherHouse, likeness, type Rarity } from './likeness.ts';
import { addStems, createMatterReader, type Matter, type ReportWords } from './matter.ts';
import { createSeen } from './rarity.ts';

/** From this likeness on two reports are one matter: the middle of a plateau, see docs/understanding.md. */
export const JOIN = 0.4;
/** Two groups must be this much more alike than a report and a group: a wrong merger makes many wrong pairs at once. */
const TO_MERGE = 0.05;
/** A report joins a group when it is this like its nearest members, a part of them all: one alone may be a chance. */
const NEAREST = 2;
const PART = 0.25;
/** Less than this is no likeness at all. */
const LEAST = 0.05;
/** Where more than this tell of one place, a report is compared with the last of them only: a big matter goes on, an estate does not
 * cost the square of its reports. */
const MOST_AT_A_PLACE = 400;
const LAST_AT_A_PLACE = 60;
/** The part that must be alike is counted up to here: who is like so many of a group belongs to it, however large it is. */
const MOST_ALIKE = 40;

/** One answer for each report, in order: the group it belongs to, or null when it is alone. */
/** `join` is for measuring how much hangs on it. */
export function createGrouper(
  lexicon: Lexicon,
  join = JOIN,
): (reports: readonly ReportWords[]) => (string | null)[] {
  const read = createMatterReader(lexicon);
  return (reports) => {
    const matters = reports.map(read);
    addStems(matters);
    const seen = createSeen();
    for (const matter of matters) seen.count(matter);
    const alike = likenessOf(matters, seen.rarity);
    const groups: number[][] = [];
    const groupOf = new Map<number, number[]>();
    for (const report of matters.keys()) {
      const best = bestGroup(report, matters, alike, groupOf, join);
      const group = best ?? [];
      if (best === null) groups.push(group);
      group.push(report);
      groupOf.set(report, group);
    }
    mergeAlike(groups, matters, alike, groupOf, join);
    return namesOf(groups, reports.length);
  };
}

/** For each report those it is anything like, with how much; only reports that share a name of a place are looked at. */
type Alike = ReadonlyMap<number, number>[];

function likenessOf(matters: readonly Matter[], rarity: Rarity): Alike {
  const at = new Map<string, number[]>();
  const alike = matters.map(() => new Map<number, number>());
  for (const [index, matter] of matters.entries()) {
    const near = new Set<number>();
    for (const name of matter.places) {
      const before = at.get(name) ?? [];
      for (const other of before.length > MOST_AT_A_PLACE ? before.slice(-LAST_AT_A_PLACE) : before)
        near.add(other);
      before.push(index);
      at.set(name, before);
    }
    for (const other of near) {
      const like = likeness(matter, matters[other] as Matter, rarity);
      if (like < LEAST) continue;
      alike[index]?.set(other, like);
      alike[other]?.set(index, like);
    }
  }
  return alike;
}

function bestGroup(
  report: number,
  matters: readonly Matter[],
  alike: Alike,
  groupOf: ReadonlyMap<number, number[]>,
  join: number,
): number[] | null {
  const near = new Map<number[], number[]>();
  gather(report, alike, groupOf, near);
  let best: number[] | null = null;
  let most = join;
  for (const [group, likes] of near) {
    const like = nearest(likes, group.length);
    if (like < most || isElsewhere([report], group, matters)) continue;
    most = like;
    best = group;
  }
  return best;
}

/** Of another house than all who name one: who names none must not bring 3栋 and 5栋 together. */
function isElsewhere(some: readonly number[], group: readonly number[], matters: readonly Matter[]): boolean {
  const told = (of: readonly number[]) =>
    of
      .slice(0, MOST_ALIKE)
      .map((at) => matters[at] as Matter)
      .filter(({ houses }) => houses.size > 0);
  const [ours, theirs] = [told(some), told(group)];
  return ours.some((a) => theirs.length > 0 && theirs.every((b) => isOtherHouse(a, b)));
}

/** Two groups that began apart, because the report that joins them came later, become one. */
function mergeAlike(
  groups: number[][],
  matters: readonly Matter[],
  alike: Alike,
  groupOf: Map<number, number[]>,
  join: number,
): void {
  for (let isMerging = true; isMerging; ) {
    isMerging = false;
    for (const group of groups) {
      if (group.length === 0) continue;
      const near = new Map<number[], number[]>();
      for (const member of group) gather(member, alike, groupOf, near);
      near.delete(group);
      for (const [to, likes] of near) {
        const like = nearest(likes, to.length * group.length);
        if (like < join + TO_MERGE || isElsewhere(to, group, matters)) continue;
        for (const member of to) groupOf.set(member, group);
        group.push(...to.splice(0));
        isMerging = true;
      }
    }
  }
}

/** Adds to each group how much this report is like those members it is anything like. */
function gather(
  report: number,
  alike: Alike,
  groupOf: ReadonlyMap<number, number[]>,
  near: Map<number[], number[]>,
): void {
  for (const [other, like] of alike[report] ?? []) {
    const group = groupOf.get(other);
    if (!group) continue;
    const likes = near.get(group);
    if (likes) likes.push(like);
    else near.set(group, [like]);
  }
}

/** The mean of the nearest part of `total` pairs; those not among `likes` are nothing alike. */
function nearest(likes: number[], total: number): number {
  const part = Math.min(total, Math.max(NEAREST, Math.min(Math.ceil(total * PART), MOST_ALIKE)));
  const top = likes.sort((a, b) => b - a).slice(0, part);
  return top.reduce((sum, like) => sum + like, 0) / Math.max(1, part);
}

function namesOf(groups: readonly number[][], count: number): (string | null)[] {
  const names: (string | null)[] = Array.from({ length: count }, () => null);
  const told = groups.filter((group) => group.length > 1).map((group) => [...group].sort((a, b) => a - b));
  told.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  for (const [index, group] of told.entries()) for (const member of group) names[member] = `g${index + 1}`;
  return names;
}
