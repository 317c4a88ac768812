// Any run of words, silences, lost answers and crashes: never more than five per message of the resident, never out of order, nothing lost.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutboundMessage, SendResult } from '../../src/channels/contract.ts';
import { claimDeliveries } from '../../src/outbox/deliver.ts';
import { openDeliveryBench } from '../support/delivery.ts';
import { shanghai } from '../support/manual-clock.ts';

const NOON = shanghai('2026-11-23 12:00');
const people = ['wm-lin', 'wm-zhou'];

type Fate = 'sent' | 'arrives-answer-lost' | 'lost' | 'refused-for-now' | 'misconfigured' | 'not-allowed';
type Step =
  | {
      do: 'say';
      person: number;
      kind: 'ordinary' | 'bulletin' | 'ticket' | 'staff';
      mayMerge: boolean;
      times: number;
    }
  | { do: 'resident-writes'; person: number }
  | { do: 'send'; fates: Fate[] }
  | { do: 'die-before-sending' }
  | { do: 'wait'; seconds: number };

/** Mostly one of them, so that somebody's allowance runs out. */
const person = fc.constantFrom(0, 0, 0, 1);
const fate = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Fate>('sent') },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Fate>(
      'arrives-answer-lost',
      'lost',
      'refused-for-now',
      'misconfigured',
      'not-allowed',
    ),
  },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('say' as const),
      person,
      kind: fc.constantFrom('ordinary', 'bulletin', 'ticket', 'staff'),
      mayMerge: fc.constantFrom(false, false, true),
      times: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('resident-writes' as const), person }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      fates: fc.array(fate, { minLength: 2, maxLength: 12 }),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'die-before-sending' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 400 }) }),
  },
);

/** The platform as it really counts: by arrival, once per message id. */
function createPlatform() {
  const arrivedIds = new Set<string>();
  const sinceTheyWrote = new Map<string, number>();
  const heard = new Map<string, string[]>();
  const wrongs: string[] = [];
  return {
    heard,
    wrongs,
    residentWrites: (who: string) => void sinceTheyWrote.set(who, 0),
    arrive(message: OutboundMessage) {
      const who = message.channelUserId;
      if (arrivedIds.has(message.messageId)) {
        if (!message.mayHaveBeenSent) wrongs.push('sent again without knowing that it may have been sent');
        return;
      }
      arrivedIds.add(message.messageId);
      const count = (sinceTheyWrote.get(who) ?? 0) + 1;
      sinceTheyWrote.set(who, count);
      if (count > 5) wrongs.push(`${count} messages after one of the resident`);
      const text = message.content.type === 'text' ? message.content.text : '';
      heard.set(who, [...(heard.get(who) ?? []), ...text.split('\n\n')]);
    },
  };
}

const answers: Record<Exclude<Fate, 'sent'>, SendResult> = {
  'arrives-answer-lost': { kind: 'retry', code: 'timeout', outcomeUnknown: true },
  lost: { kind: 'retry', code: 'timeout', outcomeUnknown: true },
  'refused-for-now': { kind: 'retry', code: '45009', outcomeUnknown: false },
  misconfigured: { kind: 'misconfigured', code: '48002', remedy: 'x' },
  'not-allowed': { kind: 'not-allowed', code: '95016' },
};

async function play(steps: Step[]): Promise<void> {
  const bench = await openDeliveryBench(NOON);
  try {
    const platform = createPlatform();
    let fates: Fate[] = [];
    bench.channel.answer = (message) => {
      const next = fates.shift() ?? 'sent';
      if (next === 'sent' || next === 'arrives-answer-lost') platform.arrive(message);
      return next === 'sent' ? { kind: 'sent', channelMessageId: null } : answers[next];
    };
    const conversations: string[] = [];
    for (const who of people) conversations.push((await bench.conversation(who)).id);
    const said: string[][] = people.map(() => []);
    const writes = async (n: number) => {
      platform.residentWrites(people[n] ?? '');
      await bench.residentWrites(conversations[n] ?? '');
    };

    for (const each of steps) {
      bench.clock.advance(1);
      if (each.do === 'say') {
        for (let time = 0; time < each.times; time++) {
          const text = `${each.kind}-${said[each.person]?.length}`;
          said[each.person]?.push(text);
          await bench.say(conversations[each.person] ?? '', text, {
            mayMerge: each.mayMerge,
            author: each.kind === 'staff' ? 'staff' : each.kind === 'bulletin' ? 'system' : 'bot',
            slotClass: each.kind === 'ordinary' || each.kind === 'bulletin' ? each.kind : 'ticket',
          });
        }
      } else if (each.do === 'resident-writes') {
        await writes(each.person);
      } else if (each.do === 'send') {
        fates = [...each.fates];
        await bench.sendAll();
      } else if (each.do === 'die-before-sending') {
        await claimDeliveries(32, bench.ports);
      } else {
        bench.clock.advance(each.seconds * 1000);
      }
    }

    // In the end everything works and the residents go on writing: all of it must have come.
    fates = [];
    for (
      let n = 0;
      n < 40 && Object.keys(await bench.under.store.read((tx) => tx.outbox.counts())).length > 0;
      n++
    ) {
      bench.clock.advance(400_000);
      for (const index of people.keys()) await writes(index);
      await bench.sendAll();
    }
    expect(platform.wrongs).toEqual([]);
    for (const [index, who] of people.entries()) {
      const heard = platform.heard.get(who) ?? [];
      expect([...heard].sort()).toEqual([...(said[index] ?? [])].sort());
      // Reserved words may pass ordinary ones that wait for the next allowance; within their own kind nothing passes anything.
      for (const kinds of [
        ['ordinary', 'bulletin'],
        ['ticket', 'staff'],
      ]) {
        const ofKind = (texts: string[]) => texts.filter((text) => kinds.includes(text.split('-')[0] ?? ''));
        expect(ofKind(heard)).toEqual(ofKind(said[index] ?? []));
      }
    }
  } finally {
    await bench.close();
  }
}

describe('delivery, whatever happens', () => {
  it('never exceeds the allowance, keeps the order and loses nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 25, maxLength: 60, size: 'max' }), (steps) => play(steps)),
      { numRuns: 40 },
    );
  }, 120_000);
});
