// Drafts of reports that a person finishes and signs: of a month, and of what a quarter says about the manual. As pages and documents.
import { z } from 'zod';
import { tellCases } from '../../desk/reports.ts';
import type { Chapter } from '../../reports/draft.ts';
import { draftManualReview, MEASURES_OF_REVIEW } from '../../reports/manual-review.ts';
import { measureNames } from '../../reports/measures.ts';
import { draftMonthly } from '../../reports/monthly.ts';
import type { Report } from '../../reports/report.ts';
import { countHomes } from '../../understanding/entities/check-address.ts';
import type { ApiAnswer } from './answer.ts';
import { communitiesOf } from './days.ts';
import { DOCX, toDraftDocument } from './draft-document.ts';
import { toDraftPage } from './draft-page.ts';
import { word } from './inputs.ts';
import { maskPhonesIn } from './masking.ts';
import type { ApiPorts } from './ports.ts';
import type { Principal } from './principal.ts';
import { sayGroup } from './report-files.ts';
import { type Asked, type Days, meantBy, told } from './reports.ts';
import { type Route, readRoute } from './route.ts';

/** Newest first; more of them than this nobody reads in a review. */
const MOST_GAPS = 1_000;
const SHANGHAI = '+08:00';

const nothing = z.strictObject({});
const ofMonth = z.strictObject({
  community: word.optional(),
  month: word.regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month: 2026-11'),
});
const ofQuarter = z.strictObject({
  community: word.optional(),
  quarter: word.regex(/^\d{4}-Q[1-4]$/, 'must be a quarter: 2026-Q4'),
});

type Draft = { chapters: Chapter[]; title: string };
type Give = (draft: Draft) => ApiAnswer | Promise<ApiAnswer>;

const asPage: Give = ({ chapters, title }) => ({ kind: 'page', html: toDraftPage(chapters, title) });
const asDocument =
  (fileName: string): Give =>
  async ({ chapters, title }) => ({
    kind: 'file',
    bytes: await toDraftDocument(chapters, title),
    contentType: DOCX,
    fileName,
  });

const monthly = readRoute({
  path: '/monthly-report',
  operationId: 'draftMonthlyReport',
  summary: 'The draft of the report of a month, set beside the month before, as a page to print and sign.',
  params: nothing,
  query: ofMonth,
  answer: { files: ['text/html'] },
  problems: [404],
  handle: ({ query, principal }, ports) => monthlyDraft(query, principal, ports, asPage),
});

const monthlyDocument = readRoute({
  path: '/monthly-report/document',
  operationId: 'exportMonthlyReport',
  summary: 'The same draft as a Word document, to edit and sign.',
  params: nothing,
  query: ofMonth,
  answer: { files: [DOCX] },
  problems: [404],
  handle: ({ query, principal }, ports) =>
    monthlyDraft(query, principal, ports, asDocument(`monthly-${query.month}.docx`)),
});

const review = readRoute({
  path: '/manual-review',
  operationId: 'draftManualReview',
  summary:
    'What a quarter says about the manual: questions without an answer, where people wanted a person, what was not good enough. A page to print.',
  params: nothing,
  query: ofQuarter,
  answer: { files: ['text/html'] },
  problems: [404],
  handle: ({ query, principal }, ports) => reviewDraft(query, principal, ports, asPage),
});

const reviewDocument = readRoute({
  path: '/manual-review/document',
  operationId: 'exportManualReview',
  summary: 'The same review as a Word document, to edit and sign.',
  params: nothing,
  query: ofQuarter,
  answer: { files: [DOCX] },
  problems: [404],
  handle: ({ query, principal }, ports) =>
    reviewDraft(query, principal, ports, asDocument(`manual-review-${query.quarter}.docx`)),
});

export const draftRoutes: readonly Route[] = [monthly, monthlyDocument, review, reviewDocument];

function monthlyDraft(
  { month, ...rest }: z.output<typeof ofMonth>,
  principal: Principal,
  ports: ApiPorts,
  give: Give,
): Promise<ApiAnswer> {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const of = (from: number, until: number) =>
    asked(daysOf(year, number + from, number + until), rest, principal);
  return told(measureNames, of(0, 1), ports, (now) =>
    told(measureNames, of(-1, 0), ports, (before) =>
      told(['top-categories', 'places', 'devices'], of(-3, 0), ports, async (earlier) => {
        const meant = meantBy(of(0, 1), ports);
        if ('kind' in meant) return meant;
        const cases = await tellCases(ports.store, meant);
        const homes = homesIn(rest, principal, ports);
        return give({
          chapters: draftMonthly({ now, before, earlier, homes, cases }, sayIn(ports)),
          title: `${placeOf(rest, ports)}客户接待月报　${year}年${number}月`,
        });
      }),
    ),
  );
}

function reviewDraft(
  { quarter, ...rest }: z.output<typeof ofQuarter>,
  principal: Principal,
  ports: ApiPorts,
  give: Give,
): Promise<ApiAnswer> {
  const [year = 0, number = 1] = quarter.split('-Q').map(Number);
  const first = number * 3 - 2;
  const days = daysOf(year, first, first + 3);
  return told(MEASURES_OF_REVIEW, asked(days, rest, principal), ports, (now) =>
    told(MEASURES_OF_REVIEW, asked(daysOf(year, first - 3, first), rest, principal), ports, async (before) =>
      give({
        chapters: draftManualReview(
          { now, before, gaps: await gapsOf(days, rest, principal, ports) },
          sayIn(ports),
        ),
        title: `${placeOf(rest, ports)}服务手册修订建议　${year}年第${number}季度`,
      }),
    ),
  );
}

type Where = { community?: string | undefined };

function asked(days: Days, { community }: Where, principal: Principal): Asked {
  return { query: { ...(community === undefined ? {} : { community }), ...days }, principal };
}

/** First and last day of the months from the first on, up to the second, which is left out. */
function daysOf(year: number, from: number, until: number): Days {
  const dayOf = (month: number, day: number) =>
    new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
  return { from: dayOf(from, 1), to: dayOf(until, 0) };
}

/** Residents' questions without their telephone numbers. */
async function gapsOf({ from, to }: Days, { community }: Where, principal: Principal, ports: ApiPorts) {
  const mine = communitiesOf(principal, community, ports.house);
  const [fromAt, toAt] = [Date.parse(`${from}T00:00:00${SHANGHAI}`), Date.parse(`${to}T24:00:00${SHANGHAI}`)];
  const gaps = await ports.store.read((tx) => tx.gaps.list(community ?? null, MOST_GAPS));
  return gaps
    .filter(({ createdAt }) => createdAt >= fromAt && createdAt < toAt)
    .filter(({ communityId }) => mine === null || mine.includes(communityId))
    .map(({ question, answerKey }) => ({ question: maskPhonesIn(question), answerKey }));
}

function homesIn({ community }: Where, principal: Principal, { house }: ApiPorts): number {
  const mine = communitiesOf(principal, community, house);
  return house.communities
    .filter(({ id }) => mine === null || mine.includes(id))
    .flatMap(({ estate }) => estate.buildings)
    .reduce((sum, building) => sum + countHomes(building), 0);
}

function placeOf({ community }: Where, { house }: ApiPorts): string {
  return house.communities.find((each) => each.id === community)?.name ?? '';
}

const sayIn =
  ({ house }: ApiPorts) =>
  (by: Report['by'], key: string) =>
    sayGroup(by, key, house);
