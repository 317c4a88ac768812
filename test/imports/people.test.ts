// Staff and the duty roster from a table: everything wrong at once, what changes, and from then on they count.
import exceljs from 'exceljs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { People } from '../../src/config/config.ts';
import { confirmImport, previewPeople } from '../../src/imports/deeds.ts';
import { toPeopleWorkbook } from '../../src/imports/people-sheet.ts';
import type { House } from '../../src/tickets/house.ts';
import type { StoreUnderTest } from '../contracts/storage/subject.ts';
import { createHouse } from '../support/house.ts';
import { createManualClock, type ManualClock, shanghai } from '../support/manual-clock.ts';
import { createSequentialIds } from '../support/sequential-ids.ts';
import { openStoreForTest } from '../support/store-for-test.ts';

const START = shanghai('2026-11-23 10:00');

let under: StoreUnderTest;
let clock: ManualClock;
let ids: ReturnType<typeof createSequentialIds>;
let house: House;
beforeEach(async () => {
  ids = createSequentialIds();
  under = await openStoreForTest(ids);
  clock = createManualClock(START);
  house = createHouse({ clock, ids });
  await under.store.transact(async (tx) => {
    for (const community of house.communities) await tx.communities.ensure(community, START);
  });
});
afterEach(() => under.close());

const cover = [{ communityId: 'cuihu', departmentId: 'engineering', atLeast: 2 }];

async function preview(kind: 'staff' | 'roster', bytes: Uint8Array, people: People = house.people()) {
  const known = { ...people, roster: { ...people.roster, cover } };
  const whole = { communities: house.communities, departments: house.departments, people: known };
  const done = await previewPeople(
    bytes,
    { kind, house: whole, by: 'admin' },
    { store: under.store, clock, ids },
  );
  if (!done.ok) throw new Error(done.say);
  return done.value;
}
const csv = (text: string) => new TextEncoder().encode(text);

/** Whoever is there now as a table, changed by hand. */
async function edited(
  kind: 'staff' | 'roster',
  change: (sheet: exceljs.Worksheet) => void,
): Promise<Uint8Array> {
  const book = new exceljs.Workbook();
  const bytes = await toPeopleWorkbook(kind, house);
  await book.xlsx.load(bytes as unknown as Parameters<typeof book.xlsx.load>[0]);
  const sheet = book.worksheets[0];
  if (sheet) change(sheet);
  return new Uint8Array(await book.xlsx.writeBuffer());
}

describe('a table of our people', () => {
  it.each(['staff', 'roster'] as const)('of %s as it is now changes nothing', async (kind) => {
    // As a running desk has them: out of the store.
    await under.store.transact((tx) => tx.staff.replaceAll(house.people(), START));
    const kept = await under.store.read((tx) => tx.staff.load());
    expect((await preview(kind, await toPeopleWorkbook(kind, house), kept)).changes).toEqual([]);
    const { problems, changes, batch } = await preview(kind, await toPeopleWorkbook(kind, house));
    expect(problems).toEqual([]);
    expect(changes).toEqual([]);
    expect(batch?.counts.same).toBeGreaterThan(10);
    const { staff, roster } = house.people();
    expect(batch?.people?.[kind === 'staff' ? 'staff' : 'roster']).toMatchObject(
      kind === 'staff' ? staff : { shifts: roster.shifts },
    );
  });

  it('with somebody new is shown, and counts once it is confirmed, also after a restart', async () => {
    const bytes = await edited('staff', (sheet) =>
      sheet.addRow(['', '丁一', '工程师傅', '一线', '工程部', 'DingYi', '', '水、电', '']),
    );
    const { changes, batch } = await preview('staff', bytes);
    expect(changes).toMatchObject([{ kind: 'add', who: '丁一', what: '工程师傅' }]);
    const load = () => under.store.read((tx) => tx.staff.load());
    expect((await load()).staff).toEqual([]);
    const confirm = () => under.store.transact((tx) => confirmImport(tx, batch?.id ?? '', { clock }));
    expect(await confirm()).toMatchObject({ ok: true, value: { state: 'done' } });
    expect(await confirm()).toMatchObject({ ok: true, value: { state: 'done' } });
    await under.reopen();
    const one = (await load()).staff.find((each) => each.name === '丁一');
    expect(one).toMatchObject({
      id: 'staff-dingyi',
      wecomUserId: 'DingYi',
      skills: ['water', 'electric'],
      communityIds: ['cuihu'],
    });
    expect(await under.store.read((tx) => tx.staff.importedAt())).toBe(START);
    expect((await load()).roster.shifts).toHaveLength(house.people().roster.shifts.length);
  });

  it('is told all that is wrong with its staff', async () => {
    const { problems, batch } = await preview(
      'staff',
      csv(`姓名,岗位,角色,部门,企业微信账号,电话
=1,工程师傅,一线,工程部,A1,
王志强,工程师傅,老大,后勤部,王志强,abc
王志强,工程师傅,一线,工程部,A2,
王志强,工程师傅,一线,工程部,a2,
`),
    );
    expect(batch).toBeNull();
    expect(problems.map(({ row, column }) => [row, column])).toEqual([
      [2, '姓名'],
      ...['部门', '角色', '企业微信账号', '电话'].map((column) => [3, column]),
      [5, '企业微信账号'],
    ]);
  });

  it('must not leave a department without its lead, a shift without its people, or the house without a manager', async () => {
    const { problems } = await preview(
      'staff',
      csv('姓名,岗位,角色,部门,企业微信账号\n王志强,工程师傅,一线,工程部,WangZhiQiang\n'),
    );
    const said = problems.map(({ message }) => message).join('\n');
    expect(said).toContain('工程部的负责人李建国不在表里，请加上');
    expect(said).toContain('许静不在表里，可排班表里还有，请先改排班再导入人员');
    expect(said).toContain('至少要有一位经理');
    expect(said).not.toContain('王志强');
  });

  it('with a changed shift and a day that others do is shown', async () => {
    const bytes = await edited('roster', (sheet) => {
      const cell = sheet.getRow(2).getCell(8);
      cell.value = String(cell.value).split('、').toReversed().join('、');
      sheet.addRow(['工程夜班甲', '', '', '2026-12-25', '', '', '', '王志强、刘德福']);
    });
    const { problems, changes, batch } = await preview('roster', bytes);
    expect(problems).toEqual([]);
    expect(changes).toMatchObject([{ kind: 'change', what: house.people().roster.shifts[0]?.name }]);
    expect(batch?.people?.roster.changes).toContainEqual({
      date: '2026-12-25',
      shift: '工程夜班甲',
      staffIds: ['wang-zhiqiang', 'liu-defu'],
    });
  });

  it('with a gap in its hours, or lines nobody can read, is refused with them', async () => {
    const head = '班次,部门,星期,开始,结束,人员\n';
    const gap = await preview('roster', csv(`${head}白班,工程部,周一至周五,08:00,20:00,王志强、张海波\n`));
    expect(gap.problems[0]?.message).toMatch(/^工程部 周一 .* 只有 0 人在班，至少要 2 人/);
    const wrong = await preview(
      'roster',
      csv(`${head}白班,后勤部,某天,8点半,25:00,王志强、张三\n白班,工程部,每天,08:00,20:00,\n`),
    );
    expect(wrong.problems.map(({ row, column }) => [row, column])).toEqual([
      [2, '人员'],
      ...['部门', '星期', '开始', '结束'].map((column) => [2, column]),
      [3, '人员'],
    ]);
  });
});
