// Lines of a house register → who is on record for which home, or everything that is wrong with them, each with its remedy. Pure.
import parsePhoneNumber from 'libphonenumber-js/max';
import type { Community } from '../config/config.ts';
import {
  type HomePlace,
  homeKey,
  type OccupantFacts,
  personKey,
  plainName,
  type Relation,
} from '../homes/occupant.ts';
import { type Found, findColumns, type Headings } from '../sheets/columns.ts';
import { rowReader } from '../sheets/row-reader.ts';
import type { RowProblem, Sheet, SheetRow } from '../sheets/sheet.ts';
import { houseNumber, setRoom } from '../understanding/entities/address-parts.ts';
import { checkAddress } from '../understanding/entities/check-address.ts';
import { formatAddress } from '../understanding/entities/format-address.ts';
import { withHouseNumbers } from '../understanding/entities/house-names.ts';

export const homeFields = [
  'community',
  'address',
  'building',
  'unit',
  'room',
  'name',
  'relation',
  'phone',
  'movedInOn',
  'movedOutOn',
] as const;
type Field = (typeof homeFields)[number];

const HEADINGS: Headings<Field> = {
  community: ['小区', '小区名称', '项目', '项目名称', '楼盘'],
  address: ['地址', '房屋地址', '房产', '房屋', '房产地址', '详细地址', '住址', '房屋编号', '房产编号'],
  building: ['楼栋', '楼栋号', '楼号', '栋号', '栋', '幢', '幢号', '座', '座号', '楼', '楼宇'],
  unit: ['单元', '单元号'],
  room: ['房号', '房间号', '房间', '室', '室号', '门牌', '门牌号', '户号'],
  name: [
    '姓名',
    '业主',
    '业主姓名',
    '住户',
    '住户姓名',
    '客户姓名',
    '产权人',
    '租户姓名',
    '租客姓名',
    '联系人',
  ],
  relation: ['身份', '类型', '住户类型', '客户类型', '住户身份', '关系', '与业主关系', '人员类型'],
  phone: ['电话', '手机', '手机号', '手机号码', '联系电话', '联系方式', '电话号码', '移动电话', '业主电话'],
  movedInOn: ['入住日期', '入住时间', '迁入日期', '交房日期', '收房日期', '起租日期', '入伙日期'],
  movedOutOn: ['搬离日期', '搬出日期', '迁出日期', '退租日期', '退房日期', '离开日期', '租约到期'],
};

const RELATIONS: Readonly<Record<string, Relation>> = {
  业主: 'owner',
  产权人: 'owner',
  房东: 'owner',
  本人: 'owner',
  共有人: 'owner',
  租户: 'tenant',
  租客: 'tenant',
  承租人: 'tenant',
  租赁: 'tenant',
  家属: 'family',
  家人: 'family',
  亲属: 'family',
  配偶: 'family',
  子女: 'family',
  父母: 'family',
};

export type HomeRow = { facts: OccupantFacts; movedOut: boolean };
export type HomeRows = { rows: HomeRow[]; problems: RowProblem[]; recognised: string[]; ignored: string[] };

export function readHomes(sheet: Sheet, community: Community, today: string): HomeRows {
  const found = findColumns(sheet, HEADINGS);
  if (!found)
    return headless(
      '没有认出表头。第一行请写 楼栋、单元、房号、姓名、身份、联系电话、入住日期，可以先下载模板',
    );
  const { columns } = found;
  const recognised = Object.values(columns).map((each) => each.heading);
  const missing = [
    ...(columns.address || (columns.building && columns.room) ? [] : ['楼栋和房号（或一列“地址”）']),
    ...(columns.name ? [] : ['姓名']),
  ];
  if (missing.length > 0)
    return {
      ...headless(`少了这些列：${missing.join('、')}。请补上再上传`),
      recognised,
      ignored: found.ignored,
    };
  const problems: RowProblem[] = [];
  const rows: HomeRow[] = [];
  const seen = new Map<string, number>();
  for (const row of found.rows) {
    const read = readRow(row, { found, community, today, problems });
    if (!read) continue;
    const key = personKey(read.facts);
    const first = seen.get(key);
    if (first !== undefined) {
      const column = columns.name?.heading ?? '';
      problems.push({ row: row.number, column, message: `和第 ${first} 行是同一套房的同一个人，请只留一行` });
      continue;
    }
    seen.set(key, row.number);
    rows.push(read);
  }
  return { rows, problems, recognised, ignored: found.ignored };
}

function headless(message: string): HomeRows {
  return { rows: [], problems: [{ row: 0, column: '', message }], recognised: [], ignored: [] };
}

type Reading = { found: Found<Field>; community: Community; today: string; problems: RowProblem[] };

/** Null when something is wrong with it; all of that is said. */
function readRow(row: SheetRow, { found, community, today, problems }: Reading): HomeRow | null {
  const { complain, isGood, read } = rowReader(row, found, problems);
  const saidCommunity = read('community');
  if (saidCommunity !== '' && saidCommunity !== community.name && saidCommunity !== community.id)
    complain('community', `这里导入的是${community.name}，别的小区请分开导入`);
  const place = readPlace(
    { address: read('address'), building: read('building'), unit: read('unit'), room: read('room') },
    community,
    (field, message) => complain(found.columns[field] ? field : 'address', message),
  );
  const name = readName(read('name'), (message) => complain('name', message));
  const relation = readRelation(read('relation'), (message) => complain('relation', message));
  const phone = readPhone(read('phone'), (message) => complain('phone', message));
  const movedInOn = readDay(read('movedInOn'), (message) => complain('movedInOn', message));
  const movedOutOn = readDay(read('movedOutOn'), (message) => complain('movedOutOn', message));
  if (movedInOn !== null && movedOutOn !== null && movedOutOn < movedInOn)
    complain('movedOutOn', '搬离比入住还早，请核对两个日期');
  if (!isGood() || place === null || name === null || relation === null) return null;
  const facts: OccupantFacts = { place, name, relation, phone, movedInOn };
  return { facts, movedOut: movedOutOn !== null && movedOutOn <= today };
}

type Said = { address: string; building: string; unit: string; room: string };
type Complain = (message: string) => void;

function readPlace(
  said: Said,
  { name, estate }: Community,
  complain: (field: 'building' | 'unit' | 'room', message: string) => void,
): HomePlace | null {
  const numbered = (words: string) => withHouseNumbers(words, estate);
  const parts =
    said.building === '' && said.room === ''
      ? partsOf(numbered(said.address))
      : { ...said, building: numbered(said.building) };
  if (parts === null || parts.building === '' || parts.room === '') {
    const field = parts !== null && parts.building !== '' ? 'room' : 'building';
    complain(field, '请写清楚楼栋和房号，比如 3栋2单元501');
    return null;
  }
  const building = houseNumber(parts.building.replace(/(?:号楼|[栋幢座楼#])$/u, '').toUpperCase());
  const unit = parts.unit === '' ? null : houseNumber(parts.unit.replace(/单元$/u, '').toUpperCase());
  const address: { room?: string } = {};
  setRoom(address, parts.room.replace(/[室房号]+$/u, '').toUpperCase());
  // 0101 on the sheet is 101 on the door.
  const room = address.room?.replace(/^0+(?=\d{3})/, '');
  if (room === undefined) {
    complain('room', '房号没有看懂，请写成 501 这样的');
    return null;
  }
  const units = estate.buildings.find((each) => each.id === building)?.units ?? [];
  if (unit === null && units.length > 1) {
    complain('unit', `${building}栋有 ${units.length} 个单元，请写上是哪个单元`);
    return null;
  }
  const place = { building, unit: unit ?? units[0] ?? null, room };
  const checked = checkAddress(
    { building, room, ...(place.unit === null ? {} : { unit: place.unit }) },
    estate,
  );
  if (checked.ok) return place;
  const near = checked.suggestions.map(formatAddress).join('、');
  const field = checked.part === 'floor' ? 'room' : checked.part;
  complain(field, `${name}里没有这个地方，请核对${near === '' ? '' : `，最接近的是 ${near}`}`);
  return null;
}

/** 3栋2单元501室, 3号楼501, 3-2-501, 3#501. */
function partsOf(address: string): Omit<Said, 'address'> | null {
  const match =
    /^(?<building>[^-栋幢座楼#]{1,6}?)(?:号楼|[栋幢座楼#-])(?:(?<unit>[^-单]{1,4}?)(?:单元|-))?(?<room>[^-栋幢座楼#]{1,8})$/u.exec(
      address.replace(/\s/gu, ''),
    );
  const { building = '', unit = '', room = '' } = match?.groups ?? {};
  return match ? { building, unit, room } : null;
}

function readName(said: string, complain: Complain): string | null {
  if (said === '') {
    complain('请填姓名；空置的房子这一行可以删掉');
    return null;
  }
  // Whatever begins like a formula would be one again in the next table it gets into.
  if (!/^[\p{L}][\p{L}\p{M}\p{N}\s·.•,'()&-]{0,39}$/u.test(said) || plainName(said) === '') {
    complain('姓名里有不该有的符号或太长，请只写姓名');
    return null;
  }
  return said;
}

function readRelation(said: string, complain: Complain): Relation | null {
  if (said === '') return 'owner';
  const known = RELATIONS[said] ?? null;
  if (known === null) complain('身份请写 业主、租户 或 家属');
  return known;
}

function readPhone(said: string, complain: Complain): string | null {
  if (said === '') return null;
  if (/^\d(?:\.\d+)?e\+?\d+$/i.test(said)) {
    complain('电话变成了 1.38E+10 这样的写法，请把这一列设成“文本”再填一遍');
    return null;
  }
  if (said.split(/[/、,，;；|]/u).filter((part) => part.replace(/\D/g, '').length >= 7).length > 1) {
    complain('一格里有两个号码，请只留常用的一个');
    return null;
  }
  const digits = said.replace(/(?!^\+)\D/g, '').replace(/^(?:00)?86(?=1\d{10}$)/, '');
  const parsed = parsePhoneNumber(digits, 'CN');
  if (parsed?.isValid()) return parsed.number;
  complain('电话号码不对，手机是 11 位，座机请带区号');
  return null;
}

function readDay(said: string, complain: Complain): string | null {
  if (said === '') return null;
  const match =
    /^(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?$/u.exec(said);
  const [, year = '', month = '', day = ''] = match ?? [];
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = match ? Date.parse(`${iso}T00:00:00Z`) : Number.NaN;
  // The 31st of a month that has thirty days is another day to a computer.
  if (!Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === iso) return iso;
  complain('日期请写成 2024-03-01 这样');
  return null;
}

export function homesIn(rows: readonly HomeRow[]): Set<string> {
  return new Set(rows.map(({ facts }) => homeKey(facts.place)));
}
