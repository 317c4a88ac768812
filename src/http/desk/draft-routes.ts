// 带教: what a trainee would say waits here, and a colleague who speaks for themselves sends it, changes it or gives it back.
import { z } from 'zod';
import { inTraining } from '../../conversations/trainees.ts';
import { layDraft, returnDraft, sendDraft } from '../../desk/drafts.ts';
import { type Account, actorIdOf } from '../../people/account.ts';
import { phraseIn } from '../../replies/phrases.ts';
import type { ReplyDraft, Tx } from '../../storage/contract.ts';
import { complainedOfIn } from '../../tickets/sight.ts';
import { json } from '../api/answer.ts';
import { id, note, replyText } from '../api/inputs.ts';
import { deedRoute, type Route, readRoute, refusalAnswer } from '../api/route.ts';
import { communitiesFor, nameOf, personOf } from './conversation-routes.ts';
import type { DeskPorts } from './ports.ts';
import { anything, nothing } from './shapes.ts';
import { homeText, viewQueueRow } from './views.ts';

const inConversation = z.strictObject({ conversationId: id });
const oneDraft = z.strictObject({ conversationId: id, draftId: id });

/** More than anybody judges at one time. */
const MOST_SHOWN = 50;

type Waiting = {
  draft: ReplyDraft & { by: string };
  mentorId: string | null;
  isMine: boolean;
  dueAt: number;
};

/** What waits for somebody's judgement, the oldest first; of whom the resident complains sees nothing of it. */
export async function draftsBefore(
  tx: Tx,
  person: Account,
  { house }: Pick<DeskPorts, 'house'>,
): Promise<Waiting[]> {
  const self = actorIdOf(person);
  const communityIds = communitiesFor(person, undefined, house);
  const found: Waiting[] = [];
  for (const draft of await tx.drafts.waiting({ communityIds }, MOST_SHOWN)) {
    const { by, conversationId } = draft;
    if (by === null || (await complainedOfIn(tx, conversationId)).includes(self)) continue;
    const mentorId = (await inTraining(tx, by))?.mentorId ?? null;
    const dueAt = draft.at + house.escalation.draftUnjudgedSeconds * 1000;
    found.push({ draft: { ...draft, by }, mentorId, isMine: mentorId === self, dueAt });
  }
  return found;
}

/** Theirs, and what their mentor did not look at in time. */
export function countDrafts(waiting: readonly Waiting[], now: number): number {
  return waiting.filter(({ isMine, dueAt }) => isMine || dueAt <= now).length;
}

export function createDraftRoutes(ports: DeskPorts): Route[] {
  const { clock, house } = ports;

  const keep = (tx: Tx, person: Account, action: string, object: string, detail: Record<string, string>) =>
    tx.audit.add({
      ...{ at: clock.now(), accountId: person.id, role: person.role, action, object, detail },
      ...{ address: null, result: 'done' },
    });
  const replyKeyOf = (text: string) => {
    const replyKey = phraseIn(text, ports.phrases());
    return replyKey === null ? {} : { replyKey };
  };

  const list = readRoute({
    path: '/drafts',
    operationId: 'listDrafts',
    summary: 'What trainees have written and nobody has judged, oldest first.',
    params: nothing,
    query: nothing,
    answer: anything,
    handle: ({ principal }, { store }) =>
      store.read(async (tx) => {
        const items = [];
        for (const { draft, mentorId, isMine, dueAt } of await draftsBefore(tx, personOf(principal), ports)) {
          const row = await tx.queue.one(draft.conversationId);
          if (!row) continue;
          const { resident, lastLine, lastAuthor } = viewQueueRow(row);
          const profile = await tx.residents.profile(row.conversation.residentId);
          const tickets = await tx.tickets.openOf(draft.conversationId);
          const homes = [
            profile?.home ? homeText(profile.home) : '',
            ...tickets.map(({ place }) => place.text),
          ];
          items.push({
            ...{ id: draft.id, conversationId: draft.conversationId, text: draft.text, at: draft.at, dueAt },
            ...{ resident, lastLine, lastAuthor, isMine, by: await nameOf(tx, draft.by, house) },
            mentor: mentorId === null ? null : await nameOf(tx, mentorId, house),
            homes: homes.filter((home) => home !== ''),
            upset: tickets.some(({ kind }) => kind === 'complaint'),
          });
        }
        return json({ items, now: clock.now() });
      }),
  });

  const write = deedRoute({
    path: '/conversations/{conversationId}/drafts',
    operationId: 'writeDraft',
    summary: 'Somebody in training has written what they would say; the resident does not get it yet.',
    params: inConversation,
    body: z.strictObject({ text: replyText }),
    answer: anything,
    async perform(tx, { params: { conversationId }, body: { text }, principal }) {
      const person = personOf(principal);
      const by = { staffId: actorIdOf(person), text, ...replyKeyOf(text) };
      const done = await layDraft(tx, conversationId, by, house);
      if (!done.ok) return refusalAnswer(done, null);
      await keep(tx, person, 'write-draft', conversationId, { draft: done.value.id });
      return json({ draft: { id: done.value.id } });
    },
  });

  const send = deedRoute({
    path: '/conversations/{conversationId}/drafts/{draftId}/send',
    operationId: 'sendDraft',
    summary: 'It goes out, as it is or with other words; the trainee goes on having the conversation.',
    params: oneDraft,
    body: z.strictObject({ text: replyText.optional() }),
    answer: anything,
    async perform(tx, { params: { conversationId, draftId }, body: { text }, principal }) {
      const person = personOf(principal);
      const by = { draftId, staffId: actorIdOf(person) };
      const words = text === undefined ? {} : { text, ...replyKeyOf(text) };
      const done = await sendDraft(tx, conversationId, { ...by, ...words }, house);
      if (!done.ok) return refusalAnswer(done, null);
      await keep(tx, person, 'send-draft', conversationId, { draft: draftId });
      return json({ messageId: done.value.messageId });
    },
  });

  const giveBack = deedRoute({
    path: '/conversations/{conversationId}/drafts/{draftId}/return',
    operationId: 'returnDraft',
    summary: 'Back to whoever wrote it, with what is to be changed.',
    params: oneDraft,
    body: z.strictObject({ note }),
    answer: anything,
    async perform(tx, { params: { conversationId, draftId }, body, principal }) {
      const person = personOf(principal);
      const by = { draftId, staffId: actorIdOf(person), note: body.note };
      const done = await returnDraft(tx, conversationId, by, house);
      if (!done.ok) return refusalAnswer(done, null);
      await keep(tx, person, 'return-draft', conversationId, { draft: draftId });
      return json({ ok: true });
    },
  });

  return [list, write, send, giveBack];
}
