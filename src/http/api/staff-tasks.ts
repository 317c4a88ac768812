// What a person must do because the machine could not, as a list for other programs.
import { z } from 'zod';
import { json } from './answer.ts';
import { pageSize, word } from './inputs.ts';
import { type Route, readRoute } from './route.ts';
import { staffTaskView } from './schemas.ts';
import { viewStaffTasks } from './views.ts';

const list = readRoute({
  path: '/staff-tasks',
  operationId: 'listStaffTasks',
  summary:
    'Open tasks for people, oldest first: promises that could not be delivered, handoffs nobody took. What is done in one go, like a call for several messages about one ticket, is one line.',
  params: z.strictObject({}),
  query: z.strictObject({ community: word.optional(), limit: pageSize }),
  answer: z.strictObject({ items: z.array(staffTaskView) }),
  handle: ({ query }, { store }) =>
    store.read(async (tx) => {
      const tasks = await tx.tasks.open(query.community ?? null, query.limit);
      return json({ items: viewStaffTasks(tasks) });
    }),
});

export const staffTaskRoutes: readonly Route[] = [list];
