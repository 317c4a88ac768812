// What colleagues say to each other beside a conversation: a supervisor whispers, a trainee asks. Residents never get it.
import { z } from 'zod';
import { actorIdOf } from '../../people/account.ts';
import { json } from '../api/answer.ts';
import { id } from '../api/inputs.ts';
import { deedRoute, type Route, readRoute } from '../api/route.ts';
import { nameOf, personOf } from './conversation-routes.ts';
import type { DeskPorts } from './ports.ts';
import { anything } from './shapes.ts';

const params = z.strictObject({ conversationId: id });
const MOST_NOTES = 30;

export function createNoteRoutes({ clock, house }: DeskPorts): Route[] {
  const list = readRoute({
    path: '/conversations/{conversationId}/notes',
    operationId: 'listNotes',
    summary: 'The newest notes of colleagues, oldest of them first.',
    params,
    query: z.strictObject({}),
    answer: anything,
    handle: ({ params: { conversationId } }, { store }) =>
      store.read(async (tx) => {
        const items = [];
        for (const { id: noteId, text, by, at } of await tx.notes.latest(conversationId, MOST_NOTES))
          items.push({ id: noteId, text, at, by, speaker: await nameOf(tx, by, house) });
        return json({ items });
      }),
  });

  const write = deedRoute({
    path: '/conversations/{conversationId}/notes',
    operationId: 'writeNote',
    summary: 'Says something to colleagues; the resident does not see it.',
    params,
    body: z.strictObject({ text: z.string().trim().min(1).max(400) }),
    answer: anything,
    async perform(tx, { params: { conversationId }, body, principal }) {
      const by = actorIdOf(personOf(principal));
      await tx.notes.add({ conversationId, text: body.text, by, at: clock.now() });
      return json({ ok: true });
    },
  });

  return [list, write];
}
