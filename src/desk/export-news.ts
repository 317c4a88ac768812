// Whoever can release it hears on their phone that something waits, and who asked hears what came of it. Whoever is not on the roster, or
// has no address there, sees it at the desk.
import { sayInstant } from '../clocks/service-calendar.ts';
import type { Account } from '../people/account.ts';
import type { ExportRequest } from '../people/export-request.ts';
import type { Tx } from '../storage/contract.ts';
import { type House, staffById } from '../tickets/house.ts';
import { isReachable, tellStaff } from '../tickets/paging.ts';
import { sayExport, sayWhy } from './export-words.ts';

const WHERE = '请到工作台 设置 → 导出放行';

/** Without the sentence somebody wrote: it is for the page, where those who may see it sign in. */
export async function tellReleasers(
  tx: Tx,
  request: ExportRequest,
  releasers: readonly Account[],
  house: House,
): Promise<void> {
  const what = sayExport(request, house.communities);
  const words = `【导出放行】${request.askedName}申请导出${what}，用途：${sayWhy(request.why)}。${WHERE} 看一看，放行或先不导出。`;
  for (const staffId of staffOf(releasers)) await tell(tx, staffId, words, house);
}

export async function tellAsker(tx: Tx, request: ExportRequest, house: House): Promise<void> {
  const { state, decided, untilAt, askedBy } = request;
  // Whoever takes their own back knows.
  if (decided === null || decided.by === askedBy) return;
  const what = sayExport(request, house.communities);
  const words =
    state === 'released' && untilAt !== null
      ? `${decided.name}放行了${what}。${WHERE} 下载，${sayInstant(untilAt, house.clock.now())} 前有效，只下载一次。`
      : `${decided.name}看过${what}，这次先不导出。要再导，请写清楚用途重新申请。`;
  await tell(tx, askedBy, `【导出放行】${words}`, house);
}

/** From now on nobody else looks: those who did hear it. */
export async function tellOfOneAlone(
  tx: Tx,
  by: Account,
  others: readonly Account[],
  house: House,
): Promise<void> {
  const words = `【导出放行】${by.name}改成了一个人就可以导出带很多人资料的文件。不是您知道的，${WHERE} 改回来。`;
  for (const staffId of staffOf(others)) await tell(tx, staffId, words, house);
}

const staffOf = (accounts: readonly Account[]) =>
  new Set(accounts.flatMap(({ staffId }) => (staffId === null ? [] : [staffId])));

async function tell(tx: Tx, staffId: string, words: string, house: House): Promise<void> {
  const member = staffById(house, staffId);
  // That somebody could not be told is no task of anybody's: it stands at the desk.
  if (member && isReachable(member, house)) await tellStaff(tx, member, words, null, house);
}
