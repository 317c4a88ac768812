// What was in time and what was not; where the time was lost, and why.
import { BESIDE, count, measuresOf, rate } from '../measure.ts';
import type { ReportedTicket } from '../reported.ts';
import { countedTimers, cycleBegan, isLateGrading, resolveTimer, verdictOf } from '../ticket-times.ts';

export const clocks = measuresOf('ticket', [
  {
    name: 'on-time',
    title: '按时率',
    definition:
      '各项时限：到期前完成 ÷（已完成 + 已超时，含还没完成但已过期的）。还没到期的和暂停中的不计；因定级过晚而超时的不计在内，另列；已撤销的不计。',
    kind: 'rate',
    by: 'clock',
    begin:
      ({ now }) =>
      (ticket) =>
        countedTimers(ticket).flatMap((timer) => {
          const verdict = verdictOf(timer, now);
          if (verdict === 'open' || (verdict === 'late' && isLateGrading(ticket, timer))) return [];
          return [rate(timer.kind, verdict === 'in-time')];
        }),
  },
  {
    name: 'on-site-grade-1',
    title: '特急 15 分钟到场率',
    definition: '1 级工单：按时到场 ÷ 全部有到场时限的 1 级工单，还没到场但已过期的也在分母里。',
    kind: 'rate',
    by: 'all',
    begin:
      ({ now }) =>
      (ticket) =>
        ticket.grade !== 1
          ? []
          : countedTimers(ticket)
              .filter((timer) => timer.kind === 'on_site' && verdictOf(timer, now) !== 'open')
              .map((timer) => rate('all', verdictOf(timer, now) === 'in-time')),
  },
  {
    name: 'overdue',
    title: '超时',
    definition: '本期工单里已经超时的时限数，按时限种类分；因定级过晚的不计在内，另列；已撤销的不计。',
    kind: 'count',
    by: 'clock',
    begin:
      ({ now }) =>
      (ticket) =>
        countedTimers(ticket)
          .filter((timer) => verdictOf(timer, now) === 'late' && !isLateGrading(ticket, timer))
          .map((timer) => count(timer.kind)),
  },
  {
    name: 'late-grading',
    title: '定级过晚',
    definition: '改级时已经过期的时限数，按时限种类分；算定级的问题，不算处理人的超时。',
    kind: 'count',
    by: 'clock',
    begin:
      ({ now }) =>
      (ticket) =>
        countedTimers(ticket)
          .filter((timer) => verdictOf(timer, now) === 'late' && isLateGrading(ticket, timer))
          .map((timer) => count(timer.kind)),
  },
  {
    name: 'on-time-with-delay',
    title: '延期内完成率',
    definition:
      '在处理时限或最后一次批准的延期之前处理完成 ÷ 全部已完成或已过处理时限的工单。只作对照，不代替按时率。',
    kind: 'rate',
    by: 'all',
    begin:
      ({ now }) =>
      (ticket) => {
        const timer = resolveTimer(ticket);
        if (!timer) return [];
        const verdict = verdictOf(timer, now);
        const until = lastApproved(ticket)?.dueAt ?? timer.dueAt;
        const doneAt = timer.metAt;
        if (doneAt === null && (verdict === 'open' || now < until)) return [];
        return [rate('all', verdict === 'in-time' || (doneAt !== null && doneAt <= until))];
      },
  },
  {
    name: 'told-in-time',
    title: '延期提前告知率',
    definition: '处理超时的工单里，在原时限之前已经把延期告诉住户（已送达或已打电话）的 ÷ 处理超时的工单。',
    kind: 'rate',
    by: 'all',
    begin:
      ({ now }) =>
      (ticket) => {
        const timer = resolveTimer(ticket);
        if (!timer || verdictOf(timer, now) !== 'late') return [];
        const told = ticket.course.delays.some(
          ({ state, toldAt }) => state === 'approved' && toldAt !== null && toldAt < timer.dueAt,
        );
        return [rate('all', told)];
      },
  },
  {
    name: 'overdue-stage',
    title: '超时发生在哪一步',
    definition: '每一项超时，按到期那一刻工单走到哪一步计数；定级过晚和已撤销的不计。',
    kind: 'count',
    by: 'stage',
    begin:
      ({ now }) =>
      (ticket) =>
        countedTimers(ticket)
          .filter((timer) => verdictOf(timer, now) === 'late' && !isLateGrading(ticket, timer))
          .map((timer) => count(stageAt(ticket, timer.dueAt))),
  },
  {
    name: 'overdue-cause',
    title: '处理超时的原因',
    definition:
      '处理超时的工单，按延期申请里写的原因计数；没有申请延期的看整改计划的原因，再看处理结果的原因码，都没有的记为未写明。',
    kind: 'count',
    by: 'cause',
    begin:
      ({ now }) =>
      (ticket) => {
        const timer = resolveTimer(ticket);
        return timer && verdictOf(timer, now) === 'late' ? [count(causeOf(ticket))] : [];
      },
  },
  {
    name: 'overdue-cause-stage',
    title: '处理超时的原因和停在哪一步',
    definition: '处理超时的工单，按原因和到期那一刻走到的步骤一起计数；原因的取法同“处理超时的原因”。',
    kind: 'count',
    by: 'cause-stage',
    begin:
      ({ now }) =>
      (ticket) => {
        const timer = resolveTimer(ticket);
        if (!timer || verdictOf(timer, now) !== 'late') return [];
        return [count(`${causeOf(ticket)}${BESIDE}${stageAt(ticket, timer.dueAt)}`)];
      },
  },
  {
    name: 'contacted-in-time',
    title: '响应率',
    definition: '规定时间内有人回复住户（没有回复时限的看受理时限）的工单 ÷ 已回复或已过期的工单。按类型分。',
    kind: 'rate',
    by: 'kind',
    begin:
      ({ now }) =>
      (ticket) => {
        const timers = countedTimers(ticket);
        const timer =
          timers.find(({ kind }) => kind === 'first_reply') ?? timers.find(({ kind }) => kind === 'accept');
        const verdict = timer ? verdictOf(timer, now) : 'open';
        return verdict === 'open' ? [] : [rate(ticket.kind, verdict === 'in-time')];
      },
  },
]);

function lastApproved({ course }: ReportedTicket) {
  return course.delays.filter((delay) => delay.state === 'approved').at(-1);
}

/** The step that had been reached when the clock ran out; a matter that came back begins anew. */
export function stageAt(ticket: ReportedTicket, at: number): string {
  const { milestones, cycle } = ticket.course;
  const reached = milestones.filter((each) => each.at <= at).at(-1);
  for (let n = cycle; n > 1; n--) {
    const beganAt = cycleBegan(ticket, n);
    if (beganAt !== null && beganAt <= at && (!reached || reached.cycle < n)) return 'reopened';
  }
  return reached?.kind ?? 'new';
}

export function causeOf({ course }: ReportedTicket): string {
  const delay = course.delays.at(-1);
  if (delay) return `delay:${delay.reason}`;
  const plan = course.rectifications.findLast((each) => each.plan !== null)?.plan;
  if (plan) return `root:${plan.cause}`;
  return course.causeCode ?? '';
}
