// A ticket in words for people of ours: short enough for a phone in a stairwell. Pure.

import { sayInstant } from '../clocks/service-calendar.ts';
import type { Address } from '../understanding/commands.ts';
import { formatAddress } from '../understanding/entities/address.ts';
import type { Lexicon } from '../understanding/input.ts';
import type { Ticket, TicketPlace } from './ticket.ts';

export function toPlace(address: Address, area: string | undefined, lexicon: Lexicon): TicketPlace {
  const areaLabel = lexicon.areas.find((entry) => entry.id === area)?.label ?? area;
  const where = formatAddress(address);
  // 9栋1单元 and 单元门口 share a word.
  const inside = where.endsWith('单元') ? areaLabel?.replace(/^单元/, '') : areaLabel;
  // 北门 is a place by itself; 小区大门 behind it says nothing more.
  const words = (address.publicPlace === undefined ? [where, inside] : [where]).filter(
    (part) => part !== undefined && part !== '',
  );
  return {
    building: address.building ?? null,
    unit: address.unit ?? null,
    floor: address.floor ?? null,
    room: address.room ?? null,
    area: area ?? address.publicPlace ?? null,
    text: words.join(' '),
  };
}

export const GRADE_NAMES: Record<Ticket['grade'], string> = {
  1: '一级特急',
  2: '二级紧急',
  3: '三级普通',
  4: '四级咨询',
};

/** What a duty worker must know at a glance. `whatLabel` is the matter in words. */
export function describeForStaff(ticket: Ticket, whatLabel: string): string {
  const lines = [
    `【${GRADE_NAMES[ticket.grade]}】${whatLabel}`,
    `地点：${sayPlaceForStaff(ticket.place)}`,
    `住户电话：${sayPhone(ticket.contact.phone) ?? '还没有'}`,
    `承诺：${promiseForStaff(ticket)}`,
    ...(ticket.description === '' ? [] : [`住户说：${shorten(ticket.description)}`]),
    `单号：${ticket.code}`,
  ];
  return lines.join('\n');
}

/** Where to run to; half a place says that the rest is on its way. */
export function sayPlaceForStaff(place: TicketPlace): string {
  if (place.text === '') return '住户还没说，正在问';
  const isLost = place.building === null && place.area !== null && INSIDE_A_BUILDING.has(place.area);
  return isLost ? `${place.text}（哪一栋正在问）` : place.text;
}

/** Areas of the lexicon that nobody finds without the building. */
const INSIDE_A_BUILDING = new Set([
  'kitchen',
  'bathroom',
  'living-room',
  'dining-room',
  'bedroom',
  'study',
  'balcony',
  'storage',
  'entrance',
  'unit-door',
  'corridor',
  'stairwell',
  'lift-lobby',
  'lift',
  'lobby',
  'roof',
  'facade',
  'meter-room',
]);

/** 15分钟内 alone says nothing to somebody who reads it ten minutes later. */
export function promiseForStaff({ promise, openedAt }: Ticket): string {
  if (promise.dueAt === null) return promise.text;
  const by = sayInstant(promise.dueAt, openedAt).replace('今天 ', '');
  return promise.text.includes(by) ? promise.text : `${promise.text}（${by} 前）`;
}

/** The lines of an account, and those of a later one that are new. */
export function joinWords(before: string, after: string): string {
  const known = new Set(before.split('\n'));
  return [before, ...after.split('\n').filter((line) => !known.has(line))].join('\n');
}

const SHOWN_CHARS = 60;

export function shorten(words: string): string {
  const line = [...words.replace(/\s+/g, ' ')];
  return line.length <= SHOWN_CHARS ? line.join('') : `${line.slice(0, SHOWN_CHARS).join('')}…`;
}

/** +8613800138000 → 138 0013 8000 would break tap-to-call on some phones, so the plain national number. */
export function sayPhone(phone: string | null): string | null {
  if (phone === null) return null;
  return phone.startsWith('+86') ? phone.slice(3) : phone;
}
