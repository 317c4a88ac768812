// Tables of staff and of the duty roster to fill in, with whoever is there now, so that a change is a change and not a new beginning.
import { plainCell } from '../base/plain-cell.ts';
import type { Community, Department, People } from '../config/config.ts';

const STAFF = ['编号', '姓名', '岗位', '角色', '部门', '企业微信账号', '电话', '技能', '小区'] as const;
const ROSTER = ['班次', '部门', '小区', '日期', '星期', '开始', '结束', '人员'] as const;
const ROLE_WORDS = { worker: '一线', clerk: '客服', lead: '主管', manager: '经理' } as const;
const DAYS = '一二三四五六日';

type Names = {
  communities: readonly Community[];
  departments: readonly Department[];
  people(): People;
};

export async function toPeopleWorkbook(kind: 'staff' | 'roster', house: Names): Promise<Uint8Array> {
  const { default: exceljs } = await import('exceljs');
  const workbook = new exceljs.Workbook();
  const sheet = workbook.addWorksheet(kind === 'staff' ? '人员' : '排班', {
    views: [{ state: 'frozen', ySplit: 1 }],
  });
  const head = kind === 'staff' ? STAFF : ROSTER;
  sheet.addRow([...head]).font = { bold: true };
  for (const cells of kind === 'staff' ? staffRows(house) : rosterRows(house))
    sheet.addRow(cells.map(plainCell));
  for (let column = 1; column <= head.length; column++) {
    sheet.getColumn(column).width = 16;
    sheet.getColumn(column).numFmt = '@';
  }
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

function staffRows({ communities, departments, people }: Names): string[][] {
  return people().staff.map((each) => {
    const department = departments.find(({ id }) => id === each.departmentId);
    const isEverywhere = communities.every(({ id }) => each.communityIds.includes(id));
    const where = communities.filter(({ id }) => each.communityIds.includes(id)).map(({ name }) => name);
    return [
      ...[each.id, each.name, each.title, ROLE_WORDS[each.role], department?.name ?? each.departmentId],
      ...[each.wecomUserId, each.phone, each.skills.join('、'), isEverywhere ? '' : where.join('、')],
    ];
  });
}

function rosterRows({ communities, departments, people }: Names): string[][] {
  const { staff, roster } = people();
  const isOnly = (name: string) => staff.filter((each) => each.name === name).length === 1;
  const namesOf = (ids: readonly string[]) =>
    ids
      .map((id) => staff.find((each) => each.id === id))
      .map((each) => (each && isOnly(each.name) ? each.name : (each?.id ?? '')))
      .join('、');
  const shifts = roster.shifts.map(
    ({ name, departmentId, communityId, days, fromMinute, toMinute, staffIds }) => [
      name,
      departments.find(({ id }) => id === departmentId)?.name ?? departmentId,
      communities.find(({ id }) => id === communityId)?.name ?? communityId,
      '',
      days.length === 7 ? '每天' : days.map((day) => `周${DAYS[day]}`).join('、'),
      ...[clock(fromMinute), clock(toMinute), namesOf(staffIds)],
    ],
  );
  const changes = roster.changes.map(({ date, shift, staffIds }) => [
    shift,
    '',
    '',
    date,
    '',
    '',
    '',
    namesOf(staffIds),
  ]);
  return [...shifts, ...changes];
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
