// 核对身份: a colleague has made sure, by paper or by face, that whoever writes here belongs to a home. Only then the desk speaks of its
// bills.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import { createHomeReader } from '../bills/home-of.ts';
import type { Conversation } from '../conversations/conversation.ts';
import type { Tx } from '../storage/contract.ts';
import type { House } from '../tickets/house.ts';

/** What they were known by; what stands on the paper is kept nowhere. */
export const proofs = ['id-card', 'deed', 'lease', 'known'] as const;
export type Proof = (typeof proofs)[number];

export async function verifyHome(
  tx: Tx,
  conversationId: string,
  by: { staffId: string | null; home: string; how: Proof },
  house: Pick<House, 'clock' | 'communities'>,
): Promise<Outcome<Conversation>> {
  const conversation = await tx.conversations.get(conversationId);
  if (!conversation) return refused('desk/conversation-not-found', '没有找到这个会话');
  if (by.staffId === null) return refused('desk/person-needed', '请写明是哪位同事核对的');
  const estate = house.communities.find((each) => each.id === conversation.communityId)?.estate;
  const home = estate ? createHomeReader(estate)(by.home) : null;
  if (home === null) return refused('desk/no-such-home', '没有这一户，房号写成 3-2-501');
  const unknown = { name: null, phone: null, home: null };
  const profile = (await tx.residents.profile(conversation.residentId)) ?? unknown;
  const verified = { home, how: by.how, by: by.staffId, at: house.clock.now() };
  await tx.residents.saveProfile(conversation.residentId, { ...profile, verified });
  return accepted(conversation);
}
