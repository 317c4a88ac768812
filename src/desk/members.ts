// What members of the company write in the app. Most who write are residents with a home here; those in config/staff.yaml work
// here and are obeyed, except where they say that it is about their own home.
import type { InboundItem } from '../channels/contract.ts';
import { acceptInbound, type IntakePorts } from '../intake/accept.ts';
import type { Tx } from '../storage/contract.ts';
import { type House, staffByUserId } from '../tickets/house.ts';
import { obeyStaff, TAKES_BY_NAME } from './staff-words.ts';

export type MemberPorts = IntakePorts & { house: House };

/** How a member of staff says that they write as somebody who lives here. */
const OWN_HOME = /^\s*(?:我家|自家|我自己家|我是业主|我是住户|我是租户)/;
/** After it they are a resident until they have been quiet for so long. */
const HOME_TALK_MS = 30 * 60_000;

/** Keeps one item and gives it to whom it is for, in one transaction. Brought again, it has no second effect. */
export async function hearMember(
  { item, plaintext }: { item: InboundItem; plaintext: string },
  ports: MemberPorts,
): Promise<void> {
  const userId = item.channelUserId;
  if (userId === null) return;
  const member = staffByUserId(ports.house, userId);
  await ports.store.transact(async (tx) => {
    const now = ports.clock.now();
    // A date that cannot be read must not make fresh words look old.
    const dated = item.sentAt > 0 ? item : { ...item, sentAt: now };
    if (item.origin === 'system') {
      // Who only looks in has said nothing: no conversation comes of it.
      await tx.inbox.keep(dated, { conversationId: null, receivedAt: now, historic: false });
    } else if (member === null || (await speaksOfHome(tx, item, now))) {
      // The platform brings words only once it knows us, so none are from before our time.
      await acceptInbound(tx, dated, { firstStartedAt: 0 }, ports);
    } else if (await tx.inbox.keepRaw(item.channel, item.channelItemId, plaintext, now)) {
      const words = wordsOf(item);
      if (words !== null) await obeyStaff(tx, member, words, ports.house);
    }
    ports.crashPoint('callback.before-commit');
  });
  ports.crashPoint('callback.committed');
}

async function speaksOfHome(tx: Tx, item: InboundItem, now: number): Promise<boolean> {
  const words = wordsOf(item);
  if (words !== null && TAKES_BY_NAME.test(words)) return false;
  if (words !== null && OWN_HOME.test(words)) return true;
  const { channel, channelAccountId, channelUserId } = item;
  const conversation = await tx.conversations.find({
    channel,
    channelAccountId,
    channelUserId: channelUserId ?? '',
  });
  if (conversation === null) return false;
  if (now - (conversation.lastMessageAt ?? conversation.createdAt) < HOME_TALK_MS) return true;
  // Their words may still wait for their turn.
  return (await tx.inbox.pending(conversation.id)).length > 0;
}

function wordsOf({ content }: InboundItem): string | null {
  if (content.type === 'text') return content.text;
  return content.type === 'voice' ? (content.recognition ?? null) : null;
}
