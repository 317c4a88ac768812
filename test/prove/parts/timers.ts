// What is due, over restarts and with clocks that are set: never early, never twice, never not at all.
import { sleep, systemClock } from '../../../src/base/clock.ts';
import type { Store, Tx } from '../../../src/storage/contract.ts';
import type { Ticket, TicketEvent } from '../../../src/tickets/ticket.ts';
import { mulberry } from '../../harness/random.ts';
import { emergencyOf, openStage, type Stage } from '../../harness/scenario.ts';
import { again, type Finding, type Part, type Proof } from '../proof.ts';

const MINUTE_MS = 60_000;
/** Every clock of an emergency has run out by then: the longest is a day. */
const LONG_AFTER_MS = 25 * 60 * MINUTE_MS;
const CLOCKS_OF_AN_EMERGENCY = 7;
const SIZE = {
  short: { emergencies: 20, cuts: 2, ladders: 6, lives: 5 },
  full: { emergencies: 1_450, cuts: 4, ladders: 25, lives: 120 },
};
const OVERDUE_LIMIT_MS = 60_000;
const LONGEST_LIFE_MS = 600;
/** From the ladder of grade 1 in config/escalation.yaml: a reminder or the next person comes no sooner. */
const LEAST_BETWEEN_CALLS_MS = 60_000;

export const timers: Part = {
  name: 'timers',
  about: 'thousands of clocks overdue after a restart; ladders of calls over kills and clock jumps',
  minutes: 5,
  async run(proof) {
    const overdue = await allOverdue(proof);
    const jumps = await jumpAbout(proof);
    const violations = [...overdue.violations, ...jumps.violations];
    return [
      {
        promise: 'timers',
        counts: {
          ...{ ...overdue.counts, ...jumps.counts },
          kills: (overdue.counts.kills ?? 0) + (jumps.counts.kills ?? 0),
        },
        violations: violations.map((line) => `${line} (${again('timers', proof.seed)})`),
      } satisfies Finding,
    ];
  },
};

type Found = { counts: Record<string, number>; violations: string[] };

/** Some hundreds of clocks are written down in it. */
const LONGEST_CATCH_UP_MS = 900;

/** A day passes while the desk is off; at its start everything is overdue at once, and it is killed again and again over it. */
async function allOverdue(proof: Proof): Promise<Found> {
  const { emergencies, cuts } = SIZE[proof.size];
  const random = mulberry(proof.seed);
  const stage = await openStage(process.cwd(), { env: { LOG_LEVEL: 'fatal' } });
  try {
    const { fake } = stage.platform;
    const first = await stage.start();
    for (let index = 0; index < emergencies && systemClock.monotonicMs() < proof.untilMs; index++) {
      const { residentId, says } = emergencyOf(index);
      fake.resident(residentId).writes(says[0]);
      if (index % 40 === 39) await ticketsReach(stage, index - 200);
    }
    await ticketsReach(stage, emergencies);
    await first.kill();
    const tickets = await countOf(stage, 'select count(*) n from ticket');

    const wanted = tickets * CLOCKS_OF_AN_EMERGENCY;
    const before = await countOf(stage, BREACHES);
    const backAtMs = systemClock.monotonicMs();
    for (let n = 0; n < cuts; n++) {
      const { desk, ready } = stage.launch({ CLOCK_OFFSET_MS: String(LONG_AFTER_MS) });
      await ready;
      await sleep(systemClock, random() * LONGEST_CATCH_UP_MS);
      await desk.kill();
    }
    const desk = await stage.start({ CLOCK_OFFSET_MS: String(LONG_AFTER_MS) });
    while (systemClock.monotonicMs() - backAtMs < 2 * OVERDUE_LIMIT_MS) {
      if ((await countOf(stage, BREACHES)) >= wanted) break;
      await sleep(systemClock, 100);
    }
    const tookMs = systemClock.monotonicMs() - backAtMs;
    await desk.kill();
    const violations = await checkEvents(stage);
    const breached = await countOf(stage, BREACHES);
    if (breached !== wanted) violations.push(`${breached} clocks ran out, ${wanted} were due`);
    if (tookMs > OVERDUE_LIMIT_MS) violations.push(`overdue clocks took ${Math.round(tookMs / 1000)} s`);
    proof.say(`${breached} overdue clocks in ${Math.round(tookMs)} ms`);
    return {
      counts: { overdue: breached - before, tickets, seconds: Math.ceil(tookMs / 1000), kills: cuts + 1 },
      violations,
    };
  } finally {
    await stage.close();
  }
}

/** Short lives with a clock that is set forward and back between them, until the ladders have gone on for half an hour. */
async function jumpAbout(proof: Proof): Promise<Found> {
  const { ladders, lives } = SIZE[proof.size];
  const random = mulberry(proof.seed);
  const stage = await openStage(process.cwd(), { env: { LOG_LEVEL: 'fatal' } });
  try {
    const { fake } = stage.platform;
    const first = await stage.start();
    for (let index = 0; index < ladders; index++) {
      const { residentId, says } = emergencyOf(index);
      fake.resident(residentId).writes(says[0]);
    }
    await ticketsReach(stage, ladders);
    await first.kill();
    let offsetMs = 0;
    let jumps = 0;
    let kills = 1;
    for (let life = 0; life < lives && systemClock.monotonicMs() < proof.untilMs; life++) {
      const draw = random();
      if (draw < 0.12) offsetMs -= Math.round(random() * 120) * MINUTE_MS;
      else if (draw < 0.2) offsetMs += Math.round(random() * 120) * MINUTE_MS;
      else offsetMs += Math.round(random() * 90_000);
      jumps++;
      const { desk, ready } = stage.launch({ CLOCK_OFFSET_MS: String(offsetMs) });
      await ready;
      await sleep(systemClock, random() * LONGEST_LIFE_MS);
      await desk.kill();
      kills++;
    }
    // Once more in peace, later than ever before: nothing that is due may be left.
    const lastOffsetMs = Math.max(offsetMs, 0) + 26 * 60 * MINUTE_MS;
    const desk = await stage.start({ CLOCK_OFFSET_MS: String(lastOffsetMs) });
    const now = () => systemClock.now() + lastOffsetMs;
    const due = () =>
      countOf(stage, `select count(*) n from job where state = 'waiting' and due_at <= ${now()}`);
    for (let tries = 0; tries < 200 && (await due()) > 0; tries++) await sleep(systemClock, 100);
    const left = await due();
    if ((await desk.stop()) !== 0) throw new Error(`the desk did not stop cleanly:\n${desk.stderr()}`);
    const violations = await checkEvents(stage);
    if (left > 0) violations.push(`${left} jobs were never done`);
    const breached = await countOf(stage, BREACHES);
    if (breached !== ladders * CLOCKS_OF_AN_EMERGENCY)
      violations.push(`${breached} clocks ran out, ${ladders * CLOCKS_OF_AN_EMERGENCY} were due`);
    const calls = await countOf(stage, `select count(*) n from ticket_event where type = 'ticket.paged'`);
    proof.say(`${kills} kills, ${jumps} jumps, ${calls} calls`);
    return { counts: { kills, jumps, calls }, violations };
  } finally {
    await stage.close();
  }
}

const BREACHES = `select count(*) n from ticket_event where type = 'timer.breached'`;

async function countOf(stage: Stage, sql: string): Promise<number> {
  const [row] = await stage.database.rows(sql);
  return Number(row?.n ?? 0);
}

async function ticketsReach(stage: Stage, count: number): Promise<void> {
  for (let tries = 0; tries < 2_400; tries++) {
    if ((await countOf(stage, 'select count(*) n from ticket')) >= count) return;
    await sleep(systemClock, 25);
  }
}

/** Of every ticket: no clock ran out early or twice, no call came early, and the ladder was gone up rung by rung. */
async function checkEvents(stage: Stage): Promise<string[]> {
  const store = await stage.database.open();
  const violations: string[] = [];
  try {
    for (const ticket of await allTickets(store)) {
      const events = await store.read((tx) => tx.tickets.events(ticket.id));
      violations.push(...earlyOrDoubled(ticket.code, events));
    }
  } finally {
    await store.close();
  }
  return violations;
}

async function allTickets(store: Store): Promise<Ticket[]> {
  const tickets: Ticket[] = [];
  for (let after: string | null = null; ; ) {
    const { items, next } = await pageAfter(store, after);
    tickets.push(...items);
    if (next === null || items.length === 0) return tickets;
    after = next;
  }
}

function pageAfter(store: Store, after: string | null): ReturnType<Tx['tickets']['list']> {
  return store.read((tx) => tx.tickets.list({}, { after, limit: 200 }));
}

function earlyOrDoubled(code: string, events: readonly TicketEvent[]): string[] {
  const violations: string[] = [];
  const breached = events.filter((event) => event.type === 'timer.breached');
  for (const event of breached)
    if (event.at < Number(event.data.dueAt)) violations.push(`${code}: a clock ran out early`);
  if (new Set(breached.map((event) => event.data.kind)).size < breached.length)
    violations.push(`${code}: a clock ran out twice`);
  const calls = events.filter((event) => event.type === 'ticket.paged');
  for (const [index, call] of calls.entries()) {
    const before = calls[index - 1];
    if (!before) continue;
    const isSameRound =
      call.data.step === 'everyone' && before.data.step === 'everyone' && call.at === before.at;
    if (!isSameRound && call.at < before.at + LEAST_BETWEEN_CALLS_MS)
      violations.push(`${code}: a call came after ${call.at - before.at} ms`);
    if (rungOf(call) < rungOf(before)) violations.push(`${code}: the ladder went down`);
  }
  for (let rung = 0; rung < 5; rung++)
    if (calls.filter((call) => call.data.step === rung).length > 2)
      violations.push(`${code}: rung ${rung} was called more than twice`);
  return violations;
}

function rungOf(call: TicketEvent): number {
  return call.data.step === 'everyone' ? 99 : Number(call.data.step);
}
