// A message that our own thinking can not survive: tried five times, set aside for a person, and nobody else waits for it.
import { describe, expect, it } from 'vitest';
import type { Mind } from '../../src/mind.ts';
import {
  conversationOf,
  hurry,
  inConversation,
  notices,
  rows,
  type Stage,
  stage,
  tasksOf,
  threadOf,
  ticketOf,
} from './support.ts';

const POISON = '毒';
const tries = new Map<string, number>();

/** Thinking as it is, but for one word it chokes on. */
function choking(mind: Mind): Mind {
  return {
    ...mind,
    of(communityId) {
      const { understand, ...rest } = mind.of(communityId);
      return {
        ...rest,
        understand(input) {
          const poisoned = input.messages.find((each) => each.text.includes(POISON));
          if (poisoned) {
            tries.set(poisoned.text, (tries.get(poisoned.text) ?? 0) + 1);
            throw new RangeError('choked');
          }
          return understand(input);
        },
      };
    },
  };
}

/** How many messages of this resident were set aside. */
async function asideOf(on: Stage, residentId: string): Promise<() => Promise<number>> {
  const { id } = await conversationOf(on.story, residentId);
  const sql = `select 1 from inbox where quarantined_at is not null and conversation_id = '${id}'`;
  return async () => (await rows(on.story, sql)).length;
}

describe('a message we choke on', { shuffle: false }, () => {
  const on = stage({ mind: choking });

  it('is tried five times while others are answered, then set aside', async () => {
    on.story.resident('wmPoisoned').writes(`${POISON}药洒了`);
    on.story.resident('wmWell').writes('3栋2单元501客厅灯不亮了');
    await on.story.quiet();
    expect(tries.get(`${POISON}药洒了`)).toBe(1);
    expect(await ticketOf(on.story, 'wmWell')).toMatchObject({ place: { room: '501' } });
    expect(on.story.hears(on.story.resident('wmPoisoned'))).toEqual([]);
    const aside = await asideOf(on, 'wmPoisoned');
    await hurry(on, async () => (await aside()) > 0);
    await on.story.quiet();
    expect(tries.get(`${POISON}药洒了`)).toBe(5);
    on.clock.leap(3_600_000);
    await on.story.quiet();
    expect(tries.get(`${POISON}药洒了`)).toBe(5);
  });

  it('a person has it as a task and on the phone, and can read it', async () => {
    expect(await tasksOf(on.story, 'wmPoisoned')).toMatchObject([
      { kind: 'quarantined', reason: 'turn-failed' },
    ]);
    expect(notices(on.story).filter((notice) => notice.includes('没能处理'))).toHaveLength(1);
    expect((await threadOf(on.story, 'wmPoisoned'))[0]).toMatchObject({
      direction: 'in',
      text: `${POISON}药洒了`,
    });
    expect(on.story.logLines.join('\n')).not.toContain('药洒了');
  });

  it('the resident is told kindly, once', () => {
    const heard = on.story.hears(on.story.resident('wmPoisoned'));
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatch(/请同事来看/);
    expect(heard[0]).toMatch(/\d{3}-\d{4}-\d{4}/);
  });

  it('the next message of the same resident works', async () => {
    const poisoned = on.story.resident('wmPoisoned');
    poisoned.writes('3栋2单元601客厅灯不亮了');
    await on.story.settled();
    expect(await ticketOf(on.story, 'wmPoisoned')).toMatchObject({ place: { room: '601' } });
    expect(on.story.hears(poisoned).length).toBeGreaterThan(1);
    expect(await conversationOf(on.story, 'wmPoisoned')).toMatchObject({ owner: { kind: 'bot' } });
  });
});

describe('more of it', () => {
  const on = stage({ mind: choking });

  it('what came in the same breath is set aside with it, and all of it can be read', async () => {
    const mixed = on.story.resident('wmMixed');
    on.story.fake.callbacks.hold();
    mixed.writes('厨房灯不亮');
    mixed.writes(`${POISON}一`);
    on.story.fake.callbacks.release();
    await on.story.quiet();
    const aside = await asideOf(on, 'wmMixed');
    await hurry(on, async () => (await aside()) > 0);
    await on.story.quiet();
    expect(await aside()).toBe(2);
    expect((await threadOf(on.story, 'wmMixed')).map((each) => each.text)).toEqual(
      expect.arrayContaining(['厨房灯不亮', `${POISON}一`]),
    );
    expect(on.story.hears(mixed)).toHaveLength(1);
  });

  it('while a person owns the conversation the bot does not speak up about it either', async () => {
    const owned = on.story.resident('wmOwned');
    owned.writes('你好');
    await on.story.quiet();
    await inConversation(on.story, 'wmOwned', 'takeover', { onBehalfOf: 'xu-jing' });
    const before = on.story.hears(owned).length;
    const aside = await asideOf(on, 'wmOwned');
    owned.writes(`${POISON}二`);
    await on.story.quiet();
    await hurry(on, async () => (await aside()) > 0);
    await on.story.quiet();
    expect(on.story.hears(owned)).toHaveLength(before);
    expect(await tasksOf(on.story, 'wmOwned')).toMatchObject([{ kind: 'quarantined' }]);
  });

  it('twenty poisoned ones do not keep a twenty-first resident waiting', async () => {
    for (let index = 0; index < 20; index++)
      on.story.resident(`wmMany${index}`).writes(`${POISON}${index}号`);
    on.story.resident('wmPatient').writes('你好');
    await on.story.quiet();
    expect(on.story.hears(on.story.resident('wmPatient'))).toHaveLength(1);
  });
});
