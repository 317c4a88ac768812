// Bulletins of an incident over the API: whom it reaches, what they would read, drafts, sending, and what became of each.
import { z } from 'zod';
import { accepted, refused } from '../../base/errors.ts';
import { draftBulletin, rewordBulletin, sendBulletin } from '../../tickets/incident-bulletins.ts';
import { attachByHand } from '../../tickets/incident-by-hand.ts';
import { noteCalled, previewBulletin } from '../../tickets/incident-delivery.ts';
import { leaveIncident } from '../../tickets/incident-reach.ts';
import { declined, json } from './answer.ts';
import { countReach, reachCountsOf, viewAffected, viewBulletin } from './incident-views.ts';
import { incidentDeed, noIncident, oneIncident, wordsInput } from './incidents.ts';
import { id, onBehalfOf, replyText, word } from './inputs.ts';
import { type Route, readRoute } from './route.ts';
import { affectedView, bulletinView, reachCounts } from './schemas.ts';

const nothing = z.strictObject({});

const affected = readRoute({
  path: '/incidents/{incidentId}/affected',
  operationId: 'listAffected',
  summary: 'The households it reaches, and whether a bulletin would get to each now.',
  params: oneIncident,
  query: nothing,
  answer: z.strictObject({ items: z.array(affectedView), reach: reachCounts }),
  problems: [404],
  handle: ({ params: { incidentId } }, { store, house }) =>
    store.read(async (tx) => {
      if (!(await tx.incidents.get(incidentId))) return declined(noIncident);
      const items = await viewAffected(tx, incidentId, house);
      return json({ items, reach: reachCountsOf(items.map(({ reach }) => reach)) });
    }),
});

const list = readRoute({
  path: '/incidents/{incidentId}/bulletins',
  operationId: 'listBulletins',
  summary: 'Its bulletins in their order, each with its delivery table.',
  params: oneIncident,
  query: nothing,
  answer: z.strictObject({ items: z.array(bulletinView) }),
  problems: [404],
  handle: ({ params: { incidentId } }, { store }) =>
    store.read(async (tx) => {
      if (!(await tx.incidents.get(incidentId))) return declined(noIncident);
      const items = [];
      for (const bulletin of await tx.incidentCourses.bulletins(incidentId))
        items.push(await viewBulletin(tx, bulletin));
      return json({ items });
    }),
});

const preview = readRoute({
  path: '/incidents/{incidentId}/preview',
  operationId: 'previewBulletin',
  summary: 'What residents would read, in each language, and how many of them it would reach.',
  params: oneIncident,
  query: z.strictObject({ zh: replyText, en: replyText.optional() }),
  answer: z.strictObject({
    texts: z.strictObject({ 'zh-CN': z.string(), 'zh-TW': z.string(), en: z.string() }),
    reach: reachCounts,
  }),
  problems: [404],
  handle: ({ params: { incidentId }, query }, { store, house }) =>
    store.read(async (tx) => {
      const course = await tx.incidentCourses.get(incidentId);
      if (!course) return declined(noIncident);
      const texts = previewBulletin(course, { zh: query.zh, en: query.en ?? null }, house);
      return json({ texts, reach: await countReach(tx, incidentId, house) });
    }),
});

const ofAnother = () => refused('incidents/not-found', '没有找到这条通报');

const deeds: readonly Route[] = [
  incidentDeed({
    path: 'bulletins',
    operationId: 'draftBulletin',
    summary: 'Keeps a draft, or new words of one that is not out yet (`bulletinId`).',
    body: z.strictObject({ onBehalfOf, bulletinId: id.optional(), words: wordsInput }),
    async perform(tx, incident, { bulletinId, words }, by, { house }) {
      if (bulletinId === undefined) return draftBulletin(tx, incident.id, words, by, house);
      return rewordBulletin(tx, incident.id, bulletinId, words);
    },
  }),
  incidentDeed({
    path: 'send-bulletin',
    operationId: 'sendBulletin',
    summary: 'Sends a draft to every household it reaches, within what each channel allows.',
    body: z.strictObject({ onBehalfOf, bulletinId: id }),
    async perform(tx, incident, { bulletinId }, by, { house }) {
      const bulletin = await tx.incidentCourses.bulletin(bulletinId);
      if (bulletin?.incidentId !== incident.id) return ofAnother();
      return sendBulletin(tx, bulletinId, by, house);
    },
  }),
  incidentDeed({
    path: 'called',
    operationId: 'noteBulletinCalled',
    summary: 'A household that could not be written to has been told on the phone.',
    body: z.strictObject({ onBehalfOf, bulletinId: id, household: id }),
    async perform(tx, incident, { bulletinId, household }, _by, { house }) {
      const bulletin = await tx.incidentCourses.bulletin(bulletinId);
      if (bulletin?.incidentId !== incident.id) return ofAnother();
      return (await noteCalled(tx, bulletinId, household, house)) ? accepted(null) : ofAnother();
    },
  }),
  incidentDeed({
    path: 'attach',
    operationId: 'attachToIncident',
    summary: 'A ticket (by its number) or a conversation belongs to it, as a person knows.',
    body: z
      .strictObject({ onBehalfOf, ticketCode: word.optional(), conversationId: id.optional() })
      .refine((body) => (body.ticketCode === undefined) !== (body.conversationId === undefined), 'name one'),
    perform(tx, incident, { ticketCode, conversationId = '' }, by, { house }) {
      const what = ticketCode === undefined ? { conversationId } : { ticketCode };
      return attachByHand(tx, incident.id, what, by, house);
    },
  }),
  incidentDeed({
    path: 'release',
    operationId: 'releaseAffected',
    summary:
      'The matter of this household is another one: it is told no more, and its ticket goes on by itself.',
    body: z.strictObject({ onBehalfOf, household: id }),
    async perform(tx, incident, { household }, by, { house }) {
      await leaveIncident(tx, incident.id, household, 'staff', by, house);
      return accepted(null);
    },
  }),
];

export const bulletinRoutes: readonly Route[] = [affected, list, preview, ...deeds];
