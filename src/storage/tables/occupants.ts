// The house register: who is on record for which home, each sealed under a key of their own. Homes are found by a blind index.
import type { Ids } from '../../base/ids.ts';
import { homeKey, type Occupant, type OccupantFacts, personKey } from '../../homes/occupant.ts';
import type { OccupantTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';

type Row = Schema['occupant'];

const insert = query<Omit<Row, 'until_at' | 'version'>>()((db, p) =>
  db
    .insertInto('occupant')
    .values({
      id: p.id,
      community_id: p.community_id,
      home_index: p.home_index,
      person_index: p.person_index,
      data_key_id: p.data_key_id,
      sealed: p.sealed,
      import_id: p.import_id,
      from_at: p.from_at,
      until_at: null,
      version: 1,
    })
    .onConflict((oc) => oc.doNothing())
    .returning('id'),
);
const known = query<{ community_id: string; person_index: string }>()((db, p) =>
  db
    .selectFrom('occupant')
    .select('id')
    .where('community_id', '=', p.community_id)
    .where('person_index', '=', p.person_index)
    .where('until_at', 'is', null),
);
const select = query<{ id: string }>()((db, p, locks) =>
  locks.ours(db.selectFrom('occupant').selectAll().where('id', '=', p.id)),
);
const ofHome = query<{ community_id: string; home_index: string }>()((db, p) =>
  db
    .selectFrom('occupant')
    .selectAll()
    .where('community_id', '=', p.community_id)
    .where('home_index', '=', p.home_index)
    .where('until_at', 'is', null)
    .orderBy('id'),
);
const list = query<{ community_id: string; after: string; limit: number }>()((db, p) =>
  db
    .selectFrom('occupant')
    .selectAll()
    .where('community_id', '=', p.community_id)
    .where('until_at', 'is', null)
    .where('id', '>', p.after)
    .orderBy('id')
    .limit(p.limit),
);
const change = query<{ id: string; version: number; sealed: string }>()((db, p) =>
  db
    .updateTable('occupant')
    .set((eb) => ({ sealed: p.sealed, version: eb('version', '+', 1) }))
    .where('id', '=', p.id)
    .where('version', '=', p.version)
    .where('until_at', 'is', null)
    .returning('id'),
);
const end = query<{ id: string; version: number; at: number }>()((db, p) =>
  db
    .updateTable('occupant')
    .set((eb) => ({ until_at: p.at, version: eb('version', '+', 1) }))
    .where('id', '=', p.id)
    .where('version', '=', p.version)
    .where('until_at', 'is', null)
    .returning('id'),
);

export function createOccupantTable(sql: SqlRunner, seal: RowSealer, ids: Ids): OccupantTable {
  const ref = (id: string, dataKeyId: string) => ({ table: 'occupant', rowId: id, dataKeyId });
  const toOccupant = async (row: Row): Promise<Occupant> => ({
    id: row.id,
    communityId: row.community_id,
    ...(await seal.open<OccupantFacts>(ref(row.id, row.data_key_id), row.sealed)),
    fromAt: row.from_at,
    untilAt: row.until_at,
    version: row.version,
  });
  const all = async (rows: Row[]) => {
    const occupants: Occupant[] = [];
    for (const row of rows) occupants.push(await toOccupant(row));
    return occupants;
  };

  return {
    async add(facts, { communityId, importId, at }) {
      const personIndex = seal.index('home', `${communityId}|${personKey(facts)}`);
      // Before a key is made that would lock nothing.
      if ((await sql.run(known, { community_id: communityId, person_index: personIndex })).length > 0)
        return false;
      const [id, dataKeyId] = [ids.next(), ids.next()];
      await seal.newKey(dataKeyId, at);
      const { place, name, relation, phone, movedInOn } = facts;
      const added = await sql.run(insert, {
        id,
        community_id: communityId,
        home_index: seal.index('home', `${communityId}|${homeKey(place)}`),
        person_index: personIndex,
        data_key_id: dataKeyId,
        sealed: await seal.seal(ref(id, dataKeyId), { place, name, relation, phone, movedInOn }),
        import_id: importId,
        from_at: at,
      });
      return added.length > 0;
    },
    async get(id) {
      const [row] = await sql.run(select, { id });
      return row ? toOccupant(row) : null;
    },
    ofHome: async (communityId, place) =>
      all(
        await sql.run(ofHome, {
          community_id: communityId,
          home_index: seal.index('home', `${communityId}|${homeKey(place)}`),
        }),
      ),
    list: async (communityId, { after, limit }) =>
      all(await sql.run(list, { community_id: communityId, after: after ?? '', limit })),
    async change(id, version, { place, name, relation, phone, movedInOn }) {
      const [row] = await sql.run(select, { id });
      if (!row) return false;
      const sealed = await seal.seal(ref(id, row.data_key_id), { place, name, relation, phone, movedInOn });
      return (await sql.run(change, { id, version, sealed })).length > 0;
    },
    end: async (id, version, at) => (await sql.run(end, { id, version, at })).length > 0,
  };
}
