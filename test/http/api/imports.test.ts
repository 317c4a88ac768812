// Tables come in over the API and at the console: the house register, people and their roster, bills.
import exceljs from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyImport, IMPORT_JOB } from '../../../src/imports/deeds.ts';
import { type DeskWithPeople, openDeskWithPeople, signedIn } from '../desk/support.ts';
import { call } from '../support/call.ts';
import { TOKEN } from '../support/desk.ts';

let desk: DeskWithPeople;
beforeAll(async () => {
  desk = await openDeskWithPeople();
});
afterAll(() => desk.close());

const csv = (text: string) => new TextEncoder().encode(text);
const HEAD = '楼栋,单元,房号,姓名,身份,电话\n';
const GOOD = csv(`${HEAD}3,2,501,王小明,业主,13800001234\n3,2,502,李雷,租户,`);
const send = (raw: Uint8Array, path = '/imports?community=cuihu') =>
  call(desk, `POST ${path}`, { raw, headers: { 'content-type': 'text/csv' } });
const apply = (importId: string) =>
  desk.store.transact((tx) =>
    applyImport(
      tx,
      { id: 'j', kind: IMPORT_JOB, subjectId: importId, dueAt: 0, attempt: 1, payload: {} },
      desk,
    ),
  );

describe('a house register', () => {
  it('is looked over, confirmed and done, and the same again is nothing', async () => {
    const { status, body } = await send(GOOD);
    expect(status).toBe(200);
    expect(body).toMatchObject({ problems: [], problemCount: 0, counts: { rows: 2, added: 2 } });
    expect(body.changes[0]).toEqual({
      ...{ kind: 'add', home: '3栋2单元501', relation: '业主', name: '王小明' },
      ...{ phone: '+8613800001234', movedInOn: null },
    });
    const confirmed = await call(desk, `POST /imports/${body.token}/confirm`, { body: {} });
    expect(confirmed.body).toMatchObject({ state: 'confirmed', done: 0, of: 2 });
    await apply(body.token);
    expect((await call(desk, `GET /imports/${body.token}`)).body).toMatchObject({
      state: 'done',
      done: 2,
      skipped: 0,
    });
    expect((await send(GOOD)).body.counts).toMatchObject({ added: 0, same: 2 });
  });

  it('that is wrong is told all of it, and has nothing to confirm', async () => {
    const { body } = await send(csv(`${HEAD}13,2,501,王小明,老板,138`));
    expect(body).toMatchObject({ token: null, counts: null, changes: [], problemCount: 3 });
    expect(body.problems.map((each: { column: string }) => each.column)).toEqual(['楼栋', '身份', '电话']);
  });

  it.each([
    ['/imports?community=nowhere', GOOD, 404, 'imports/community-not-found'],
    ['/imports', GOOD, 422, 'imports/community-needed'],
    ['/imports?kind=pets', GOOD, 400, 'api/bad-query'],
    ['/imports?community=cuihu', new Uint8Array(), 422, 'api/no-file'],
    ['/imports?community=cuihu', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), 422, 'imports/unreadable'],
  ])('sent to %s is refused: %#', async (path, bytes, status, code) => {
    expect((await send(bytes, path)).body).toMatchObject({ status, code });
  });

  it('is not all that comes in: staff and roster do, too, for whoever looks after all communities', async () => {
    const table = await fetch(`${desk.url}/api/v1/imports/template?kind=staff`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    const bytes = new Uint8Array(await table.arrayBuffer());
    const { body } = await send(bytes, '/imports?kind=staff');
    expect(body).toMatchObject({ problemCount: 0, changes: [], counts: { added: 0, ended: 0 } });
    const done = await call(desk, `POST /imports/${body.token}/confirm`, { body: {} });
    expect(done.body).toMatchObject({ kind: 'staff', state: 'done', community: '*' });
    const admin = await signedIn(desk, 'admin');
    const refused = await fetch(`${desk.url}/desk/api/imports?kind=roster`, {
      method: 'POST',
      headers: { cookie: admin.cookie ?? '', 'x-form-token': admin.formToken ?? '' },
      body: bytes,
    });
    expect(await refused.json()).toMatchObject({ code: 'imports/not-everywhere' });
    expect((await admin.ask(`GET /imports/${body.token}`)).body.code).toBe('imports/not-found');
  });

  it('is not all that comes in: bills do, for one community, as CSV or workbook, in place of those before', async () => {
    const bills = '账期,房号,项目,应收,到期日,已收\n2026-10,3-2-501,物业费,288,2026-10-31,88';
    expect((await send(csv(bills), '/imports?kind=bills')).body.code).toBe('imports/community-needed');
    const wrong = await send(
      csv(`${bills}\n2026-13,99-9-9,=1+1,x,x,9`),
      '/imports?kind=bills&community=cuihu',
    );
    expect(wrong.body).toMatchObject({ token: null, summary: null });
    expect(
      wrong.body.problems.map((each: { row: number; column: string }) => [each.row, each.column]),
    ).toEqual(['账期', '房号', '项目', '应收', '到期日'].map((column) => [3, column]));
    const { body } = await send(csv(bills), '/imports?kind=bills&community=cuihu');
    expect(body).toMatchObject({
      ...{ counts: { rows: 1, added: 1 }, summary: expect.stringContaining('1 笔，1 户，账期 2026-10') },
      changes: [{ home: '3栋2单元501', relation: '物业费', movedInOn: expect.stringContaining('288元') }],
    });
    const done = await call(desk, `POST /imports/${body.token}/confirm`, { body: {} });
    expect(done.body).toMatchObject({ kind: 'bills', state: 'done', community: 'cuihu' });
    expect(await desk.store.read((tx) => tx.bills.load('cuihu'))).toMatchObject([{ paidFen: 8_800 }]);
    const template = await fetch(`${desk.url}/api/v1/imports/template?kind=bills`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    const book = new exceljs.Workbook();
    await book.xlsx.load(await template.arrayBuffer());
    book.worksheets[0]?.addRow(['2026-11', '3', '2', '501', '物业费', 288.1, null, '2026-11-30']);
    const filled = new Uint8Array(await book.xlsx.writeBuffer());
    const again = await send(filled, '/imports?kind=bills&community=cuihu');
    expect(again.body).toMatchObject({ problems: [], counts: { rows: 1 } });
    expect(again.body.changes[0].movedInOn).toContain('应收288.1元');
  });

  it('that is too big is refused before it is read', async () => {
    const answer = await fetch(`${desk.url}/api/v1/imports?community=cuihu`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}` },
      body: new Uint8Array(5 * 1024 * 1024 + 1),
    });
    expect(answer.status).toBe(413);
  });

  it('of another token than was given out is not there', async () => {
    expect((await call(desk, 'POST /imports/guess/confirm', { body: {} })).body.code).toBe(
      'imports/not-found',
    );
    expect((await call(desk, 'GET /imports/guess')).body.code).toBe('imports/not-found');
  });
});

describe('at the console', () => {
  it('an administrator brings it in for their community; names and numbers are masked, and it is on the record', async () => {
    const admin = await signedIn(desk, 'admin');
    const sent = await fetch(`${desk.url}/desk/api/imports?community=cuihu`, {
      method: 'POST',
      headers: { cookie: admin.cookie ?? '', 'x-form-token': admin.formToken ?? '' },
      body: csv(`${HEAD}4,1,101,韩梅梅,业主,13800005678`),
    });
    const body = (await sent.json()) as { token: string; changes: { name: string; phone: string }[] };
    expect(body.changes).toMatchObject([{ name: '韩**', phone: '138****5678' }]);
    expect((await admin.ask(`POST /imports/${body.token}/confirm`, {})).status).toBe(200);
    const other = await signedIn(desk, 'other-admin');
    expect((await other.ask(`GET /imports/${body.token}`)).body.code).toBe('imports/not-found');
    const audit = await admin.ask('GET /audit');
    expect(audit.body.items).toContainEqual(
      expect.objectContaining({
        action: 'import-homes',
        object: 'cuihu',
        detail: { added: 1, changed: 0, ended: 0 },
      }),
    );
    const wanted = { operation: 'exportHomes', query: { community: 'cuihu' }, why: 'handover', note: '交接' };
    const asked = await admin.ask('POST /exports', wanted);
    const path = `/exports/${String(asked.body.id)}`;
    await (await signedIn(desk, 'manager')).ask(`POST ${path}/release`, {});
    for (const file of [await admin.ask('GET /imports/template'), await admin.ask(`POST ${path}/file`, {})])
      expect([file.status, file.headers.get('content-disposition')]).toEqual([
        200,
        expect.stringContaining('.xlsx'),
      ]);
    expect((await other.ask('POST /exports', wanted)).status).toBe(404);
  });
});
