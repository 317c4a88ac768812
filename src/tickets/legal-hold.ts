// 依法保留: a lawsuit or an authority needs what was said. While it stands, nothing of the conversation goes, by its term or by a wish.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import type { Role } from '../people/account.ts';
import type { LegalHold, Tx } from '../storage/contract.ts';
import type { House } from './house.ts';

export type HoldBy = { staffId: string; accountId: string | null; role: Role | null };

/** `reason`: the number of the case, nothing about a person; the same where it is lifted. */
export async function placeHold(
  tx: Tx,
  conversationId: string,
  reason: string,
  by: HoldBy,
  house: Pick<House, 'clock'>,
): Promise<Outcome<LegalHold>> {
  if (!(await tx.conversations.get(conversationId)))
    return refused('desk/conversation-not-found', '没有找到这个会话');
  const hold = { conversationId, reason, by: by.staffId, at: house.clock.now() };
  if (!(await tx.holds.place(hold)))
    return refused('hold/stands-already', '这个会话已经依法保留，请刷新再看');
  await note(tx, 'hold-placed', hold, by);
  return accepted(hold);
}

export async function liftHold(
  tx: Tx,
  conversationId: string,
  reason: string,
  by: HoldBy,
  house: Pick<House, 'clock'>,
): Promise<Outcome<null>> {
  const at = house.clock.now();
  if (!(await tx.holds.lift(conversationId, by.staffId, at)))
    return refused('hold/none', '这个会话没有依法保留，请刷新再看');
  await note(tx, 'hold-lifted', { conversationId, reason, at }, by);
  return accepted(null);
}

type Noted = Pick<LegalHold, 'conversationId' | 'reason' | 'at'>;

async function note(tx: Tx, action: string, { conversationId, reason, at }: Noted, by: HoldBy) {
  await tx.audit.add({
    ...{ at, accountId: by.accountId, role: by.role, action, object: conversationId, address: null },
    ...{ detail: { by: by.staffId, reason }, result: 'done' },
  });
}
