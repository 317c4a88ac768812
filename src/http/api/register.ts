// The register of receptions (客户接待登记表) over the API: read, enter by hand, confirm, export, print.
import { z } from 'zod';
import { wallDate } from '../../clocks/service-calendar.ts';
import type { Store, Tx } from '../../storage/contract.ts';
import type { House } from '../../tickets/house.ts';
import { confirmEntry, enterContact, type RegisterLine, tellLine } from '../../tickets/register.ts';
import { identities, moods, type RegisterEntry, waysByHand } from '../../tickets/register-entry.ts';
import { summariseRegister } from '../../tickets/register-summary.ts';
import { problem } from '../problem.ts';
import { withoutAbsent } from './absent.ts';
import { type ApiAnswer, declined, json } from './answer.ts';
import { actorFor, seesLine } from './behalf.ts';
import { CSV } from './csv.ts';
import { communitiesOf, day, spanOf } from './days.ts';
import { futureInstant, id, note, onBehalfOf, pageSize, ticketCursor, word } from './inputs.ts';
import type { Principal } from './principal.ts';
import { type RegisterSpan, saySummary, toPage, toSummaryCsv, toWorkbook, XLSX } from './register-files.ts';
import { deedRoute, type Route, readRoute, refusalAnswer } from './route.ts';
import { registerLineView, registerSummaryView, ticketKind } from './schemas.ts';
import { viewRegisterLine } from './views.ts';

/** A printed or exported register is a day, a week, a month; not the house's whole past. */
const MOST_DAYS = 62;
const MOST_LINES = 20_000;

const nothing = z.strictObject({});
const span = { community: word.optional(), from: day.optional(), to: day.optional() };

const shortWords = note.optional();
const facts = {
  place: shortWords,
  name: shortWords,
  identity: z.enum(identities).optional(),
  phone: shortWords,
  verifiedBy: shortWords,
  category: shortWords,
  words: shortWords,
  facts: shortWords,
  mood: z.enum(moods).optional(),
  paraphrased: z.boolean().optional(),
  expectation: shortWords,
  advice: shortWords,
  solvedAtOnce: z.boolean().optional(),
  answer: shortWords,
  note: shortWords,
  callRecorded: z.boolean().optional(),
  toldOfRecording: z.boolean().optional().meta({
    description: 'A recorded call is kept only with this: who says so and when stands on the line.',
  }),
  lateReason: shortWords,
  confidential: z.boolean().optional(),
};

const list = readRoute({
  path: '/register',
  operationId: 'listRegister',
  summary:
    'Lines of the register in order of contact; today unless days are named. `unentered` shows those nobody has put a name to.',
  params: nothing,
  query: z.strictObject({
    ...span,
    unentered: z.enum(['true', 'false']).optional(),
    cursor: ticketCursor.optional(),
    limit: pageSize,
  }),
  answer: z.strictObject({ items: z.array(registerLineView), nextCursor: z.string().nullable() }),
  handle: ({ query, principal }, { store, clock, house }) =>
    store.read(async (tx) => {
      const within = spanOf(query, clock.now(), MOST_DAYS);
      if (within === null) return badSpan;
      const page = await tx.register.list(
        {
          communityIds: communitiesOf(principal, query.community, house),
          ...within,
          unentered: query.unentered === 'true',
        },
        { after: query.cursor ?? null, limit: query.limit },
      );
      const items = [];
      // A page may hold fewer than were asked for, never what is complained of the reader.
      for (const entry of page.items) {
        const line = await tellLine(tx, entry);
        if (seesLine(line, principal)) items.push(viewRegisterLine(line, principal));
      }
      return json({ items, nextCursor: page.next });
    }),
});

const workbook = readRoute({
  path: '/register/workbook',
  operationId: 'exportRegister',
  summary: 'The register as an Excel workbook; telephone numbers are masked.',
  params: nothing,
  query: z.strictObject({ ...span, community: word }),
  answer: { files: [XLSX] },
  problems: [404],
  mostDays: MOST_DAYS,
  async handle({ query, principal }, { store, clock, house }) {
    const whole = await wholeSpan(store, query, principal, clock.now(), house);
    if ('kind' in whole) return whole;
    const bytes = await toWorkbook(whole.lines, whole.span, house);
    const name = `register-${query.community}-${wallDate(whole.span.fromAt)}.xlsx`;
    const fileName = name.replace(/[^\w.-]/g, '_');
    return { kind: 'file', bytes, contentType: XLSX, fileName, rows: whole.lines.length };
  },
});

const page = readRoute({
  path: '/register/page',
  operationId: 'printRegister',
  summary: 'The register as a page to print on A4 across; telephone numbers are masked.',
  params: nothing,
  query: z.strictObject({ ...span, community: word }),
  answer: { files: ['text/html'] },
  problems: [404],
  mostDays: MOST_DAYS,
  async handle({ query, principal }, { store, clock, house }) {
    const whole = await wholeSpan(store, query, principal, clock.now(), house);
    if ('kind' in whole) return whole;
    return { kind: 'page', html: toPage(whole.lines, whole.span, house), rows: whole.lines.length };
  },
});

const summary = readRoute({
  path: '/register/summary',
  operationId: 'sumRegister',
  summary:
    'What these days of the register come to: by way, matter, urgency and level, each count with its definition.',
  params: nothing,
  query: z.strictObject({ ...span, community: word }),
  answer: registerSummaryView,
  problems: [404],
  async handle({ query, principal }, { store, clock, house }) {
    const whole = await wholeSpan(store, query, principal, clock.now(), house);
    if ('kind' in whole) return whole;
    const { lines, parts } = summariseRegister(whole.lines);
    const shown = parts.map(({ counts, ...told }) => ({
      ...told,
      counts: counts.map(({ key, n }) => ({ key, title: saySummary(told.name, key, house), n })),
    }));
    const { from, to } = whole.span;
    return json({ from, to, lines, parts: shown });
  },
});

const summaryCsv = readRoute({
  path: '/register/summary/csv',
  operationId: 'exportRegisterSummary',
  summary: 'The same as CSV; in the workbook of the register it is a sheet of its own.',
  params: nothing,
  query: z.strictObject({ ...span, community: word }),
  answer: { files: [CSV] },
  problems: [404],
  async handle({ query, principal }, { store, clock, house }) {
    const whole = await wholeSpan(store, query, principal, clock.now(), house);
    if ('kind' in whole) return whole;
    const bytes = toSummaryCsv(summariseRegister(whole.lines), house);
    return { kind: 'file', bytes, contentType: CSV, fileName: `register-summary-${whole.span.from}.csv` };
  },
});

const enter = deedRoute({
  path: '/register',
  operationId: 'enterRegister',
  summary:
    'Writes down who called or came, with a ticket where something is to be done. On a later day it needs a reason.',
  params: nothing,
  body: z.strictObject({
    onBehalfOf,
    community: id,
    way: z.enum(waysByHand),
    at: futureInstant.optional(),
    ...facts,
    ticket: z
      .strictObject({
        kind: ticketKind,
        grade: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]).optional(),
        building: id.optional(),
        unit: id.optional(),
        room: id.optional(),
      })
      .optional(),
  }),
  answer: registerLineView,
  async perform(tx, { body, principal }, { house }): Promise<ApiAnswer> {
    const { onBehalfOf: person, community, ...given } = body;
    if (!house.communities.some((each) => each.id === community))
      return declined(problem(404, 'register/community-not-found', '没有这个小区'));
    const by = actorFor(principal, person, community, house);
    if (!by.ok) return refusalAnswer(by, null);
    const { ticket, ...rest } = given;
    const entry = {
      ...withoutAbsent(rest),
      communityId: community,
      ...(ticket === undefined ? {} : { ticket: withoutAbsent(ticket) }),
    };
    const done = await enterContact(tx, entry, by.value, house);
    return done.ok ? shown(tx, done.value, principal) : refusalAnswer(done, null);
  },
});

const confirm = deedRoute({
  path: '/register/{entryId}/confirm',
  operationId: 'confirmRegister',
  summary: 'Reception puts its name to a line, with whatever it mends.',
  params: z.strictObject({ entryId: id }),
  body: z.strictObject({ onBehalfOf, ...facts }),
  answer: registerLineView,
  async perform(tx, { params, body, principal, expectedVersion }, { house }): Promise<ApiAnswer> {
    const entry = await tx.register.get(params.entryId);
    if (!entry) return declined(problem(404, 'register/not-found', '没有找到这条登记'));
    const { onBehalfOf: person, ...change } = body;
    const by = actorFor(principal, person, entry.communityId, house);
    if (!by.ok) return refusalAnswer(by, null);
    const doer = { ...by.value, ...(expectedVersion === undefined ? {} : { expectedVersion }) };
    const done = await confirmEntry(tx, entry.id, withoutAbsent(change), doer, house);
    return done.ok ? shown(tx, done.value, principal) : refusalAnswer(done, null);
  },
});

export const registerRoutes: readonly Route[] = [list, workbook, page, summary, summaryCsv, enter, confirm];

async function shown(tx: Tx, entry: RegisterEntry, principal: Principal): Promise<ApiAnswer> {
  return json(viewRegisterLine(await tellLine(tx, entry), principal), entry.version);
}

const badSpan = declined(
  problem(400, 'register/bad-days', `from and to are days in this order, at most ${MOST_DAYS} of them.`),
);

async function wholeSpan(
  store: Store,
  query: { community: string; from?: string | undefined; to?: string | undefined },
  principal: Principal,
  now: number,
  house: House,
): Promise<
  | { lines: RegisterLine[]; span: RegisterSpan & { from: string; to: string } }
  | Extract<ApiAnswer, { kind: 'problem' }>
> {
  const within = spanOf(query, now, MOST_DAYS);
  if (within === null) return badSpan as Extract<ApiAnswer, { kind: 'problem' }>;
  const community = house.communities.find((each) => each.id === query.community);
  const [mine] = communitiesOf(principal, query.community, house) ?? [];
  if (!community || mine === undefined) {
    return { kind: 'problem', problem: problem(404, 'register/community-not-found', '没有这个小区') };
  }
  const lines = await store.read(async (tx) => {
    const { items } = await tx.register.list(
      { communityIds: [community.id], ...within, unentered: false },
      { after: null, limit: MOST_LINES },
    );
    const told = [];
    for (const entry of items) told.push(await tellLine(tx, entry));
    return told.filter((line) => seesLine(line, principal));
  });
  return { lines, span: { ...within, communityName: community.name } };
}
