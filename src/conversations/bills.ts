// Somebody asks what their home owes. Told only to whom a colleague has verified, only of that home, and only from what was imported;
// everybody else goes on to a person.
import { billsOf, openOf, sayBills, sumOpen } from '../bills/say-bills.ts';
import { sayFen } from '../config/price-list.ts';
import { readMenuId } from '../flows/menu-id.ts';
import { isOnRecord } from '../homes/bind-home.ts';
import { asksOwnBill } from '../knowledge/prices.ts';
import { languageKept } from '../replies/language.ts';
import type { Tx } from '../storage/contract.ts';
import type { House } from '../tickets/house.ts';
import type { Address } from '../understanding/commands.ts';
import { formatAddress } from '../understanding/entities/format-address.ts';
import type { Conversation, PendingItem } from './conversation.ts';
import { sayBeside } from './say-beside.ts';

/** People move; after a year somebody looks again. */
const VERIFIED_MS = 365 * 24 * 3_600_000;
/** Whoever speaks of others may mean another home. */
const OF_OTHERS =
  /[爸妈媽]|父母|朋友|[邻鄰]居|[楼樓][上下]|隔壁|[别別]人|[亲親]戚|房[东東]|租客|[儿兒]子|女[儿兒]|\b(?:parents?|neighbou?rs?|friends?|landlord|tenants?)\b/i;

/** True when it was the question, and is answered. */
export async function hearBillQuestion(
  tx: Tx,
  conversation: Conversation,
  heard: readonly PendingItem[],
  { house, isDanger }: { house: House; isDanger(item: PendingItem): boolean },
): Promise<boolean> {
  const [only, ...more] = heard;
  if (only?.content.type !== 'text' || more.length > 0 || conversation.owner.kind !== 'bot') return false;
  const { text } = only.content;
  const bills = house.bills[conversation.communityId];
  const isAsked = asksOwnBill(text) || asksForDetails(only.content, conversation);
  if (!bills || !isAsked || OF_OTHERS.test(text) || isDanger(only)) return false;
  const now = house.clock.now();
  const verified = await verifiedHome(tx, conversation, now);
  if (verified === null) return false;
  const { building = '', unit = null, room = '' } = verified;
  const theirs = billsOf(bills, { building, unit, room });
  // Nothing on record is not the same as nothing owed.
  if (namesAnother(text, [building, unit, room]) || theirs.length === 0) return false;
  const open = openOf(theirs);
  const lang = languageKept(conversation.flowState);
  const key = open.length === 0 ? 'bill.clear' : 'bill.open';
  const fields = {
    'bill.home': formatAddress(verified),
    'bill.lines': sayBills(open, lang),
    'bill.sum': sayFen(sumOpen(open), lang),
  };
  await sayBeside(
    tx,
    conversation,
    { key, fields, mayMerge: false, of: ['bill', only.channelItemId] },
    house,
  );
  return true;
}

/** 核对明细 in answer to a payment reminder, clicked or written; what does not add up is a colleague's to look at. */
function asksForDetails(
  { text, menuId }: { text: string; menuId?: string },
  { activeFlow }: Pick<Conversation, 'activeFlow'>,
): boolean {
  const clicked = menuId === undefined ? null : readMenuId(menuId);
  if (clicked !== null) return clicked.flow === PAYMENT && clicked.option === 'papers';
  return activeFlow === PAYMENT && DETAILS.test(text) && !DISPUTES.test(text);
}
const PAYMENT = 'payment';
const DETAILS = /明细|明細|[账帳][单單]|清单|清單|\b(?:breakdown|details|itemi[sz]ed|statement)\b/iu;
const DISPUTES = /[对對]不上|[错錯]|多收|收支|不[对對]|\bwrong\b|\bincorrect\b/iu;

/** It can be answered as soon as it is clear who asks. */
export async function asksPrivately(
  tx: Tx,
  conversation: Conversation,
  heard: readonly PendingItem[],
  house: Pick<House, 'bills' | 'clock'>,
): Promise<boolean> {
  const [only, ...more] = heard;
  if (only?.content.type !== 'text' || more.length > 0 || !house.bills[conversation.communityId])
    return false;
  const { text } = only.content;
  if (!asksOwnBill(text) || OF_OTHERS.test(text)) return false;
  return (await verifiedHome(tx, conversation, house.clock.now())) === null;
}

/** By a colleague, or by the register as long as it says so; null = nobody knows, or it is too long ago. */
export async function verifiedHome(
  tx: Tx,
  { residentId }: Conversation,
  now: number,
): Promise<Address | null> {
  const verified = (await tx.residents.profile(residentId))?.verified ?? null;
  if (verified === null || now - verified.at > VERIFIED_MS) return null;
  return verified.how !== 'register' || (await isOnRecord(tx, residentId)) ? verified.home : null;
}

/** A number that is none of their home's, nor a year or a month. */
function namesAnother(text: string, own: readonly (string | null)[]): boolean {
  return [...text.matchAll(/(\d+)\s*([年月季日]?)/g)].some(
    ([, number = '', unit = '']) => unit === '' && !own.includes(number),
  );
}
