// What may be done to a notice: each deed as the table has it, in one transaction with its line.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import type { Tx } from '../storage/contract.ts';
import { type Actor, type House, isLead } from '../tickets/house.ts';
import {
  changedNotice,
  type Notice,
  type NoticeDeed,
  type NoticeWords,
  noticeTransitions,
  type Proposal,
  type Sending,
  sayNoticeState,
} from './notice.ts';
import { TELL_JOB } from './tell.ts';
import { wordingProblems } from './wording.ts';

export type NoticeBy = { actor: Actor; staffId: string | null; expectedVersion?: number };

export async function draftNotice(
  tx: Tx,
  communityId: string,
  words: NoticeWords,
  by: NoticeBy,
  house: House,
): Promise<Outcome<Notice>> {
  const createdAt = house.clock.now();
  const author = nameOf(by);
  const notice: Notice = {
    ...{ id: house.ids.next(), communityId, state: 'draft', words: null, revision: 0 },
    ...{ next: { words, by: author, submitted: false, approver: null }, author, approver: null },
    ...{ publishedAt: null, closedAt: null, outcome: null, sendings: [], createdAt, version: 1 },
  };
  await tx.notices.add(notice);
  await keepLine(tx, null, notice, { deed: 'draft', by }, createdAt);
  return accepted(notice);
}

export function rewordNotice(tx: Tx, id: string, words: NoticeWords, by: NoticeBy, house: House) {
  return perform(tx, id, 'reword', by, house, (notice) => {
    notice.next = { words, by: nameOf(by), submitted: false, approver: null };
    return null;
  });
}

/** Somebody else is asked to look at it. */
export function submitNotice(tx: Tx, id: string, by: NoticeBy, house: House) {
  return perform(tx, id, 'submit', by, house, (notice) => {
    const { next } = notice;
    if (next === null || next.submitted) return nothingWaits();
    const wrong = whatIsWrong(notice, next, house);
    if (wrong) return wrong;
    next.submitted = true;
    delete next.sentBack;
    return null;
  });
}

export function sendBackNotice(tx: Tx, id: string, reason: string, by: NoticeBy, house: House) {
  return perform(
    tx,
    id,
    'sendBack',
    by,
    house,
    ({ next }) => {
      if (!next?.submitted) return nothingWaits();
      Object.assign(next, { submitted: false, approver: null, sentBack: reason });
      return null;
    },
    { reason },
  );
}

export function approveNotice(tx: Tx, id: string, by: NoticeBy, house: House) {
  return perform(tx, id, 'approve', by, house, (notice) => {
    const { next } = notice;
    if (!next?.submitted || next.approver !== null) return nothingWaits();
    if (next.by === by.staffId) return refused('notices/own-words', '自己写的通知，请另一位同事审核');
    const wrong = whatIsWrong(notice, next, house);
    if (wrong) return wrong;
    next.approver = by.staffId;
    return null;
  });
}

/** It is out from this moment; whoever was answered from the words before hears the new ones. */
export function publishNotice(tx: Tx, id: string, by: NoticeBy, house: House) {
  return perform(tx, id, 'publish', by, house, (notice, now) => {
    const { next, revision } = notice;
    if (!next?.approver) return refused('notices/not-approved', '还没有审核，请另一位同事审核后再发布');
    // Approved in the morning, published in the evening: the time may be over.
    const wrong = whatIsWrong(notice, next, house);
    if (wrong) return wrong;
    Object.assign(notice, { words: next.words, approver: next.approver, next: null });
    Object.assign(notice, { revision: revision + 1, publishedAt: now });
    if (revision > 0) send(notice, 'changed', now);
    return null;
  });
}

export function withdrawNotice(tx: Tx, id: string, reason: string, by: NoticeBy, house: House) {
  return perform(tx, id, 'withdraw', by, house, (notice, now) => {
    if (notice.words !== null) send(notice, 'withdrawn', now);
    Object.assign(notice, { next: null, closedAt: now, outcome: reason });
    return null;
  });
}

/** It is well again, as it was announced or sooner. */
export function endNotice(tx: Tx, id: string, by: NoticeBy, house: House) {
  return perform(tx, id, 'end', by, house, (notice, now) => {
    send(notice, 'over', now);
    Object.assign(notice, { next: null, closedAt: now });
    return null;
  });
}

async function perform(
  tx: Tx,
  id: string,
  deed: Exclude<NoticeDeed, 'draft'>,
  by: NoticeBy,
  house: House,
  change: (notice: Notice, now: number) => Outcome<never> | null,
  data: Record<string, unknown> = {},
): Promise<Outcome<Notice>> {
  const row = noticeTransitions[deed];
  const notice = await tx.notices.get(id);
  if (!notice) return refused('notices/not-found', '没有找到这条通知');
  if (by.expectedVersion !== undefined && by.expectedVersion !== notice.version) return conflict();
  if (!row.from.includes(notice.state))
    return refused(
      'notices/not-allowed-now',
      `这条通知现在是“${sayNoticeState(notice.state)}”，请刷新后再看`,
    );
  if (mayOnlyLeads(deed) && by.staffId === null)
    return refused('notices/needs-person', '审核、退回、发布和撤回要由一位同事来做');
  if (mayOnlyLeads(deed) && by.actor.source === 'api' && !isLead(by, house))
    return refused('notices/needs-lead', '审核、退回、发布和撤回要由主管或经理来做');
  const now = house.clock.now();
  const old = structuredClone(notice);
  const wrong = change(notice, now);
  if (wrong) return wrong;
  const isFinal = row.to === 'withdrawn' || row.to === 'over';
  if (row.to !== 'same' && (old.state !== 'published' || isFinal)) notice.state = row.to;
  if (!(await tx.notices.save(notice))) return conflict();
  await keepLine(tx, old, notice, { deed, by, data }, now);
  const sending = notice.sendings.at(-1);
  if (sending && notice.sendings.length > old.sendings.length)
    await tx.jobs.add({
      ...{ kind: TELL_JOB, subjectId: id, dueAt: now },
      payload: { number: sending.number, after: null },
      uniqueKey: `${TELL_JOB}:${id}:${sending.number}:`,
    });
  return accepted(notice);
}

/** At the console the table of roles says so. */
function mayOnlyLeads(deed: NoticeDeed): boolean {
  return deed === 'approve' || deed === 'sendBack' || deed === 'publish' || deed === 'withdraw';
}

function whatIsWrong({ communityId }: Notice, { words }: Proposal, house: House): Outcome<never> | null {
  const community = house.communities.find(({ id }) => id === communityId) ?? null;
  const problems = wordingProblems(words, house.clock.now(), { notices: house.notices, community });
  if (problems.length === 0) return null;
  return refused('notices/words', problems.map(({ say }) => say).join('；'));
}

function send(notice: Notice, kind: Sending['kind'], at: number): void {
  notice.sendings.push({ number: notice.sendings.length + 1, kind, at });
}

async function keepLine(
  tx: Tx,
  old: Notice | null,
  notice: Notice,
  { deed, by, data = {} }: { deed: NoticeDeed; by: NoticeBy; data?: Record<string, unknown> },
  at: number,
): Promise<void> {
  const { kind, id, source } = by.actor;
  await tx.notices.addEvent(notice.id, {
    ...{ type: noticeTransitions[deed].event, at, actor: { kind, id }, source },
    data: { staffId: by.staffId, ...data, to: changedNotice(old, notice) },
  });
}

function nameOf({ actor, staffId }: NoticeBy): string {
  return staffId ?? actor.id ?? actor.kind;
}

function nothingWaits(): Outcome<never> {
  return refused('notices/not-allowed-now', '现在没有等这一步的内容，请刷新后再看');
}

function conflict(): Outcome<never> {
  return refused('notices/version-conflict', '这条通知刚刚有人改过，请刷新后再操作');
}
