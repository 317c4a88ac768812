// What every store must do, whatever engine it stands on. A store's test calls this with a way to open it.
import { describe } from 'vitest';
import { describeAccounts } from './storage/accounts.ts';
import { describeConsole } from './storage/console.ts';
import { describeConversations } from './storage/conversations.ts';
import { describeExportRequests } from './storage/export-requests.ts';
import { describeHomes } from './storage/homes.ts';
import { describeHouse } from './storage/house.ts';
import { describeIncidents } from './storage/incidents.ts';
import { describeKnowledge } from './storage/knowledge.ts';
import { describeMatters } from './storage/matters.ts';
import { describeOutbox } from './storage/outbox.ts';
import { describePersonalData } from './storage/personal.ts';
import { describeRegister } from './storage/register.ts';
import { describeSeveralProcesses } from './storage/several-processes.ts';
import { describeStaffCards } from './storage/staff-cards.ts';
import type { OpenStore } from './storage/subject.ts';
import { describeTickets } from './storage/tickets.ts';
import { describeTwoAtOnce } from './storage/two-at-once.ts';
import { describeUnits } from './storage/units.ts';
import { describeWebhooks } from './storage/webhooks.ts';
import { describeJobs, describeStaffTasks, describeTurns } from './storage/work.ts';

/** `shared`: several processes may use it at once. */
export function describeStore(name: string, openStore: OpenStore, { shared = false } = {}): void {
  describe(name, () => {
    describeUnits(openStore);
    describeAccounts(openStore);
    describeConversations(openStore);
    describeTurns(openStore);
    describeOutbox(openStore);
    describeJobs(openStore);
    describeTickets(openStore);
    describeRegister(openStore);
    describeHouse(openStore);
    describeStaffTasks(openStore);
    describeStaffCards(openStore);
    describeKnowledge(openStore);
    describeMatters(openStore);
    describeIncidents(openStore);
    describeConsole(openStore);
    describeExportRequests(openStore);
    describeWebhooks(openStore);
    describeHomes(openStore);
    describeSeveralProcesses(openStore);
    describePersonalData(openStore);
    if (shared) describeTwoAtOnce(openStore);
  });
}
