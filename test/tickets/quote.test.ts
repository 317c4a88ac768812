// Paid work: what it costs is on the list or a lead has looked, the resident has said yes to exactly this, and nothing more is charged.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/base/errors.ts';
import type { Tx } from '../../src/storage/contract.ts';
import { reopenTicket } from '../../src/tickets/closing.ts';
import { acceptTicket, resolveTicket } from '../../src/tickets/deeds.ts';
import { recordCall } from '../../src/tickets/delay.ts';
import type { House } from '../../src/tickets/house.ts';
import type { By } from '../../src/tickets/perform.ts';
import {
  answerQuote,
  approveQuote,
  beginPaidWork,
  discussQuote,
  quoteTicket,
} from '../../src/tickets/quote.ts';
import type { Ticket } from '../../src/tickets/ticket.ts';
import { waitTicket } from '../../src/tickets/work.ts';
import { shanghai } from '../support/manual-clock.ts';
import { openTicketDesk, type TicketDesk } from '../support/ticket-desk.ts';

const NOON = shanghai('2026-11-23 12:00');
const HOURS = 3_600;
const as = (staffId: string): By => ({ actor: { kind: 'staff', id: staffId, source: 'api' }, staffId });
const wang = as('wang-zhiqiang');
const lead = as('li-jianguo');
const manager = as('lin-zheng');
const clerk = as('xu-jing');
const resident: By = { actor: { kind: 'resident', id: 'r', source: 'bot' }, staffId: null };
const tap = { lines: [{ item: 'tap-change', quantity: 2 }] };
const pipe = { lines: [{ name: '换一段水管', quantity: 1, unitFen: 12_000 }] };

let desk: TicketDesk;
let id: string;
beforeEach(async () => {
  desk = await openTicketDesk(NOON);
  id = (await desk.open()).id;
  await doing(acceptTicket)(wang);
  await desk.pass(0);
});
afterEach(() => desk.close());

function doing<B>(deed: (tx: Tx, id: string, by: B, house: House) => Promise<Outcome<Ticket>>) {
  return (by: B) => desk.unit((tx) => deed(tx, id, by, desk.house));
}
const quote = doing(quoteTicket);
const approve = doing(approveQuote);
const answer = doing(answerQuote);
const discuss = doing(discussQuote);
const begin = doing(beginPaidWork);
const resolve = doing(resolveTicket);
const wait = doing(waitTicket);

const newest = async () => {
  const found = (await desk.ticket(id)).course.quotes.at(-1);
  if (!found) throw new Error('no quote');
  return found;
};
const says = async (agrees: boolean) =>
  answer({ ...resident, quoteId: (await newest()).id, agrees, how: 'message', messageId: 'm-yes' });
const refusal = (code: string) => ({ ok: false, code: `tickets/${code}` });
const heardBy = (who: string) => desk.heard.filter((each) => each.who === who).map((each) => each.text);
const tasks = async () =>
  (await desk.unit((tx) => tx.tasks.open(null, 20)))
    .filter((each) => each.kind === 'quote')
    .map((each) => each.reason);

describe('a quote of the price list', () => {
  it('goes to the resident at once, with the sum and three answers, and no clock stands for it', async () => {
    const before = (await desk.ticket(id)).timers;
    expect(await quote({ ...wang, ...tap })).toMatchObject({ ok: true });
    await desk.pass(0);
    expect(await newest()).toMatchObject({ state: 'asked', totalFen: 6_000, version: 1, consent: null });
    const [told] = desk.residents.calls.slice(-1);
    expect(told?.content).toMatchObject({
      type: 'menu',
      items: [{ label: 'quote.yes' }, { label: 'quote.no' }, { label: 'quote.talk' }],
    });
    expect(JSON.stringify(told?.content)).toContain('换水龙头 2个×30元＝60元');
    expect((await newest()).shown).toBe(told?.content.type === 'menu' ? told.content.head : '');
    expect((await desk.ticket(id)).timers).toEqual(before);
    expect((await desk.ticket(id)).status).toBe('accepted');
  });

  it('is the question for whoever waits for the resident', async () => {
    expect(await wait({ ...wang, reason: 'waiting_resident' })).toMatchObject(refusal('question-needed'));
    await quote({ ...wang, ...tap });
    expect(await wait({ ...wang, reason: 'waiting_resident' })).toMatchObject({ ok: true });
  });

  it('is refused for what is not there, without a price where there is a range, and for nothing', async () => {
    const one = (line: object) => quote({ ...wang, lines: [{ quantity: 1, ...line }] });
    expect(await one({ item: 'gold-tap' })).toMatchObject(refusal('not-on-list'));
    expect(await one({ item: 'drain-unblock' })).toMatchObject(refusal('price-needed'));
    expect(await one({ name: '换水管' })).toMatchObject(refusal('lines-needed'));
    expect(await quote({ ...wang, lines: [] })).toMatchObject(refusal('lines-needed'));
    expect(await one({ item: 'drain-unblock', unitFen: 9_000 })).toMatchObject({ ok: true });
    expect(await newest()).toMatchObject({ state: 'asked', totalFen: 9_000 });
  });

  it('holds for its days only', async () => {
    desk.clock.set(shanghai('2028-01-02 12:00'));
    expect(await quote({ ...wang, ...tap })).toMatchObject(refusal('not-on-list'));
  });
});

describe('what is not on the list', () => {
  it('needs its reason, and a lead other than whoever made it', async () => {
    expect(await quote({ ...lead, ...pipe })).toMatchObject(refusal('reason-needed'));
    expect(await quote({ ...lead, ...pipe, reason: '管子锈穿' })).toMatchObject({ ok: true });
    const { id: quoteId } = await newest();
    await desk.pass(0);
    expect(desk.residents.texts().join()).not.toContain('quote.ask');
    expect(await approve({ ...wang, quoteId, approve: true })).toMatchObject(refusal('lead-needed'));
    expect(await approve({ ...lead, quoteId, approve: true })).toMatchObject(refusal('other-eyes-needed'));
    expect(
      await answer({ ...resident, quoteId, agrees: true, how: 'message', messageId: 'm' }),
    ).toMatchObject(refusal('quote-not-open'));
    expect(await approve({ ...manager, quoteId, approve: true })).toMatchObject({ ok: true });
    await desk.pass(0);
    expect(await newest()).toMatchObject({ state: 'asked', approvedBy: 'lin-zheng' });
    expect(JSON.stringify(desk.residents.calls.at(-1)?.content)).toContain('换一段水管 1项×120元＝120元');
  });

  it('is a price above the list, too, and may be turned down', async () => {
    const dear = { lines: [{ item: 'tap-change', quantity: 1, unitFen: 5_000 }] };
    expect(await quote({ ...wang, ...dear })).toMatchObject(refusal('reason-needed'));
    expect(await quote({ ...wang, ...dear, reason: '要拆柜子' })).toMatchObject({ ok: true });
    await desk.pass(0);
    expect(heardBy('LiJianGuo').at(-1)).toContain('要拆柜子');
    const { id: quoteId } = await newest();
    await approve({ ...lead, quoteId, approve: false, note: '按表收' });
    expect(await newest()).toMatchObject({ state: 'turned-down' });
    expect(await begin(wang)).toMatchObject(refusal('consent-needed'));
  });
});

describe('without the resident’s yes', () => {
  it('no paid work begins and nothing is charged', async () => {
    const done = { ...wang, result: '换好了', chargeFen: 6_000 };
    expect(await begin(wang)).toMatchObject(refusal('consent-needed'));
    expect(await resolve(done)).toMatchObject(refusal('consent-needed'));
    await quote({ ...wang, ...tap });
    expect(await begin(wang)).toMatchObject(refusal('consent-waiting'));
    expect(await resolve(done)).toMatchObject(refusal('consent-waiting'));
    await says(false);
    expect(await begin(wang)).toMatchObject(refusal('consent-needed'));
    expect(await resolve(done)).toMatchObject(refusal('consent-needed'));
    expect(await resolve({ ...done, chargeFen: 0 })).toMatchObject({ ok: true });
  });

  it('work that costs nothing needs none, and speaks of no money', async () => {
    expect(await resolve({ ...wang, result: '拧紧了' })).toMatchObject({ ok: true });
    await desk.pass(0);
    expect(desk.residents.texts().at(-1)).toContain('ticket.resolved');
    expect((await desk.ticket(id)).course.receipts).toEqual([]);
  });
});

describe('the yes', () => {
  it('is kept with the version, the words read and the message, and lets paid work begin', async () => {
    await quote({ ...wang, ...tap });
    await desk.pass(0);
    expect(await says(true)).toMatchObject({ ok: true });
    await desk.pass(0);
    const { shown, consent } = await newest();
    expect(consent).toEqual({ how: 'message', at: desk.clock.now(), messageId: 'm-yes' });
    const events = await desk.under.store.read((tx) => tx.tickets.events(id));
    expect(events.at(-1)).toMatchObject({
      type: 'quote.replied',
      actor: { kind: 'resident' },
      data: { version: 1, totalFen: 6_000, shown, answer: 'agreed', messageId: 'm-yes' },
    });
    expect(heardBy('WangZhiQiang').at(-1)).toContain('可以动手');
    expect(await begin(wang)).toMatchObject({ ok: true });
  });

  it('is to this sum: a changed quote needs a new one', async () => {
    await quote({ ...wang, ...tap });
    const { id: first } = await newest();
    await says(true);
    await quote({ ...wang, lines: [{ item: 'tap-change', quantity: 3 }] });
    expect(await begin(wang)).toMatchObject(refusal('consent-waiting'));
    expect((await desk.ticket(id)).course.quotes.map((each) => each.state)).toEqual(['replaced', 'asked']);
    expect(
      await answer({ ...resident, quoteId: first, agrees: true, how: 'message', messageId: 'm' }),
    ).toMatchObject(refusal('quote-not-open'));
    await says(true);
    expect(await begin(wang)).toMatchObject({ ok: true });
  });

  it('comes too late once the quote has run out; somebody is asked to make a new one', async () => {
    await quote({ ...wang, ...tap });
    await desk.pass(48 * HOURS);
    expect(await newest()).toMatchObject({ state: 'expired' });
    expect(await says(true)).toMatchObject(refusal('quote-not-open'));
    expect(heardBy('WangZhiQiang').join()).toContain('报价过期了');
    expect(await tasks()).toEqual(['expired']);
  });

  it('on the phone has two facts, the right sum, and not the ear of whoever does the work', async () => {
    await quote({ ...wang, ...tap });
    const { id: quoteId } = await newest();
    const heard = { quoteId, agrees: true, how: 'phone', spokeWith: 'owner', heardFen: 6_000 } as const;
    expect(await answer({ ...wang, ...heard })).toMatchObject(refusal('other-eyes-needed'));
    expect(await answer({ ...clerk, ...heard, heardFen: 5_000 })).toMatchObject(refusal('other-sum'));
    expect(await answer({ ...clerk, quoteId, agrees: true, how: 'message', messageId: 'm' })).toMatchObject(
      refusal('consent-facts-needed'),
    );
    expect(await answer({ ...clerk, ...heard })).toMatchObject({ ok: true });
    await desk.pass(0);
    expect((await newest()).consent).toMatchObject({ how: 'phone', by: 'xu-jing', spokeWith: 'owner' });
    expect(desk.residents.texts().at(-1)).toContain('quote.by_phone');
  });

  it('of another cycle is none: what came back is not charged for again without one', async () => {
    await quote({ ...wang, ...tap });
    await says(true);
    await resolve({ ...wang, result: '换好了', chargeFen: 6_000 });
    expect(await doing(reopenTicket)({ ...clerk, reason: '又漏了' })).toMatchObject({ ok: true });
    expect(await resolve({ ...wang, result: '又换了', chargeFen: 6_000 })).toMatchObject(
      refusal('consent-needed'),
    );
  });
});

describe('a no, or a question', () => {
  it('stops the work and brings a person', async () => {
    await quote({ ...wang, ...tap });
    await says(false);
    await desk.pass(0);
    expect(heardBy('WangZhiQiang').at(-1)).toContain('先别动手');
    expect(heardBy('LiJianGuo').join()).toContain('住户不同意报价');
    expect(await tasks()).toEqual(['declined']);
    await doing(recordCall)({ ...clerk, note: '商量好自己找人换' });
    expect(await tasks()).toEqual([]);
  });

  it('leaves the quote open while somebody explains', async () => {
    await quote({ ...wang, ...tap });
    await discuss({ ...resident, quoteId: (await newest()).id });
    expect(await tasks()).toEqual(['asks']);
    expect(await begin(wang)).toMatchObject(refusal('consent-waiting'));
    await says(true);
    expect(await tasks()).toEqual([]);
  });
});

describe('what is charged', () => {
  const agreed = async () => {
    await quote({ ...wang, ...tap });
    await says(true);
  };

  it('is said, and never more than the quote', async () => {
    await agreed();
    expect(await resolve({ ...wang, result: '换好了' })).toMatchObject(refusal('charge-needed'));
    expect(await resolve({ ...wang, result: '换好了', chargeFen: 6_001 })).toMatchObject(
      refusal('above-quote'),
    );
    expect(await resolve({ ...wang, result: '换好了', chargeFen: 6_000 })).toMatchObject({ ok: true });
    await desk.pass(0);
    expect(desk.residents.texts().at(-1)).toMatch(/receipt\.done_same .*charged=60元/);
    expect((await desk.ticket(id)).course.receipts).toMatchObject([{ chargedFen: 6_000, quotedFen: 6_000 }]);
  });

  it('may be less, or nothing', async () => {
    await agreed();
    await resolve({ ...wang, result: '只换了一个', chargeFen: 3_000 });
    await desk.pass(0);
    expect(desk.residents.texts().at(-1)).toMatch(/receipt\.done_less .*charged=30元 quoted=60元/);
  });
});
