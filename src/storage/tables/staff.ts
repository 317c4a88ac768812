// People of ours and when they are on duty. Names and phones are sealed under the house key.
import type { People, Shift, ShiftChange, Staff, StaffRole, Weekday } from '../../config/config.ts';
import type { StaffTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';
import { HOUSE_KEY } from './inbox.ts';

type Sealed = Pick<
  Staff,
  'name' | 'title' | 'wecomUserId' | 'feishuOpenId' | 'dingtalkUserId' | 'phone' | 'skills'
>;

const put = query<{
  id: string;
  department_id: string;
  role: string;
  community_ids: string;
  sealed: string;
  at: number;
}>()((db, p) =>
  db
    .insertInto('staff')
    .values({
      id: p.id,
      data_key_id: HOUSE_KEY,
      department_id: p.department_id,
      role: p.role,
      community_ids: p.community_ids,
      sealed: p.sealed,
      updated_at: p.at,
      left_at: null,
    })
    .onConflict((oc) =>
      oc.column('id').doUpdateSet({
        department_id: p.department_id,
        role: p.role,
        community_ids: p.community_ids,
        sealed: p.sealed,
        updated_at: p.at,
        left_at: null,
      }),
    ),
);
const markAllLeft = query<{ at: number }>()((db, p) =>
  db.updateTable('staff').set({ left_at: p.at }).where('left_at', 'is', null),
);
const selectStaff = query<Record<string, never>>()((db) =>
  db.selectFrom('staff').selectAll().where('left_at', 'is', null).orderBy('id'),
);
const selectShifts = query<Record<string, never>>()((db) =>
  db.selectFrom('roster_shift').selectAll().orderBy('place'),
);
const selectChanges = query<Record<string, never>>()((db) =>
  db.selectFrom('roster_change').selectAll().orderBy('place'),
);

const IMPORTED_KEY = 'people-imported-at';
const selectImported = query<{ key: string }>()((db, p) =>
  db.selectFrom('meta').select('value').where('key', '=', p.key),
);
const noteImported = query<{ key: string; value: string }>()((db, p) =>
  db
    .insertInto('meta')
    .values({ key: p.key, value: p.value })
    .onConflict((oc) => oc.column('key').doUpdateSet({ value: p.value })),
);

export function createStaffTable(sql: SqlRunner, seal: RowSealer): StaffTable {
  const ref = (id: string) => ({ table: 'staff', rowId: id, dataKeyId: HOUSE_KEY });
  return {
    async replaceAll({ staff, roster }, at) {
      await seal.ensureKey(HOUSE_KEY, at);
      await sql.run(markAllLeft, { at });
      for (const { id, role, departmentId, communityIds, ...sealed } of staff) {
        await sql.run(put, {
          id,
          department_id: departmentId,
          role,
          community_ids: communityIds.join(','),
          sealed: await seal.seal(ref(id), sealed satisfies Sealed),
          at,
        });
      }
      await sql.runBuilt((db) => db.deleteFrom('roster_shift'));
      await sql.runBuilt((db) => db.deleteFrom('roster_change'));
      for (const [place, shift] of roster.shifts.entries()) {
        await sql.runBuilt((db) =>
          db.insertInto('roster_shift').values({
            place,
            name: shift.name,
            community_id: shift.communityId,
            department_id: shift.departmentId,
            days: shift.days.join(','),
            from_minute: shift.fromMinute,
            to_minute: shift.toMinute,
            staff_ids: shift.staffIds.join(','),
          }),
        );
      }
      for (const [place, change] of roster.changes.entries()) {
        await sql.runBuilt((db) =>
          db
            .insertInto('roster_change')
            .values({ place, date: change.date, shift: change.shift, staff_ids: change.staffIds.join(',') }),
        );
      }
    },
    async importedAt() {
      const [row] = await sql.run(selectImported, { key: IMPORTED_KEY });
      return row ? Number(row.value) : null;
    },
    async noteImported(at) {
      await sql.run(noteImported, { key: IMPORTED_KEY, value: String(at) });
    },
    async load() {
      const staff: Staff[] = [];
      for (const row of await sql.run(selectStaff, {})) {
        staff.push({
          id: row.id,
          departmentId: row.department_id,
          role: row.role as StaffRole,
          communityIds: row.community_ids.split(','),
          ...(await seal.open<Sealed>(ref(row.id), row.sealed)),
        });
      }
      const shifts = (await sql.run(selectShifts, {})).map(
        (row): Shift => ({
          name: row.name,
          communityId: row.community_id,
          departmentId: row.department_id,
          days: row.days.split(',').map((day) => Number(day) as Weekday),
          fromMinute: row.from_minute,
          toMinute: row.to_minute,
          staffIds: row.staff_ids.split(','),
        }),
      );
      const changes = (await sql.run(selectChanges, {})).map(
        (row): ShiftChange => ({ date: row.date, shift: row.shift, staffIds: row.staff_ids.split(',') }),
      );
      return { staff, roster: { shifts, changes, cover: [] } } satisfies People;
    },
  };
}
