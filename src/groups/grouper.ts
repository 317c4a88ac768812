// Puts reports of one problem at one place together, when all of them are there to be read. The live desk uses `household-watch.ts`.
import type { Lexicon } from '../understanding/input.ts';
import { likeness, type Rarity } from './likeness.ts';
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
/** A name in more reports than this is no place to look for a matter at. */
const MOST_AT_A_PLACE = 400;

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
      const best = bestGroup(report, alike, groupOf, join);
      const group = best ?? [];
      if (best === null) groups.push(group);
      group.push(report);
      groupOf.set(report, group);
    }
    mergeAlike(groups, alike, groupOf, join);
    return namesOf(groups, reports.length);
  };
}

/** For each report those it is anything like, with how much; only reports that share a name of a place are looked at. */
type Alike = ReadonlyMap<number, number>[];

function likenessOf(matters: readonly Matter[], rarity: Rarity): Alike {
  const at = new Map<string, number[]>();
  for (const [index, { places }] of matters.entries())
    for (const name of places) {
      const list = at.get(name);
      if (list) list.push(index);
      else at.set(name, [index]);
    }
  const alike = matters.map(() => new Map<number, number>());
  for (const [index, matter] of matters.entries()) {
    const near = new Set<number>();
    for (const name of matter.places) {
      const list = at.get(name) ?? [];
      if (list.length <= MOST_AT_A_PLACE) for (const other of list) if (other < index) near.add(other);
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
  alike: Alike,
  groupOf: ReadonlyMap<number, number[]>,
  join: number,
): number[] | null {
  const near = new Set<number[]>();
  for (const other of alike[report]?.keys() ?? []) {
    const group = groupOf.get(other);
    if (group) near.add(group);
  }
  let best: number[] | null = null;
  let most = join;
  for (const group of near) {
    const like = nearest(group.map((member) => alike[report]?.get(member) ?? 0));
    if (like < most) continue;
    most = like;
    best = group;
  }
  return best;
}

/** Two groups that began apart, because the report that joins them came later, become one. */
function mergeAlike(groups: number[][], alike: Alike, groupOf: Map<number, number[]>, join: number): void {
  for (let isMerging = true; isMerging; ) {
    isMerging = false;
    for (const group of groups) {
      if (group.length === 0) continue;
      const near = new Set<number[]>();
      for (const member of group)
        for (const other of alike[member]?.keys() ?? []) {
          const to = groupOf.get(other);
          if (to && to !== group) near.add(to);
        }
      for (const to of near) {
        const like = nearest(to.flatMap((a) => group.map((b) => alike[a]?.get(b) ?? 0)));
        if (like < join + TO_MERGE) continue;
        for (const member of to) groupOf.set(member, group);
        group.push(...to.splice(0));
        isMerging = true;
      }
    }
  }
}

function nearest(likes: readonly number[]): number {
  const top = [...likes].sort((a, b) => b - a).slice(0, Math.max(NEAREST, Math.ceil(likes.length * PART)));
  return top.reduce((sum, like) => sum + like, 0) / Math.max(1, top.length);
}

function namesOf(groups: readonly number[][], count: number): (string | null)[] {
  const names: (string | null)[] = Array.from({ length: count }, () => null);
  const told = groups.filter((group) => group.length > 1).map((group) => [...group].sort((a, b) => a - b));
  told.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  for (const [index, group] of told.entries()) for (const member of group) names[member] = `g${index + 1}`;
  return names;
}
