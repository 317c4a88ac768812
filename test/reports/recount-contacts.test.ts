// Every number of contacts is the same when it is counted again from what was said, word by word, without the register.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wallDate } from '../../src/clocks/service-calendar.ts';
import { tellReports } from '../../src/desk/reports.ts';
import { measures } from '../../src/reports/measures.ts';
import type { Report } from '../../src/reports/report.ts';
import { noteContact } from '../../src/tickets/register.ts';
import { shanghai } from '../support/manual-clock.ts';
import { openTicketDesk, resident, type TicketDesk } from '../support/ticket-desk.ts';

const NOON = shanghai('2026-11-23 12:00');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let desk: TicketDesk;
beforeEach(async () => {
  desk = await openTicketDesk(NOON);
});
afterEach(() => desk.close());

type Who = 'resident' | 'bot' | 'calls' | 'staff' | 'system';
type Word = { who: Who; at: number };
const move = fc.record({
  who: fc.constantFrom<Who>('resident', 'resident', 'bot', 'calls', 'staff', 'system'),
  minutes: fc.constantFrom(2, 2, 5, 30, 7 * 60, 80 * 60),
});

/** Says it all in a conversation of its own, as a turn keeps it. */
async function say(n: number, moves: readonly { who: Who; minutes: number }[]): Promise<Word[]> {
  const words: Word[] = [];
  await desk.unit(async (tx) => {
    const person = { ...resident, channelUserId: `wm-${n}` };
    const conversation = await tx.conversations.forPerson(person, { communityId: 'cuihu', at: NOON });
    for (const { who, minutes } of moves) {
      desk.clock.advance(minutes * MINUTE_MS);
      const at = desk.clock.now();
      words.push({ who, at });
      if (who === 'resident') {
        await noteContact(tx, conversation, at);
        conversation.lastResidentMessageAt = at;
        await tx.conversations.save(conversation);
      }
      await tx.messages.add({
        ...{ conversationId: conversation.id, type: 'text', createdAt: at },
        ...{ direction: who === 'resident' ? 'in' : 'out', author: who === 'calls' ? 'bot' : who },
        ...(who === 'staff' ? { staffId: 'xu-jing' } : {}),
        ...(who === 'calls' ? { replyKey: 'handoff.coming' } : {}),
        content: { type: 'text', text: '您好' },
      });
    }
  });
  return words;
}

/** One person's words in contacts: whoever writes after six hours of silence comes anew. */
function contactsOf(words: readonly Word[]): Word[][] {
  const contacts: Word[][] = [];
  let lastAt = Number.NEGATIVE_INFINITY;
  for (const word of words) {
    if (word.who === 'resident') {
      if (word.at - lastAt >= 6 * HOUR_MS) contacts.push([]);
      lastAt = word.at;
    }
    contacts.at(-1)?.push(word);
  }
  return contacts;
}

const sizeOf = (reports: readonly Report[], name: string) => {
  const whole = reports.find((report) => report.name === name)?.whole;
  return whole?.kind === 'rate' ? `${whole.hits}/${whole.of}` : (whole?.n ?? -1);
};
const totalOf = (reports: readonly Report[], name: string) => {
  const whole = reports.find((report) => report.name === name)?.whole;
  return whole?.kind === 'duration' ? Math.round((whole.wall?.mean ?? 0) * whole.n) : Number.NaN;
};

describe('every number of contacts', () => {
  it('follows from what was said, whoever said it and whenever', async () => {
    const names = measures.filter(({ of }) => of === 'contact').map(({ name }) => name);
    const people: Word[][] = [];
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 1, maxLength: 14 }), async (moves) => {
        people.push(await say(people.length, moves));
        const now = desk.clock.now();
        const period = { fromAt: NOON, toAt: now + 1, now };
        const asked = { communityIds: ['cuihu'], names, period };
        const reports = await tellReports(desk.under.store, asked, desk.house, 7);

        const each = people.map(contactsOf);
        const all = each.flat();
        expect(sizeOf(reports, 'contacts')).toBe(all.length);
        const firstReplies = all.flatMap((words) => {
          const reply = words.find(({ who }) => who === 'bot' || who === 'calls' || who === 'staff');
          return reply && reply.who !== 'staff' ? [reply.at - (words[0]?.at ?? 0)] : [];
        });
        expect(sizeOf(reports, 'bot-first-reply')).toBe(firstReplies.length);
        expect(totalOf(reports, 'bot-first-reply')).toBe(sum(firstReplies) / 1000);
        const waits = all.flatMap((words) => waited(words, 'calls', []));
        expect(sizeOf(reports, 'person-wait')).toBe(waits.length);
        expect(totalOf(reports, 'person-wait')).toBe(sum(waits) / 1000);
        const responses = all.flatMap((words) => waited(words, 'resident', ['bot', 'calls']));
        expect(sizeOf(reports, 'next-response')).toBe(responses.length);
        expect(totalOf(reports, 'next-response')).toBe(sum(responses) / 1000);
        const old = each.flatMap((contacts) =>
          contacts.flatMap((words, index) => {
            const at = words[0]?.at ?? 0;
            const nextAt = contacts[index + 1]?.[0]?.at ?? Number.POSITIVE_INFINITY;
            if (at + 72 * HOUR_MS > now) return [];
            return [
              words.every(({ who }) => who !== 'staff' && who !== 'calls') && nextAt - at > 72 * HOUR_MS,
            ];
          }),
        );
        expect(sizeOf(reports, 'bot-containment')).toBe(`${old.filter(Boolean).length}/${old.length}`);
        // No ticket came of any of them, so whoever did not come again had their answer.
        const solved = each.flatMap((contacts) =>
          contacts.flatMap((words, index) => {
            const at = words[0]?.at ?? 0;
            const nextAt = contacts[index + 1]?.[0]?.at ?? Number.POSITIVE_INFINITY;
            return at + 72 * HOUR_MS > now ? [] : [nextAt - at > 72 * HOUR_MS];
          }),
        );
        expect(sizeOf(reports, 'one-contact')).toBe(`${solved.filter(Boolean).length}/${solved.length}`);
        // Nobody put a name to a line: those of days that are over are late.
        const over = all.filter(([first]) => wallDate(first?.at ?? 0) !== wallDate(now));
        expect(sizeOf(reports, 'same-day-entry')).toBe(`0/${over.length}`);
        const calls = all.flatMap((words) =>
          words.filter(({ who }, index) => {
            const before = words
              .slice(0, index)
              .findLast((word) => word.who === 'calls' || word.who === 'staff');
            return who === 'calls' && before?.who !== 'calls';
          }),
        );
        expect(sizeOf(reports, 'called-a-person')).toBe(calls.length);
        const ours = all.flat().filter(({ who }) => who === 'staff').length;
        expect(sizeOf(reports, 'script-use')).toBe(`0/${ours}`);
        expect(sizeOf(reports, 'scripts-used')).toBe(0);
        expect(reports.map(({ name }) => name)).toEqual(names);
        answered = waits.length + responses.length;
      }),
      { numRuns: 40, seed: 20261128, endOnFailure: true },
    );
    expect(answered).toBeGreaterThan(10);
  }, 60_000);
});

const sum = (list: readonly number[]) => list.reduce((all, one) => all + one, 0);

/** From the first word of `from` to the next of staff, unless one of `ends` comes between. */
function waited(words: readonly Word[], from: Who, ends: readonly Who[]): number[] {
  return words.flatMap((answer, index) => {
    if (answer.who !== 'staff') return [];
    const last = words.slice(0, index).findLastIndex(({ who }) => who === 'staff' || ends.includes(who));
    const first = words.slice(last + 1, index).find(({ who }) => who === from);
    return first ? [answer.at - first.at] : [];
  });
}
