// What goes up the ladder without a clock that ran out: once for each cause, and no further than the cause lasts.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Tx } from '../../src/storage/contract.ts';
import { reopenTicket } from '../../src/tickets/closing.ts';
import { acceptTicket, amendTicket, openTicket, resolveTicket } from '../../src/tickets/deeds.ts';
import { recordCall } from '../../src/tickets/delay.ts';
import { dispatchTicket } from '../../src/tickets/dispatch.ts';
import type { Actor, House } from '../../src/tickets/house.ts';
import { raiseByWords } from '../../src/tickets/raise-heard.ts';
import { noteAndRaise } from '../../src/tickets/raising.ts';
import { urgeTicket } from '../../src/tickets/urging.ts';
import { arriveTicket, takeTicket, waitTicket } from '../../src/tickets/work.ts';
import { createHouse } from '../support/house.ts';
import { createManualClock, shanghai } from '../support/manual-clock.ts';
import { createSequentialIds } from '../support/sequential-ids.ts';
import { factsOf, openTicketDesk, type TicketDesk } from '../support/ticket-desk.ts';

const NINE = shanghai('2026-11-23 09:00');
const LEAD = 'LiJianGuo';
const MANAGER = 'LinZheng';
const clerk = {
  actor: { kind: 'staff', id: 'xu-jing', source: 'console' } as Actor,
  staffId: 'xu-jing',
};
const worker = {
  actor: { kind: 'staff', id: 'wang-zhiqiang', source: 'card' } as Actor,
  staffId: 'wang-zhiqiang',
};
const resident = { actor: { kind: 'resident', id: 'r', source: 'bot' } as Actor, staffId: null };

let desk: TicketDesk;
beforeEach(async () => {
  desk = await openTicketDesk(NINE);
});
afterEach(() => desk.close());

function doing<B, T>(deed: (tx: Tx, id: string, by: B, house: House) => Promise<T>) {
  return (id: string, by: B) => desk.unit((tx) => deed(tx, id, by, desk.house));
}
const accept = doing(acceptTicket);
const dispatch = doing(dispatchTicket);
const take = doing(takeTicket);
const arrive = doing(arriveTicket);
const wait = doing(waitTicket);
const resolve = doing(resolveTicket);
const reopen = doing(reopenTicket);
const urge = doing(urgeTicket);
const call = doing(recordCall);

/** Who heard of it as something to look into, and why. */
const raised = () =>
  desk.reminded
    .filter(({ text }) => text.startsWith('【督办】'))
    .map(({ who, text }) => [who, /）：(.+?)，/.exec(text)?.[1]]);
const levels = async (id: string) =>
  (await desk.under.store.read((tx) => tx.tickets.events(id)))
    .filter(({ type, data }) => type === 'ticket.escalated' && data.cause !== undefined)
    .map(({ data }) => [data.cause, data.level]);
async function inHand(facts = {}): Promise<string> {
  const { id } = await desk.open(facts);
  await accept(id, clerk);
  await dispatch(id, { ...clerk, department: 'engineering', assignee: 'wang-zhiqiang' });
  await take(id, worker);
  return id;
}
async function urgeTimes(id: string, times: number) {
  for (let n = 0; n < times; n++) {
    await desk.pass(600);
    await urge(id, resident);
  }
  await desk.pass(1);
}

describe('pressed for the third time (催单)', () => {
  it('is the manager’s matter, once', async () => {
    const id = await inHand();
    await urgeTimes(id, 2);
    expect(raised()).toEqual([]);
    await urgeTimes(id, 2);
    expect(raised()).toEqual([
      [LEAD, '住户已经催了 3 次'],
      [MANAGER, '住户已经催了 3 次'],
    ]);
    expect(await levels(id)).toEqual([['urged', 'L2']]);
  });

  it('goes further up while nobody has spoken with the resident, and no further once somebody has', async () => {
    const id = await inHand();
    await urgeTimes(id, 3);
    await desk.pass(2_700);
    expect(await levels(id)).toEqual([
      ['urged', 'L2'],
      ['urged', 'L3'],
    ]);
    await call(id, { ...clerk, note: '说好了下午去' });
    await desk.pass(9 * 3_600);
    expect((await levels(id)).filter(([cause]) => cause === 'urged')).toHaveLength(2);
  });

  it('is raised anew only when it is pressed for three times more after that', async () => {
    const id = await inHand();
    await urgeTimes(id, 3);
    await call(id, { ...clerk, note: '说好了下午去' });
    await urgeTimes(id, 2);
    expect(await levels(id)).toHaveLength(1);
    await urgeTimes(id, 1);
    expect(await levels(id)).toHaveLength(2);
  });

  it('is on the list of the desk each time, where there is nobody to tell', async () => {
    const { escalation } = desk.house;
    const steps = escalation.overdue.steps.map((step) => ({ ...step, who: [] }));
    desk.house.escalation = { ...escalation, overdue: { ...escalation.overdue, steps } };
    const id = await inHand();
    const tasks = async () =>
      (await desk.under.store.read((tx) => tx.tasks.open('cuihu', 20))).filter(
        ({ reason }) => reason === 'raised',
      );
    await urgeTimes(id, 3);
    expect(await tasks()).toHaveLength(1);
    await call(id, { ...clerk, note: '说好了下午去' });
    await desk.unit((tx) => tx.tasks.finishOfTicket(id, 'nobody-on-duty', desk.clock.now()));
    await urgeTimes(id, 3);
    expect(await tasks()).toHaveLength(1);
  });
});

it('a ticket that came back for the second time is the manager’s matter, until it is done', async () => {
  const id = await inHand();
  for (const round of [1, 2]) {
    await resolve(id, { ...worker, result: '换了垫圈' });
    await reopen(id, { ...resident, reason: 'disputed', words: '还在漏' });
    await desk.pass(1);
    expect(await levels(id)).toHaveLength(round - 1);
  }
  expect(raised()).toContainEqual([MANAGER, '同一件事第 2 次返工']);
  await resolve(id, { ...worker, result: '换了水管' });
  await desk.pass(9 * 3_600);
  expect(await levels(id)).toEqual([['reopened', 'L2']]);
});

describe('nobody is there at the agreed time', () => {
  const agreed = async () => {
    const id = await inHand();
    expect(await wait(id, { ...worker, reason: 'appointment', wakeAt: NINE + 2 * 3_600_000 })).toMatchObject({
      ok: true,
    });
    return id;
  };

  it('is the manager’s matter half an hour later', async () => {
    const id = await agreed();
    await desk.pass(2 * 3_600 + 1_799);
    expect(await levels(id)).toEqual([]);
    await desk.pass(2);
    expect(await levels(id)).toEqual([['no-show', 'L2']]);
    expect(raised()).toContainEqual([MANAGER, '约好的时间到了']);
  });

  it('is nobody’s when they came', async () => {
    const id = await agreed();
    await desk.pass(2 * 3_600 + 600);
    await arrive(id, worker);
    await desk.pass(7_200);
    expect((await levels(id)).filter(([cause]) => cause === 'no-show')).toEqual([]);
  });

  it('of an emergency is company matter at the fifteenth minute', async () => {
    const id = await inHand({ hazards: ['burst'], faults: [], grade: 1 });
    await desk.pass(901);
    expect(await levels(id)).toContainEqual(['no-show', 'L3']);
  });
});

describe('those in charge, called twice in vain', () => {
  const burst = { hazards: ['burst' as const], faults: [], grade: 1 as const };

  it('are left to their ringing phones, and the desk has it on its list, once', async () => {
    const { id } = await desk.open(burst);
    await desk.pass(1_500);
    expect(await levels(id)).toEqual(
      expect.arrayContaining([
        ['lead-silent', 'L2'],
        ['manager-silent', 'L3'],
      ]),
    );
    expect(raised()).toEqual([]);
    const tasks = await desk.under.store.read((tx) => tx.tasks.open('cuihu', 20));
    expect(tasks.filter(({ reason }) => reason === 'raised')).toHaveLength(1);
  });

  it('are over when somebody takes it', async () => {
    const { id } = await desk.open(burst);
    await desk.pass(700);
    expect(await levels(id)).toHaveLength(2);
    await accept(id, clerk);
    await desk.pass(3_600);
    expect((await levels(id)).filter(([cause]) => String(cause).endsWith('silent'))).toHaveLength(2);
  });

  it('have somebody above them where the house names one', async () => {
    const { escalation } = desk.house;
    const steps = escalation.overdue.steps.map((step) =>
      step.level === 'L3' ? { ...step, who: [{ kind: 'staff', staffId: 'xu-jing' } as const] } : step,
    );
    const house = { ...escalation, overdue: { ...escalation.overdue, steps } };
    const other = await openTicketDesk(NINE, { escalation: house });
    try {
      await other.open(burst);
      await other.pass(1_000);
      expect(other.reminded.filter(({ who }) => who === 'XuJing').map(({ text }) => text)).toContainEqual(
        expect.stringMatching(/：项目经理叫了 2 次，还没有人接单/),
      );
    } finally {
      await other.close();
    }
  });
});

it('somebody above, asked for twice, hears it', async () => {
  const id = await inHand();
  const ask = async () =>
    desk.unit(async (tx) => {
      const ticket = await tx.tickets.get(id);
      if (ticket) await noteAndRaise(tx, ticket, 'leader-asked', {}, desk.house);
    });
  await ask();
  await desk.pass(1);
  expect(await levels(id)).toEqual([]);
  await ask();
  await desk.pass(1);
  expect(raised()).toContainEqual([MANAGER, '住户第 2 次说要找负责人']);
});

describe('the fourth level', () => {
  it.each([
    { grade: 3 as const, faults: ['water.leak'], hazards: [], days: 3, reviews: [] },
    { grade: 1 as const, faults: [], hazards: ['burst' as const], days: 1, reviews: ['overdue'] },
  ])(
    'is reached by a clock that runs on; in grade $grade it opens $reviews.length case review',
    async (told) => {
      const { days, reviews, ...facts } = told;
      const id = await inHand(facts);
      await desk.pass(days * 86_400);
      const events = await desk.under.store.read((tx) => tx.tickets.events(id));
      const reached = events
        .filter(({ type, data }) => type === 'ticket.escalated' && data.kind === 'first_reply')
        .map(({ data }) => data.level);
      expect(reached).toEqual(['L1', 'L2', 'L3', 'L4']);
      expect((await desk.ticket(id)).course.reviews.map(({ why }) => why)).toEqual(reviews);
    },
  );

  it('is reached at once with the third clock that was missed', async () => {
    const id = await inHand({ hazards: ['burst'], faults: [], grade: 1 });
    await desk.pass(2_000);
    expect((await levels(id)).filter(([cause]) => cause === 'breached')).toEqual([['breached', 'L4']]);
  });
});

it('a house that wants none of it writes none of it', async () => {
  const { escalation } = createHouse({ clock: createManualClock(NINE), ids: createSequentialIds() });
  const quiet = await openTicketDesk(NINE, {
    escalation: { ...escalation, overdue: { ...escalation.overdue, triggers: [] } },
  });
  try {
    const { id } = await quiet.open();
    for (let n = 0; n < 4; n++) {
      await quiet.pass(600);
      await quiet.unit((tx) => urgeTicket(tx, id, resident, quiet.house));
    }
    expect(await quiet.eventTypes(id)).not.toContain('ticket.raised');
  } finally {
    await quiet.close();
  }
});

describe('what is heard of a matter', () => {
  const danger = { hazards: ['fire' as const], faults: [], grade: 1 as const };

  it('is the manager’s at once where people are in danger, each danger once, and ends when somebody takes it', async () => {
    const { id } = await desk.open(danger);
    await desk.pass(1);
    expect(raised()).toEqual([
      ['MaZhenHua', '关系到人的安全'],
      [MANAGER, '关系到人的安全'],
    ]);
    const again = { facts: factsOf(danger), why: 'addition', actor: resident.actor } as const;
    await desk.unit((tx) => amendTicket(tx, id, again, desk.house));
    await desk.pass(1);
    expect(await levels(id)).toEqual([['danger', 'L2']]);
    await accept(id, clerk);
    await desk.pass(3_600);
    expect((await levels(id)).filter(([cause]) => cause === 'danger')).toHaveLength(1);
  });

  it('goes further up while nobody takes it', async () => {
    const { id } = await desk.open(danger);
    await desk.pass(430);
    expect((await levels(id)).filter(([cause]) => cause === 'danger')).toEqual([
      ['danger', 'L2'],
      ['danger', 'L3'],
    ]);
  });

  it('is no such thing where nobody is hurt', async () => {
    const { id } = await desk.open({ hazards: ['burst'], faults: [], grade: 1 });
    await desk.pass(1);
    expect(await levels(id)).toEqual([]);
  });

  it('of a threat is told those, too, who were told a moment ago that it is grave for another reason', async () => {
    const hurt = { faults: [], description: '我妈被掉下来的瓷砖砸伤送医院了' };
    const { id } = await desk.open(hurt, 'complaint');
    await desk.pass(20);
    expect(raised()).toEqual([]);
    const ticket = await desk.ticket(id);
    await desk.unit((tx) => raiseByWords(tx, ticket, ['明天我带人来打死你们保安'], desk.house));
    await desk.pass(1);
    expect(raised().map(([who]) => who)).toContain(MANAGER);
  });

  it.each([
    ['threat', 'complaint', '楼下的人说要打保安', '住户说要对我们的同事动手'],
    ['outside', 'repair', '再不修就打12345', '住户说到媒体、12345、律师、起诉或上访'],
  ] as const)(
    'on the phone, %s in a %s is raised in the night, too, until they were called',
    async (cause, kind, words, why) => {
      await desk.pass(14 * 3_600);
      const onThePhone = {
        conversation: null,
        communityId: 'cuihu',
        name: null,
        grade: null,
        firstOwner: null,
      };
      const told = { kind, facts: factsOf({ description: words }), partial: false };
      const { ticket } = await desk.unit((tx) =>
        openTicket(tx, { ...onThePhone, ...told, actor: clerk.actor }, desk.house),
      );
      await desk.pass(1);
      expect(raised()).toEqual([
        [LEAD, why],
        [MANAGER, why],
      ]);
      await call(ticket.id, { ...clerk, note: '谈过了' });
      await desk.pass(18 * 3_600);
      expect((await levels(ticket.id)).filter(([each]) => each === cause)).toEqual([[cause, 'L2']]);
    },
  );
});
