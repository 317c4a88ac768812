// Who may sign in to the console. Names and second factors are sealed under the house key; passwords lie as digests.
import type { Account, Role } from '../../people/account.ts';
import type { PersonTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';
import { HOUSE_KEY } from './inbox.ts';

type Row = Schema['person_account'];
type Sealed = { name: string; secret: string | null };

const insert = query<Omit<Row, 'data_key_id'>>()((db, p) =>
  db.insertInto('person_account').values({
    id: p.id,
    login: p.login,
    staff_id: p.staff_id,
    role: p.role,
    community_ids: p.community_ids,
    mentor_id: p.mentor_id,
    data_key_id: HOUSE_KEY,
    sealed: p.sealed,
    password: p.password,
    invite_hash: p.invite_hash,
    invite_until_at: p.invite_until_at,
    code_step: p.code_step,
    disabled_at: p.disabled_at,
    created_at: p.created_at,
    version: p.version,
  }),
);
const update = query<Omit<Row, 'data_key_id' | 'login' | 'created_at'>>()((db, p) =>
  db
    .updateTable('person_account')
    .set((eb) => ({
      staff_id: p.staff_id,
      role: p.role,
      community_ids: p.community_ids,
      mentor_id: p.mentor_id,
      sealed: p.sealed,
      password: p.password,
      invite_hash: p.invite_hash,
      invite_until_at: p.invite_until_at,
      code_step: p.code_step,
      disabled_at: p.disabled_at,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', p.id)
    .where('version', '=', p.version)
    .returning('id'),
);
const selectById = query<{ id: string }>()((db, p, locks) =>
  locks.ours(db.selectFrom('person_account').selectAll().where('id', '=', p.id)),
);
const selectByLogin = query<{ login: string }>()((db, p, locks) =>
  locks.ours(db.selectFrom('person_account').selectAll().where('login', '=', p.login)),
);
const selectByInvite = query<{ hash: string }>()((db, p, locks) =>
  locks.ours(db.selectFrom('person_account').selectAll().where('invite_hash', '=', p.hash)),
);
const selectOfStaff = query<{ staff_id: string }>()((db, p) =>
  db.selectFrom('person_account').selectAll().where('staff_id', '=', p.staff_id).orderBy('id'),
);
const selectAll = query<Record<string, never>>()((db) =>
  db.selectFrom('person_account').selectAll().orderBy('login'),
);

export function createPersonTable(sql: SqlRunner, seal: RowSealer): PersonTable {
  const ref = (id: string) => ({ table: 'person_account', rowId: id, dataKeyId: HOUSE_KEY });

  async function toAccount(row: Row): Promise<Account> {
    const { name, secret } = await seal.open<Sealed>(ref(row.id), row.sealed);
    return {
      id: row.id,
      login: row.login,
      staffId: row.staff_id,
      role: row.role as Role,
      communityIds: row.community_ids === '*' ? '*' : row.community_ids.split(',').filter((id) => id !== ''),
      name,
      mentorId: row.mentor_id,
      password: row.password,
      invite: row.invite_hash === null ? null : { hash: row.invite_hash, untilAt: row.invite_until_at ?? 0 },
      secondFactor: secret === null ? null : { secret, lastStep: row.code_step ?? 0 },
      disabledAt: row.disabled_at,
      createdAt: row.created_at,
      version: row.version,
    };
  }

  async function toRow(account: Account) {
    const { communityIds, secondFactor } = account;
    const sealed: Sealed = { name: account.name, secret: secondFactor?.secret ?? null };
    return {
      id: account.id,
      staff_id: account.staffId,
      role: account.role,
      community_ids: communityIds === '*' ? '*' : communityIds.join(','),
      mentor_id: account.mentorId,
      sealed: await seal.seal(ref(account.id), sealed),
      password: account.password,
      invite_hash: account.invite?.hash ?? null,
      invite_until_at: account.invite?.untilAt ?? null,
      code_step: secondFactor?.lastStep ?? null,
      disabled_at: account.disabledAt,
      version: account.version,
    };
  }

  const one = async ([row]: Row[]) => (row ? toAccount(row) : null);
  return {
    async add(account) {
      await seal.ensureKey(HOUSE_KEY, account.createdAt);
      const row = await toRow(account);
      await sql.run(insert, { ...row, login: account.login, created_at: account.createdAt });
    },
    get: async (id) => one(await sql.run(selectById, { id })),
    byLogin: async (login) => one(await sql.run(selectByLogin, { login })),
    byInvite: async (hash) => one(await sql.run(selectByInvite, { hash })),
    async ofStaff(staffId) {
      const accounts: Account[] = [];
      for (const row of await sql.run(selectOfStaff, { staff_id: staffId }))
        accounts.push(await toAccount(row));
      return accounts;
    },
    async list() {
      const accounts: Account[] = [];
      for (const row of await sql.run(selectAll, {})) accounts.push(await toAccount(row));
      return accounts;
    },
    async save(account) {
      const saved = await sql.run(update, await toRow(account));
      if (saved.length === 0) return false;
      account.version += 1;
      return true;
    },
  };
}
