// Time in which a clock stood still for the resident, and whether the resident had answered by then.
import { AND_BOTH, measuresOf, rate } from '../measure.ts';
import type { ReportedTicket } from '../reported.ts';
import { between } from '../ticket-times.ts';

/** Whoever hears the resident goes on at once; a pause that ends soon after their word was right. */
const SOON_MS = 5 * 60_000;

export const pauses = measuresOf('ticket', [
  {
    name: 'pause-time',
    title: '暂停核查',
    definition: `因等待住户而停下的每一段时间，记在当时的经手人名下。${AND_BOTH}`,
    kind: 'duration',
    by: 'staff',
    begin: (_period, calendar) => (ticket) =>
      ticket.course.pauses.map(({ from, to }) => between(calendar, from, to, holderAt(ticket, from, to))),
  },
  {
    name: 'pause-after-word',
    title: '住户已经回话仍然暂停的比率',
    definition: '暂停期间住户已经来信、5 分钟后仍然没有继续的暂停 ÷ 全部暂停。按当时的经手人分。',
    kind: 'rate',
    by: 'staff',
    begin: () => (ticket) =>
      ticket.course.pauses.map((pause) =>
        rate(holderAt(ticket, pause.from, pause.to), wordIn(ticket, pause) !== null),
      ),
  },
  {
    name: 'pause-after-word-time',
    title: '住户已经回话仍然暂停的时间',
    definition: `从暂停期间住户第一次来信到继续处理，只算 5 分钟后仍然没有继续的。按当时的经手人分。${AND_BOTH}`,
    kind: 'duration',
    by: 'staff',
    begin: (_period, calendar) => (ticket) =>
      ticket.course.pauses.flatMap((pause) => {
        const wordAt = wordIn(ticket, pause);
        return wordAt === null
          ? []
          : [between(calendar, wordAt, pause.to, holderAt(ticket, pause.from, pause.to))];
      }),
  },
]);

function holderAt({ course }: ReportedTicket, from: number, to: number): string {
  return course.legs.find((each) => each.from <= from && (each.until ?? to) > from)?.holder ?? '';
}

function wordIn({ wroteAt }: ReportedTicket, { from, to }: { from: number; to: number }): number | null {
  return wroteAt.find((at) => at >= from && at <= to - SOON_MS) ?? null;
}
