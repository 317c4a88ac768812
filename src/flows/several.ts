// Several matters in one message: two homes each with a trouble of its own, or troubles of two teams. What can not be told apart is asked.
import type { Address, Found } from '../understanding/commands.ts';
import { isElsewhere } from './address.ts';
import type { Told } from './answers.ts';
import { UNNAMED } from './fields.ts';
import type { Turn } from './turn.ts';

/** `choices`: it is one matter, and which of these places is meant nobody can tell. */
export type Several = { matters: Told[]; choices: Address[] };

type Place = Extract<Found, { entity: 'address' }>;
type Fault = Extract<Found, { entity: 'fault' }>;

const MOST_MATTERS = 3;

export function severalMatters(turn: Turn, told: Told): Several {
  const one: Several = { matters: [told], choices: [] };
  if (told.corrections.length > 0) return one;
  const faults = told.fills.filter((found) => found.entity === 'fault');
  const places = homesTold(turn);
  if (places.length > 1) return byPlace(turn, told, places, faults);
  const groups = byTeam(turn, faults);
  if (groups.length < 2) return one;
  const [first, ...others] = groups;
  const rest = told.fills.filter((found) => found.entity !== 'fault');
  // Where in the home it is was said of the first trouble.
  const shared = rest.filter((found) => found.entity !== 'area' && found.entity !== 'photo');
  return {
    matters: [
      { ...told, fills: [...rest, ...(first ?? [])] },
      ...others.map((group) => ({ ...told, fills: [...shared, ...group] })),
    ],
    choices: [],
  };
}

/** Homes of which no two can be the same, in the order they were told. */
function homesTold(turn: Turn): Place[] {
  const homes: Place[] = [];
  for (const place of turn.input.places ?? []) {
    if (place.value.building === undefined || place.span === null) continue;
    if (homes.every((home) => isElsewhere(home.value, place.value))) homes.push(place);
  }
  return homes.slice(0, MOST_MATTERS);
}

function byPlace(turn: Turn, told: Told, places: Place[], faults: readonly Fault[]): Several {
  const rest = told.fills.filter((found) => found.entity !== 'address' && found.entity !== 'fault');
  const shared = rest.filter((found) => found.entity !== 'area' && found.entity !== 'photo');
  const of = places.map((_, index) => faults.filter((fault) => ownerOf(turn, places, fault) === index));
  const isAll = isSaidOfAll(turn, places);
  if (isAll || of.every((group) => group.length > 0)) {
    return {
      matters: places.map((place, index) => ({
        ...told,
        fills: [place, ...(isAll ? faults : (of[index] ?? [])), ...(index === 0 ? rest : shared)],
      })),
      choices: [],
    };
  }
  return {
    matters: [{ ...told, fills: told.fills.filter((found) => found.entity !== 'address') }],
    choices: places.map((place) => place.value),
  };
}

/** The last place told before the trouble; the first one for a trouble told before any. */
function ownerOf(turn: Turn, places: readonly Place[], fault: Fault): number {
  const at = position(turn, fault);
  const after = places.filter((place) => position(turn, place) <= at).length;
  return Math.max(0, after - 1);
}

function position(turn: Turn, found: Found): number {
  const message = turn.input.messages.findIndex((one) => one.messageId === found.messageId);
  return message * FAR + (found.span?.start ?? 0);
}

const FAR = 1_000_000;

/** 501和502都漏水. */
function isSaidOfAll(turn: Turn, places: readonly Place[]): boolean {
  const last = places.at(-1);
  const text = turn.input.messages.find((one) => one.messageId === last?.messageId)?.text ?? '';
  return /^[家户室号里这两]{0,3}(?:都|全都?|也都)/u.test(text.slice(last?.span?.end ?? 0));
}

/** What follows 还有 or 另外 and is for other people is a matter of its own; the smell of a blocked drain is not. */
function byTeam(turn: Turn, faults: readonly Fault[]): Fault[][] {
  const groups: { team: string; faults: Fault[] }[] = [];
  let before: Fault | null = null;
  for (const fault of faults) {
    const team = turn.ports.teamOf(fault.value);
    const known = groups.find((group) => group.team === team) ?? groups[0];
    const isApart =
      before !== null && team !== null && fault.value !== UNNAMED && isToldApart(turn, before, fault);
    if (team !== null && (known === undefined || (known.team !== team && isApart)))
      groups.push({ team, faults: [fault] });
    else known?.faults.push(fault);
    before = fault;
  }
  return groups.slice(0, MOST_MATTERS).map((group) => group.faults);
}

const APART = /还有|另外|顺便|对了|再就是|再有|还想|第二|二是|2[.、]/u;

function isToldApart(turn: Turn, before: Fault, fault: Fault): boolean {
  if (before.messageId !== fault.messageId) return true;
  const text = turn.input.messages.find((one) => one.messageId === fault.messageId)?.text ?? '';
  return APART.test(text.slice(before.span?.end ?? 0, fault.span?.start ?? 0));
}
