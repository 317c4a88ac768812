// A ticket in words for people of ours: short enough for a phone in a stairwell. Pure.

import type { Address } from '../understanding/commands.ts';
import { formatAddress } from '../understanding/entities/address.ts';
import type { Lexicon } from '../understanding/input.ts';
import type { Ticket, TicketPlace } from './ticket.ts';

export function toPlace(address: Address, area: string | undefined, lexicon: Lexicon): TicketPlace {
  const areaLabel = lexicon.areas.find((entry) => entry.id === area)?.label ?? area;
  const words = [formatAddress(address), areaLabel].filter((part) => part !== undefined && part !== '');
  return {
    building: address.building ?? null,
    unit: address.unit ?? null,
    floor: address.floor ?? null,
    room: address.room ?? null,
    area: area ?? address.publicPlace ?? null,
    text: words.join(' '),
  };
}

const GRADE_NAMES: Record<Ticket['grade'], string> = {
  1: '一级特急',
  2: '二级紧急',
  3: '三级普通',
  4: '四级咨询',
};

/** What a duty worker must know at a glance. `whatLabel` is the matter in words. */
export function describeForStaff(ticket: Ticket, whatLabel: string): string {
  const lines = [
    `【${GRADE_NAMES[ticket.grade]}】${whatLabel}`,
    `地点：${ticket.place.text || '住户还没说，正在问'}`,
    `住户电话：${sayPhone(ticket.contact.phone) ?? '正在问'}`,
    `承诺：${ticket.promise.text}`,
    ...(ticket.description === '' ? [] : [`住户说：${shorten(ticket.description)}`]),
    `单号：${ticket.code}`,
  ];
  return lines.join('\n');
}

const SHOWN_CHARS = 60;

function shorten(words: string): string {
  const line = [...words.replace(/\s+/g, ' ')];
  return line.length <= SHOWN_CHARS ? line.join('') : `${line.slice(0, SHOWN_CHARS).join('')}…`;
}

/** +8613800138000 → 138 0013 8000 would break tap-to-call on some phones, so the plain national number. */
export function sayPhone(phone: string | null): string | null {
  if (phone === null) return null;
  return phone.startsWith('+86') ? phone.slice(3) : phone;
}
