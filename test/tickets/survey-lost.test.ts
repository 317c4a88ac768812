// The question of an ended session that came too late for its twenty seconds: the kept message of the window is next, then a voice.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SendResult } from '../../src/channels/contract.ts';
import { askAtTheEnd } from '../../src/conversations/follow-up.ts';
import { keepConversation } from '../../src/conversations/keep.ts';
import { believe, keepCode } from '../../src/conversations/session.ts';
import { acceptTicket, resolveTicket } from '../../src/tickets/deeds.ts';
import { rebuild, standingOf } from '../../src/tickets/history.ts';
import { shanghai } from '../support/manual-clock.ts';
import { sent } from '../support/recording-channel.ts';
import { openTicketDesk, resident, type TicketDesk } from '../support/ticket-desk.ts';

// 2026-11-23 is a Monday.
const NOON = shanghai('2026-11-23 12:00');
const MINUTE = 60;
const HOUR = 3_600;
const clerk = { actor: { kind: 'staff', id: 'xu-jing', source: 'console' } as const, staffId: 'xu-jing' };

describe('a question under the code of an ended session', () => {
  let desk: TicketDesk;
  let id: string;
  let underCode: SendResult;
  let asked: { at: string; free: boolean }[];

  beforeEach(async () => {
    desk = await openTicketDesk(NOON);
    underCode = sent;
    asked = [];
    desk.residents.answer = ({ content, eventCode }) => {
      if (content.type !== 'menu') return sent;
      asked.push({ at: timeOf(desk.clock.now()), free: eventCode !== undefined });
      return eventCode === undefined ? sent : underCode;
    };
    ({ id } = await desk.open());
  });
  afterEach(() => desk.close());

  const timeOf = (at: number) => new Date(at + 8 * HOUR * 1000).toISOString().slice(5, 16).replace('T', ' ');
  const tasks = async () =>
    (await desk.under.store.read((tx) => tx.tasks.open('cuihu', 10))).map(({ kind }) => kind);

  const wroteLast = (at: number) =>
    desk.unit(async (tx) => {
      const conversation = await tx.conversations.find(resident);
      if (!conversation) throw new Error('gone');
      conversation.lastResidentMessageAt = at;
      await keepConversation(tx, conversation);
    });

  async function done(): Promise<void> {
    await desk.unit((tx) => acceptTicket(tx, id, clerk, desk.house));
    await desk.unit((tx) => resolveTicket(tx, id, { ...clerk, result: '换了垫圈' }, desk.house));
    await desk.pass(10 * MINUTE);
  }

  const sessionEnds = () =>
    desk.unit(async (tx) => {
      const conversation = await tx.conversations.find(resident);
      if (!conversation) throw new Error('gone');
      const now = desk.clock.now();
      believe(conversation, { state: 'ended', staffChannelUserId: null }, 'event', now);
      keepCode(conversation, 'ended', 'code-of-the-end', now);
      const isAsked = await askAtTheEnd(tx, conversation, desk.house);
      await keepConversation(tx, conversation);
      return isAsked;
    });

  it('that is there in time is the only one', async () => {
    await done();
    expect(await sessionEnds()).toBe(true);
    await desk.pass(24 * HOUR);
    expect(asked).toEqual([{ at: '11-23 12:10', free: true }]);
    expect(await desk.eventTypes(id)).not.toContain('survey.not-delivered');
  });

  it('that is too late is asked in the window at a decent hour, and only without an answer somebody calls', async () => {
    await done();
    await sessionEnds();
    desk.clock.advance(25_000);
    await desk.pass(0);
    expect(asked).toEqual([]);
    expect(await tasks()).toEqual([]);
    expect((await desk.ticket(id)).course.surveys).toEqual([]);

    await desk.pass(21 * HOUR);
    expect(asked).toEqual([{ at: '11-24 09:00', free: false }]);
    expect(await tasks()).toEqual([]);

    await desk.pass(11 * HOUR);
    expect(asked).toHaveLength(1);
    expect(await tasks()).toEqual(['follow-up-call']);
    const events = await desk.under.store.read((tx) => tx.tickets.events(id));
    expect(events.map(({ type }) => type).filter((type) => type.startsWith('survey.'))).toEqual([
      ...['survey.asked', 'survey.not-delivered', 'survey.asked'],
    ]);
    expect(rebuild(events)).toEqual(standingOf(await desk.ticket(id)));
  });

  it('that the platform refuses goes the same way', async () => {
    underCode = { kind: 'rejected', code: '95016' };
    await done();
    await sessionEnds();
    await desk.pass(21 * HOUR);
    expect(asked).toEqual([
      { at: '11-23 12:10', free: true },
      { at: '11-24 09:00', free: false },
    ]);
    expect(await tasks()).toEqual([]);
  });

  it('that may have arrived is not asked twice', async () => {
    underCode = { kind: 'retry', code: 'timeout', outcomeUnknown: true, retryAfterMs: 30_000 };
    await done();
    await sessionEnds();
    await desk.pass(24 * HOUR);
    expect(asked).toEqual([{ at: '11-23 12:10', free: true }]);
    await desk.pass(8 * HOUR);
    expect(await tasks()).toEqual(['follow-up-call']);
  });

  it('finds a window that was opened since the work was done, before anybody is asked to call', async () => {
    await wroteLast(NOON - 47 * HOUR * 1000);
    await done();
    await wroteLast(NOON + 5 * MINUTE * 1000);
    await sessionEnds();
    desk.clock.advance(25_000);
    await desk.pass(8 * HOUR);
    expect(await tasks()).toEqual([]);
    await desk.pass(14 * HOUR);
    expect(asked).toEqual([{ at: '11-24 09:00', free: false }]);
  });

  it('leads to a call the same day where the window is shut', async () => {
    await wroteLast(NOON - 47 * HOUR * 1000);
    await done();
    await sessionEnds();
    desk.clock.advance(25_000);
    await desk.pass(3 * HOUR);
    expect(await tasks()).toEqual([]);
    await desk.pass(1 * HOUR);
    expect(asked).toEqual([]);
    expect(await tasks()).toEqual(['follow-up-call']);
  });
});
