// What a quarter says about the service manual: questions it does not answer, wordings after which people wanted a person, and what
// residents were still not content with. Pure.
import {
  type Chapter,
  countOf,
  ENOUGH,
  FOR_A_PERSON,
  type Numbers,
  numbersOf,
  rateSentence,
  type Say,
  sizeOf,
  tableOf,
} from './draft.ts';
import type { Report } from './report.ts';

/** A question without an approved answer, or one whose answer did not help. */
export type Gap = { question: string; answerKey: string | null };

const MOST = 30;
const ASKED_OFTEN = 2;

export function draftManualReview(
  { now, before, gaps }: { now: readonly Report[]; before: readonly Report[]; gaps: readonly Gap[] },
  say: Say,
): Chapter[] {
  const quarter = numbersOf(now);
  const last = numbersOf(before);
  const unanswered = counted(
    gaps.filter(({ answerKey }) => answerKey === null).map(({ question }) => question.trim()),
  );
  const unhelpful = counted(gaps.flatMap(({ answerKey }) => answerKey ?? []));
  const sentences = (...names: string[]) =>
    names.map((name) => rateSentence(quarter, last, name)).filter((sentence) => sentence !== '');
  const proposals = proposalsFrom(quarter, { unanswered, unhelpful }, say);
  return [
    {
      title: '一、手册里还没有答案的问题',
      sentences: [`本季度有 ${gaps.length - sumOf(unhelpful)} 次提问没有找到已批准的答案。`],
      tables: listOf('住户的问题', unanswered),
    },
    {
      title: '二、答了但没有帮上忙的',
      sentences: [`本季度有 ${sumOf(unhelpful)} 次，住户表示答案没有帮上忙。`],
      tables: listOf('答案编号', unhelpful),
    },
    {
      title: '三、哪些地方转了人工',
      sentences: [
        `机器人转人工 ${countOf(quarter, 'called-a-person')} 次，上季度 ${countOf(last, 'called-a-person')} 次。`,
        ...sentences('bot-containment', 'one-contact'),
      ],
      tables: [
        ...tableOf(quarter, 'called-a-person', say, MOST),
        ...tableOf(quarter, 'person-wait', say, MOST),
      ],
    },
    {
      title: '四、办完了住户仍不满意的',
      sentences: [
        `回访中回答不满意 ${countOf(quarter, 'dissatisfied')} 次，上季度 ${countOf(last, 'dissatisfied')} 次。`,
        ...sentences('solved', 'rework', 'repeat', 'rectification-verified'),
      ],
      tables: [
        ...tableOf(quarter, 'rework', say, MOST),
        ...tableOf(quarter, 'repeat', say, MOST),
        ...tableOf(quarter, 'overdue-cause', say, MOST),
      ],
    },
    {
      title: '五、修订建议',
      sentences:
        proposals.length > 0
          ? [FOR_A_PERSON, ...proposals]
          : ['各项数字没有触发建议，请结合案例、法规变化补充。'],
      tables: [],
    },
    { title: '六、修订记录', sentences: ['（请填写：章节、原文、改后、批准人、生效日期。）'], tables: [] },
    {
      title: '七、口径说明',
      sentences: now
        .filter(({ name }) => MEASURES_OF_REVIEW.includes(name))
        .map(({ title, definition }) => `${title}：${definition}`),
      tables: [],
    },
  ];
}

/** What the review is counted from. */
export const MEASURES_OF_REVIEW: readonly string[] = [
  'called-a-person',
  'person-wait',
  'bot-containment',
  'one-contact',
  'dissatisfied',
  'solved',
  'rework',
  'repeat',
  'rectification-verified',
  'overdue-cause',
];

function proposalsFrom(
  quarter: Numbers,
  { unanswered, unhelpful }: { unanswered: Counted; unhelpful: Counted },
  say: Say,
): string[] {
  const often = (list: Counted) => list.filter(([, n]) => n >= ASKED_OFTEN).slice(0, MOST);
  const calls = (quarter.get('called-a-person')?.groups ?? []).filter(({ value }) => sizeOf(value) >= ENOUGH);
  return [
    ...often(unanswered).map(([question, n]) => `“${question}”有 ${n} 人问过，建议写一条答案并送审。`),
    ...often(unhelpful).map(([key, n]) => `答案 ${key} 有 ${n} 次没有帮上忙，建议改写。`),
    ...calls.map(
      ({ key, value }) =>
        `在“${say('reply', key)}”之后转人工 ${sizeOf(value)} 次，建议核对这一步的问法和话术。`,
    ),
  ];
}

type Counted = [text: string, n: number][];

/** The most frequent first. */
function counted(texts: readonly string[]): Counted {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
}

function sumOf(list: Counted): number {
  return list.reduce((sum, [, n]) => sum + n, 0);
}

function listOf(head: string, list: Counted): Chapter['tables'] {
  if (list.length === 0) return [];
  return [
    {
      title: '从多到少',
      head: [head, '次数'],
      rows: list.slice(0, MOST).map(([text, n]) => [text, String(n)]),
    },
  ];
}
