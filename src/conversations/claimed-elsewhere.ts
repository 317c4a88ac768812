// Somebody has shown elsewhere to be the same person: whoever was known before is told, and may say that it was not them.
import { conversationsElsewhere, unbindHome } from '../homes/bind-home.ts';
import type { Tx } from '../storage/contract.ts';
import type { House } from '../tickets/house.ts';
import { isThere } from '../tickets/where-to-tell.ts';
import type { Conversation, PendingItem } from './conversation.ts';
import { askForPerson } from './handoff.ts';
import { keepConversation } from './keep.ts';
import { sayBeside } from './say-beside.ts';

const DAY_MS = 24 * 3_600_000;
/** As long the words about it may still be answered. */
const ANSWERED_MS = 7 * DAY_MS;
const NOT_ME =
  /^(?:这|這|那)?(?:个|個)?(?:认证|認證)?(?:的)?不是(?:我|本人|我本人)(?:认证|認證|弄|操作)?的?[。.！!\s]*$|^(?:it|that) (?:was|is)(?: not|n't) me[.!\s]*$/iu;

/** Where it costs nothing that is kept, and where somebody reads it. */
export async function tellOthers(
  tx: Tx,
  { id, residentId }: Pick<Conversation, 'id' | 'residentId'>,
  house: House,
): Promise<void> {
  for (const otherId of await conversationsElsewhere(tx, residentId)) {
    const other = await tx.conversations.get(otherId);
    if (!other || !(await isThere(tx, other, house))) continue;
    const of = ['bound', id, String(house.clock.now())];
    await sayBeside(tx, other, { key: 'binding.elsewhere', of }, house);
    await keepConversation(tx, other);
  }
}

/** True when it was said, and is done: the others are parted from them, and a colleague looks. */
export async function hearNotMe(
  tx: Tx,
  conversation: Conversation,
  heard: readonly PendingItem[],
  house: House,
): Promise<boolean> {
  const [only, ...more] = heard;
  if (only?.content.type !== 'text' || more.length > 0 || conversation.owner.kind !== 'bot') return false;
  if (!NOT_ME.test(only.content.text.trim())) return false;
  const since = house.clock.now() - ANSWERED_MS;
  if (!(await tx.messages.saidSince(conversation.id, 'binding.elsewhere', since))) return false;
  const by = { endedBy: 'resident', accountId: null, role: null, reason: 'wrong-person' } as const;
  for (const otherId of await conversationsElsewhere(tx, conversation.residentId)) {
    const other = await tx.conversations.get(otherId);
    if (other) await unbindHome(tx, other, by, house);
  }
  const brief = { purpose: '住户说别处的认证不是本人，已经取消，请核对' };
  const order = { type: 'handoff', team: 'reception', mode: 'take', brief } as const;
  await askForPerson(tx, conversation, order, null, house);
  const of = ['not-me', only.channelItemId];
  await sayBeside(
    tx,
    conversation,
    { key: 'binding.parted', promise: true, slotClass: 'handover', of },
    house,
  );
  return true;
}
