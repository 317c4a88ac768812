// 我的数据, 删除我的信息, 撤回同意: answered to whoever is known to be of a home; everybody else is asked who they are first.
import { sayInstant } from '../clocks/service-calendar.ts';
import { conversationsElsewhere, unbindHome } from '../homes/bind-home.ts';
import type { Tx } from '../storage/contract.ts';
import { sayPhone } from '../tickets/describe.ts';
import type { House } from '../tickets/house.ts';
import { requestPrivacy } from '../tickets/privacy.ts';
import { formatAddress } from '../understanding/entities/format-address.ts';
import { verifiedHome } from './bills.ts';
import type { Conversation, PendingItem } from './conversation.ts';
import { sayBeside } from './say-beside.ts';

type Wish = 'copy' | 'erase' | 'withdraw';

const WISHES: readonly [Wish, RegExp][] = [
  [
    'erase',
    /(?:删除|删掉|刪除|刪掉|清除|抹掉|注销|註銷).{0,3}我的?(?:全部|所有)?的?(?:个人|個人)?(?:信息|资料|資料|数据|數據|隐私|隱私|账号|帳號|聊天记录|聊天紀錄)|(?:把)?我的(?:个人|個人)?(?:信息|资料|資料|数据|數據).{0,4}(?:删除|删掉|删了|刪除|刪掉)|\b(?:delete|erase|remove)\s+(?:all\s+)?my\s+(?:personal\s+)?(?:data|information|account)\b/iu,
  ],
  [
    'withdraw',
    /撤[回销銷]?我?的?同意|(?:不再|不)同意(?:你们|你們|您们)?(?:使用|保存|处理|處理)我的|\bwithdraw\s+(?:my\s+)?consent\b/iu,
  ],
  [
    'copy',
    /^(?:我要|我想|请|請|帮我|幫我)?(?:查看|查询|查詢|看看|看一下|查一下|导出|導出|下载|下載|要)?(?:一下|下)?我的(?:个人|個人)?(?:数据|數據|个人信息|個人資料|资料|資料)[。！!？?\s]*$|(?:你们|你們|您们|物业|物業).{0,4}(?:存|保存|收集|记|記|留)(?:着|了|著)?.{0,2}我的?.{0,2}(?:哪些|什么|什麼|啥).{0,2}(?:信息|资料|資料|数据|數據)?|\b(?:see|show|export|get|download)\s+(?:me\s+)?my\s+(?:personal\s+)?data\b|\bwhat (?:data|information) do you (?:have|keep|hold) (?:about|on|of) me\b/iu,
  ],
];

export function privacyWish(text: string): Wish | null {
  return WISHES.find(([, words]) => words.test(text.trim()))?.[0] ?? null;
}

/** Only what is theirs is told and done, so it is asked who they are. */
export async function wantsPrivately(
  tx: Tx,
  conversation: Conversation,
  text: string,
  house: Pick<House, 'clock'>,
): Promise<boolean> {
  const wish = privacyWish(text);
  // Taking back is as easy as giving: it needs no proof.
  if (wish === null || wish === 'withdraw') return false;
  return (await verifiedHome(tx, conversation, house.clock.now())) === null;
}

/** True when it was one, and is answered. */
export async function hearPrivacy(
  tx: Tx,
  conversation: Conversation,
  heard: readonly PendingItem[],
  { house, isDanger }: { house: House; isDanger(item: PendingItem): boolean },
): Promise<boolean> {
  const [only, ...more] = heard;
  if (only?.content.type !== 'text' || more.length > 0 || conversation.owner.kind !== 'bot') return false;
  const wish = privacyWish(only.content.text);
  if (wish === null || isDanger(only)) return false;
  const now = house.clock.now();
  if (wish !== 'withdraw' && (await verifiedHome(tx, conversation, now)) === null) return false;
  if (wish === 'copy')
    return say(tx, conversation, only, 'privacy.kept', await kept(tx, conversation), house);
  const request = await requestPrivacy(tx, conversation, wish, house);
  if (request === null) return false;
  const due = { due: sayInstant(request.dueAt, now) };
  if (wish === 'erase') return say(tx, conversation, only, 'privacy.erase_taken', due, house);
  const by = { endedBy: 'resident', accountId: null, role: null, reason: 'withdrawn' } as const;
  await unbindHome(tx, conversation, by, house);
  return say(tx, conversation, only, 'privacy.withdraw_taken', due, house);
}

const MOST_COUNTED = 200;
const MOST_NAMED = 5;

/** In plain words, and masked: it stands on a screen that others see, too. */
async function kept(tx: Tx, { id, residentId }: Conversation): Promise<Record<string, string>> {
  const profile = await tx.residents.profile(residentId);
  const conversations = [id, ...(await conversationsElsewhere(tx, residentId))];
  const codes: string[] = [];
  for (const conversationId of conversations) {
    const { items } = await tx.tickets.list({ conversationId }, { after: null, limit: MOST_COUNTED });
    codes.push(...items.map(({ code }) => code));
  }
  const none = '—';
  const home = profile?.home ?? profile?.verified?.home ?? null;
  const phone = profile?.phone ?? null;
  return {
    name: profile?.name ? `${[...profile.name][0] ?? ''}**` : none,
    home: home === null ? none : formatAddress(home),
    'phone.masked': phone === null ? none : `****${(sayPhone(phone) ?? phone).slice(-4)}`,
    conversations: String(conversations.length),
    tickets: String(codes.length),
    codes: codes.slice(-MOST_NAMED).join(', ') || none,
  };
}

async function say(
  tx: Tx,
  conversation: Conversation,
  about: PendingItem,
  key: string,
  fields: Record<string, string>,
  house: House,
): Promise<true> {
  const promise = key !== 'privacy.kept';
  await sayBeside(
    tx,
    conversation,
    { key, fields, promise, of: ['privacy', about.channelItemId, key] },
    house,
  );
  return true;
}
