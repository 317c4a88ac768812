// The house register as a workbook: an empty one to fill in, and what is on record. Nothing in a cell is calculated when it is opened.
import { plainCell } from '../base/plain-cell.ts';
import type { OccupantFacts, Relation } from '../homes/occupant.ts';

const RELATION_WORDS: Record<Relation, string> = { owner: '业主', tenant: '租户', family: '家属' };

const COLUMNS = ['楼栋', '单元', '房号', '姓名', '身份', '联系电话', '入住日期', '搬离日期'] as const;

const NOTES: readonly (readonly [string, string])[] = [
  ['楼栋、单元、房号', '照小区档案里的写，如 3、2、501；只有一个单元的楼可以不写单元'],
  ['姓名', '一人一行，空置的房子不用写'],
  ['身份', '业主、租户 或 家属；不写算业主'],
  ['联系电话', '手机 11 位，座机带区号；一格只写一个'],
  ['入住日期、搬离日期', '写成 2024-03-01；还住着就不写搬离日期'],
  ['怎么算数', '表里有的房子以表为准：表里没有的人算已经搬走；表里没有的房子不动'],
];

export function sayRelation(relation: Relation): string {
  return RELATION_WORDS[relation];
}

/** Without occupants: the empty one, with how to fill it in. */
export async function toHomeWorkbook(occupants: readonly OccupantFacts[] | null): Promise<Uint8Array> {
  const { default: exceljs } = await import('exceljs');
  const workbook = new exceljs.Workbook();
  const sheet = workbook.addWorksheet('住户', { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.addRow([...COLUMNS]).font = { bold: true };
  for (const { place, name, relation, phone, movedInOn } of occupants ?? []) {
    const cells = [
      place.building,
      place.unit ?? '',
      place.room,
      name,
      RELATION_WORDS[relation],
      nationalOf(phone),
    ];
    sheet.addRow([...cells, movedInOn ?? '', ''].map(plainCell));
  }
  for (let column = 1; column <= COLUMNS.length; column++) {
    sheet.getColumn(column).width = 14;
    // As text: a long number would become 1.38E+10 otherwise.
    sheet.getColumn(column).numFmt = '@';
  }
  if (occupants === null) {
    const notes = workbook.addWorksheet('填写说明');
    notes.getColumn(1).width = 22;
    notes.getColumn(2).width = 70;
    for (const note of NOTES) notes.addRow([...note]);
  }
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

/** As people here write it, which is read again when it is brought in. */
function nationalOf(phone: string | null): string {
  return phone === null ? '' : phone.replace(/^\+86(?=1\d{10}$)/, '').replace(/^\+86/, '0');
}

/** 王小明 → 王**. */
export function maskName(name: string): string {
  const [first = '', ...rest] = [...name];
  return `${first}${'*'.repeat(Math.min(rest.length, 4))}`;
}
