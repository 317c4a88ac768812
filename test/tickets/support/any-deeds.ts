// Two tickets, and whatever may be done to them in whatever order.
import fc from 'fast-check';
import type { Outcome } from '../../../src/base/errors.ts';
import type { Tx } from '../../../src/storage/contract.ts';
import { assignReview, holdReview, verifyReview } from '../../../src/tickets/case-review.ts';
import { checkClocks } from '../../../src/tickets/clocks.ts';
import { closeTicket, confirmTicket, mergeTicket, reopenTicket } from '../../../src/tickets/closing.ts';
import {
  approveClosing,
  askThirdParty,
  hear,
  nameColleagues,
  noteFinding,
  noteThirdParty,
  propose,
  setLevel,
  tellApart,
} from '../../../src/tickets/complaint-deeds.ts';
import {
  acceptTicket,
  amendTicket,
  cancelTicket,
  noteHumanReply,
  resolveTicket,
} from '../../../src/tickets/deeds.ts';
import { decideDelay, recordCall, requestDelay } from '../../../src/tickets/delay.ts';
import { dispatchTicket } from '../../../src/tickets/dispatch.ts';
import { dueWork } from '../../../src/tickets/due-work.ts';
import {
  answerSurvey,
  askResident,
  noteNotReached,
  planRectification,
  verifyRectification,
} from '../../../src/tickets/follow-up.ts';
import {
  declineTransfer,
  regradeTicket,
  succeedFirstOwner,
  transferTicket,
} from '../../../src/tickets/handing-over.ts';

import { botActor, type House, timerActor } from '../../../src/tickets/house.ts';
import type { IncidentCourse } from '../../../src/tickets/incident-course.ts';
import { attachTicket, letGo } from '../../../src/tickets/incident-reach.ts';

import type { By } from '../../../src/tickets/perform.ts';
import {
  answerQuote,
  approveQuote,
  beginPaidWork,
  discussQuote,
  expireQuote,
  quoteTicket,
} from '../../../src/tickets/quote.ts';
import { type Deed, deeds, transitions } from '../../../src/tickets/states.ts';
import type { Ticket } from '../../../src/tickets/ticket.ts';
import { SETTLE_JOB, TAKE_JOB } from '../../../src/tickets/ticket-jobs.ts';
import { urgeTicket } from '../../../src/tickets/urging.ts';
import {
  arriveTicket,
  controlTicket,
  departTicket,
  resumeTicket,
  returnTicket,
  supportTicket,
  takeTicket,
  waitTicket,
} from '../../../src/tickets/work.ts';
import { factsOf, type TicketDesk } from '../../support/ticket-desk.ts';

const HOUR_MS = 3_600_000;

type Step = (
  tx: Tx,
  id: string,
  by: By,
  other: string,
  house: House,
) => Promise<Outcome<unknown> | undefined>;
const manager: By = { actor: { kind: 'staff', id: 'lin-zheng', source: 'console' }, staffId: 'lin-zheng' };
const as = (staffId: string): By => ({ actor: { kind: 'staff', id: staffId, source: 'api' }, staffId });
const outsider = as('gao-feng');
const job = { id: 'j', kind: 'k', dueAt: 0, attempt: 1 };
const later = (house: House) => house.clock.now() + 400 * HOUR_MS;

/** An incident of the ordinary one of the two tickets. */
const known = { id: 'incident', communityId: 'cuihu', kind: 'repair' } as IncidentCourse;

const steps: Record<string, Step> = {
  accept: (tx, id, by, _o, house) => acceptTicket(tx, id, by, house),
  dispatch: (tx, id, by, _o, house) => dispatchTicket(tx, id, by, house),
  grab: (tx, id, by, _o, house) => dispatchTicket(tx, id, { ...by, how: 'grab' }, house),
  assign: (tx, id, by, _o, house) => dispatchTicket(tx, id, { ...by, assignee: 'zhang-haibo' }, house),
  take: (tx, id, by, _o, house) => takeTicket(tx, id, by, house),
  return: (tx, id, by, _o, house) => returnTicket(tx, id, { ...by, reason: '不会修' }, house),
  depart: (tx, id, by, _o, house) => departTicket(tx, id, by, house),
  arrive: (tx, id, by, _o, house) => arriveTicket(tx, id, by, house),
  control: (tx, id, by, _o, house) => controlTicket(tx, id, by, house),
  ask: (tx, id, by, _o, house) =>
    waitTicket(tx, id, { ...by, reason: 'waiting_resident', question: '在家吗' }, house),
  wait: (tx, id, by, _o, house) =>
    waitTicket(tx, id, { ...by, reason: 'waiting_parts', wakeAt: house.clock.now() + HOUR_MS }, house),
  resume: (tx, id, by, _o, house) => resumeTicket(tx, id, { ...by, why: 'by-hand' }, house),
  resolve: (tx, id, by, _o, house) => resolveTicket(tx, id, { ...by, result: '好了', chargeFen: 0 }, house),
  confirm: (tx, id, by, _o, house) => confirmTicket(tx, id, by, house),
  close: (tx, id, by, _o, house) => closeTicket(tx, id, { ...by, outcome: 'confirmed' }, house),
  reopen: (tx, id, by, _o, house) => reopenTicket(tx, id, { ...by, reason: '还在漏' }, house),
  cancel: (tx, id, by, _o, house) => cancelTicket(tx, id, { ...by, reason: '不用了' }, house),
  merge: (tx, id, by, other, house) => mergeTicket(tx, id, { ...by, into: other }, house),
  transfer: (tx, id, by, _o, house) =>
    transferTicket(tx, id, { ...by, to: 'zhao-yonggang', reason: '下班' }, house),
  decline: (tx, id, by, _o, house) => declineTransfer(tx, id, { ...by, reason: '忙' }, house),
  raise: (tx, id, by, _o, house) => regradeTicket(tx, id, { ...by, grade: 1, reason: '更急了' }, house),
  lower: (tx, id, by, _o, house) => regradeTicket(tx, id, { ...by, grade: 3, reason: '没那么急' }, house),
  delay: (tx, id, by, _o, house) =>
    requestDelay(tx, id, { ...by, reason: 'parts', alternative: 'seal', dueAt: later(house) }, house),
  allow: async (tx, id, _by, _o, house) => {
    await requestDelay(
      tx,
      id,
      { ...manager, reason: 'parts', alternative: 'seal', dueAt: later(house) },
      house,
    );
    return decideDelay(tx, id, { ...manager, approve: true }, house);
  },
  refuse: (tx, id, _by, _o, house) => decideDelay(tx, id, { ...manager, approve: false }, house),
  call: (tx, id, by, _o, house) => recordCall(tx, id, { ...by, note: '打过电话' }, house),
  urge: (tx, id, by, _o, house) => urgeTicket(tx, id, by, house),
  succeed: (tx, id, by, _o, house) =>
    succeedFirstOwner(tx, id, { ...by, successor: 'tang-li', reason: '离职' }, house),
  attach: async (tx, id, by, _o, house) => {
    // Not often, or no way gets far.
    if (by.staffId === 'lin-zheng') await attachTicket(tx, id, known, by, house);
    return undefined;
  },
  detach: async (tx, id, by, _o, house) => {
    await letGo(tx, id, known, by.actor, house);
    return undefined;
  },
  danger: (tx, id, _by, _o, house) =>
    amendTicket(tx, id, { facts: factsOf({ hazards: ['burst'] }), why: 'addition', actor: botActor }, house),
  late: async (tx, id, _by, _o, house) => {
    const holder = (await tx.tickets.get(id))?.assignee ?? null;
    await dueWork[TAKE_JOB]?.(tx, { ...job, subjectId: id, payload: { holder } }, house);
    return undefined;
  },
  silent: async (tx, id, _by, _o, house) => {
    const cycle = (await tx.tickets.get(id))?.course.cycle;
    await dueWork[SETTLE_JOB]?.(tx, { ...job, subjectId: id, payload: { cycle } }, house);
    return undefined;
  },
  survey: (tx, id, _by, _o, house) => askResident(tx, id, { actor: timerActor, staffId: null }, house),
  content: (tx, id, by, _o, house) =>
    answerSurvey(tx, id, { ...by, verdict: 'satisfied', how: 'phone' }, house),
  notContent: (tx, id, by, _o, house) =>
    answerSurvey(tx, id, { ...by, verdict: 'dissatisfied', how: 'phone' }, house),
  putRight: async (tx, id, _by, _o, house) => {
    await answerSurvey(tx, id, { ...manager, verdict: 'dissatisfied', how: 'phone' }, house);
    await planRectification(
      tx,
      id,
      { ...manager, cause: 'people', measure: '再教一遍', responsible: 'zhang-haibo', dueAt: later(house) },
      house,
    );
    return verifyRectification(tx, id, { ...manager, finding: '看过了' }, house);
  },
  notReached: (tx, id, by, _o, house) => noteNotReached(tx, id, by, house),
  planRectification: (tx, id, by, _o, house) =>
    planRectification(
      tx,
      id,
      { ...by, cause: 'process', measure: '先测', responsible: 'zhang-haibo', dueAt: later(house) },
      house,
    ),
  verifyRectification: (tx, id, by, _o, house) =>
    verifyRectification(tx, id, { ...by, finding: '看过了' }, house),
  answer: async (tx, id, by, _o, house) => {
    const ticket = await tx.tickets.get(id);
    if (ticket?.conversationId) await noteHumanReply(tx, ticket.conversationId, by.actor, house);
    return undefined;
  },
  support: (tx, id, by, _o, house) => supportTicket(tx, id, by, house),
  quote: (tx, id, by, _o, house) =>
    quoteTicket(tx, id, { ...by, lines: [{ item: 'tap-change', quantity: 2 }] }, house),
  quoteOther: (tx, id, by, _o, house) =>
    quoteTicket(
      tx,
      id,
      { ...by, lines: [{ name: '换水管', quantity: 1, unitFen: 12_000 }], reason: '管子锈穿' },
      house,
    ),
  approveQuote: async (tx, id, _by, _o, house) => {
    const quoteId = await newestQuote(tx, id);
    return approveQuote(tx, id, { ...manager, quoteId, approve: true }, house);
  },
  // A yes comes soon, or the walk would hardly ever get so far.
  paid: async (tx, id, _by, _o, house) => {
    await quoteTicket(tx, id, { ...manager, lines: [{ item: 'tap-change', quantity: 2 }] }, house);
    const said = {
      quoteId: await newestQuote(tx, id),
      agrees: true,
      how: 'message',
      messageId: 'm',
    } as const;
    await answerQuote(tx, id, { ...residentSays, ...said }, house);
    return beginPaidWork(tx, id, manager, house);
  },
  declineQuote: async (tx, id, by, _o, house) => {
    const quoteId = await newestQuote(tx, id);
    const heard = { how: 'phone', spokeWith: 'owner', heardFen: 6_000 } as const;
    return answerQuote(tx, id, { ...by, quoteId, agrees: false, ...heard }, house);
  },
  discussQuote: async (tx, id, _by, _o, house) =>
    discussQuote(tx, id, { ...residentSays, quoteId: await newestQuote(tx, id) }, house),
  expireQuote: async (tx, id, _by, _o, house) => expireQuote(tx, id, await newestQuote(tx, id), house),
  beginPaid: (tx, id, by, _o, house) => beginPaidWork(tx, id, by, house),
  resolvePaid: (tx, id, by, _o, house) =>
    resolveTicket(tx, id, { ...by, result: '好了', chargeFen: 6_000 }, house),
  weightier: (tx, id, by, _o, house) => setLevel(tx, id, { ...by, level: '重大', reason: '闹大了' }, house),
  lighter: (tx, id, _by, _o, house) =>
    setLevel(tx, id, { ...manager, level: '一般', reason: '说清了' }, house),
  nameColleagues: (tx, id, by, _o, house) =>
    nameColleagues(tx, id, { ...by, colleagues: ['li-jianguo'], reason: '听说' }, house),
  tellApart: (tx, id, by, _o, house) =>
    tellApart(tx, id, { ...by, fact: '灯坏了', emotion: '不满', demand: '修好' }, house),
  hear: (tx, id, by, _o, house) => hear(tx, id, { ...by, whom: 'resident', words: '还没修' }, house),
  noteFinding: (tx, id, by, _o, house) =>
    noteFinding(tx, id, { ...by, verdict: 'founded', words: '看过' }, house),
  propose: (tx, id, by, _o, house) => propose(tx, id, { ...by, proposal: '换灯' }, house),
  askThirdParty: (tx, id, by, _o, house) =>
    askThirdParty(
      tx,
      id,
      { ...by, party: 'committee', reason: '一起看', dueAt: house.clock.now() + HOUR_MS },
      house,
    ),
  noteThirdParty: async (tx, id, by, _o, house) => {
    const dueAt = house.clock.now() + 2 * HOUR_MS;
    await askThirdParty(tx, id, { ...outsider, party: 'street', reason: '请调解', dueAt }, house);
    const waiting = (await tx.tickets.get(id))?.course.complaint?.outside.find(
      (each) => each.answered === null,
    );
    return noteThirdParty(tx, id, { ...by, thirdPartyId: waiting?.id ?? '', result: '同意' }, house);
  },
  // Everything approving asks for, by somebody who never has it in hand.
  agree: async (tx, id, _by, _o, house) => {
    for (const { id: thirdPartyId, answered } of (await tx.tickets.get(id))?.course.complaint?.outside ?? [])
      if (answered === null)
        await noteThirdParty(tx, id, { ...outsider, thirdPartyId, result: '同意' }, house);
    await noteFinding(tx, id, { ...outsider, verdict: 'partly', words: '看过' }, house);
    await propose(tx, id, { ...outsider, proposal: '换灯' }, house);
    await resolveTicket(tx, id, { ...outsider, result: '修好了' }, house);
    const said = await approveClosing(tx, id, manager, house);
    return said.ok ? said : approveClosing(tx, id, as('he-xiuzhen'), house);
  },
  lookBack: async (tx, id, _by, _o, house) => {
    const reviewId = (await tx.tickets.get(id))?.course.reviews[0]?.id ?? '';
    const owner = 'shen-jia';
    await assignReview(tx, id, { ...as('he-xiuzhen'), reviewId, owner, dueAt: later(house) }, house);
    const held = { cause: 'process' as const, broke: '没看', measure: '每天看' };
    await holdReview(tx, id, { ...as(owner), reviewId, ...held }, house);
    return verifyReview(tx, id, { ...as('he-xiuzhen'), reviewId, finding: '看过' }, house);
  },
  // By whoever is meant: at random it would hardly ever be drawn.
  sayNo: async (tx, id, by, _o, house) => {
    const staffId = (await tx.tickets.get(id))?.course.offer?.to ?? by.staffId;
    return declineTransfer(tx, id, { ...by, staffId, reason: '忙' }, house);
  },
};

const residentSays: By = { actor: { kind: 'resident', id: 'r', source: 'bot' }, staffId: null };

async function newestQuote(tx: Tx, id: string): Promise<string> {
  return (await tx.tickets.get(id))?.course.quotes.at(-1)?.id ?? 'none';
}

/** Mostly what the table allows now, by whoever has it, so that long ways are walked; the rest at random. */
export const move = fc.record({
  deed: fc.nat(1_000),
  at: fc.constantFrom('allowed', 'allowed', 'allowed', 'any'),
  who: fc.constantFrom('holder', 'holder', 'offered', 'xu-jing', 'zhao-yonggang', 'li-jianguo', 'lin-zheng'),
  on: fc.constantFrom(0, 0, 0, 1),
  seconds: fc.constantFrom(0, 0, 5, 70, 500, 4_000),
});

const DEED_OF: Partial<Record<string, Deed>> = {
  ...Object.fromEntries(deeds.map((deed) => [deed, deed])),
  ...{ grab: 'dispatch', assign: 'dispatch', ask: 'wait', raise: 'regrade', lower: 'regrade' },
  ...{
    content: 'followUp',
    notContent: 'followUp',
    putRight: 'followUp',
    allow: 'decideDelay',
    refuse: 'decideDelay',
    late: 'return',
    sayNo: 'decline',
    silent: 'confirm',
    quoteOther: 'quote',
    paid: 'quote',
    declineQuote: 'answerQuote',
    resolvePaid: 'resolve',
    weightier: 'setLevel',
    lighter: 'setLevel',
    agree: 'propose',
    lookBack: 'verifyReview',
  },
};

function stepsFrom(ticket: Ticket, at: string): string[] {
  return Object.keys(steps).filter((step) => {
    const deed = DEED_OF[step];
    // Rarely possible, so that they are not drawn in vain at every turn of the way.
    const { rectifications, reviews } = ticket.course;
    if (deed === 'verifyReview') return reviews.some((each) => each.verified === null);
    if (deed !== undefined && transitions[deed].guards.includes('complaint') && ticket.kind !== 'complaint')
      return false;
    if (deed === 'planRectification') return rectifications.some((each) => each.plan === null);
    if (deed === 'verifyRectification')
      return rectifications.some((each) => each.plan !== null && each.verifiedAt === null);
    const quote = ticket.course.quotes.at(-1)?.state;
    if (deed === 'approveQuote') return quote === 'to-approve';
    if (deed === 'answerQuote' || deed === 'discussQuote' || deed === 'expireQuote') return quote === 'asked';
    if (deed === 'beginPaid' || step === 'resolvePaid') return quote === 'agreed';
    if (deed === 'quote' && ticket.course.quotes.length > 2) return false;
    return at === 'any' || deed === undefined || transitions[deed].from.includes(ticket.status);
  });
}

function whoDoes(who: string, { assignee, course }: Ticket): By {
  const named = who === 'holder' ? assignee : who === 'offered' ? course.offer?.to : who;
  const staffId = named ?? 'wang-zhiqiang';
  return { actor: { kind: 'staff', id: staffId, source: 'api' }, staffId };
}

type Move = typeof move extends fc.Arbitrary<infer M> ? M : never;

/** Opens both and does as it is told; what was refused goes into `refusals`. */
export async function walk(
  desk: TicketDesk,
  moves: readonly Move[],
  refusals: Set<string>,
  kind: 'repair' | 'complaint' = 'repair',
): Promise<string[]> {
  const ids = [
    kind === 'repair'
      ? (await desk.open()).id
      : (await desk.open({ faults: ['noise'], description: '再吵我打12345' }, 'complaint')).id,
    (await desk.open({ hazards: ['burst'], faults: [] })).id,
  ];
  await desk.unit(async (tx) => {
    for (const { deed, at, who, on, seconds } of moves) {
      desk.clock.advance(seconds * 1000);
      for (const id of ids) await checkClocks(tx, id, desk.house);
      const id = ids[on] ?? '';
      const other = ids[(on + 1) % ids.length] ?? '';
      const ticket = await tx.tickets.get(id);
      if (!ticket) throw new Error('gone');
      const open = stepsFrom(ticket, at);
      const step = steps[open[deed % open.length] ?? ''];
      const outcome = await step?.(tx, id, whoDoes(who, ticket), other, desk.house);
      if (outcome && !outcome.ok) refusals.add(outcome.code);
    }
  });
  return ids;
}
