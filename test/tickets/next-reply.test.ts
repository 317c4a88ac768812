// Who waits for an answer while somebody of ours has the talk: from the first word nobody answered, until somebody does.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Conversation, PendingItem } from '../../src/conversations/conversation.ts';
import { noteStaffWords } from '../../src/conversations/events.ts';
import { keepConversation } from '../../src/conversations/keep.ts';
import type { Tx } from '../../src/storage/contract.ts';
import { acceptTicket, noteHumanReply } from '../../src/tickets/deeds.ts';
import { rebuild, standingOf } from '../../src/tickets/history.ts';
import type { Actor } from '../../src/tickets/house.ts';
import { oweReply, settleReply } from '../../src/tickets/next-reply.ts';
import { shippedConfig } from '../support/house.ts';
import { shanghai } from '../support/manual-clock.ts';
import { openTicketDesk, resident, type TicketDesk } from '../support/ticket-desk.ts';

// 2026-11-23 is a Monday; the shipped office works 08:30–18:00.
const NINE = shanghai('2026-11-23 09:00');
const HALF_AN_HOUR = 1_800;
const clerk: Actor = { kind: 'staff', id: 'xu-jing', source: 'console' };

const { sla } = shippedConfig();
const ordinary = sla.grades[3];
const withNextReply = {
  ...sla,
  grades: {
    ...sla.grades,
    3: { ...ordinary, targetSeconds: { ...ordinary.targetSeconds, next_reply: HALF_AN_HOUR } },
  },
};

let desk: TicketDesk;
let id: string;
const begin = async (changes: Parameters<typeof openTicketDesk>[1]) => {
  desk = await openTicketDesk(NINE, changes);
  ({ id } = await desk.open());
  await desk.unit((tx) => acceptTicket(tx, id, { actor: clerk, staffId: 'xu-jing' }, desk.house));
  await answers();
};
afterEach(() => desk.close());

const inTalk = (how: (tx: Tx, conversation: Conversation) => Promise<void>) =>
  desk.unit(async (tx) => {
    const conversation = await tx.conversations.find(resident);
    if (!conversation) throw new Error('gone');
    await how(tx, conversation);
    await keepConversation(tx, conversation);
  });
const writes = (...words: string[]) =>
  inTalk(async (tx, conversation) => {
    conversation.owner = { kind: 'staff', staffId: 'xu-jing' };
    await oweReply(tx, conversation, told(...words), desk.house);
  });
const told = (...words: string[]) =>
  words.map((text) => ({ messageId: `not kept: ${text}`, text, at: desk.clock.now() }));
const answers = () => inTalk((tx, { id: talk }) => noteHumanReply(tx, talk, clerk, desk.house));
const owed = async () => {
  const timer = (await desk.ticket(id)).timers.find(({ kind }) => kind === 'next_reply');
  return timer && { dueIn: (timer.dueAt - NINE) / 1000, met: timer.metAt !== null };
};
const about = () => desk.reminded.filter(({ text }) => text.includes('要回复住户'));

describe('the next answer', () => {
  beforeEach(() => begin({ sla: withNextReply }));

  it('is owed from the first word nobody answered, and given by an answer', async () => {
    expect(await owed()).toBeUndefined();
    await desk.pass(600);
    await writes('什么时候能来？');
    await desk.pass(300);
    await writes('在吗？');
    expect(await owed()).toEqual({ dueIn: 600 + HALF_AN_HOUR, met: false });
    await answers();
    expect(await owed()).toEqual({ dueIn: 600 + HALF_AN_HOUR, met: true });
    await desk.pass(2 * HALF_AN_HOUR);
    expect(about()).toEqual([]);
    expect(await desk.eventTypes(id)).toEqual(
      expect.arrayContaining(['ticket.answered', 'ticket.reply-owed', 'ticket.reply-given']),
    );
    const events = await desk.under.store.read((tx) => tx.tickets.events(id));
    expect(rebuild(events)).toEqual(standingOf(await desk.ticket(id)));
  });

  it('is reminded of, and missed once', async () => {
    await writes('什么时候能来？');
    await desk.pass(HALF_AN_HOUR + 60);
    expect(about().map(({ who, text, second }) => [second, who, /【(.+?)】/.exec(text)?.[1]])).toEqual([
      [900, 'XuJing', '提前提醒'],
      [1_440, 'XuJing', '快到时限'],
      [1_800, 'XuJing', '超时'],
      [1_800, 'LiJianGuo', '超时'],
    ]);
  });

  it('is not owed for thanks, nor while the bot has the talk; and not any more when it has it again', async () => {
    await writes('好的，谢谢师傅');
    await inTalk(async (tx, conversation) => {
      conversation.owner = { kind: 'bot' };
      await oweReply(tx, conversation, told('在吗？'), desk.house);
    });
    expect(await owed()).toBeUndefined();
    await writes('在吗？');
    await inTalk((tx, { id: talk }) => settleReply(tx, talk, desk.clock.now()));
    expect(await owed()).toMatchObject({ met: true });
  });

  it('is not owed for what was answered while words were gathered, save by whom the complaint is about', async () => {
    const kept = (author: 'resident' | 'staff', text: string) =>
      desk.unit(async (tx) => {
        const conversation = await tx.conversations.find(resident);
        const of = { conversationId: conversation?.id ?? '', type: 'text', createdAt: desk.clock.now() };
        const by = author === 'staff' ? { staffId: 'xu-jing' } : {};
        const content = { type: 'text', text } as const;
        const direction = author === 'staff' ? 'out' : 'in';
        return {
          text,
          at: of.createdAt,
          messageId: await tx.messages.add({ ...of, ...by, author, direction, content }),
        };
      });
    const heard = (...said: Awaited<ReturnType<typeof kept>>[]) =>
      inTalk(async (tx, conversation) => {
        conversation.owner = { kind: 'staff', staffId: 'xu-jing' };
        await oweReply(tx, conversation, said, desk.house);
      });
    const asked = await kept('resident', '什么时候能来？');
    await kept('staff', '下午三点');
    await heard(asked);
    expect(await owed()).toBeUndefined();
    await desk.pass(600);
    const later = await kept('resident', '能早点吗？');
    await heard(asked, later);
    expect(await owed()).toEqual({ dueIn: 600 + HALF_AN_HOUR, met: false });
    await answers();
    await desk.unit(async (tx) => {
      const ticket = await tx.tickets.get(id);
      if (!ticket) return;
      ticket.course.complainedAbout = ['xu-jing'];
      await tx.tickets.save(ticket);
    });
    await kept('staff', '别催了');
    await heard(later);
    expect(await owed()).toMatchObject({ met: false });
  });
});

it('is no clock where no grade has a target for it', async () => {
  await begin({});
  await writes('在吗？');
  expect(await owed()).toBeUndefined();
});

it('words a colleague writes in the platform’s own client are the first answer', async () => {
  desk = await openTicketDesk(NINE);
  ({ id } = await desk.open());
  const said = { staffChannelUserId: 'XuJing', sentAt: NINE, content: { type: 'text', text: '我来看看' } };
  await inTalk((tx, conversation) => noteStaffWords(tx, conversation, said as PendingItem, desk.house));
  const ticket = await desk.ticket(id);
  expect(ticket.timers.find(({ kind }) => kind === 'first_reply')).toMatchObject({ metAt: NINE });
  expect(ticket.firstOwner).toBe('xu-jing');
});
