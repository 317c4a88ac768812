// Four eyes for what takes many people's data out: one asks, another releases or declines, and it is fetched once, soon after.
// Whoever is second with the next step is told so; what was done when stands in the record of deeds.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import type { Account } from '../people/account.ts';
import { actorIdOf } from '../people/account.ts';
import {
  EXPORT_WAITS_MS,
  type ExportRequest,
  type ExportStanding,
  looksAfter,
  standingOf,
} from '../people/export-request.ts';
import type { Tx } from '../storage/contract.ts';

/** More than these wait for nobody's good. */
const MOST_OPEN = 10;
/** Of a list that only grows, what somebody still looks at. */
const SHOWN_MS = 30 * 86_400_000;
const MOST_SHOWN = 100;
const MOST_READ = 500;
const DAY_MS = 86_400_000;

const notFound = refused('exports/not-found', '没有找到这次导出申请');
const overtaken = refused('exports/version-conflict', '同事刚处理过这次申请，请看看现在的样子');

const ended: Record<Exclude<ExportStanding, 'asked' | 'released'>, string> = {
  declined: '同事看过，这次先不导出。要再导，请写清楚用途重新申请',
  fetched: '这次已经下载过了，一次放行只下载一次。还要请重新申请',
  lapsed: '这次申请过期了，请重新申请',
};

/** The same person is one pair of eyes, however many accounts they have. */
export function isOwn({ askedBy }: Pick<ExportRequest, 'askedBy'>, person: Account): boolean {
  return askedBy === actorIdOf(person);
}

/** Newest first: one's own, and for whoever releases those of their communities. */
export async function listExports(
  tx: Tx,
  person: Account,
  { mayRelease, now }: { mayRelease: boolean; now: number },
): Promise<ExportRequest[]> {
  const recent = await tx.exports.since(now - SHOWN_MS, MOST_READ);
  return recent
    .filter((each) => isOwn(each, person) || (mayRelease && looksAfter(person, each)))
    .slice(0, MOST_SHOWN);
}

/** How many wait for this person: to be released by them, or to be fetched. */
export async function exportsWaiting(
  tx: Tx,
  person: Account,
  { mayRelease, now }: { mayRelease: boolean; now: number },
): Promise<number> {
  const recent = await tx.exports.since(now - EXPORT_WAITS_MS - DAY_MS, MOST_READ);
  return recent.filter((each) => {
    const standing = standingOf(each, now);
    if (isOwn(each, person)) return standing === 'released';
    return standing === 'asked' && mayRelease && looksAfter(person, each);
  }).length;
}

/** Who could release it: somebody else who may, looks after all of it, and can sign in. */
export async function releasersOf(
  tx: Tx,
  request: Pick<ExportRequest, 'askedBy' | 'communityIds'>,
  mayRelease: (account: Account) => boolean,
): Promise<Account[]> {
  return (await tx.people.list()).filter(
    (each) =>
      each.disabledAt === null &&
      // Nobody has ever signed in to it, and nobody of the roster can.
      (each.password !== null || each.staffId !== null) &&
      mayRelease(each) &&
      !isOwn(request, each) &&
      looksAfter(each, request),
  );
}

export type NewExport = Omit<ExportRequest, 'state' | 'decided' | 'untilAt' | 'version'>;

export async function askExport(tx: Tx, asked: NewExport): Promise<Outcome<ExportRequest>> {
  const recent = await tx.exports.since(asked.askedAt - EXPORT_WAITS_MS, MOST_READ);
  const open = recent.filter(
    (each) => each.askedBy === asked.askedBy && standingOf(each, asked.askedAt) === 'asked',
  );
  if (open.length >= MOST_OPEN)
    return refused('exports/too-many-open', `您有 ${open.length} 份还在等放行，先等一等，或者撤掉几份`);
  const request: ExportRequest = { ...asked, state: 'asked', decided: null, untilAt: null, version: 1 };
  await tx.exports.add(request);
  return accepted(request);
}

type Step = {
  id: string;
  /** The version that was seen; absent = whichever stands. */
  before: number | undefined;
  by: string;
  at: number;
};

/** Until it is fetched, what was released may still be taken back. */
export async function decideExport(
  tx: Tx,
  step: Step,
  { isReleased, name, minutes }: { isReleased: boolean; name: string; minutes: number },
): Promise<Outcome<ExportRequest>> {
  const request = await tx.exports.get(step.id);
  if (!request) return notFound;
  if (step.before !== undefined && step.before !== request.version) return overtaken;
  if (isReleased && request.askedBy === step.by)
    return refused('exports/own-request', '这是您自己申请的，请另一位经理或管理员来放行');
  const standing = standingOf(request, step.at);
  if (standing !== 'asked' && standing !== 'released')
    return refused('exports/not-allowed-now', ended[standing]);
  if (isReleased && standing === 'released')
    return refused('exports/not-allowed-now', '同事已经放行了，等申请的同事来下载');
  return save(tx, {
    ...request,
    ...{ state: isReleased ? 'released' : 'declined', decided: { by: step.by, name, at: step.at } },
    untilAt: isReleased ? step.at + minutes * 60_000 : null,
  });
}

/** Whether who asked may fetch it now; nothing is used up by asking. */
export function mayFetch(
  request: ExportRequest | null,
  { before, by, at }: Pick<Step, 'before' | 'by' | 'at'>,
): Outcome<ExportRequest> {
  if (!request) return notFound;
  if (request.askedBy !== by) return refused('exports/not-yours', '谁申请的谁下载，请让申请的同事来下载');
  if (before !== undefined && before !== request.version) return overtaken;
  const standing = standingOf(request, at);
  if (standing === 'asked') return refused('exports/not-allowed-now', '还在等另一位经理或管理员放行');
  return standing === 'released' ? accepted(request) : refused('exports/not-allowed-now', ended[standing]);
}

/** Once: whoever is second, also a moment later at another process, gets nothing. */
export async function fetchExport(tx: Tx, step: Step): Promise<Outcome<ExportRequest>> {
  const may = mayFetch(await tx.exports.get(step.id), step);
  return may.ok ? save(tx, { ...may.value, state: 'fetched' }) : may;
}

async function save(tx: Tx, request: ExportRequest): Promise<Outcome<ExportRequest>> {
  return (await tx.exports.save(request)) ? accepted(request) : overtaken;
}
