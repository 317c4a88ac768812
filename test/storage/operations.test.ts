// The list of operations that other tests go through leaves nothing of the store out.
import { describe, expect, it } from 'vitest';
import type { Tx } from '../../src/storage/contract.ts';
import { NOON, talkTo, textItem } from '../contracts/storage/subject.ts';
import { openSqliteForTest } from '../support/sqlite-store.ts';
import { operations } from './support/operations.ts';

type Nouns = Record<string, Record<string, (...args: unknown[]) => unknown>>;

/** A Tx that writes down what was asked of it. */
function noting(tx: Tx, asked: Set<string>): Tx {
  const noted: Nouns = {};
  for (const [noun, table] of Object.entries(tx as unknown as Nouns)) {
    noted[noun] = {};
    for (const verb of Object.keys(table)) {
      noted[noun][verb] = (...args) => {
        asked.add(`${noun}.${verb}`);
        return table[verb]?.(...args);
      };
    }
  }
  return noted as unknown as Tx;
}

describe('the operations of the store', () => {
  it('are all in the list', async () => {
    const under = await openSqliteForTest();
    const asked = new Set<string>();
    const all: string[] = [];
    await under.store.transact(async (tx) => {
      for (const [noun, table] of Object.entries(tx))
        all.push(...Object.keys(table).map((verb) => `${noun}.${verb}`));
      await tx.communities.ensure({ id: 'cuihu', name: '翠湖花园' }, NOON);
      const { id } = await talkTo(tx);
      await tx.inbox.keep(textItem('一'), { conversationId: id, receivedAt: NOON, historic: false });
      for (const operation of Object.values(operations)) await operation(noting(tx, asked), id);
    });
    await under.close();
    expect(all.length).toBeGreaterThan(80);
    expect(all.filter((name) => !asked.has(name))).toEqual([]);
  });
});
