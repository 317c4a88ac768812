// One line per contact: made by the conversation, or by whoever took the call, and complete before somebody puts a name to it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acceptTicket } from '../../src/tickets/deeds.ts';
import type { By } from '../../src/tickets/perform.ts';
import {
  confirmEntry,
  enterContact,
  type HandEntry,
  noteContact,
  type ToldFacts,
  tellLine,
} from '../../src/tickets/register.ts';
import { registerColumns, toCells } from '../../src/tickets/register-sheet.ts';
import { shanghai } from '../support/manual-clock.ts';
import { openTicketDesk, resident, type TicketDesk } from '../support/ticket-desk.ts';

const NOON = shanghai('2026-11-23 12:00');
const HOUR_MS = 3_600_000;
const clerk: By = { actor: { kind: 'staff', id: 'xu-jing', source: 'console' }, staffId: 'xu-jing' };
const call: HandEntry = {
  way: 'phone',
  communityId: 'cuihu',
  place: '3栋2单元501',
  name: '林女士',
  phone: '13800138000',
  category: 'leak',
  words: '厨房漏水',
};

let desk: TicketDesk;
beforeEach(async () => {
  desk = await openTicketDesk(NOON);
});
afterEach(() => desk.close());

const enter = (entry: HandEntry) => desk.unit((tx) => enterContact(tx, entry, clerk, desk.house));
const writes = (at: number) =>
  desk.unit(async (tx) => {
    const conversation = await tx.conversations.forPerson(resident, { communityId: 'cuihu', at });
    await noteContact(tx, conversation, at);
    conversation.lastResidentMessageAt = at;
    await tx.conversations.save(conversation);
  });
const lines = () =>
  desk.under.store.read(async (tx) => {
    const { items } = await tx.register.list(
      { communityIds: null, fromAt: 0, toAt: NOON * 2, unentered: false },
      { after: null, limit: 50 },
    );
    const told = [];
    for (const entry of items) told.push(await tellLine(tx, entry));
    return told;
  });

describe('a conversation', () => {
  it('has one line for as long as somebody goes on writing, and a new one after a long silence', async () => {
    await writes(NOON);
    await writes(NOON + HOUR_MS);
    await writes(NOON + 6 * HOUR_MS);
    expect(await lines()).toHaveLength(1);
    await writes(NOON + 12 * HOUR_MS);
    expect(await lines()).toHaveLength(2);
  });

  it('tells its line from the ticket that came of it; reception only puts a name to it', async () => {
    await writes(NOON);
    const ticket = await desk.open({ phone: '+8613800138000' });
    await desk.unit((tx) => acceptTicket(tx, ticket.id, clerk, desk.house));
    const [line] = await lines();
    expect(line).toMatchObject({
      receptionist: 'xu-jing',
      missing: [],
      entry: {
        botFirst: true,
        code: null,
        facts: { place: '3栋2单元501', words: '厨房漏水', category: 'water.leak', phone: '+8613800138000' },
      },
    });
    const done = await desk.unit((tx) =>
      confirmEntry(tx, line?.entry.id ?? '', { mood: 'anxious' }, clerk, desk.house),
    );
    expect(done).toMatchObject({
      ok: true,
      value: { code: 'D261123-001', enteredBy: 'xu-jing', late: false },
    });
    const cells = toCells((await lines())[0] as never, desk.house);
    const cell = (title: string) => cells[registerColumns.findIndex((each) => each.title === title)];
    expect([
      cell('接待人（首问）'),
      cell('渠道'),
      cell('客户情绪'),
      cell('机器人首接'),
      cell('小区'),
    ]).toEqual(['许静', '微信客服', '焦急', '是', '翠湖花园']);
    expect(cell('关联单号')).toContain(ticket.code);
  });

  it('that came to nothing waits for what the form requires', async () => {
    await writes(NOON);
    const [line] = await lines();
    expect(line?.missing).toHaveLength(3);
    const refused = await desk.unit((tx) => confirmEntry(tx, line?.entry.id ?? '', {}, clerk, desk.house));
    expect(refused).toMatchObject({
      ok: false,
      code: 'register/incomplete',
      say: expect.stringContaining('诉求原文'),
    });
  });
});

describe('a call', () => {
  it('becomes one line and, where something is to be done, one ticket of whoever took it', async () => {
    const done = await enter({ ...call, ticket: { kind: 'repair', building: '3', unit: '2', room: '501' } });
    expect(done).toMatchObject({
      ok: true,
      value: { code: 'D261123-001', botFirst: false, receptionist: 'xu-jing' },
    });
    const ticket = await desk.ticket((done.ok && done.value.ticketId) || '');
    expect(ticket).toMatchObject({
      firstOwner: 'xu-jing',
      conversationId: null,
      contact: { name: '林女士', phone: '13800138000' },
      place: { building: '3', unit: '2', room: '501' },
      status: 'new',
      grade: 3,
    });
    expect(await lines()).toHaveLength(1);
  });

  it('with danger rings the phones, whatever grade was written', async () => {
    await enter({ ...call, category: 'burst', ticket: { kind: 'repair', grade: 3, building: '3' } });
    await desk.pass(0);
    expect(desk.heard.map((each) => each.who)).toEqual(['WangZhiQiang']);
  });

  it('that is recorded is kept only once somebody of ours says that they told the resident; the line says who and when', async () => {
    const recorded = { ...call, callRecorded: true };
    const refused = { ok: false, code: 'register/recording-untold' };
    expect(await enter(recorded)).toMatchObject(refused);
    const nobody: By = { actor: { kind: 'service', id: 'x', source: 'api' }, staffId: null };
    const unnamed = { ...recorded, toldOfRecording: true };
    expect(await desk.unit((tx) => enterContact(tx, unnamed, nobody, desk.house))).toMatchObject(refused);
    expect(await lines()).toEqual([]);
    const done = await enter(unnamed);
    expect(done).toMatchObject({
      ok: true,
      value: { facts: { callRecorded: true, recordingTold: { by: 'xu-jing', at: NOON } } },
    });
    const [line] = await lines();
    const cells = toCells(line as never, desk.house);
    expect(cells[registerColumns.findIndex(({ title }) => title === '通话录音')]).toBe(
      '有，许静已告知（2026-11-23 12:00）',
    );
    // Who said so first stays; that there is none after all takes it away.
    desk.clock.advance(HOUR_MS);
    const confirm = (change: ToldFacts) =>
      desk.unit((tx) => confirmEntry(tx, line?.entry.id ?? '', change, clerk, desk.house));
    expect(await confirm({ toldOfRecording: true })).toMatchObject({
      value: { facts: { recordingTold: { at: NOON } } },
    });
    expect(await confirm({ callRecorded: false })).toMatchObject({
      value: { facts: { recordingTold: null } },
    });
    expect(await confirm({ callRecorded: true })).toMatchObject(refused);
  });

  it('of yesterday needs a reason', async () => {
    const yesterday = { ...call, at: NOON - 24 * HOUR_MS };
    expect(await enter(yesterday)).toMatchObject({ ok: false, code: 'register/late-reason-needed' });
    expect(await enter({ ...yesterday, lateReason: '昨晚停电' })).toMatchObject({
      ok: true,
      value: { late: true },
    });
    expect(await enter({ ...call, at: NOON + 1 })).toMatchObject({
      ok: false,
      code: 'register/in-the-future',
    });
  });

  it('without place, matter or words is not a line yet, and opens nothing', async () => {
    const { place: _p, ...without } = call;
    expect(await enter({ ...without, ticket: { kind: 'repair' } })).toMatchObject({
      ok: false,
      code: 'register/incomplete',
    });
    expect(await lines()).toEqual([]);
    expect(
      (await desk.under.store.read((tx) => tx.tickets.list({}, { after: null, limit: 5 }))).items,
    ).toEqual([]);
  });
});
