// 首问负责制: whose matter it is, and whether they saw it through themselves.
import { count, measuresOf, rate } from '../measure.ts';
import { milestoneOf } from '../ticket-times.ts';

export const firstOwners = measuresOf('ticket', [
  {
    name: 'first-owner-closed',
    title: '首问办结率',
    definition: '由首问负责人（或其接任者）亲自办结 ÷ 已办结的工单。按首问负责人分。',
    kind: 'rate',
    by: 'staff',
    begin: () => (ticket) => {
      const closed = milestoneOf(ticket, 'closed', ticket.course.cycle);
      const { firstOwner, course } = ticket;
      if (!closed || firstOwner === null) return [];
      return [rate(firstOwner, closed.by === firstOwner || closed.by === course.successor?.staffId)];
    },
  },
  {
    name: 'first-owner-named',
    title: '首问落实率',
    definition: '有首问负责人的工单 ÷ 本期没有撤销的工单。按类型分。',
    kind: 'rate',
    by: 'kind',
    begin: () => (ticket) =>
      ticket.status === 'cancelled' ? [] : [rate(ticket.kind, ticket.firstOwner !== null)],
  },
  {
    name: 'first-owner-answered',
    title: '首问本人首次回复率',
    definition: '第一次人工回复由首问负责人本人作出 ÷ 有首问负责人并有人工回复的工单。按首问负责人分。',
    kind: 'rate',
    by: 'staff',
    begin: () => (ticket) => {
      const [first] = ticket.answers;
      return first && ticket.firstOwner !== null
        ? [rate(ticket.firstOwner, first.by === ticket.firstOwner)]
        : [];
    },
  },
  {
    name: 'first-owner-throughout',
    title: '首问全程率',
    definition:
      '由首问负责人（或其接任者）本人受理、并在处理完成或之后（完成、确认、回访、办结）再次出面 ÷ 已办结的工单。按首问负责人分。',
    kind: 'rate',
    by: 'staff',
    begin: () => (ticket) => {
      const { firstOwner, course } = ticket;
      if (firstOwner === null || milestoneOf(ticket, 'closed', course.cycle) === null) return [];
      const isTheirs = (by: string | null) => by === firstOwner || by === (course.successor?.staffId ?? '');
      const hasAccepted = isTheirs(milestoneOf(ticket, 'accepted', 1)?.by ?? null);
      const sawTheEnd = END.some((kind) => isTheirs(milestoneOf(ticket, kind, course.cycle)?.by ?? null));
      return [rate(firstOwner, hasAccepted && sawTheEnd)];
    },
  },
  {
    name: 'first-owner-succeeded',
    title: '首问交接',
    definition: '首问负责人离开后由别人接任的工单数，按原首问负责人分。',
    kind: 'count',
    by: 'staff',
    begin: () => (ticket) =>
      ticket.course.successor === null || ticket.firstOwner === null ? [] : [count(ticket.firstOwner)],
  },
]);

const END = ['resolved', 'resident_confirmed', 'followed_up', 'closed'] as const;
