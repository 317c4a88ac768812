// Whoever asks again while they wait for a person hears where they stand, calmly and not at every word.
import { isServiceTime } from '../clocks/service-calendar.ts';
import { enqueueReply } from '../outbox/enqueue.ts';
import type { Lang } from '../replies/reply.ts';
import type { Tx } from '../storage/contract.ts';
import type { House } from '../tickets/house.ts';
import type { Understanding } from '../understanding/commands.ts';
import type { Conversation, Occasion } from './conversation.ts';

/** So long nothing more is said after they were told that somebody comes, or where they stand. */
const CALM_MS = 3 * 60_000;
const MOST_COUNTED = 500;

const ASKS_AGAIN =
  /有人[吗嗎么麼]|人[呢吶]|在[吗嗎]|[没沒]人[理管回接]|怎[么麼](?:[还還])?[没沒]|多久|[几幾][点點]|等了|[还還]在等|排到|排[队隊]|第[几幾]|[轮輪]到|\bhello\b|\banyone\b|\bstill (?:there|waiting)\b|\bhow (?:long|much longer)\b|\bmy turn\b/iu;
const ACTS: ReadonlySet<string> = new Set(['handoff', 'urge', 'progress']);

export function asksAgain(words: readonly string[], { commands }: Pick<Understanding, 'commands'>): boolean {
  return (
    commands.some((each) => each.type === 'act' && ACTS.has(each.act)) ||
    words.some((text) => ASKS_AGAIN.test(text))
  );
}

export async function tellWhereTheyStand(
  tx: Tx,
  conversation: Conversation,
  understood: Pick<Understanding, 'commands' | 'hazards'>,
  { words, lang, occasion }: { words: readonly string[]; lang: Lang; occasion: Omit<Occasion, 'ordinal'> },
  house: House,
): Promise<void> {
  if (conversation.owner.kind !== 'nobody' || understood.hazards.length > 0) return;
  if (!asksAgain(words, understood)) return;
  const now = house.clock.now();
  const waiting = (await tx.tasks.open(conversation.communityId, MOST_COUNTED)).filter(
    ({ kind }) => kind === 'handoff',
  );
  const own = waiting.find(({ conversationId }) => conversationId === conversation.id);
  // They were told a moment ago that somebody comes; or nobody knows since when they wait.
  if (!own || now - own.createdAt < CALM_MS) return;
  const isLate = !isServiceTime(house.calendar, now);
  const ahead = waiting.filter(({ createdAt }) => createdAt < own.createdAt).length;
  const key = isLate ? 'handoff.waiting_later' : ahead === 0 ? 'handoff.waiting_next' : 'handoff.waiting';
  for (const said of [...WAITING_KEYS, 'handoff.unanswered'])
    if (await tx.messages.saidSince(conversation.id, said, now - CALM_MS)) return;
  const { id: conversationId, channel, communityId } = conversation;
  const phone = house.communities.find((each) => each.id === communityId)?.office.phone ?? '';
  await enqueueReply(
    tx,
    conversation,
    {
      content: house.say(
        key,
        { ahead: String(ahead), 'team.phone': phone },
        { conversationId, channel, lang },
      ),
      ...{ author: 'system', replyKey: key, slotClass: 'ordinary', mayMerge: true, promise: false },
      occasion: { ...occasion, ordinal: 0 },
    },
    now,
  );
}

const WAITING_KEYS = ['handoff.waiting', 'handoff.waiting_next', 'handoff.waiting_later'] as const;
