// It takes longer than promised: asked for before the time is up, decided by somebody who may, and told to the resident with a new
// time and something that helps meanwhile. It counts as told when the message has arrived, or when somebody has called.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import { sayInstant } from '../clocks/service-calendar.ts';
import type { OutboxRow, Tx } from '../storage/contract.ts';
import type { Delay } from './course.ts';
import { sayPhone } from './describe.ts';
import { keepChange, standingOf } from './history.ts';
import { botActor, type House, sayStaff, staffById } from './house.ts';
import { officePhone, tellResident } from './notices.ts';
import { type By, perform } from './perform.ts';
import { nextPromised } from './promise.ts';
import { finishQuoteTasks } from './quote-tasks.ts';
import type { Ticket } from './ticket.ts';

/** Why, as a code for counting and in words for residents. */
export const delayReasons = {
  parts: '要换的配件还在路上',
  third_party: '还要等外面的单位一起处理',
  weather: '这会儿的天气做不了，怕不安全',
  access: '现场暂时进不去',
  safety: '要先把安全措施做好',
  scope: '打开看了，要做的比原来看到的多',
  overload: '师傅们正在处理更急的险情',
} as const;
export type DelayReason = keyof typeof delayReasons;

export type DelayWish = { reason: DelayReason; alternative: string; dueAt: number };

export function requestDelay(
  tx: Tx,
  ticketId: string,
  by: By & DelayWish & { evidence?: string },
  house: House,
): Promise<Outcome<Ticket>> {
  const { reason, alternative, dueAt } = by;
  const id = house.ids.next();
  const until = sayInstant(dueAt, house.clock.now());
  return perform(
    tx,
    ticketId,
    'delay',
    {
      by,
      input: { reason, alternative, dueAt },
      data: { delayId: id, reason, alternative, dueAt, evidence: by.evidence ?? null },
      change(ticket, now) {
        const asked = { id, reason, alternative, dueAt, state: 'asked' as const };
        const nobodyYet = { decidedBy: null, decidedAt: null, messageId: null, toldAt: null };
        ticket.course.delays = [
          ...ticket.course.delays,
          { ...asked, askedBy: by.staffId, askedAt: now, ...nobodyYet },
        ];
      },
      words: { lead: `申请延到 ${until}（${delayReasons[reason]}），请批复` },
    },
    house,
  );
}

export async function decideDelay(
  tx: Tx,
  ticketId: string,
  by: By & { approve: boolean; note?: string },
  house: House,
): Promise<Outcome<Ticket>> {
  let asked: Delay | null = null;
  let promisedAt: number | null = null;
  return perform(
    tx,
    ticketId,
    'decideDelay',
    {
      by,
      data: { approve: by.approve, note: by.note ?? null },
      change(ticket, now) {
        const { delays } = ticket.course;
        asked = delays.find((each) => each.state === 'asked') ?? null;
        if (asked === null) return;
        Object.assign(asked, {
          state: by.approve ? 'approved' : 'declined',
          decidedBy: by.staffId,
          decidedAt: now,
          messageId: by.approve && ticket.conversationId !== null ? house.ids.next() : null,
        });
        if (!by.approve) return;
        promisedAt = nextPromised(ticket);
        ticket.promise = { text: `最晚${sayInstant(asked.dueAt, now)} 办好`, dueAt: asked.dueAt };
      },
      async tellResident(ticket) {
        if (asked?.state !== 'approved') return;
        const fields = fieldsOfDelay(ticket, asked, promisedAt, house);
        const { id: delayId, messageId } = asked;
        await tellResident(tx, ticket, 'ticket.delayed', fields, house, { messageId });
        if (messageId === null) await callByPhone(tx, ticket, delayId, house);
      },
    },
    house,
  );
}

/** What the resident would read. */
export function previewDelay(ticket: Ticket, wish: DelayWish, house: House): Outcome<string> {
  if (!house.dispatch.alternatives.some((each) => each.id === wish.alternative))
    return refused('tickets/alternative-needed', '延期要同时给住户一个替代办法，请从替代办法里选一个');
  const fields = fieldsOfDelay(ticket, wish, nextPromised(ticket), house);
  const content = house.say('ticket.delayed', fields, {
    conversationId: ticket.conversationId ?? ticket.id,
    channel: ticket.channel ?? 'web',
  });
  return accepted(content.type === 'menu' ? content.head : content.text);
}

function fieldsOfDelay(
  ticket: Ticket,
  delay: Pick<Delay, 'reason' | 'alternative' | 'dueAt'>,
  promisedAt: number | null,
  house: House,
): Record<string, string> {
  const now = house.clock.now();
  const ownerId = ticket.course.successor?.staffId ?? ticket.firstOwner ?? ticket.assignee;
  const owner = ownerId === null ? null : staffById(house, ownerId);
  const alternative = house.dispatch.alternatives.find((each) => each.id === delay.alternative)?.say ?? '';
  return {
    'ticket.code': ticket.code,
    'promise.before': promisedAt === null ? '尽快办好' : `${sayInstant(promisedAt, now)} 前`,
    'promise.at': sayInstant(delay.dueAt, now),
    reason: delayReasons[delay.reason as DelayReason] ?? '还需要一点时间',
    alternative,
    'owner.name': owner ? sayStaff(owner) : '值班同事',
    'owner.phone': sayPhone(owner?.phone ?? null) ?? officePhone(ticket, house),
  };
}

/** The message is out: told, and when. */
export async function noteDelayDelivered(tx: Tx, row: OutboxRow, house: House): Promise<void> {
  if (row.ticketId === null || row.messageId === null) return;
  const told = await tx.messages.get(row.messageId);
  if (told?.replyKey !== 'ticket.delayed') return;
  const ticket = await tx.tickets.get(row.ticketId);
  const delay = ticket?.course.delays.find((each) => each.messageId === row.messageId);
  if (!ticket || !delay || delay.toldAt !== null) return;
  const before = standingOf(ticket);
  const now = house.clock.now();
  ticket.course.delays = ticket.course.delays.map((each) =>
    each === delay ? { ...each, toldAt: now } : each,
  );
  await tx.tickets.save(ticket);
  await keepChange(tx, ticket, before, {
    type: 'delay.told',
    actor: botActor,
    at: now,
    data: { delayId: delay.id },
  });
}

/** Somebody has told the resident by phone or in person. */
export async function recordCall(
  tx: Tx,
  ticketId: string,
  by: By & { note: string },
  house: House,
): Promise<Outcome<Ticket>> {
  const called = await perform(
    tx,
    ticketId,
    'call',
    {
      by,
      data: { note: by.note },
      change(ticket, now) {
        ticket.course.resultMessageId = null;
        ticket.course.delays = ticket.course.delays.map((each) =>
          each.state === 'approved' && each.toldAt === null ? { ...each, toldAt: now } : each,
        );
      },
    },
    house,
  );
  if (called.ok) {
    await finishQuoteTasks(tx, called.value, house.clock.now());
    await tx.tasks.finishOfTicket(called.value.id, 'undeliverable', house.clock.now());
  }
  return called;
}

async function callByPhone(tx: Tx, ticket: Ticket, delayId: string, house: House): Promise<void> {
  await tx.tasks.add({
    communityId: ticket.communityId,
    kind: 'undeliverable',
    conversationId: ticket.conversationId,
    ticketId: ticket.id,
    reason: 'no-channel',
    createdAt: house.clock.now(),
    uniqueKey: callKey(delayId),
  });
}

const callKey = (delayId: string) => `delay-call:${delayId}`;
