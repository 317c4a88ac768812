// 实习: what a trainee writes reaches nobody before a colleague has looked, and the resident does not wait longer for it than allowed.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { DRAFT_JOB, endDrafts } from '../../../src/conversations/drafts.ts';
import { giveBackDrafts, liftUrgent, remindDraft } from '../../../src/conversations/trainees.ts';
import { passOn } from '../../../src/desk/ownership.ts';
import { access, beyondTrainees } from '../../../src/http/desk/access.ts';
import { URGENT_JOB } from '../../../src/tickets/handing-over.ts';
import { newConversation, newTicket } from '../support/desk.ts';
import {
  type Browser,
  type DeskWithPeople,
  newPerson,
  openDeskWithPeople,
  signedIn,
  toldTo,
} from './support.ts';

const [TRAINEE, MENTOR, LEAD] = ['tang-li', 'xu-jing', 'chen-xiaoyan'] as const;
const MINUTE = 60_000;

let desk: DeskWithPeople;
let trainee: Browser;
let mentor: Browser;
let admin: Browser;
let traineeId: string;
/** A conversation of the trainee's, new for each test. */
let id: string;
let made = 0;

beforeAll(async () => {
  desk = await openDeskWithPeople();
  traineeId = (await newPerson(desk, 'tang', 'agent', ['cuihu'], TRAINEE)).id;
  await newPerson(desk, 'xu', 'agent', ['cuihu'], MENTOR);
  admin = await signedIn(desk, 'admin');
  const given = await admin.ask(`POST /accounts/${traineeId}`, { mentorId: MENTOR });
  expect(given.body).toMatchObject({ account: { mentorId: MENTOR } });
  trainee = await signedIn(desk, 'tang');
  mentor = await signedIn(desk, 'xu');
});
afterAll(() => desk.close());
/** What a test leaves waiting is no concern of the next one. */
afterEach(() =>
  desk.store.transact(async (tx) => {
    await endDrafts(tx, id, 'outdated', desk.clock.now());
    // What was given back is watched until it is written anew.
    const last = await tx.drafts.latestBy(id, TRAINEE);
    if (last) await tx.jobs.cancel(DRAFT_JOB, last.id);
  }),
);

beforeEach(async () => {
  ({ id } = await newConversation(desk, `wm-${++made}`));
  await trainee.ask(`POST /conversations/${id}/takeover`, {});
});

async function write(text: string): Promise<string> {
  const { status, body } = await trainee.ask(`POST /conversations/${id}/drafts`, { text });
  expect(status).toBe(200);
  return (body.draft as { id: string }).id;
}
const heard = async () =>
  (await desk.store.read((tx) => tx.messages.latest(id, { limit: 20 })))
    .filter(({ direction }) => direction === 'out')
    .map(({ content, staffId }) => [content?.type === 'text' ? content.text : '', staffId]);
type Shown = {
  id: string;
  conversationId: string;
  text: string;
  isMine: boolean;
  by: string;
  mentor: string | null;
};
const queue = async (browser: Browser) =>
  ((await browser.ask('GET /drafts')).body.items as Shown[]).filter((each) => each.conversationId === id);
const counted = async (browser: Browser) => Number((await browser.ask('GET /board')).body.drafts);
const own = async () => (await trainee.ask(`GET /conversations/${id}`)).body.draft;
const events = (draftId: string) =>
  desk.store.read(async (tx) => (await tx.drafts.events(draftId)).map(({ type, by }) => [type, by]));
const ownerOf = async () => (await desk.store.read((tx) => tx.conversations.get(id)))?.owner;

/** As the worker does it: what is due now is done. */
async function pass(minutes: number): Promise<void> {
  desk.clock.advance(minutes * MINUTE);
  const now = desk.clock.now();
  await desk.store.transact(async (tx) => {
    const only = { kinds: [DRAFT_JOB, URGENT_JOB], is: true };
    for (const job of await tx.jobs.claim(now, 10, 'lease', now + MINUTE, only)) {
      if (job.kind === URGENT_JOB) await liftUrgent(tx, job.subjectId, desk.house);
      else await remindDraft(tx, job, desk.house);
      await tx.jobs.done(job.id, 'lease');
    }
  });
}

it('waits, and goes out as it is when the mentor says so; the trainee goes on having the talk', async () => {
  const waiting = await counted(mentor);
  const draftId = await write('师傅下午三点前到。');
  expect(await heard()).toEqual([]);
  expect(await own()).toMatchObject({ id: draftId, state: 'open', note: null });
  // It is no suggestion of the bot's, whose words the house stands for.
  expect((await trainee.ask(`GET /conversations/${id}`)).body.suggestions).toEqual([]);
  expect(await queue(mentor)).toMatchObject([{ id: draftId, isMine: true, by: '唐丽', mentor: '许静' }]);
  expect(await counted(mentor)).toBe(waiting + 1);
  expect((await mentor.ask(`POST /conversations/${id}/drafts/${draftId}/send`, {})).status).toBe(200);
  expect(await heard()).toEqual([['师傅下午三点前到。', MENTOR]]);
  expect(await ownerOf()).toEqual({ kind: 'staff', staffId: TRAINEE });
  expect(await events(draftId)).toEqual([
    ['written', TRAINEE],
    ['sent', MENTOR],
  ]);
  expect(await queue(mentor)).toEqual([]);
  expect(await own()).toBeNull();
  // Once: whoever was slower sends nothing a second time.
  const again = await mentor.ask(`POST /conversations/${id}/drafts/${draftId}/send`, {});
  expect([again.status, again.body.code]).toEqual([422, 'desk/draft-over']);
  expect(await heard()).toHaveLength(1);
  await pass(4);
  expect(await events(draftId)).toHaveLength(2);
});

it('goes out with other words', async () => {
  const draftId = await write('等着吧。');
  const text = '让您久等了，师傅三点前到。';
  await mentor.ask(`POST /conversations/${id}/drafts/${draftId}/send`, { text });
  expect(await heard()).toEqual([[text, MENTOR]]);
  expect((await events(draftId)).at(-1)).toEqual(['edited', MENTOR]);
});

it('comes back with a note, is written anew, and any colleague of the reception may judge it', async () => {
  const draftId = await write('不归我们管。');
  const back = `POST /conversations/${id}/drafts/${draftId}/return`;
  expect((await mentor.ask(back, { note: '' })).status).toBe(422);
  expect((await mentor.ask(back, { note: '先说我们能做什么' })).status).toBe(200);
  expect(await heard()).toEqual([]);
  expect(await own()).toMatchObject({
    state: 'returned',
    note: '先说我们能做什么',
    text: '不归我们管。',
  });
  expect(await queue(mentor)).toEqual([]);
  const next = await write('我请环卫的同事来看。');
  const later = await write('我请环卫的同事今天来看。');
  expect((await events(next)).at(-1)).toEqual(['passed', TRAINEE]);
  const colleague = await signedIn(desk, 'dispatcher');
  expect(await queue(colleague)).toMatchObject([{ id: later, isMine: false }]);
  expect((await colleague.ask(`POST /conversations/${id}/drafts/${later}/send`, {})).status).toBe(200);
  expect(await heard()).toHaveLength(1);
  const kept = await desk.store.read((tx) => tx.audit.list({ before: null, limit: 200 }));
  const about = kept.filter(({ object }) => object === id).map(({ action }) => action);
  expect(about.reverse()).toEqual([
    'write-draft',
    'return-draft',
    'write-draft',
    'write-draft',
    'send-draft',
  ]);
});

it('is judged in three minutes, or the mentor is called, then the lead with them; it never goes out by that', async () => {
  const before = { mentor: (await toldTo(desk, MENTOR)).length, lead: (await toldTo(desk, LEAD)).length };
  const told = async () => [
    (await toldTo(desk, MENTOR)).length - before.mentor,
    (await toldTo(desk, LEAD)).length - before.lead,
  ];
  const colleague = await signedIn(desk, 'agent');
  const seen = await counted(colleague);
  const draftId = await write('稍等。');
  await pass(2);
  expect(await counted(colleague)).toBe(seen);
  expect(await told()).toEqual([0, 0]);
  await pass(1);
  expect(await told()).toEqual([1, 0]);
  expect((await toldTo(desk, MENTOR)).at(-1)).toBe(
    '【住户在等】唐丽写好的回复等带教看，已经3分钟，请到工作台“带教”里发出或退回。',
  );
  // Late, it is everybody's to see.
  expect(await counted(colleague)).toBe(seen + 1);
  await pass(3);
  expect(await told()).toEqual([2, 1]);
  expect(await heard()).toEqual([]);
  // Given back, the resident waits all the same.
  await mentor.ask(`POST /conversations/${id}/drafts/${draftId}/return`, { note: '说个时间' });
  await pass(3);
  expect(await told()).toEqual([3, 1]);
  expect((await toldTo(desk, MENTOR)).at(-1)).toContain('退回去以后还没有改好');
  expect((await events(draftId)).map(([type]) => type)).toEqual([
    ...['written', 'unjudged', 'unjudged', 'returned', 'unjudged'],
  ]);
  await mentor.ask(`POST /conversations/${id}/takeover`, {});
  await mentor.ask(`POST /conversations/${id}/reply`, { text: '师傅三点到' });
  await pass(4);
  expect(await told()).toEqual([3, 1]);
});

it('is the trainee’s again when the resident takes words back, and the mentor is called for what they owe', async () => {
  const draftId = await write('师傅三点到。');
  await desk.store.transact((tx) => giveBackDrafts(tx, id, desk.house));
  expect(await own()).toMatchObject({
    id: draftId,
    state: 'returned',
    note: expect.stringContaining('撤回'),
  });
  expect(await queue(mentor)).toEqual([]);
  const before = (await toldTo(desk, MENTOR)).length;
  await pass(3);
  expect((await toldTo(desk, MENTOR)).length).toBe(before + 1);
  expect((await events(draftId)).map(([type]) => type)).toEqual(['written', 'returned', 'unjudged']);
});

it('is looked at before the promised answer is late', async () => {
  const conversation = await desk.store.read((tx) => tx.conversations.get(id));
  if (!conversation) throw new Error('gone');
  const ticket = await newTicket(desk, conversation);
  await desk.store.transact(async (tx) => {
    const found = await tx.tickets.get(ticket.id);
    const first = found?.timers.find(({ kind }) => kind === 'first_reply');
    if (!found || !first) throw new Error('no answer is promised');
    first.dueAt = desk.clock.now() + MINUTE;
    await tx.tickets.save(found);
  });
  const draftId = await write('您好。');
  await pass(1);
  expect(await events(draftId)).toEqual([
    ['written', TRAINEE],
    ['unjudged', null],
  ]);
  await mentor.ask(`POST /conversations/${id}/drafts/${draftId}/send`, {});
});

/** A matter of this conversation that a colleague says is urgent. */
async function gradeUrgent(): Promise<void> {
  const conversation = await desk.store.read((tx) => tx.conversations.get(id));
  if (!conversation) throw new Error('gone');
  const ticket = await newTicket(desk, conversation);
  const graded = await admin.ask(`POST /tickets/${ticket.id}/regrade`, { grade: 1, reason: '燃气泄漏' });
  expect(graded.status).toBe(200);
}

it('is relieved of what a colleague says is urgent; where the mentor is at home, by whoever is on duty', async () => {
  await gradeUrgent();
  await pass(0);
  expect(await ownerOf()).toEqual({ kind: 'staff', staffId: MENTOR });
  ({ id } = await newConversation(desk, `wm-${++made}`));
  await trainee.ask(`POST /conversations/${id}/takeover`, {});
  const { people } = desk.house;
  const { staff, roster } = people();
  const shifts = roster.shifts.map((shift) => ({
    ...shift,
    staffIds: shift.staffIds.filter((each) => each !== MENTOR && each !== TRAINEE),
  }));
  const home = { communityId: 'cuihu', departmentId: 'service', days: [], staffIds: [MENTOR] };
  const never = { ...roster.shifts[0], ...home } as (typeof shifts)[number];
  desk.house.people = () => ({ staff, roster: { ...roster, shifts: [...shifts, never] } });
  await gradeUrgent();
  await pass(0);
  desk.house.people = people;
  const owner = await ownerOf();
  expect(owner?.kind).toBe('staff');
  expect([MENTOR, TRAINEE]).not.toContain(owner?.kind === 'staff' && owner.staffId);
});

it('never has a matter of grade 1: not to take, not to be given, and what becomes one goes to the mentor', async () => {
  const draftId = await write('您好，我来帮您。');
  await gradeUrgent();
  const next = await write('请先开窗。');
  expect(await ownerOf()).toEqual({ kind: 'staff', staffId: MENTOR });
  expect((await toldTo(desk, MENTOR)).at(-1)).toContain('【特急】');
  expect((await events(draftId)).at(-1)).toEqual(['passed', TRAINEE]);
  const taken = await trainee.ask(`POST /conversations/${id}/takeover`, {});
  expect([taken.status, taken.body.code]).toEqual([422, 'desk/too-urgent-for-trainee']);
  const given = { staffId: MENTOR, to: TRAINEE };
  const passed = await desk.store.transact((tx) => passOn(tx, id, given, desk.house));
  expect(passed).toMatchObject({ ok: false, code: 'desk/too-urgent-for-trainee' });
  // What was written for it is there for the mentor, who speaks themselves.
  expect((await queue(mentor)).map((each) => each.id)).toEqual([next]);
  await mentor.ask(`POST /conversations/${id}/reply`, { text: '请先开窗，人到外面去' });
  expect(await queue(mentor)).toEqual([]);
});

it('is over when the bot has the talk again, and is laid only by whoever has it', async () => {
  const draftId = await write('好的。');
  await trainee.ask(`POST /conversations/${id}/handback`, {});
  expect((await events(draftId)).at(-1)).toEqual(['outdated', null]);
  const late = await mentor.ask(`POST /conversations/${id}/drafts/${draftId}/send`, {});
  expect(late.body.code).toBe('desk/draft-over');
  const laid = await trainee.ask(`POST /conversations/${id}/drafts`, { text: '在吗' });
  expect([laid.status, laid.body.code]).toEqual([422, 'desk/not-yours']);
  const spoken = await mentor.ask(`POST /conversations/${id}/drafts`, { text: '在吗' });
  expect(spoken.body.code).toBe('desk/not-in-training');
  const elsewhere = await newConversation(desk, 'wm-elsewhere');
  const moved = await mentor.ask(`POST /conversations/${elsewhere.id}/drafts/${draftId}/send`, {});
  expect([moved.status, moved.body.code]).toEqual([404, 'desk/draft-not-found']);
});

it('speaks to residents by nothing of the table', async () => {
  expect(beyondTrainees.filter((operation) => access[operation] === undefined)).toEqual([]);
  const { may, me } = (await trainee.ask('GET /session')).body as { may: string[]; me: object };
  expect(beyondTrainees.filter((operation) => may.includes(operation))).toEqual([]);
  expect(may).toContain('writeDraft');
  expect(me).toMatchObject({ mentor: '许静' });
  const said = await trainee.ask(`POST /conversations/${id}/reply`, { text: '您好' });
  expect([said.status, said.body.code]).toEqual([403, 'desk/mentor-does']);
  // Nor where a program speaks for them.
  const headers = { authorization: 'Bearer a-token-that-is-long-enough', 'content-type': 'application/json' };
  const body = JSON.stringify({ onBehalfOf: TRAINEE, text: '您好' });
  const asked = await fetch(`${desk.url}/api/v1/conversations/${id}/reply`, {
    method: 'POST',
    headers,
    body,
  });
  expect(await asked.json()).toMatchObject({ code: 'desk/mentor-looks-first' });
  expect(await heard()).toEqual([]);
});

it.each([
  ['themselves', TRAINEE],
  ['nobody who may sign in', 'gao-feng'],
  ['nobody', 'somebody-else'],
])('is never mentored by %s', async (_, mentorId) => {
  const { status, body } = await admin.ask(`POST /accounts/${traineeId}`, { mentorId });
  expect([status, body.code]).toEqual([422, 'people/no-such-mentor']);
});

it('is of the reception', async () => {
  const change = { role: 'dispatcher' };
  expect((await admin.ask(`POST /accounts/${traineeId}`, change)).body.code).toBe('people/not-for-trainees');
});
