// What the embedded store keeps of conversations, residents and incidents says what their rows say: whatever is done, and whatever is taken back.
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Conversation } from '../../../src/conversations/conversation.ts';
import type { Tx } from '../../../src/storage/contract.ts';
import { createKeptRows, inStep } from '../../../src/storage/kept-rows.ts';
import { createOpenedFields } from '../../../src/storage/opened-fields.ts';
import { NOON } from '../../contracts/storage/subject.ts';
import { incidentCourse } from '../../support/incident-course.ts';
import { openSqliteForTest, type SqliteStoreUnderTest } from '../../support/sqlite-store.ts';

let under: SqliteStoreUnderTest;
beforeEach(async () => {
  under = await openSqliteForTest();
  await under.store.transact((tx) => tx.communities.ensure({ id: 'cuihu', name: '翠湖花园' }, NOON));
});
afterEach(() => under.close());

const PEOPLE = ['a', 'b', 'c'];
const keyOf = (person: string) => ({
  channel: 'wecom-app' as const,
  channelAccountId: '1',
  channelUserId: person,
});
const create = { communityId: 'cuihu', at: NOON };

type Deed = {
  person: string;
  what: 'talk' | 'write' | 'stale' | 'profile' | 'look' | 'incident';
  mark: number;
};
const deed: fc.Arbitrary<Deed> = fc.record({
  person: fc.constantFrom(...PEOPLE),
  what: fc.constantFrom('talk', 'write', 'stale', 'profile', 'look', 'incident'),
  mark: fc.nat(1_000),
});
const unit = fc.record({ deeds: fc.array(deed, { maxLength: 4 }), fails: fc.boolean() });

async function perform(tx: Tx, { person, what, mark }: Deed): Promise<void> {
  if (what === 'look') {
    const found = await tx.conversations.find(keyOf(person));
    if (found) await tx.residents.profile(found.residentId);
    return;
  }
  if (what === 'incident') {
    const course = await tx.incidentCourses.get(person);
    if (!course) return tx.incidentCourses.add(incidentCourse(person, { communityId: 'cuihu' }));
    expect(
      await tx.incidentCourses.save({ ...course, status: mark % 2 === 0 ? 'confirmed' : 'resolved' }),
    ).toBe(true);
    return;
  }
  const conversation = await tx.conversations.forPerson(keyOf(person), create);
  if (what === 'profile') {
    await tx.residents.saveProfile(conversation.residentId, { name: `${mark}`, phone: null, home: null });
    return;
  }
  if (what === 'talk') return;
  conversation.flowState = { mark };
  conversation.activeFlow = mark % 2 === 0 ? 'repair' : null;
  conversation.epoch = mark % 5;
  conversation.lastMessageAt = NOON + mark;
  if (what === 'stale') conversation.version -= 1;
  expect(await tx.conversations.save(conversation)).toBe(what === 'write');
}

/** All that the store says of everybody. */
async function told(tx: Tx): Promise<unknown[]> {
  const all: (Conversation | unknown)[] = [await tx.incidentCourses.running('cuihu')];
  for (const person of PEOPLE) {
    const found = await tx.conversations.find(keyOf(person));
    const again = found && (await tx.conversations.get(found.id));
    all.push(found, again, found && (await tx.residents.profile(found.residentId)));
  }
  return all;
}

it('says within a unit what a fresh reader reads from the rows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(unit, { maxLength: 4 }), { maxLength: 5 }), async (groups) => {
      for (const group of groups) {
        // Units that are asked for together share a commit; one that fails takes the group back and it is done again.
        await Promise.allSettled(
          group.map(({ deeds, fails }) =>
            under.store.transact(async (tx) => {
              for (const one of deeds) await perform(tx, one);
              if (fails) throw new Error('taken back');
            }),
          ),
        );
        const kept = await under.store.transact(told);
        expect(kept).toEqual(await under.store.read(told));
      }
    }),
    { numRuns: 40 },
  );
});

it('gives everybody their own copy: what one changes without saving is not there for the next', async () => {
  await under.store.transact(async (tx) => {
    const mine = await tx.conversations.forPerson(keyOf('a'), create);
    mine.flowState = { list: ['one'] };
    await tx.conversations.save(mine);
    (mine.flowState as { list: string[] }).list.push('two');
    const theirs = await tx.conversations.get(mine.id);
    expect(theirs?.flowState).toEqual({ list: ['one'] });
    mine.owner = { kind: 'nobody' };
    expect((await tx.conversations.get(mine.id))?.owner).toEqual({ kind: 'bot' });
  });
});

it('forgets everything when a statement it does not know writes to the tables', () => {
  const kept = createKeptRows();
  const row = { data_key_id: 'k', sealed: 's' };
  const survives = (sql: string, query: object | null = null) => {
    kept.residents.keep('r', row);
    kept.onStatement(sql, query);
    return kept.residents.get('r') !== undefined;
  };
  expect(survives('select * from "conversation"')).toBe(true);
  expect(survives('update "outbox" set "state" = ? where "conversation_id" = ?')).toBe(true);
  expect(survives('update "conversation" set "sealed" = ?')).toBe(false);
  expect(survives('with gone as (delete from resident returning id) select * from gone')).toBe(false);
  expect(survives('delete from "resident"')).toBe(false);
  const known = inStep({});
  expect(survives('update "resident" set "sealed" = ?', known)).toBe(true);
  const unknown = {};
  expect(survives('update "resident" set "sealed" = ?', unknown)).toBe(false);
  expect(survives('update "resident" set "sealed" = ?', unknown)).toBe(false);
});

it('forgets what is announced when its own table is written to, and nothing else', () => {
  const kept = createKeptRows();
  const survivors = (sql: string) => {
    kept.runningCourses.keep('c', []);
    kept.publishedNotices.keep('c', []);
    kept.persons.keep('p', 'id');
    kept.onStatement(sql, {});
    return [kept.runningCourses.get('c'), kept.publishedNotices.get('c'), kept.persons.get('p')].map(
      (one) => one !== undefined,
    );
  };
  expect(survivors('update "incident_course" set "status" = ?')).toEqual([false, true, true]);
  expect(survivors('insert into "public_notice" ("id") values (?)')).toEqual([true, false, true]);
  expect(survivors('update "conversation" set "sealed" = ?')).toEqual([true, true, false]);
  expect(survivors('insert into "incident_course_event" ("id") values (?)')).toEqual([true, true, true]);
});

it('opens a kept field for its own row only, and only as it was sealed', () => {
  const opened = createOpenedFields(100);
  const row = { table: 'message', rowId: 'm', dataKeyId: 'k' };
  opened.keep(row, 'sealed', '"words"');
  expect(opened.find(row, 'sealed')).toBe('"words"');
  expect(opened.find(row, 'sealed otherwise')).toBeUndefined();
  expect(opened.find({ ...row, table: 'outbox' }, 'sealed')).toBeUndefined();
  expect(opened.find({ ...row, dataKeyId: 'other' }, 'sealed')).toBeUndefined();
  for (const rowId of ['n', 'o', 'p']) opened.keep({ ...row, rowId }, 's'.repeat(40), '"x"');
  expect(opened.find(row, 'sealed')).toBeUndefined(); // the oldest makes room
  expect(opened.find({ ...row, rowId: 'p' }, 's'.repeat(40))).toBe('"x"');
});
