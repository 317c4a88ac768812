// What is understood of a house register, and everything that is said of one that is wrong.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Occupant } from '../../src/homes/occupant.ts';
import { planHomes } from '../../src/imports/home-plan.ts';
import { type HomeRow, readHomes } from '../../src/imports/home-rows.ts';
import { readCsv } from '../../src/sheets/csv.ts';
import { createHouse } from '../support/house.ts';
import { createManualClock, shanghai } from '../support/manual-clock.ts';
import { createSequentialIds } from '../support/sequential-ids.ts';

const house = createHouse({
  clock: createManualClock(shanghai('2026-11-23 10:00')),
  ids: createSequentialIds(),
});
const cuihu = house.communities[0];
if (!cuihu) throw new Error('no community');

function read(text: string) {
  const sheet = readCsv(new TextEncoder().encode(text));
  if (!sheet.ok || !cuihu) throw new Error('no sheet');
  return readHomes(sheet.value, cuihu, '2026-11-23');
}
const facts = (text: string) => {
  const { rows, problems } = read(text);
  expect(problems).toEqual([]);
  return rows.map((row) => row.facts);
};
const problems = (text: string) =>
  read(text).problems.map(({ row, column, message }) => `${row} ${column} ${message}`);

describe('a house register', () => {
  it('is understood by the headings people use, wherever they stand and whatever is beside them', () => {
    const text = `翠湖花园业主台账,,,,,,
楼号,单元号,房间号,业主姓名,住户类型,联系电话（必填）,交房日期,备注
3栋,2单元,501室,王小明,业主,138 0000 1234,2024/3/1,养了一只猫
十二栋,1,0101,李雷,租客,+86 13800005678,2024年12月31日,
`;
    const { rows, problems: wrong, recognised, ignored } = read(text);
    expect(wrong).toEqual([]);
    expect(recognised).toEqual([
      '楼号',
      '单元号',
      '房间号',
      '业主姓名',
      '住户类型',
      '联系电话(必填)',
      '交房日期',
    ]);
    expect(ignored).toEqual(['备注']);
    expect(rows.map((row) => row.facts)).toEqual([
      {
        ...{ place: { building: '3', unit: '2', room: '501' }, name: '王小明', relation: 'owner' },
        ...{ phone: '+8613800001234', movedInOn: '2024-03-01' },
      },
      {
        ...{ place: { building: '12', unit: '1', room: '101' }, name: '李雷', relation: 'tenant' },
        ...{ phone: '+8613800005678', movedInOn: '2024-12-31' },
      },
    ]);
  });

  it.each([
    '3栋2单元501',
    '3栋2单元501室',
    '3-2-501',
    '3号楼2单元501房',
    '３栋２单元５０１',
    '三栋二单元501',
  ])('takes the address as one: %s', (address) => {
    expect(facts(`地址,姓名\n${address},王小明`)).toMatchObject([
      { place: { building: '3', unit: '2', room: '501' }, relation: 'owner', phone: null },
    ]);
  });

  it('says all that is wrong at once, with line, column and what to do', () => {
    const said = problems(`楼栋,单元,房号,姓名,身份,电话,入住日期,小区
13,2,501,王小明,业主,13800001234,2024-03-01,翠湖花园
3,9,501,王小明,业主,13800001234,2024-03-01,翠湖花园
3,2,9999,王小明,业主,13800001234,2024-03-01,翠湖花园
3,,501,王小明,业主,13800001234,2024-03-01,翠湖花园
3,2,501,,业主,13800001234,2024-03-01,翠湖花园
3,2,501,=HYPERLINK("http://x"),老板,1.38E+10,明天,锦绣花园
3,2,501,王小明,业主,1380000,2024-02-31,
3,2,502,李雷,租户,13800001234/13800005678,,
3,2,503,韩梅,租户,,,
3,2,503,韩 梅,租户,,,
`);
    expect(said).toEqual([
      expect.stringMatching(/^2 楼栋 翠湖花园里没有这个地方，请核对，最接近的是 12栋/),
      expect.stringMatching(/^3 单元 .*最接近的是 3栋3单元/),
      expect.stringMatching(/^4 房号 翠湖花园里没有这个地方/),
      '5 单元 3栋有 3 个单元，请写上是哪个单元',
      '6 姓名 请填姓名；空置的房子这一行可以删掉',
      '7 小区 这里导入的是翠湖花园，别的小区请分开导入',
      expect.stringMatching(/^7 姓名 这一格是公式/),
      '7 身份 身份请写 业主、租户 或 家属',
      expect.stringMatching(/^7 电话 电话变成了 1\.38E\+10 这样的写法/),
      '7 入住日期 日期请写成 2024-03-01 这样',
      '8 电话 电话号码不对，手机是 11 位，座机请带区号',
      '8 入住日期 日期请写成 2024-03-01 这样',
      '9 电话 一格里有两个号码，请只留常用的一个',
      '11 姓名 和第 10 行是同一套房的同一个人，请只留一行',
    ]);
  });

  it.each([
    ['a,b\n1,2', /^0 {2}没有认出表头/],
    ['楼栋,单元,电话\n3,2,13800001234', /^0 {2}少了这些列：楼栋和房号（或一列“地址”）、姓名/],
  ])('without the columns it needs says which: %j', (text, words) => {
    expect(problems(text)).toEqual([expect.stringMatching(words)]);
  });

  it.each(['=1+1', '+cmd|x', '-2+3', '@SUM(A1)', "'=1", '<b>王</b>', '王'.repeat(41)])(
    'takes no name that is something else: %s',
    (name) => {
      expect(problems(`地址,姓名\n3-2-501,"${name}"`)).toHaveLength(1);
    },
  );
});

describe('what would change', () => {
  const row = (
    room: string,
    name: string,
    changes: Partial<HomeRow['facts']> = {},
    movedOut = false,
  ): HomeRow => ({
    facts: {
      ...{ place: { building: '3', unit: '2', room }, name, relation: 'owner', phone: null, movedInOn: null },
      ...changes,
    },
    movedOut,
  });
  const known = (rows: readonly HomeRow[]): Occupant[] =>
    rows.map(({ facts: each }, index) => ({
      ...each,
      ...{ id: `o${index}`, communityId: 'cuihu', fromAt: 0, untilAt: null, version: 1 },
    }));

  it('is told per home: who comes, whose number is another, who is no longer there; other homes stay', () => {
    const before = known([row('501', '王小明'), row('501', '李雷'), row('502', '韩梅'), row('503', '何勇')]);
    const { steps, counts } = planHomes(
      [row('501', '王小明', { phone: '+8613800001234' }), row('501', '赵敏'), row('503', '何勇')],
      before,
    );
    expect(steps.map(({ kind, facts: { name } }) => [kind, name])).toEqual([
      ['change', '王小明'],
      ['add', '赵敏'],
      ['end', '李雷'],
    ]);
    expect(counts).toEqual({ rows: 3, added: 1, changed: 1, ended: 1, same: 1 });
  });

  it('takes nothing away that the table leaves empty, and ends whoever has moved out', () => {
    const before = known([row('501', '王小明', { phone: '+8613800001234', movedInOn: '2024-03-01' })]);
    expect(planHomes([row('501', '王小明')], before).steps).toEqual([]);
    expect(planHomes([row('501', '王小明', {}, true)], before).steps).toMatchObject([
      { kind: 'end', id: 'o0' },
    ]);
    expect(planHomes([row('501', '张三', {}, true)], []).steps).toEqual([]);
  });

  it('is nothing once it is done', () => {
    const anyRow = fc
      .record({
        room: fc.constantFrom('501', '502'),
        name: fc.constantFrom('甲', '乙', '丙'),
        phone: fc.option(fc.constant('+8613800001234')),
        out: fc.boolean(),
      })
      .map(({ room, name, phone, out }) => row(room, name, { phone }, out));
    const anyTable = fc.uniqueArray(anyRow, {
      selector: ({ facts: { place, name } }) => `${place.room}${name}`,
      maxLength: 6,
    });
    fc.assert(
      fc.property(anyTable, anyTable, (first, second) => {
        const before = known(first.filter((each) => !each.movedOut));
        const after = new Map(before.map((each) => [each.id, each]));
        for (const step of planHomes(second, before).steps) {
          if (step.kind === 'end') after.delete(step.id);
          else {
            const id = step.kind === 'add' ? `new${after.size}` : step.id;
            after.set(id, { ...step.facts, id, communityId: 'cuihu', fromAt: 0, untilAt: null, version: 2 });
          }
        }
        expect(planHomes(second, [...after.values()]).steps).toEqual([]);
      }),
    );
  });
});
