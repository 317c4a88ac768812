// Deeds on a platform's session: into the waiting pool, to a person, to its end; and who receives there now. The platform is asked
// first (it looks where the session is before it moves it), then what came of it becomes one transaction.
import { accepted, type Outcome, refused, TemporaryError } from '../base/errors.ts';
import type { ChannelId, SessionControl, SessionTarget } from '../channels/contract.ts';
import type { Staff } from '../config/config.ts';
import type { Conversation } from '../conversations/conversation.ts';
import { handedToServicer, noteSessionSeen, sessionEnded, sessionQueued } from '../conversations/handover.ts';
import type { Store, Tx } from '../storage/contract.ts';
import { type House, staffByUserId } from '../tickets/house.ts';

export type SessionPorts = {
  store: Store;
  house: House;
  /** Null where the platform keeps no sessions, or the channel is off. */
  sessions(channel: ChannelId): SessionControl | null;
};

/** Somebody who receives on the platform now; `staff` where they are one of ours. */
export type Receiving = { staffChannelUserId: string; staff: Staff | null };

type Effect = (tx: Tx, conversation: Conversation) => Promise<void>;

/** Throws TemporaryError when the platform gives no answer now. */
export async function whoIsReceiving(
  account: { channel: ChannelId; channelAccountId: string },
  { sessions, house }: Pick<SessionPorts, 'sessions' | 'house'>,
  signal: AbortSignal,
): Promise<Receiving[]> {
  const answer = await sessions(account.channel)?.servicers(account.channelAccountId, signal);
  if (answer === undefined) return [];
  if (answer.kind !== 'servicers') throw notNow(answer.code);
  return answer.servicers.flatMap((servicer) =>
    'staffChannelUserId' in servicer && servicer.receiving
      ? [
          {
            staffChannelUserId: servicer.staffChannelUserId,
            staff: staffByUserId(house, servicer.staffChannelUserId),
          },
        ]
      : [],
  );
}

/** Into the waiting pool. From there only a person can take it, so somebody must be receiving. */
export async function sendToPool(
  conversationId: string,
  ports: SessionPorts,
  signal: AbortSignal,
): Promise<Outcome<Conversation>> {
  const conversation = await load(conversationId, ports);
  if (!conversation) return notFound();
  if ((await whoIsReceiving(conversation, ports, signal)).length === 0)
    return refused('desk/nobody-receiving', '现在没有同事在微信客服里接待，请先请同事把状态改为“接待中”');
  return move(
    conversation,
    { state: 'queue' },
    ports,
    signal,
    (code) => (tx, fresh) => sessionQueued(tx, fresh, code, ports.house),
  );
}

/** To this person, who must be receiving. */
export async function handToServicer(
  conversationId: string,
  staffChannelUserId: string,
  ports: SessionPorts,
  signal: AbortSignal,
): Promise<Outcome<Conversation>> {
  const conversation = await load(conversationId, ports);
  if (!conversation) return notFound();
  return move(
    conversation,
    { state: 'human', staffChannelUserId },
    ports,
    signal,
    (messageCode) => (tx, fresh) =>
      handedToServicer(tx, fresh, { staffChannelUserId, messageCode, wish: null }, ports.house),
  );
}

/** The person’s session ends; the bot answers when the resident writes again. */
export async function endSession(
  conversationId: string,
  ports: SessionPorts,
  signal: AbortSignal,
): Promise<Outcome<Conversation>> {
  const conversation = await load(conversationId, ports);
  if (!conversation) return notFound();
  return move(
    conversation,
    { state: 'ended' },
    ports,
    signal,
    (code) => (tx, fresh) => sessionEnded(tx, fresh, code, ports.house),
  );
}

async function move(
  conversation: Conversation,
  target: SessionTarget,
  ports: SessionPorts,
  signal: AbortSignal,
  effectOf: (messageCode: string | null) => Effect,
): Promise<Outcome<Conversation>> {
  const control = ports.sessions(conversation.channel);
  if (!control) return refused('desk/no-sessions', '这个渠道没有转人工到客户端的功能');
  const moved = await control.move(conversation, target, signal);
  switch (moved.kind) {
    case 'moved':
      return carryOut(conversation.id, effectOf(moved.messageCode), ports);
    case 'no-way':
      await ports.store.transact((tx) => noteSessionSeen(tx, conversation.id, moved.seen, ports.house));
      return refused('desk/session-moved-on', '会话状态刚刚有变化，请刷新后再操作');
    case 'person-away':
      return refused('desk/person-away', '这位同事现在没有在微信客服里接待，请换一位同事');
    case 'rejected':
    case 'misconfigured':
      return refused(
        'desk/platform-refused',
        '企业微信没有接受这次操作，请稍后再试，或联系管理员查看运行日志',
      );
    case 'retry':
      throw notNow(moved.code);
  }
}

async function carryOut(
  conversationId: string,
  effect: Effect,
  { store }: SessionPorts,
): Promise<Outcome<Conversation>> {
  return store.transact(async (tx) => {
    const fresh = await tx.conversations.get(conversationId);
    if (!fresh) return notFound();
    await effect(tx, fresh);
    return accepted(fresh);
  });
}

function load(conversationId: string, { store }: SessionPorts): Promise<Conversation | null> {
  return store.read((tx) => tx.conversations.get(conversationId));
}

function notFound() {
  return refused('desk/conversation-not-found', '没有找到这个会话');
}

function notNow(code: string): TemporaryError {
  return new TemporaryError('desk/platform-not-now', `the platform could not move a session (${code})`);
}
