// Accounts of fetched channels: cursor, wake-ups and the lease of their one reader.
import type { ChannelId } from '../../channels/contract.ts';
import type { AccountTable, ChannelAccount } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';
import { HOUSE_KEY } from './inbox.ts';

type Row = Schema['channel_account'];
type Key = { channel: string; account_id: string };

const insert = query<Key & { at: number }>()((db, p) =>
  db
    .insertInto('channel_account')
    .values({
      channel: p.channel,
      account_id: p.account_id,
      cursor: null,
      first_started_at: p.at,
      wake_seq: 0,
      read_seq: 0,
      wake_token: null,
      woken_at: null,
      read_at: null,
      lease_token: null,
      lease_until_at: 0,
    })
    .onConflict((oc) => oc.columns(['channel', 'account_id']).doNothing()),
);
const select = query<Key>()((db, p) =>
  db
    .selectFrom('channel_account')
    .selectAll()
    .where('channel', '=', p.channel)
    .where('account_id', '=', p.account_id),
);
const selectAll = query<{ channel: string }>()((db, p) =>
  db.selectFrom('channel_account').selectAll().where('channel', '=', p.channel).orderBy('account_id'),
);
const wake = query<Key & { wake_token: string | null; at: number }>()((db, p) =>
  db
    .updateTable('channel_account')
    .set((eb) => ({
      wake_seq: eb('wake_seq', '+', 1),
      wake_token: eb.fn.coalesce(eb.val(p.wake_token), 'wake_token'),
      woken_at: p.at,
    }))
    .where('channel', '=', p.channel)
    .where('account_id', '=', p.account_id),
);
const dropToken = query<Key & { wake_token: string }>()((db, p) =>
  db
    .updateTable('channel_account')
    .set({ wake_token: null })
    .where('channel', '=', p.channel)
    .where('account_id', '=', p.account_id)
    .where('wake_token', '=', p.wake_token),
);
const moveCursorFrom = query<Key & { from: string; to: string; lease_token: string }>()((db, p) =>
  db
    .updateTable('channel_account')
    .set({ cursor: p.to })
    .where('channel', '=', p.channel)
    .where('account_id', '=', p.account_id)
    .where('lease_token', '=', p.lease_token)
    .where((eb) => eb(eb.fn.coalesce('cursor', eb.val('')), '=', p.from))
    .returning('account_id'),
);
const markRead = query<Key & { read_seq: number; at: number }>()((db, p) =>
  db
    .updateTable('channel_account')
    .set({ read_seq: p.read_seq, read_at: p.at })
    .where('channel', '=', p.channel)
    .where('account_id', '=', p.account_id),
);
const lease = query<Key & { lease_token: string; now: number; until: number }>()((db, p) =>
  db
    .updateTable('channel_account')
    .set({ lease_token: p.lease_token, lease_until_at: p.until })
    .where('channel', '=', p.channel)
    .where('account_id', '=', p.account_id)
    .where((eb) => eb.or([eb('lease_until_at', '<=', p.now), eb('lease_token', '=', p.lease_token)]))
    .returning('account_id'),
);
const release = query<Key & { lease_token: string }>()((db, p) =>
  db
    .updateTable('channel_account')
    .set({ lease_token: null, lease_until_at: 0 })
    .where('channel', '=', p.channel)
    .where('account_id', '=', p.account_id)
    .where('lease_token', '=', p.lease_token),
);

export function createAccountTable(sql: SqlRunner, seal: RowSealer): AccountTable {
  const key = (channel: ChannelId, accountId: string) => ({ channel, account_id: accountId });
  const tokenRef = (channel: string, accountId: string) => ({
    table: 'channel_account.wake_token',
    rowId: `${channel}|${accountId}`,
    dataKeyId: HOUSE_KEY,
  });

  const openToken = async (row: Row): Promise<string | null> =>
    row.wake_token === null ? null : seal.open<string>(tokenRef(row.channel, row.account_id), row.wake_token);

  async function toAccount(row: Row): Promise<ChannelAccount> {
    return {
      channel: row.channel as ChannelId,
      accountId: row.account_id,
      cursor: row.cursor,
      firstStartedAt: row.first_started_at,
      wakeSeq: row.wake_seq,
      readSeq: row.read_seq,
      wakeToken: await openToken(row),
      wokenAt: row.woken_at,
      readAt: row.read_at,
    };
  }

  return {
    async ensure(channel, accountId, at) {
      await sql.run(insert, { ...key(channel, accountId), at });
    },
    async get(channel, accountId) {
      const [row] = await sql.run(select, key(channel, accountId));
      return row ? toAccount(row) : null;
    },
    async list(channel) {
      return Promise.all((await sql.run(selectAll, { channel })).map(toAccount));
    },
    async wake(channel, accountId, wakeToken, at) {
      if (wakeToken !== null) await seal.ensureKey(HOUSE_KEY, at);
      const sealed = wakeToken === null ? null : await seal.seal(tokenRef(channel, accountId), wakeToken);
      await sql.run(wake, { ...key(channel, accountId), wake_token: sealed, at });
    },
    async dropWakeToken(channel, accountId, wakeToken) {
      const [row] = await sql.run(select, key(channel, accountId));
      if (!row?.wake_token || (await openToken(row)) !== wakeToken) return;
      await sql.run(dropToken, { ...key(channel, accountId), wake_token: row.wake_token });
    },
    async moveCursor({ channel, accountId, from, to, leaseToken }) {
      const moved = await sql.run(moveCursorFrom, {
        ...key(channel, accountId),
        from: from ?? '',
        to,
        lease_token: leaseToken,
      });
      return moved.length > 0;
    },
    async markRead(channel, accountId, readSeq, at) {
      await sql.run(markRead, { ...key(channel, accountId), read_seq: readSeq, at });
    },
    async lease(channel, accountId, leaseToken, now, untilAt) {
      return (
        (await sql.run(lease, { ...key(channel, accountId), lease_token: leaseToken, now, until: untilAt }))
          .length > 0
      );
    },
    async release(channel, accountId, leaseToken) {
      await sql.run(release, { ...key(channel, accountId), lease_token: leaseToken });
    },
  };
}
