// An approved answer is written at the console: looked over like those of the files, kept as a version with its first day, and never
// half. Where two people stand for an answer, the one's draft waits for the other's word.
import { type Outcome, refused } from '../base/errors.ts';
import type { Answer } from '../knowledge/answer.ts';
import type { AnswerVersion, WrittenAnswer } from '../knowledge/written.ts';
import { lintWording } from '../replies/lint.ts';
import { placeholdersOf, replyLangs } from '../replies/reply.ts';
import type { Tx, WrittenValue } from '../storage/contract.ts';
import { keepVersion } from './keep-version.ts';
import { closeDraft, draftToApprove } from './written-drafts.ts';

export const ANSWER_KIND = 'answer';
/** What somebody wrote and nobody else has approved yet; without a value it was approved or put aside. */
export const DRAFT_KIND = 'answer-draft';

export function toVersion({ key, version, value, effective }: WrittenValue): AnswerVersion {
  return { answerId: key, version, value: value as WrittenAnswer | null, effective };
}

type Known = {
  /** The estate's day. */
  today: string;
  /** As they are now; prices have a list of their own. */
  answers: readonly Answer[];
  fields: readonly string[];
  communityIds: readonly string[];
};

/** Everything that is wrong with it, each with what to do. */
export function problemsOf(
  answerId: string,
  value: WrittenAnswer,
  effective: string,
  known: Known,
): string[] {
  const problems: string[] = [];
  if (effective < known.today) problems.push('开始的日期要从今天或以后算起：以前怎么答的不能改');
  if (value.expires < effective) problems.push('结束的日期早于开始的日期，请改其中一个');
  for (const lang of replyLangs) {
    const text = value.words[lang];
    if (text === null) continue;
    const unknown = placeholdersOf(text).filter((name) => !known.fields.includes(name));
    for (const name of unknown)
      problems.push(
        `{{${name}}} 填不出来，可以用的有 ${known.fields.map((each) => `{{${each}}}`).join('、')}`,
      );
    for (const { found, better } of lintWording(text, [], null, { lang }))
      problems.push(`“${found}”：${better}`);
  }
  const taken = known.answers.find(
    (each) => each.id !== answerId && each.questions.some((one) => value.questions.includes(one)),
  );
  if (taken) problems.push(`有一句问法已经在“${taken.title}”里，同一句话只能有一个答案`);
  const absent = value.communities.filter((each) => !known.communityIds.includes(each));
  if (absent.length > 0) problems.push('有的小区这里没有，请重新选');
  return problems;
}

export type AnswerOrder = {
  answerId: string;
  before: number;
  value: WrittenAnswer;
  effective: string;
  by: string;
  at: number;
};

function written(
  kind: string,
  tx: Tx,
  order: AnswerOrder,
  known: Known,
): Promise<Outcome<{ version: number }>> | Outcome<{ version: number }> {
  const problems = problemsOf(order.answerId, order.value, order.effective, known);
  if (problems.length > 0) return refused('knowledge/not-approved', `${problems.join('；')}。`);
  const { answerId: key, ...rest } = order;
  return keepVersion(tx, { kind, key, ...rest });
}

/** Whatever waited is overtaken. */
export async function writeAnswer(tx: Tx, order: AnswerOrder, known: Known) {
  const done = await written(ANSWER_KIND, tx, order, known);
  if (done.ok) await closeDraft(tx, DRAFT_KIND, { key: order.answerId, ...order });
  return done;
}

/** Nothing is said by it until somebody else has approved it. */
export async function draftAnswer(tx: Tx, order: AnswerOrder, known: Known) {
  return written(DRAFT_KIND, tx, order, known);
}

/** A draft becomes what is said, under the name of who approves it; not before today, however long it has waited. */
export async function approveAnswer(
  tx: Tx,
  order: { answerId: string; before: number; by: string; name: string; at: number; people: 1 | 2 },
  known: Known,
): Promise<Outcome<{ version: number }>> {
  const { answerId, before, by, name, at, people } = order;
  const waiting = await draftToApprove<WrittenAnswer>(tx, DRAFT_KIND, { key: answerId, by, people });
  if (!waiting.ok) return waiting;
  const draft = waiting.value;
  const effective = draft.effective.localeCompare(known.today) < 0 ? known.today : draft.effective;
  const value = { ...draft.value, approver: name, effective };
  return writeAnswer(tx, { answerId, before, by, at, value, effective }, known);
}

/** It is given no more from this day on; questions for it go to a colleague. */
export function withdrawAnswer(
  tx: Tx,
  order: { answerId: string; before: number; effective: string; by: string; at: number },
): Promise<Outcome<{ version: number }>> {
  const { answerId: key, ...rest } = order;
  return keepVersion(tx, { kind: ANSWER_KIND, key, ...rest, value: null });
}
