// Did the resident get what they came for? Compared with what they wanted, from the tickets and the words they got.
import type { TicketView } from '../../src/http/api/schemas.ts';
import { lintWording } from '../../src/replies/lint.ts';
import type { WantedTicket } from './residents.ts';
import type { Talk } from './talk.ts';

export type Verdict = {
  id: string;
  style: string;
  turns: number;
  questions: number;
  offers: number;
  isRepair: boolean;
  needless: number;
  /** Empty = they got it. */
  missed: string[];
  /** Words that would not have passed the linter. */
  remarks: string[];
  transcript: string[];
};

export function judge(talk: Talk, tickets: readonly TicketView[], isWithPerson: boolean): Verdict {
  const { wants, id, style } = talk.resident;
  const missed: string[] = [];
  if (talk.endless) missed.push('the talk did not come to an end');
  if (wants.tickets) missed.push(...compare(wants.tickets, tickets));
  if (wants.answered !== undefined && !talk.heard.join('\n').includes(wants.answered))
    missed.push(`nothing was said of ${wants.answered}`);
  if (wants.person && !isWithPerson) missed.push('no person was called');
  if (wants.any && tickets.length === 0 && talk.heard.length === 0) missed.push('nothing happened');
  return {
    id,
    style,
    turns: talk.turns,
    questions: talk.asked.length,
    offers: talk.offers,
    isRepair: wants.tickets?.some(({ kind, grade }) => kind === 'repair' && grade !== 1) ?? false,
    needless: talk.needless.length,
    missed,
    remarks: talk.heard.flatMap((text) => remarksOn(text)),
    transcript: talk.transcript,
  };
}

function compare(wanted: readonly WantedTicket[], got: readonly TicketView[]): string[] {
  const missed = wanted.length === got.length ? [] : [`${got.length} tickets instead of ${wanted.length}`];
  const left = [...got];
  for (const each of wanted) {
    const at = left.findIndex((ticket) => fits(each, ticket));
    if (at < 0) missed.push(`no ticket ${JSON.stringify(each)} among ${JSON.stringify(left.map(shortly))}`);
    else left.splice(at, 1);
  }
  return missed;
}

function fits(wanted: WantedTicket, ticket: TicketView): boolean {
  const { building, unit, room } = ticket.place;
  return (
    (wanted.kind === undefined || wanted.kind === ticket.kind) &&
    (wanted.grade === undefined || wanted.grade === ticket.grade) &&
    (wanted.place === undefined || wanted.place === [building, unit, room].join('-')) &&
    (wanted.building === undefined || wanted.building === building) &&
    (wanted.class === undefined || wanted.class === ticket.complaintClass) &&
    (wanted.status === undefined || wanted.status === ticket.status)
  );
}

function shortly({ kind, grade, place, complaintClass, status }: TicketView) {
  const { building, unit, room } = place;
  return { kind, grade, place: [building, unit, room].join('-'), class: complaintClass, status };
}

/** The rules that hold for words as they stand on a screen; lengths and figures are those of the fields. */
function remarksOn(text: string): string[] {
  const lang = /\p{Script=Han}/u.test(text) ? 'zh-CN' : 'en';
  return lintWording(text.replace(/\n\[[^\]]*\]/gu, ''), [], null, {
    lang,
    without: ['unbackedPromise', 'length', 'noEcho', 'noPromiseBeyondPolicy'],
  }).map(({ rule, found }) => `${rule}: ${found}`);
}
