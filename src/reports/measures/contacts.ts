// What happens in a contact: who answers first, how long people wait for a person, and what was settled in it.
import { wallDate } from '../../clocks/service-calendar.ts';
import { AND_BOTH, count, HOUR_MS, measuresOf, rate } from '../measure.ts';
import type { ReportedContact, ReportedWord } from '../reported.ts';
import { between } from '../ticket-times.ts';

/** Whoever comes back within this time had not been helped. */
const RETURN_MS = 72 * HOUR_MS;
/** With these words the bot calls a person. */
const CALLS_A_PERSON: readonly (string | null)[] = [
  'handoff.noted',
  'handoff.coming',
  'handoff.later',
  'handoff.queued',
];
const WORK: readonly string[] = ['repair', 'complaint', 'service', 'help', 'patrol', 'suggestion'];

export const contacts = measuresOf('contact', [
  {
    name: 'contacts',
    title: '接待',
    definition: '本期登记簿上的接待次数，按渠道分；同一位住户隔 6 小时再来算另一次。',
    kind: 'count',
    by: 'way',
    begin: () => (contact) => [count(contact.way)],
  },
  {
    name: 'bot-first-reply',
    title: '机器人首次回复用时',
    definition: `每次接待里，从住户第一句话到机器人第一次回复；先由员工回复的不计。按渠道分。${AND_BOTH}`,
    kind: 'duration',
    by: 'way',
    begin: (_period, calendar) => (contact) => {
      const first = heard(contact)[0];
      const reply = heard(contact).find(({ by }) => by === 'bot' || by === 'staff');
      return first && reply?.by === 'bot' ? [between(calendar, first.at, reply.at, contact.way)] : [];
    },
  },
  {
    name: 'person-wait',
    title: '转人工后人工首次回复用时',
    definition: `从机器人说明正在转人工，到员工第一次回复；每次转人工单独计算，没有等到回复的不计。按实际回复人分。${AND_BOTH}`,
    kind: 'duration',
    by: 'staff',
    begin: (_period, calendar) => (contact) => {
      let calledAt: number | null = null;
      return contact.words.flatMap((word) => {
        if (CALLS_A_PERSON.includes(word.replyKey)) calledAt ??= word.at;
        if (word.by !== 'staff' || calledAt === null) return [];
        const waited = between(calendar, calledAt, word.at, word.staffId ?? '');
        calledAt = null;
        return [waited];
      });
    },
  },
  {
    name: 'next-response',
    title: '人工再次回复用时',
    definition: `从住户第一句还没有人回答的话，到员工回答；中间机器人已经回答的不计。按实际回复人分。${AND_BOTH}`,
    kind: 'duration',
    by: 'staff',
    begin: (_period, calendar) => (contact) => {
      let unansweredAt: number | null = null;
      return contact.words.flatMap((word) => {
        if (word.by === 'resident') unansweredAt ??= word.at;
        if (word.by === 'system' || word.by === 'resident' || unansweredAt === null) return [];
        const waited = between(calendar, unansweredAt, word.at, word.staffId ?? '');
        unansweredAt = null;
        return word.by === 'staff' ? [waited] : [];
      });
    },
  },
  {
    name: 'bot-containment',
    title: '机器人独立办结率',
    definition:
      '机器人首接的接待里，没有员工参与、没有产生工单、72 小时内没有再来的 ÷ 机器人首接且已满 72 小时的接待。住户不说话不等于办成了。按渠道分。',
    kind: 'rate',
    by: 'way',
    begin:
      ({ now }) =>
      (contact) => {
        if (!contact.botFirst || contact.at + RETURN_MS > now) return [];
        const hasPerson =
          contact.receptionist !== null ||
          contact.words.some(({ by, replyKey }) => by === 'staff' || CALLS_A_PERSON.includes(replyKey));
        return [rate(contact.way, !hasPerson && contact.tickets.length === 0 && !cameBack(contact))];
      },
  },
  {
    name: 'one-contact',
    title: '一次接待解决率',
    definition:
      '咨询类接待（没有产生报修、投诉等工单）里，当次答复、72 小时内没有再来也没有重新打开的 ÷ 已满 72 小时的咨询类接待。按渠道分。',
    kind: 'rate',
    by: 'way',
    begin:
      ({ now }) =>
      (contact) => {
        const { conversationId, tickets, at, way } = contact;
        if (conversationId === null || at + RETURN_MS > now) return [];
        if (tickets.some(({ kind }) => WORK.includes(kind))) return [];
        const isSolved = tickets.every(({ solvedAt, cycle }) => solvedAt !== null && cycle === 1);
        return [rate(way, isSolved && !cameBack(contact))];
      },
  },
  {
    name: 'same-day-entry',
    title: '当日登记率',
    definition: '当天就由员工登记或确认的接待 ÷ 全部接待；今天还没有登记的不计。按渠道分。',
    kind: 'rate',
    by: 'way',
    begin:
      ({ now }) =>
      ({ at, enteredAt, way }) => {
        if (enteredAt === null && wallDate(at) === wallDate(now)) return [];
        return [rate(way, enteredAt !== null && wallDate(enteredAt) === wallDate(at))];
      },
  },
  {
    name: 'script-use',
    title: '话术使用率',
    definition:
      '员工回复住户的话里，用了批准过的话术（原样，或在前后加了话）的 ÷ 员工的全部回复；改动过话术的不算。按实际回复人分。',
    kind: 'rate',
    by: 'staff',
    begin: () => (contact) =>
      contact.words.flatMap(({ by, staffId, replyKey }) =>
        by === 'staff' ? [rate(staffId ?? '', replyKey !== null)] : [],
      ),
  },
  {
    name: 'scripts-used',
    title: '用得最多的话术',
    definition: '员工回复住户时用到的批准过的话术，按话术编号计数，从多到少。',
    kind: 'count',
    by: 'reply',
    begin: () => (contact) =>
      contact.words.flatMap(({ by, replyKey }) =>
        by === 'staff' && replyKey !== null ? [count(replyKey)] : [],
      ),
  },
  {
    name: 'called-a-person',
    title: '转人工前的最后一句',
    definition: '每次转人工，按机器人在那之前说的最后一句话（话术编号）计数；一开口就转人工的记为开头。',
    kind: 'count',
    by: 'reply',
    begin: () => (contact) => {
      let before = '';
      let isCalled = false;
      return contact.words.flatMap(({ by, replyKey }) => {
        const calls = CALLS_A_PERSON.includes(replyKey);
        if (by === 'staff') isCalled = false;
        if (by === 'bot' && !calls) before = replyKey ?? '';
        if (!calls || isCalled) return [];
        isCalled = true;
        return [count(before)];
      });
    },
  },
]);

/** From the resident's first word on: what we said before it was no answer. */
function heard({ words }: ReportedContact): ReportedWord[] {
  const first = words.findIndex(({ by }) => by === 'resident');
  return first < 0 ? [] : words.slice(first);
}

function cameBack({ at, nextAt }: ReportedContact): boolean {
  return nextAt !== null && nextAt - at <= RETURN_MS;
}
