// Public notices over the API: what is out, what waits for somebody, what residents would read, and each deed.
import { z } from 'zod';
import { accepted, type Outcome, refused } from '../../base/errors.ts';
import { reachedPlaceKey } from '../../groups/reached-place.ts';
import {
  approveNotice,
  draftNotice,
  endNotice,
  type NoticeBy,
  publishNotice,
  rewordNotice,
  sendBackNotice,
  submitNotice,
  withdrawNotice,
} from '../../notices/deeds.ts';
import {
  arrivalOf,
  isCurrent,
  type Notice,
  type NoticeWords,
  noticeKinds,
  noticeStates,
} from '../../notices/notice.ts';
import { sayNotice } from '../../notices/say.ts';
import { noteNoticeCalled } from '../../notices/tell.ts';
import { worksFor } from '../../people/account.ts';
import type { Tx } from '../../storage/contract.ts';
import { formatAddress } from '../../understanding/entities/format-address.ts';
import { problem } from '../problem.ts';
import { withoutAbsent } from './absent.ts';
import { type ApiAnswer, declined, json } from './answer.ts';
import { actorFor } from './behalf.ts';
import { futureInstant, id, note, onBehalfOf, pageSize, shortWords, word } from './inputs.ts';
import { maskPhone } from './masking.ts';
import { type NoticeDeliveryView, type NoticeView, noticeDeliveryView, noticeView } from './notice-shapes.ts';
import type { ApiPorts } from './ports.ts';
import type { Principal } from './principal.ts';
import { deedRoute, type Route, readRoute, refusalAnswer } from './route.ts';
import { toIso, toIsoOrNull } from './views.ts';

const oneNotice = z.strictObject({ noticeId: id });
const noNotice = problem(404, 'notices/not-found', '没有找到这条通知');

const wordsInput = z.strictObject({
  kind: z.enum(noticeKinds),
  matter: id,
  title: shortWords,
  places: z.array(word).min(1).max(200).nullable().default(null).meta({
    description:
      'Buildings (6), units (6-2), floors (6-2-5F), homes (6-2-501), shared places by name; null: all of the site.',
  }),
  fromAt: futureInstant.nullable().default(null),
  restoreAt: futureInstant,
  reason: note,
  advice: note.or(z.literal('')).default(''),
  en: note.nullable().default(null),
  endsAt: futureInstant.optional().meta({ description: 'A day after `restoreAt` where it is not said.' }),
});

function showWords(words: NoticeWords): NonNullable<NoticeView['words']> {
  const { fromAt, restoreAt, endsAt } = words;
  return { ...words, fromAt: toIsoOrNull(fromAt), restoreAt: toIso(restoreAt), endsAt: toIso(endsAt) };
}

async function viewNotice(tx: Tx, notice: Notice, now: number): Promise<NoticeView> {
  const { communityId, words, next, publishedAt, closedAt, sendings, createdAt, ...rest } = notice;
  const told = sendings.length === 0 ? [] : await tx.notices.told(notice.id);
  return {
    ...rest,
    community: communityId,
    current: isCurrent(notice, now),
    words: words && showWords(words),
    next: next && { ...next, words: showWords(next.words) },
    publishedAt: toIsoOrNull(publishedAt),
    closedAt: toIsoOrNull(closedAt),
    createdAt: toIso(createdAt),
    sendings: sendings.map(({ number, kind, at }) => {
      const of = told.find((each) => each.number === number);
      return { ...{ told: 0, sent: 0, waiting: 0, ...of }, number, kind, at: toIso(at) };
    }),
  };
}

function sees({ person, eyes }: Principal, communityId: string): boolean {
  return (
    (person === undefined || worksFor(person, communityId)) &&
    (eyes === undefined || eyes.communityIds === '*' || eyes.communityIds.includes(communityId))
  );
}

const list = readRoute({
  path: '/notices',
  operationId: 'listNotices',
  summary: 'Public notices, newest first.',
  params: z.strictObject({}),
  query: z.strictObject({
    community: word.optional(),
    state: z.enum(noticeStates).optional(),
    cursor: word.optional(),
    limit: pageSize,
  }),
  answer: z.strictObject({
    items: z.array(noticeView),
    matters: z
      .array(z.strictObject({ id: z.string(), label: z.string() }))
      .meta({ description: 'What a notice may be about.' }),
    nextCursor: z.string().nullable(),
  }),
  handle: ({ query, principal }, { store, house }) =>
    store.read(async (tx) => {
      const { community: communityId, state, cursor, limit } = query;
      const filter = withoutAbsent({ communityId, state });
      const found = await tx.notices.list(filter, { before: cursor ?? null, limit: limit + 1 });
      const items = [];
      for (const notice of found.slice(0, limit))
        if (sees(principal, notice.communityId)) items.push(await viewNotice(tx, notice, house.clock.now()));
      const last = found[limit - 1];
      const matters = house.notices.matters.map(({ id: matter, label }) => ({ id: matter, label }));
      return json({ items, matters, nextCursor: found.length > limit && last ? last.id : null });
    }),
});

const get = readRoute({
  path: '/notices/{noticeId}',
  operationId: 'getNotice',
  summary: 'One notice: what is out, what is on its way, and what became of each telling.',
  params: oneNotice,
  query: z.strictObject({}),
  answer: noticeView,
  versioned: true,
  problems: [404],
  handle: ({ params }, { store, house }) =>
    store.read(async (tx) => {
      const notice = await tx.notices.get(params.noticeId);
      if (!notice) return declined(noNotice);
      return json(await viewNotice(tx, notice, house.clock.now()), notice.version);
    }),
});

const preview = readRoute({
  path: '/notices/{noticeId}/preview',
  operationId: 'previewNotice',
  summary: 'What residents who ask would read now, of the wording on its way where there is one.',
  params: oneNotice,
  query: z.strictObject({}),
  answer: z.strictObject({ 'zh-CN': z.string(), 'zh-TW': z.string(), en: z.string() }),
  problems: [404],
  handle: ({ params }, { store, house }) =>
    store.read(async (tx) => {
      const notice = await tx.notices.get(params.noticeId);
      const words = notice?.next?.words ?? notice?.words;
      if (!notice || !words) return declined(noNotice);
      const say = (lang: 'zh-CN' | 'zh-TW' | 'en') =>
        sayNotice(
          words,
          { conversationId: notice.id, channel: 'wecom-kf', lang, communityId: notice.communityId },
          house,
        );
      return json({ 'zh-CN': say('zh-CN'), 'zh-TW': say('zh-TW'), en: say('en') });
    }),
});

const deliveries = readRoute({
  path: '/notices/{noticeId}/deliveries',
  operationId: 'listNoticeDeliveries',
  summary:
    'Of one telling, who got it, for whom it waits, and who is to be phoned because it did not get there.',
  params: oneNotice,
  query: z.strictObject({ number: z.coerce.number().int().min(1), cursor: word.optional(), limit: pageSize }),
  answer: z.strictObject({ items: z.array(noticeDeliveryView), nextCursor: z.string().nullable() }),
  problems: [404],
  handle: ({ params, query, principal }, { store }) =>
    store.read(async (tx) => {
      const notice = await tx.notices.get(params.noticeId);
      if (!notice || !sees(principal, notice.communityId)) return declined(noNotice);
      const { number, cursor, limit } = query;
      const page = await tx.notices.deliveries(notice.id, { number, after: cursor ?? null, limit });
      const items: NoticeDeliveryView[] = [];
      for (const one of page) {
        const { household, reason, at } = one;
        const reader = await tx.notices.reader(notice.id, household);
        const profile = await tx.residents.profile(household);
        items.push({
          ...{ household, conversationId: reader?.conversationId ?? null, reason, at: toIso(at) },
          place: profile?.home ? formatAddress(profile.home) : null,
          phone: profile?.phone ? maskPhone(profile.phone) : null,
          state: arrivalOf(one),
        });
      }
      return json({ items, nextCursor: page.length < limit ? null : (page.at(-1)?.household ?? null) });
    }),
});

const DAY_MS = 86_400_000;

function toWords({ endsAt, ...words }: z.output<typeof wordsInput>): NoticeWords {
  const places = words.places === null ? null : [...new Set(words.places.map(reachedPlaceKey))];
  return { ...words, places, endsAt: endsAt ?? words.restoreAt + DAY_MS };
}

const draft = deedRoute({
  path: '/notices',
  operationId: 'draftNotice',
  summary:
    'Drafts a notice; nothing reaches residents before somebody else has approved it and it is published.',
  params: z.strictObject({}),
  body: z.strictObject({ onBehalfOf, community: id, words: wordsInput }),
  answer: noticeView,
  async perform(tx, asked, { house }): Promise<ApiAnswer> {
    const { onBehalfOf: person, community, words } = asked.body;
    if (!house.communities.some((each) => each.id === community))
      return declined(problem(404, 'register/community-not-found', '没有这个小区'));
    const by = actorFor(asked.principal, person, community, house);
    if (!by.ok) return refusalAnswer(by, null);
    return shown(tx, await draftNotice(tx, community, toWords(words), by.value, house), null, house);
  },
});

async function shown(
  tx: Tx,
  done: Outcome<Notice>,
  noticeId: string | null,
  { clock }: ApiPorts['house'],
): Promise<ApiAnswer> {
  const now = clock.now();
  if (done.ok) return json(await viewNotice(tx, done.value, now), done.value.version);
  const current = noticeId === null ? null : await tx.notices.get(noticeId);
  const state = current && { view: await viewNotice(tx, current, now), version: current.version };
  return refusalAnswer(done, state);
}

function noticeDeed<B extends z.ZodObject>(row: {
  operationId: string;
  summary: string;
  body: B;
  perform(
    tx: Tx,
    id: string,
    body: z.output<B>,
    by: NoticeBy,
    house: ApiPorts['house'],
  ): Promise<Outcome<Notice>>;
}): Route {
  const deed = row.operationId
    .replace('Notice', '')
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return deedRoute({
    path: `/notices/{noticeId}/${deed}`,
    operationId: row.operationId,
    summary: row.summary,
    params: oneNotice,
    body: row.body,
    answer: noticeView,
    async perform(tx, asked, { house }): Promise<ApiAnswer> {
      const { noticeId } = asked.params as { noticeId: string };
      const notice = await tx.notices.get(noticeId);
      if (!notice) return declined(noNotice);
      const person = (asked.body as { onBehalfOf?: string }).onBehalfOf;
      const by = actorFor(asked.principal, person, notice.communityId, house);
      if (!by.ok) return refusalAnswer(by, null);
      const whole = withoutAbsent({ ...by.value, expectedVersion: asked.expectedVersion });
      const done = await row.perform(tx, noticeId, asked.body as z.output<B>, whole, house);
      return shown(tx, done, noticeId, house);
    },
  });
}

const bare = z.strictObject({ onBehalfOf });
const withReason = z.strictObject({ onBehalfOf, reason: note });

/** A deed that needs no word more than who does it. */
const bareDeed = (
  operationId: string,
  summary: string,
  deed: (tx: Tx, id: string, by: NoticeBy, house: ApiPorts['house']) => Promise<Outcome<Notice>>,
) =>
  noticeDeed({
    ...{ operationId, summary, body: bare },
    perform: (tx, one, _body, by, house) => deed(tx, one, by, house),
  });

const reasonedDeed = (
  operationId: string,
  summary: string,
  deed: (
    tx: Tx,
    id: string,
    reason: string,
    by: NoticeBy,
    house: ApiPorts['house'],
  ) => Promise<Outcome<Notice>>,
) =>
  noticeDeed({
    ...{ operationId, summary, body: withReason },
    perform: (tx, one, { reason }, by, house) => deed(tx, one, reason, by, house),
  });

const deeds: readonly Route[] = [
  noticeDeed({
    operationId: 'rewordNotice',
    summary:
      'Other words, also for one that is out; they need another approval. What is out stays out meanwhile.',
    body: z.strictObject({ onBehalfOf, words: wordsInput }),
    perform: (tx, one, { words }, by, house) => rewordNotice(tx, one, toWords(words), by, house),
  }),
  bareDeed(
    'submitNotice',
    'Hands it in for approval; all that is missing or unkind is told at once.',
    submitNotice,
  ),
  reasonedDeed('sendBackNotice', 'Back to whoever wrote it.', sendBackNotice),
  bareDeed('approveNotice', 'Approved, by a person who did not write it.', approveNotice),
  bareDeed(
    'publishNotice',
    'Residents are answered from it from now on; whoever was answered from older words hears these.',
    publishNotice,
  ),
  reasonedDeed(
    'withdrawNotice',
    'Nothing is answered from it any more; whoever was is told that it does not stand.',
    withdrawNotice,
  ),
  noticeDeed({
    operationId: 'calledNotice',
    summary: 'Whoever could not be written to has been told on the phone.',
    body: z.strictObject({ onBehalfOf, number: z.int().min(1), household: id }),
    async perform(tx, one, body, _by, house) {
      const notice = await tx.notices.get(one);
      if (notice !== null && (await noteNoticeCalled(tx, one, body, house))) return accepted(notice);
      return refused('notices/not-found', '没有给这位住户发过这一条');
    },
  }),
  bareDeed('endNotice', 'It is well again; whoever was answered from it is told.', endNotice),
];

export const noticeRoutes: readonly Route[] = [list, get, preview, deliveries, draft, ...deeds];
