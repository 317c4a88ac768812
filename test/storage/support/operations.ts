// Everything the house asks of its store, once each, in the words of the trade: for tests that look at the statements behind it.
import type { Tx } from '../../../src/storage/contract.ts';
import { atConsole } from './operations/console.ts';
import { conversations } from './operations/conversations.ts';
import { files } from './operations/files.ts';
import { homes } from './operations/homes.ts';
import { incidents } from './operations/incidents.ts';
import { outbox } from './operations/outbox.ts';
import { processes } from './operations/processes.ts';
import { programs } from './operations/programs.ts';
import { retention } from './operations/retention.ts';
import { staff } from './operations/staff.ts';
import { tickets } from './operations/tickets.ts';

export type Operations = Record<string, (tx: Tx, conversationId: string) => Promise<unknown>>;

export const operations: Operations = {
  ...conversations,
  ...outbox,
  ...staff,
  ...atConsole,
  ...files,
  ...tickets,
  ...homes,
  ...incidents,
  ...programs,
  ...processes,
  ...retention,
};
