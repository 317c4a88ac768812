// How a matter ends, comes back, or turns out to be one that is known already.
import { accepted, type Outcome } from '../base/errors.ts';
import type { Tx } from '../storage/contract.ts';
import { joinWords } from './describe.ts';
import { keepChange, standingOf } from './history.ts';
import type { House } from './house.ts';
import { tellResident } from './notices.ts';
import { type By, perform } from './perform.ts';
import { raise } from './raising.ts';
import { keepOut, makeRoom } from './stepping-aside.ts';
import type { Ticket } from './ticket.ts';
import { weighAgain, weighMerged } from './weighing.ts';

/** The resident says that it is done, or has been silent for a day, which says nothing. */
export function confirmTicket(
  tx: Tx,
  ticketId: string,
  by: By & { silence?: boolean },
  house: House,
): Promise<Outcome<Ticket>> {
  const { silence = false } = by;
  return perform(tx, ticketId, 'confirm', { by, data: { silence }, withoutMilestone: silence }, house);
}

/** After the follow-up, or after tries that reached nobody; those count apart. */
export function closeTicket(
  tx: Tx,
  ticketId: string,
  by: By & { outcome: 'confirmed' | 'followed-up' | 'unreached' },
  house: House,
): Promise<Outcome<Ticket>> {
  return perform(
    tx,
    ticketId,
    'close',
    { by, input: { outcome: by.outcome }, data: { outcome: by.outcome } },
    house,
  );
}

/** It is not done after all. `words` are the resident's, where they said it: thanks reopen nothing. The ticket has them, its history has not. */
export async function reopenTicket(
  tx: Tx,
  ticketId: string,
  by: By & { reason: string; words?: string; notContent?: boolean },
  house: House,
): Promise<Outcome<Ticket>> {
  const { reason, words, notContent = false } = by;
  const reopened = await perform(
    tx,
    ticketId,
    'reopen',
    {
      by,
      input: { reason, ...(words === undefined ? {} : { words }) },
      data: { reason: notContent ? 'dissatisfied' : by.actor.kind === 'resident' ? 'disputed' : reason },
      change(ticket, now) {
        ticket.course.cycle += 1;
        ticket.course.waiting = null;
        ticket.course.resultMessageId = null;
        if (notContent)
          ticket.course.rectifications.push({
            ...{ cycle: ticket.course.cycle, openedAt: now, plan: null, verifiedAt: null, verifiedBy: null },
          });
        if (words !== undefined) ticket.description = joinWords(ticket.description, words);
        keepOut(ticket, house);
      },
      words: {
        lead: notContent
          ? '住户评价不满意，单子已重新打开，时限减半。请在一个工作日内写好整改计划'
          : '住户说还没处理好，单子已重新打开，时限减半，请盯一下',
        helpers: notContent ? '住户不满意，请尽快再去看一次' : '住户说还没处理好，请尽快再去看一次',
      },
    },
    house,
  );
  if (reopened.ok) {
    await makeRoom(tx, reopened.value, house);
    await weighAgain(tx, reopened.value, {}, by.actor, house);
    await raise(tx, reopened.value, 'reopened', house);
  }
  return reopened;
}

/** Two tickets of one matter: this one ends in the other, and the residents of both hear how it goes on. */
export async function mergeTicket(
  tx: Tx,
  ticketId: string,
  by: By & { into: string },
  house: House,
): Promise<Outcome<Ticket>> {
  const target = await tx.tickets.get(by.into);
  const merged = await perform(
    tx,
    ticketId,
    'merge',
    {
      by,
      input: { target },
      data: { into: by.into },
      change(ticket) {
        ticket.course.mergedInto = by.into;
        ticket.course.waiting = null;
        ticket.course.offer = null;
      },
    },
    house,
  );
  if (!merged.ok || !target) return merged;
  const source = merged.value;
  const before = standingOf(target);
  const listeners = [source.conversationId, ...source.course.alsoTell].filter((id) => id !== null);
  const known = new Set([target.conversationId, ...target.course.alsoTell]);
  target.course.alsoTell.push(...listeners.filter((id) => !known.has(id)));
  target.course.complainedAbout = [
    ...new Set([...target.course.complainedAbout, ...source.course.complainedAbout]),
  ];
  target.updatedAt = house.clock.now();
  await tx.tickets.save(target);
  await keepChange(tx, target, before, {
    type: 'ticket.joined',
    actor: by.actor,
    at: target.updatedAt,
    data: { staffId: by.staffId, from: source.id, code: source.code },
  });
  await makeRoom(tx, target, house);
  await weighMerged(tx, target, source, by.actor, house);
  const fields = { 'ticket.code': source.code, 'target.code': target.code };
  await tellResident(
    tx,
    { ...source, course: { ...source.course, alsoTell: [] } },
    'ticket.merged',
    fields,
    house,
  );
  return accepted(source);
}
