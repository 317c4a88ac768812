// Whatever is done to tickets, in whatever order: the history alone makes each of them again as it is stored.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ClockRun, clocksOf } from '../../src/tickets/clock-history.ts';
import { rebuild, standingOf } from '../../src/tickets/history.ts';
import { transitions } from '../../src/tickets/states.ts';
import { shippedConfig } from '../support/house.ts';
import { shanghai } from '../support/manual-clock.ts';
import { onPostgres } from '../support/store-for-test.ts';
import { openTicketDesk, type TicketDesk } from '../support/ticket-desk.ts';
import { move, walk } from './support/any-deeds.ts';

const NOON = shanghai('2026-11-23 12:00');

const asTimer = ({ kind, dueAt, metAt, breachedAt, pauses }: ClockRun) => {
  const pause = pauses.at(-1);
  return { kind, dueAt, metAt, breachedAt, pausedAt: pause?.to === null ? pause.from : null };
};

describe('the history of a ticket', () => {
  let desk: TicketDesk;
  beforeEach(async () => {
    // A quote runs out while they walk.
    const prices = { ...shippedConfig().prices, quoteValidMs: 300_000 };
    desk = await openTicketDesk(NOON, { staffAccountId: null, prices });
  });
  afterEach(() => desk.close());

  it('makes every ticket again as it is stored, after any deeds in any order', async () => {
    const refusals = new Set<string>();
    const seen = new Set<string>();
    const makesAgain = (kind: 'repair' | 'complaint') =>
      fc.asyncProperty(fc.array(move, { minLength: 10, maxLength: 30 }), async (moves) => {
        const ids = await walk(desk, moves, refusals, kind);
        for (const id of ids) {
          const events = await desk.under.store.read((tx) => tx.tickets.events(id));
          for (const event of events) seen.add(event.type);
          const ticket = await desk.ticket(id);
          expect(rebuild(events)).toEqual(standingOf(ticket));
          // The last run of each clock is the clock as it is stored; whatever else ran has ended.
          const runs = clocksOf(events, ticket, desk.house);
          const last = ticket.timers.map(({ kind }) => runs.findLast((run) => run.kind === kind));
          expect(last.map((run) => run && asTimer(run))).toEqual(ticket.timers);
          for (const run of runs.filter((each) => !last.includes(each)))
            expect(run.metAt ?? run.endedAt, run.kind).not.toBeNull();
          expect(events.map((event) => event.at)).toEqual(
            events.map((event) => event.at).sort((a, b) => a - b),
          );
        }
      });
    const runs = (many: number) => ({
      numRuns: onPostgres ? many / 6 : many,
      seed: 20261129,
      endOnFailure: true,
    });
    await fc.assert(makesAgain('repair'), runs(240));
    await fc.assert(makesAgain('complaint'), runs(60));
    // What is kept is the same on both engines; there the way is shorter, since every statement is a message.
    if (onPostgres) return;
    // The walk has been everywhere, or it shows nothing.
    const lines = Object.values(transitions).map((row) => row.event);
    expect([...lines, 'timer.breached'].filter((line) => !seen.has(line))).toEqual([]);
    expect(refusals.size).toBeGreaterThan(8);
  }, 120_000);

  it('says nothing of tickets from before it told what it changed', () => {
    expect(rebuild([])).toBeNull();
    const old = {
      seq: 1,
      type: 'ticket.opened',
      at: NOON,
      actor: { kind: 'bot', id: null },
      source: 'bot',
      data: {},
    } as const;
    expect(rebuild([old])).toBeNull();
  });
});
