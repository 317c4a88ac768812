// Lines of a table of staff, or of a duty roster → who works here and when, or everything that is wrong with them. Pure.
import type {
  Community,
  Department,
  People,
  Roster,
  Shift,
  Staff,
  StaffRole,
  Weekday,
} from '../config/config.ts';
import { columnsOf, type Headings } from '../sheets/columns.ts';
import { rowReader } from '../sheets/row-reader.ts';
import type { RowProblem, Sheet } from '../sheets/sheet.ts';
import { gapsIn } from './people-plan.ts';

export type PeopleHouse = {
  communities: readonly Pick<Community, 'id' | 'name'>[];
  departments: readonly Department[];
  people: People;
};

export type PeopleRows = { people: People; problems: RowProblem[]; recognised: string[]; ignored: string[] };

type StaffField =
  | 'id'
  | 'name'
  | 'title'
  | 'role'
  | 'department'
  | 'wecomUserId'
  | 'phone'
  | 'skills'
  | 'communities';
const STAFF_HEADINGS: Headings<StaffField> = {
  id: ['编号', '工号', '员工编号'],
  name: ['姓名', '员工姓名', '人员'],
  title: ['岗位', '职务', '岗位名称', '称呼'],
  role: ['角色', '级别', '职级'],
  department: ['部门', '所属部门'],
  wecomUserId: ['企业微信账号', '企微账号', '企业微信', '企业微信id', '账号'],
  phone: ['电话', '手机', '手机号', '联系电话', '值班电话'],
  skills: ['技能', '工种', '专业'],
  communities: ['小区', '项目', '负责小区'],
};

type ShiftField = 'name' | 'department' | 'community' | 'date' | 'days' | 'from' | 'to' | 'staff';
const SHIFT_HEADINGS: Headings<ShiftField> = {
  name: ['班次', '班次名称', '班组'],
  department: ['部门', '所属部门'],
  community: ['小区', '项目'],
  date: ['日期', '换班日期'],
  days: ['星期', '周几', '工作日'],
  from: ['开始', '开始时间', '上班', '上班时间', '从'],
  to: ['结束', '结束时间', '下班', '下班时间', '到'],
  staff: ['人员', '值班人员', '姓名', '值班人'],
};

const ROLES: Readonly<Record<string, StaffRole>> = {
  '': 'worker',
  一线: 'worker',
  员工: 'worker',
  师傅: 'worker',
  客服: 'clerk',
  前台: 'clerk',
  主管: 'lead',
  负责人: 'lead',
  经理: 'manager',
  项目经理: 'manager',
};
const SKILLS: Readonly<Record<string, string>> = {
  水: 'water',
  水工: 'water',
  电: 'electric',
  电工: 'electric',
};
const MORE_SKILLS: Readonly<Record<string, string>> = {
  电梯: 'lift',
  木工: 'carpentry',
  门: 'door',
  门锁: 'door',
};
const WEEKDAYS = '一二三四五六日';
const WEEK: readonly Weekday[] = [0, 1, 2, 3, 4, 5, 6];

/** Several names in one cell. */
const listOf = (text: string) => text.split(/[、,，;；/\s]+/u).filter((part) => part !== '');

/** The whole staff: who is not in the table is no longer one of ours. The roster stays. */
export function readStaff(sheet: Sheet, house: PeopleHouse): PeopleRows {
  const found = columnsOf(sheet, STAFF_HEADINGS, ['name', 'title', 'department', 'wecomUserId']);
  if ('problems' in found) return { ...found, people: house.people };
  const problems: RowProblem[] = [];
  const staff: Staff[] = [];
  for (const row of found.rows) {
    const { read, complain, isGood } = rowReader(row, found, problems);
    const departmentId = departmentOf(read('department'), house);
    if (departmentId === null) complain('department', departmentsWords(house));
    const name = read('name');
    if (!/^\p{L}[\p{L}·]{0,19}$/u.test(name)) complain('name', '请填姓名，不带符号');
    const title = read('title');
    if (!/^\p{L}[\p{L}\p{N}]{0,19}$/u.test(title)) complain('title', '请填岗位，比如 工程师傅；住户会看到');
    const role = ROLES[read('role')] ?? null;
    if (role === null) complain('role', '角色请写 一线、客服、主管 或 经理');
    const wecomUserId = read('wecomUserId');
    if (!/^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$/.test(wecomUserId))
      complain('wecomUserId', '请填企业微信里的账号，字母和数字，在通讯录的成员资料里看');
    const phone = read('phone');
    if (phone !== '' && !/^\+?[0-9][0-9 -]{5,19}$/.test(phone)) complain('phone', '电话只写数字，座机带区号');
    const communityIds = communitiesOf(read('communities'), house);
    if (communityIds === null)
      complain('communities', `小区请写 ${house.communities.map((each) => each.name).join('、')}`);
    const known = house.people.staff.find((each) => same(each.wecomUserId, wecomUserId));
    const id = read('id') || known?.id || `staff-${wecomUserId.toLowerCase().replace(/[^a-z0-9-]/g, '-')}`;
    if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(id)) complain('id', '编号只用小写字母、数字和横线，可以不填');
    if (staff.some((each) => each.id === id || same(each.wecomUserId, wecomUserId)))
      complain('wecomUserId', '这个账号或编号在表里出现了两次，一人只写一行');
    if (!isGood() || departmentId === null || role === null || communityIds === null) continue;
    const skills = listOf(read('skills')).map((each) => SKILLS[each] ?? MORE_SKILLS[each] ?? each);
    const ofDepartment = house.departments.find((each) => each.id === departmentId)?.phone ?? '';
    staff.push({
      id,
      name,
      title,
      role,
      wecomUserId,
      // The table has no column for these; whoever had one keeps it.
      ...(known?.feishuOpenId === undefined ? {} : { feishuOpenId: known.feishuOpenId }),
      ...(known?.dingtalkUserId === undefined ? {} : { dingtalkUserId: known.dingtalkUserId }),
      departmentId,
      phone: phone || ofDepartment,
      skills,
      communityIds,
    });
  }
  if (problems.length === 0) problems.push(...missingPeople(staff, house));
  const people = { staff, roster: house.people.roster };
  if (problems.length === 0) problems.push(...gapsIn(people, house.departments));
  return { people, problems, recognised: found.recognised, ignored: found.ignored };
}

/** Whom the house can not do without. */
function missingPeople(staff: readonly Staff[], { departments, people }: PeopleHouse): RowProblem[] {
  const has = (id: string) => staff.some((each) => each.id === id);
  const nameOf = (id: string) => people.staff.find((each) => each.id === id)?.name ?? id;
  const whole = (message: string): RowProblem => ({ row: 0, column: '', message });
  const leads = departments.filter((each) => !has(each.leadStaffId));
  const onDuty = new Set(people.roster.shifts.flatMap((each) => each.staffIds).filter((id) => !has(id)));
  return [
    ...leads.map(({ name, leadStaffId }) => whole(`${name}的负责人${nameOf(leadStaffId)}不在表里，请加上`)),
    ...[...onDuty].map((id) => whole(`${nameOf(id)}不在表里，可排班表里还有，请先改排班再导入人员`)),
    ...(staff.some((each) => each.role === 'manager') ? [] : [whole('至少要有一位经理')]),
  ];
}

/** The whole roster: shifts by weekday, and lines with a date for who does one on that day instead. */
export function readRoster(sheet: Sheet, house: PeopleHouse): PeopleRows {
  const found = columnsOf(sheet, SHIFT_HEADINGS, ['name', 'department', 'days', 'from', 'to', 'staff']);
  if ('problems' in found) return { ...found, people: house.people };
  const problems: RowProblem[] = [];
  const shifts: Shift[] = [];
  const changes: { date: string; shift: string; staffIds: string[]; complain: (message: string) => void }[] =
    [];
  for (const row of found.rows) {
    const { read, complain, isGood } = rowReader(row, found, problems);
    const name = read('name');
    if (name === '') complain('name', '请填班次名称，比如 工程白班甲');
    const staffIds = staffOf(read('staff'), house, (message) => complain('staff', message));
    const date = read('date');
    if (date !== '') {
      if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) complain('date', '日期请写成 2026-12-25 这样');
      if (isGood())
        changes.push({ date, shift: name, staffIds, complain: (message) => complain('name', message) });
      continue;
    }
    if (shifts.some((each) => each.name === name)) complain('name', '这个班次名称已经用过了，请换一个');
    const departmentId = departmentOf(read('department'), house);
    if (departmentId === null) complain('department', departmentsWords(house));
    const communityIds = communitiesOf(read('community'), house);
    if (communityIds?.length !== 1) complain('community', '请写清楚是哪一个小区的班');
    const days = daysOf(read('days'));
    if (days === null) complain('days', '星期请写 每天、周一至周五 或 周一、周四、周日');
    const [from, to] = [minuteOf(read('from')), minuteOf(read('to'))];
    if (from === null) complain('from', '时间请写成 08:00');
    if (to === null) complain('to', '时间请写成 20:00；跨夜就写第二天的钟点');
    if (
      !isGood() ||
      departmentId === null ||
      !communityIds?.[0] ||
      days === null ||
      from === null ||
      to === null
    )
      continue;
    shifts.push({
      name,
      communityId: communityIds[0],
      departmentId,
      days,
      fromMinute: from,
      toMinute: to,
      staffIds,
    });
  }
  for (const { shift, complain } of changes)
    if (!shifts.some((each) => each.name === shift)) complain('表里没有这个班次，请照班次的名称写');
  const roster: Roster = {
    shifts,
    changes: changes.map(({ date, shift, staffIds }) => ({ date, shift, staffIds })),
    cover: house.people.roster.cover,
  };
  const people = { staff: house.people.staff, roster };
  // Only worth telling once all lines are right.
  if (problems.length === 0) problems.push(...gapsIn(people, house.departments));
  return { people, problems, recognised: found.recognised, ignored: found.ignored };
}

function departmentOf(said: string, { departments }: PeopleHouse): string | null {
  return departments.find((each) => each.name === said || each.id === said)?.id ?? null;
}

function departmentsWords({ departments }: PeopleHouse): string {
  return `部门请写 ${departments.map((each) => each.name).join('、')}`;
}

/** Nothing said = all. */
function communitiesOf(said: string, { communities }: PeopleHouse): string[] | null {
  if (said === '' || said === '全部') return communities.map((each) => each.id);
  const found = listOf(said).map(
    (name) => communities.find((each) => each.name === name || each.id === name)?.id,
  );
  return found.every((id) => id !== undefined) ? found : null;
}

/** In the order they are written, which is the order they are called in. */
function staffOf(said: string, { people }: PeopleHouse, complain: (message: string) => void): string[] {
  const names = listOf(said);
  if (names.length === 0) complain('请写谁值班，按呼叫的先后，用顿号隔开');
  return names.flatMap((name) => {
    const found = people.staff.filter((each) => each.name === name || each.id === name);
    if (found.length === 1) return found.map((each) => each.id);
    complain(found.length === 0 ? `人员名单里没有${name}，请先导入人员` : `有两位${name}，请改写编号`);
    return [];
  });
}

function daysOf(said: string): Weekday[] | null {
  if (said === '每天') return [...WEEK];
  const span = /^(?:周|星期)([一二三四五六日天])(?:至|到|-|~)(?:周|星期)?([一二三四五六日天])$/u.exec(said);
  if (span) {
    const [first, last] = [dayOf(span[1] ?? ''), dayOf(span[2] ?? '')];
    return first <= last ? WEEK.filter((day) => day >= first && day <= last) : null;
  }
  const days = listOf(said).map((each) => /^(?:周|星期)?([一二三四五六日天])$/u.exec(each)?.[1]);
  if (days.length === 0 || days.includes(undefined)) return null;
  return WEEK.filter((day) => days.some((each) => each !== undefined && dayOf(each) === day));
}

function dayOf(said: string): Weekday {
  return (WEEKDAYS.indexOf(said === '天' ? '日' : said) as Weekday) ?? 0;
}

function minuteOf(said: string): number | null {
  const match = /^(\d{1,2})[:：点](\d{2})?(?::\d{2})?分?$/u.exec(said);
  const [hour, minute] = [Number(match?.[1] ?? 99), Number(match?.[2] ?? 0)];
  return hour <= 24 && minute < 60 && hour * 60 + minute <= 1440 ? hour * 60 + minute : null;
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
