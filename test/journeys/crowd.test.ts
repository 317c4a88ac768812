// Two hundred residents at once: each gets their own answers and their own ticket, in order, and nobody reads another's words.
import { describe, expect, it } from 'vitest';
import { OPEN_KF_ID } from '../harness/platform.ts';
import { notices, stage, threadOf, ticketsOf } from './support.ts';

const CROWD = 200;

type Talk = {
  residentId: string;
  room: string;
  building: string;
  unit: string;
  says: [string, string];
  urgent: boolean;
};

/** Every home is another one, so that a stray word is known by its room. One in ten is in danger. */
function talkOf(index: number): Talk {
  const building = String((index % 12) + 1);
  const unit = String((Math.floor(index / 12) % 3) + 1);
  const room = `${Math.floor(index / 36) + 2}0${(index % 4) + 1}`;
  const urgent = index % 10 === 0;
  const matter = urgent ? '厨房水管爆了' : '客厅灯不亮了';
  const phone = `139${String(10_000_000 + index * 37)}`;
  return {
    residentId: `wmCrowd${String(index).padStart(3, '0')}`,
    building,
    unit,
    room,
    says: [`${building}栋${unit}单元${room}${matter}`, phone],
    urgent,
  };
}

describe('two hundred residents at once', { shuffle: false }, () => {
  const on = stage({ before: (fake) => fake.sync.pageAtMost(17) });
  const talks = Array.from({ length: CROWD }, (_, index) => talkOf(index));

  it('are all answered', { timeout: 180_000 }, async () => {
    const { fake } = on.story;
    await Promise.all(
      talks.map(async ({ residentId, says }) => {
        const resident = fake.resident(residentId);
        resident.writes(says[0]);
        await fake.ledger.until(() => fake.ledger.messagesTo(OPEN_KF_ID, residentId).length > 0);
        resident.writes(says[1]);
      }),
    );
    await on.story.settled();
    expect(new Set(talks.map((talk) => talk.says[0])).size).toBe(CROWD);
    expect(fake.ledger.itemsNeverServed()).toEqual([]);
  });

  it('have one ticket each, about their own home, with their own telephone', async () => {
    const codes = new Set<string>();
    for (const talk of talks) {
      const tickets = await ticketsOf(on.story, talk.residentId);
      expect(tickets, talk.residentId).toMatchObject([
        {
          grade: talk.urgent ? 1 : 3,
          place: { building: talk.building, unit: talk.unit, room: talk.room },
          contact: { phone: `+86${talk.says[1]}` },
        },
      ]);
      for (const { code } of tickets) codes.add(code);
    }
    expect(codes.size).toBe(CROWD);
  });

  it('have their own words in their own thread, in the order of writing, and see what was said to them and no more', async () => {
    const homes = talks.map((talk) => `${talk.building}栋${talk.unit}单元${talk.room}`);
    for (const [index, talk] of talks.entries()) {
      const thread = await threadOf(on.story, talk.residentId);
      expect(thread.filter((each) => each.direction === 'in').map((each) => each.text)).toEqual(talk.says);
      const screen = on.story.hears(on.story.resident(talk.residentId)).join('\n');
      let at = 0;
      for (const { text, delivery } of thread.filter((each) => each.direction === 'out')) {
        expect(delivery?.state).toBe('sent');
        const found = screen.indexOf(text ?? '-', at);
        expect(found).toBeGreaterThanOrEqual(at);
        at = found + (text?.length ?? 0);
      }
      const [{ code = '' } = {}] = await ticketsOf(on.story, talk.residentId);
      expect(screen).toContain(code);
      const named = homes.filter((home, other) => other !== index && screen.includes(home));
      expect(named, talk.residentId).toEqual([]);
    }
  });

  it('nobody is told anything twice or more than five times, and each emergency is on a phone', () => {
    const { ledger } = on.story.fake;
    expect(ledger.duplicatesShown()).toEqual([]);
    expect(Math.max(...ledger.countsPerInbound().values())).toBeLessThanOrEqual(5);
    expect(ledger.of('staff.swallowed')).toEqual([]);
    const phones = notices(on.story).join('\n');
    for (const talk of talks.filter((each) => each.urgent))
      expect(phones).toContain(`${talk.building}栋${talk.unit}单元${talk.room}`);
  });
});
