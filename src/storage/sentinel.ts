// A sealed word that must open at every start: the wrong key is noticed before anything is written with it.
import { Fault } from '../base/errors.ts';
import type { FieldSealer } from './fields.ts';
import { query, type SqlRunner } from './prepared.ts';

export const SENTINEL_KEY = 'field-key-sentinel';

const select = query<{ key: string }>()((db, p) =>
  db.selectFrom('meta').select('value').where('key', '=', p.key),
);
const insert = query<{ key: string; value: string }>()((db, p) =>
  db.insertInto('meta').values({ key: p.key, value: p.value }),
);

export async function checkSentinel(run: SqlRunner, sealer: FieldSealer): Promise<void> {
  const [row] = await run.run(select, { key: SENTINEL_KEY });
  if (!row) {
    await run.run(insert, { key: SENTINEL_KEY, value: sealer.newDataKey(SENTINEL_KEY).wrapped });
    return;
  }
  try {
    sealer.unwrap(SENTINEL_KEY, row.value);
  } catch (cause) {
    throw new Fault(
      'storage/wrong-field-key',
      'FIELD_KEY is not the key this database was made with. Put the old key back (DATA_DIR/field.key or your secret store).',
      { cause },
    );
  }
}
