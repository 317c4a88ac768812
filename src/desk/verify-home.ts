// 核对身份: a colleague has made sure, by paper or by face, that whoever writes here belongs to a home. Only then the desk speaks of its
// bills.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import { createHomeReader } from '../bills/home-of.ts';
import type { Conversation } from '../conversations/conversation.ts';
import { bindByColleague } from '../homes/bind-home.ts';
import { type HomePlace, type Occupant, plainName } from '../homes/occupant.ts';
import type { Role } from '../people/account.ts';
import type { Tx } from '../storage/contract.ts';
import type { House } from '../tickets/house.ts';
import type { Address } from '../understanding/commands.ts';
import type { Estate } from '../understanding/input.ts';

/** What they were known by; what stands on the paper is kept nowhere. */
export const proofs = ['id-card', 'deed', 'lease', 'known'] as const;
export type Proof = (typeof proofs)[number];

export async function verifyHome(
  tx: Tx,
  conversationId: string,
  by: {
    staffId: string | null;
    accountId: string | null;
    role: Role | null;
    home: string;
    how: Proof;
    /** Whom of that home it is, as the register has them; what they told elsewhere is theirs then, too. */
    name?: string | undefined;
  },
  house: Pick<House, 'clock' | 'communities'>,
): Promise<Outcome<Conversation>> {
  const conversation = await tx.conversations.get(conversationId);
  if (!conversation) return refused('desk/conversation-not-found', '没有找到这个会话');
  const { staffId } = by;
  if (staffId === null) return refused('desk/person-needed', '请写明是哪位同事核对的');
  const estate = house.communities.find((each) => each.id === conversation.communityId)?.estate;
  const home = estate ? createHomeReader(estate)(by.home) : null;
  if (home === null) return refused('desk/no-such-home', '没有这一户，房号写成 3-2-501');
  const occupant =
    by.name === undefined
      ? null
      : await onRecord(tx, conversation.communityId, inRegister(home, estate), by.name);
  if (by.name !== undefined && occupant === null)
    return refused('desk/not-on-record', '登记簿里这一户没有这个姓名，请核对，或者先不填姓名');
  if (occupant !== null) {
    const who = { staffId, accountId: by.accountId, role: by.role };
    await bindByColleague(tx, conversation, occupant, who, house);
  }
  const unknown = { name: null, phone: null, home: null };
  const profile = (await tx.residents.profile(conversation.residentId)) ?? unknown;
  const verified = { home, how: by.how, by: staffId, at: house.clock.now() };
  await tx.residents.saveProfile(conversation.residentId, { ...profile, verified });
  return accepted(conversation);
}

/** Where a house has one entrance only, homes are written without it; the register has it. */
function inRegister({ building = '', unit, room = '' }: Address, estate: Estate | undefined): HomePlace {
  const units = estate?.buildings.find((each) => each.id === building)?.units ?? [];
  return { building, unit: unit ?? units[0] ?? null, room };
}

async function onRecord(
  tx: Tx,
  communityId: string,
  place: HomePlace,
  name: string,
): Promise<Occupant | null> {
  const those = await tx.occupants.ofHome(communityId, place);
  return those.find((one) => plainName(one.name) === plainName(name)) ?? null;
}
