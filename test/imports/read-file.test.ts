// Workbooks as people send them, and such as nobody should: read in a thread that may break without anybody noticing.
import { deflateRawSync } from 'node:zlib';
import exceljs from 'exceljs';
import { describe, expect, it } from 'vitest';
import { toHomeWorkbook } from '../../src/imports/home-sheet.ts';
import { readHomesFile } from '../../src/imports/read-file.ts';
import { createHouse } from '../support/house.ts';
import { createManualClock, shanghai } from '../support/manual-clock.ts';
import { createSequentialIds } from '../support/sequential-ids.ts';

const clock = createManualClock(shanghai('2026-11-23 10:00'));
const community = createHouse({ clock, ids: createSequentialIds() }).communities[0];
if (!community) throw new Error('no community');

const read = (bytes: Uint8Array) => readHomesFile({ bytes, community, today: '2026-11-23' }, clock);
const HEAD = ['楼栋', '单元', '房号', '姓名', '身份', '联系电话', '入住日期', '搬离日期'];

async function workbook(fill: (book: exceljs.Workbook) => void): Promise<Uint8Array> {
  const book = new exceljs.Workbook();
  fill(book);
  return new Uint8Array(await book.xlsx.writeBuffer());
}

/** A ZIP of one stored or deflated part that says of itself what it likes. */
function zipOf(name: string, packed: Buffer, saidSize: number): Uint8Array {
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(saidSize, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(saidSize, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + packed.length, 16);
  return Buffer.concat([local, Buffer.from(name), packed, central, Buffer.from(name), end]);
}

describe('a workbook', () => {
  it('is read with its dates, numbers and formatted texts; the first filled sheet counts', async () => {
    const bytes = await workbook((book) => {
      book.addWorksheet('封面');
      const sheet = book.addWorksheet('住户');
      sheet.addRow(HEAD);
      sheet.addRow([3, 2, 501, '王小明', '业主', 13800001234, new Date('2024-03-01'), null]);
      sheet.addRow([
        3,
        2,
        502,
        { richText: [{ text: '李' }, { text: '雷' }] },
        '租户',
        '13800005678',
        '2024/3/1',
        '2025-01-01',
      ]);
    });
    const done = await read(bytes);
    expect(done).toMatchObject({ ok: true, value: { problems: [], recognised: HEAD } });
    expect(done.ok && done.value.rows).toMatchObject([
      {
        facts: { place: { room: '501' }, name: '王小明', phone: '+8613800001234', movedInOn: '2024-03-01' },
        movedOut: false,
      },
      { facts: { name: '李雷', relation: 'tenant', movedInOn: '2024-03-01' }, movedOut: true },
    ]);
  });

  it('with a formula or an error in a cell is told which', async () => {
    const bytes = await workbook((book) => {
      const sheet = book.addWorksheet('住户');
      sheet.addRow(HEAD);
      sheet.addRow([
        3,
        2,
        501,
        { formula: 'HYPERLINK("http://x","王")', result: '王' },
        '业主',
        { error: '#N/A' },
      ]);
    });
    const done = await read(bytes);
    expect(
      done.ok && done.value.problems.map(({ row, column, message }) => [row, column, message.slice(0, 8)]),
    ).toEqual([
      [2, '姓名', '这一格是公式，请'],
      [2, '联系电话', '这一格显示错误，'],
    ]);
  });

  it('of our own comes back as it was, and the template is understood', async () => {
    const place = { building: '3', unit: '2', room: '501' };
    const people = [
      { place, name: '王小明', relation: 'owner' as const, phone: '+8613800001234', movedInOn: '2024-03-01' },
      { place, name: '李雷', relation: 'tenant' as const, phone: null, movedInOn: null },
    ];
    const back = await read(await toHomeWorkbook(people));
    expect(back).toMatchObject({
      ok: true,
      value: { problems: [], rows: people.map((facts) => ({ facts })) },
    });
    expect(await read(await toHomeWorkbook(null))).toMatchObject({
      ok: true,
      value: { rows: [], problems: [], recognised: HEAD },
    });
  });

  it('goes out without a cell that is calculated when it is opened', async () => {
    const place = { building: '=1+1', unit: '-1', room: '@A1' };
    const bytes = await toHomeWorkbook([
      { place, name: '+cmd|x', relation: 'owner', phone: null, movedInOn: null },
    ]);
    const book = new exceljs.Workbook();
    await book.xlsx.load(bytes as unknown as Parameters<typeof book.xlsx.load>[0]);
    const values = [1, 2, 3, 4].map((column) => book.worksheets[0]?.getRow(2).getCell(column).value);
    expect(values).toEqual(["'=1+1", "'-1", "'@A1", "'+cmd|x"]);
  });

  it('that unpacks to more than it says, or to too much, is not unpacked', async () => {
    const bomb = deflateRawSync(Buffer.alloc(200 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(1024 * 1024);
    for (const said of [10, 200 * 1024 * 1024])
      expect(await read(zipOf('xl/worksheets/sheet1.xml', bomb, said))).toMatchObject({
        code: 'imports/too-large',
      });
  });

  it.each([
    ['an archive of something else', zipOf('readme.txt', deflateRawSync(Buffer.from('hello')), 5)],
    ['half of one', zipOf('xl/workbook.xml', deflateRawSync(Buffer.from('<x/>')), 4).subarray(0, 40)],
    ['two letters', Buffer.from('PK')],
  ])('that is %s is refused', async (_what, bytes) => {
    const done = await read(bytes);
    expect(done.ok).toBe(false);
    expect(done).toMatchObject({ code: expect.stringMatching(/^imports\/(unreadable|empty|too-large)$/) });
  });

  it('that is too big is not opened at all', async () => {
    expect(await read(new Uint8Array(5 * 1024 * 1024 + 1))).toMatchObject({ code: 'imports/too-large' });
  });

  it('that takes too long is let go', async () => {
    const waiting = read(new TextEncoder().encode('楼栋,单元,房号,姓名\n3,2,501,王小明'));
    clock.advance(20_000);
    expect(await waiting).toMatchObject({ code: 'imports/too-large' });
    expect(clock.waitingCount()).toBe(0);
  });
});
