// Applications on their tickets: what is promised when, what staff may do with one, and what the resident hears of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Application, ApplicationFacts, ApplicationKind } from '../../src/tickets/application.ts';
import {
  approveApplication,
  askDocuments,
  finishApplication,
  refuseApplication,
} from '../../src/tickets/application-deeds.ts';
import { reopenTicket } from '../../src/tickets/closing.ts';
import { acceptTicket, amendTicket, cancelTicket, resolveTicket } from '../../src/tickets/deeds.ts';
import { goOnWithAnswer } from '../../src/tickets/due-work.ts';
import { botActor } from '../../src/tickets/house.ts';
import type { By } from '../../src/tickets/perform.ts';
import { shanghai } from '../support/manual-clock.ts';
import { factsOf, openTicketDesk, type TicketDesk } from '../support/ticket-desk.ts';

/** A Friday. */
const FRIDAY = shanghai('2026-11-27 15:00');
const HOUR_MS = 3_600_000;
const as = (staffId: string): By => ({ actor: { kind: 'staff', id: staffId, source: 'console' }, staffId });
const clerk = as('xu-jing');
const lead = as('chen-xiaoyan');
const resident: By = { actor: { kind: 'resident', id: 'r', source: 'bot' }, staffId: null };

let desk: TicketDesk;
beforeAll(async () => {
  desk = await openTicketDesk(FRIDAY);
});
afterAll(() => desk.close());

let photos = 0;
/** The message of a photo the resident sent. */
async function photo(): Promise<string> {
  const messageId = `photo-${++photos}`;
  await desk.unit(async (tx) => {
    const talk = await tx.conversations.forPerson(
      { channel: 'wecom-kf', channelAccountId: 'wk-1', channelUserId: 'wm-lin' },
      { communityId: 'cuihu', at: FRIDAY },
    );
    // Their own words keep the channel open.
    talk.lastResidentMessageAt = desk.clock.now();
    await tx.conversations.save(talk);
    await tx.attachments.add({
      ...{ messageId, conversationId: talk.id, type: 'image', mediaId: messageId, at: desk.clock.now() },
    });
  });
  return messageId;
}
const filed = (kind: ApplicationKind, changes: Partial<ApplicationFacts> = {}): ApplicationFacts => ({
  ...{ kind, fields: {}, fromAt: null, untilAt: null },
  ...changes,
});
async function apply(kind: ApplicationKind, photoMessageIds: string[] = [], changes = {}) {
  const facts = { faults: [], description: '申请', photoMessageIds, application: filed(kind, changes) };
  // Words of another moment: what the channel allows is theirs.
  desk.clock.advance(1_000);
  const ticket = await desk.open(facts, 'service');
  desk.residents.calls.length = 0;
  return ticket.id;
}
async function stand(id: string): Promise<Application> {
  const found = await desk.under.store.read((tx) => tx.applications.get(id));
  if (!found) throw new Error('no application');
  return found;
}
const said = async () => {
  await desk.pass(0);
  const texts = desk.residents.texts().join('\n');
  desk.residents.calls.length = 0;
  return texts;
};

// Time goes on from one to the next.
describe('applications', { shuffle: false }, () => {
  describe('an application', { shuffle: false }, () => {
    it('that needs a yes promises a day on the calendar once its documents are there', async () => {
      const id = await apply('decoration', [await photo()]);
      const ticket = await desk.ticket(id);
      // Saturday is worked, Sunday not: the third working day is Tuesday.
      const tuesday = shanghai('2026-12-01 18:00');
      expect(ticket).toMatchObject({ kind: 'service', category: 'decoration', department: 'service' });
      expect(ticket.promise).toEqual({ text: '最晚周二（12月1日）18:00 给您审核结果', dueAt: tuesday });
      expect(ticket.timers.map(({ kind }) => kind).sort()).toEqual(['promise']);
      expect(await stand(id)).toMatchObject({ state: 'submitted', reviewDueAt: tuesday, missing: [] });
      expect(await desk.eventTypes(id)).toContain('application.submitted');
    });

    it('promises no day before a document is there, and begins to count when it comes', async () => {
      const id = await apply('access');
      expect((await desk.ticket(id)).promise).toEqual({
        ...{ text: '材料收齐后1个工作日内给您审核结果', dueAt: null },
      });
      expect(await stand(id)).toMatchObject({
        state: 'incomplete',
        missing: ['identity', 'home', 'vehicle'],
      });
      // A lost card is to be switched off: somebody looks soon.
      const [seen] = (await desk.ticket(id)).timers;
      expect(seen).toMatchObject({ kind: 'accept', metAt: null });
      expect((seen?.dueAt ?? 0) - desk.clock.now()).toBe(30 * 60_000);
      const facts = factsOf({ faults: [], photoMessageIds: [await photo()], application: filed('access') });
      await desk.unit((tx) => amendTicket(tx, id, { facts, why: 'addition', actor: botActor }, desk.house));
      const saturday = shanghai('2026-11-28 18:00');
      expect(await stand(id)).toMatchObject({ state: 'submitted', reviewDueAt: saturday, missing: [] });
      expect((await desk.ticket(id)).promise.dueAt).toBe(saturday);
    });

    it('is asked to be completed: the clock stands, and the resident reads which documents', async () => {
      const id = await apply('decoration', [await photo()]);
      const nothing = await desk.unit((tx) => askDocuments(tx, id, { ...clerk, documents: [] }, desk.house));
      expect(nothing).toMatchObject({ code: 'applications/nothing-asked' });
      const strange = await desk.unit((tx) =>
        askDocuments(tx, id, { ...clerk, documents: ['passport'] }, desk.house),
      );
      expect(strange).toMatchObject({ code: 'applications/unknown-document' });
      const asked = { ...clerk, documents: ['firm', 'drawings'], words: '图纸要有尺寸' };
      expect(await desk.unit((tx) => askDocuments(tx, id, asked, desk.house))).toMatchObject({ ok: true });
      expect(await said()).toContain('documents=装修公司营业执照、施工图；图纸要有尺寸');
      const ticket = await desk.ticket(id);
      expect(ticket).toMatchObject({ status: 'pending', firstOwner: 'xu-jing', assignee: 'xu-jing' });
      expect(ticket.timers.find(({ kind }) => kind === 'promise')?.pausedAt).not.toBeNull();
      expect(await stand(id)).toMatchObject({ state: 'incomplete', missing: ['firm', 'drawings'] });
      // Asked once more, it still waits.
      await desk.unit((tx) => askDocuments(tx, id, { ...clerk, documents: ['firm'] }, desk.house));
      expect(await said()).toContain('documents=装修公司营业执照');

      const facts = factsOf({
        faults: [],
        photoMessageIds: [await photo()],
        application: filed('decoration'),
      });
      await desk.unit((tx) => goOnWithAnswer(tx, id, 'r', desk.house));
      desk.heard.length = 0;
      await desk.unit((tx) => amendTicket(tx, id, { facts, why: 'addition', actor: botActor }, desk.house));
      expect(await stand(id)).toMatchObject({ state: 'submitted', missing: [] });
      await desk.pass(0);
      expect(desk.heard.map(({ who, text }) => [who, text.includes('补来了材料')])).toEqual([
        ['XuJing', true],
      ]);
    });

    it('is granted by whoever may grant it, and the answer says what comes next', async () => {
      const id = await apply('decoration', [await photo()], { fromAt: FRIDAY + 96 * HOUR_MS });
      const refusal = await desk.unit((tx) => approveApplication(tx, id, clerk, desk.house));
      expect(refusal).toMatchObject({ code: 'applications/lead-needed' });
      expect((await stand(id)).state).toBe('submitted');
      const stale = await desk.unit((tx) =>
        approveApplication(tx, id, { ...lead, expectedVersion: 9 }, desk.house),
      );
      expect(stale).toMatchObject({ code: 'applications/version-conflict' });
      const yes = await desk.unit((tx) =>
        approveApplication(tx, id, { ...lead, note: '电梯要包' }, desk.house),
      );
      expect(yes).toMatchObject({ ok: true, value: { state: 'approved', decidedBy: 'chen-xiaoyan' } });
      const words = await said();
      expect(words).toContain('application.approved_decoration');
      expect(words).toContain('deposit=2000');
      expect(words).toContain('hours=工作日8:30–12:00、14:00–18:00，周末和节假日不施工');
      expect(words).toContain('valid.until=2027年3月1日');
      expect(words).toContain('note=电梯要包。');
      expect(await desk.ticket(id)).toMatchObject({ status: 'resolved', firstOwner: 'chen-xiaoyan' });
      const twice = await desk.unit((tx) => approveApplication(tx, id, lead, desk.house));
      expect(twice).toMatchObject({ code: 'applications/not-allowed-now' });
      // The work was looked at.
      await desk.unit((tx) => finishApplication(tx, id, lead, desk.house));
      expect((await stand(id)).state).toBe('done');
    });

    it('is never sent back without a reason and a way forward, and a resident who disagrees is heard again', async () => {
      const id = await apply('access', [await photo()]);
      const bare = { ...clerk, reason: '照片看不清', instead: ' ' };
      expect(await desk.unit((tx) => refuseApplication(tx, id, bare, desk.house))).toMatchObject({
        code: 'applications/way-forward-needed',
      });
      const whole = { ...clerk, reason: '照片看不清。', instead: '重新拍一张发来' };
      await desk.unit((tx) => refuseApplication(tx, id, whole, desk.house));
      expect(await said()).toContain('reason=照片看不清 instead=重新拍一张发来');
      expect(await stand(id)).toMatchObject({ state: 'refused', note: '照片看不清；重新拍一张发来' });
      await desk.unit((tx) =>
        reopenTicket(tx, id, { ...resident, reason: 'disputed', words: '拍得很清楚啊' }, desk.house),
      );
      expect((await stand(id)).state).toBe('submitted');
      expect(await desk.eventTypes(id)).toContain('application.reopened');
    });

    it('is withdrawn with its ticket, and can not be called done from the ticket', async () => {
      const id = await apply('access', [await photo()]);
      await desk.unit((tx) => acceptTicket(tx, id, clerk, desk.house));
      const done = await desk.unit((tx) => resolveTicket(tx, id, { ...clerk, result: '办好了' }, desk.house));
      expect(done).toMatchObject({ code: 'applications/decide-there' });
      await desk.unit((tx) => cancelTicket(tx, id, { ...resident, reason: 'resident' }, desk.house));
      expect((await stand(id)).state).toBe('withdrawn');
    });
  });

  describe('a visitor', { shuffle: false }, () => {
    const tomorrow = { fromAt: FRIDAY + 20 * HOUR_MS, untilAt: FRIDAY + 22 * HOUR_MS };

    it('counts as soon as it is filed: nobody is called and nothing is to be looked at', async () => {
      await desk.pass(0);
      desk.heard.length = 0;
      const id = await apply('visit', [], { ...tomorrow, fields: { plate: '粤B12345' } });
      await desk.pass(0);
      expect(desk.heard).toEqual([]);
      expect(await desk.ticket(id)).toMatchObject({ status: 'accepted', department: 'order', timers: [] });
      expect(await stand(id)).toMatchObject({ state: 'approved', reviewDueAt: null });
    });

    it('is let in: that ends the matter, and nobody is asked how it went', async () => {
      const id = await apply('visit', [], tomorrow);
      const { value } = (await desk.unit((tx) => finishApplication(tx, id, as('feng-lei'), desk.house))) as {
        value: Application;
      };
      expect(value.state).toBe('done');
      expect(await said()).toContain('application.arrived');
      const ticket = await desk.ticket(id);
      expect(ticket).toMatchObject({ status: 'closed', firstOwner: 'feng-lei' });
      expect(ticket.timers.filter(({ kind }) => kind === 'followup')).toEqual([]);
    });

    it('may come at another time, and who never comes is put away by itself', async () => {
      const id = await apply('visit', [], tomorrow);
      const later = { fromAt: FRIDAY + 44 * HOUR_MS, untilAt: FRIDAY + 46 * HOUR_MS };
      const facts = factsOf({ faults: [], application: filed('visit', later) });
      await desk.unit((tx) => amendTicket(tx, id, { facts, why: 'correction', actor: botActor }, desk.house));
      expect(await stand(id)).toMatchObject({ ...later, validUntil: later.untilAt + 2 * HOUR_MS });
      await desk.pass(40 * 3600);
      expect((await stand(id)).state).toBe('approved');
      await desk.pass(10 * 3600);
      expect((await stand(id)).state).toBe('expired');
      expect((await desk.ticket(id)).status).toBe('cancelled');
      const late = await desk.unit((tx) => finishApplication(tx, id, clerk, desk.house));
      expect(late).toMatchObject({ code: 'applications/not-allowed-now' });
    });
  });
});
