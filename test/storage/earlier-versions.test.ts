// The version before runs on the schema of this one: during an upgrade both are there, and an upgrade can be taken back.
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { migrationNames } from '../../src/storage/migrations/index.ts';
import { hasPostgres } from '../support/postgres-server.ts';
import { play, type Tape } from './support/tape.ts';
import { openForTape } from './support/tape-databases.ts';

const tapes = globSync('test/storage/tapes/*.json')
  .sort()
  .map((file) => ({ name: basename(file, '.json'), tape: JSON.parse(readFileSync(file, 'utf8')) as Tape }));

/** Versions that were given out: the headings of the changelog. */
const released = [...readFileSync('CHANGELOG.md', 'utf8').matchAll(/^## \[(\d+\.\d+\.\d+)\]/gm)].map(
  (match) => match[1] ?? '',
);

describe('the tapes of earlier versions', () => {
  it('are there for both engines, and none is empty', () => {
    for (const engine of ['sqlite', 'postgres'])
      expect(tapes.filter(({ tape }) => tape.engine === engine)).not.toEqual([]);
    for (const { tape } of tapes) expect(tape.statements.length).toBeGreaterThan(100);
  });

  it('are there for every version that was given out (npm run tape)', () => {
    const recorded = new Set(tapes.map(({ name }) => name));
    const missing = released.flatMap((version) =>
      [`${version}.sqlite`, `${version}.postgres`].filter((name) => !recorded.has(name)),
    );
    expect(missing).toEqual([]);
  });

  it('were made with migrations that are still there', () => {
    for (const { tape } of tapes) expect(migrationNames).toContain(tape.schema);
  });
});

describe.each(tapes)('$name', ({ tape }) => {
  it.skipIf(tape.engine === 'postgres' && !hasPostgres)(
    'says what it always said, and is answered as it always was',
    async () => {
      const database = await openForTape(tape.engine);
      try {
        expect(await play(tape, database.run)).toEqual([]);
      } finally {
        await database.close();
      }
    },
  );

  it.skipIf(tape.engine === 'postgres' && !hasPostgres).each([
    ['renames a column', 'alter table job rename column payload to wishes'],
    ['takes a column away', 'alter table message drop column delivery_reason'],
    ['asks for what it does not know', 'create unique index one_kind on job (kind)'],
  ])('notices a schema that %s', async (_what, change) => {
    const database = await openForTape(tape.engine);
    try {
      await database.run(change, []);
      expect(await play(tape, database.run)).not.toEqual([]);
    } finally {
      await database.close();
    }
  });
});
