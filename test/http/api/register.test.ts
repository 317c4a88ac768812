// The register over the API: entered, confirmed, listed, on paper and as a workbook.
import exceljs from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerLineView } from '../../../src/http/api/schemas.ts';
import { noteContact } from '../../../src/tickets/register.ts';
import { type Called, call } from '../support/call.ts';
import { type Desk, newConversation, openDesk, TOKEN } from '../support/desk.ts';

let desk: Desk;
let first: Called;
beforeAll(async () => {
  desk = await openDesk();
  first = await call(desk, 'POST /register', { body: visit, headers: visitKey });
});
afterAll(() => desk.close());

const line = {
  community: 'cuihu',
  way: 'walk-in',
  onBehalfOf: 'xu-jing',
  place: '3栋2单元501',
  name: '林女士',
  phone: '13800138000',
  category: '装修',
  words: '=HYPERLINK("http://x","<b>想封阳台</b>")',
};
const visit = { ...line, ticket: { kind: 'service', building: '3', unit: '2', room: '501' } };
const visitKey = { 'idempotency-key': 'visit-1' };
const today = '/register?community=cuihu';
const raw = (path: string) =>
  fetch(`${desk.url}/api/v1${path}`, { headers: { authorization: `Bearer ${TOKEN}` } });

describe('the register', () => {
  it('takes who came to the counter, once per key, with a ticket where one is wanted', async () => {
    expect(first.status).toBe(200);
    expect(registerLineView.parse(first.body)).toMatchObject({
      code: expect.stringMatching(/^D\d{6}-001$/),
      receptionist: 'xu-jing',
      missing: [],
      tickets: [{ status: 'new', grade: 3 }],
    });
    const again = await call(desk, 'POST /register', { body: visit, headers: visitKey });
    expect(again.body).toEqual(first.body);
    expect((await call(desk, `GET ${today}`)).body.items).toHaveLength(1);
  });

  it('shows apart what nobody has put a name to yet', async () => {
    // Another day: today's lines are counted elsewhere here.
    const at = desk.clock.now() - 3 * 86_400_000;
    const { id } = await newConversation(desk, 'wm-open');
    await desk.store.transact(async (tx) => {
      const conversation = await tx.conversations.get(id);
      if (conversation) await noteContact(tx, conversation, at);
    });
    const day = `${today}&from=2026-02-27`;
    const open = async () => (await call(desk, `GET ${day}&to=2026-02-27&unentered=true`)).body.items;
    const [line, ...more] = await open();
    expect(more).toEqual([]);
    expect(line).toMatchObject({ way: 'wecom-kf', conversationId: id, enteredBy: null, code: null });
    const facts = { place: '3栋2单元501', category: '咨询', words: '问物业费', lateReason: '周末补' };
    const done = await call(desk, `POST /register/${line.id}/confirm`, {
      body: { onBehalfOf: 'xu-jing', ...facts },
    });
    expect(done.body).toMatchObject({ enteredBy: 'xu-jing', late: true });
    expect(await open()).toEqual([]);
  });

  it('says what is missing, and refuses a person and a community nobody knows', async () => {
    const { words: _w, ...without } = line;
    expect(await call(desk, 'POST /register', { body: without })).toMatchObject({
      status: 422,
      body: { code: 'register/incomplete' },
    });
    expect(await call(desk, 'POST /register', { body: { ...line, onBehalfOf: 'nobody' } })).toMatchObject({
      status: 422,
    });
    expect(await call(desk, 'POST /register', { body: { ...line, community: 'x' } })).toMatchObject({
      status: 404,
    });
    expect(await call(desk, 'GET /register?from=2026-01-01&to=2026-12-31')).toMatchObject({ status: 400 });
  });

  it('is a workbook in which nothing is calculated and no number stands in full', async () => {
    const answer = await raw('/register/workbook?community=cuihu');
    expect(answer.headers.get('content-type')).toContain('spreadsheetml');
    const workbook = new exceljs.Workbook();
    await workbook.xlsx.load(await answer.arrayBuffer());
    const sheet = workbook.worksheets[0];
    const titles = sheet?.getRow(2).values as string[];
    const row = sheet?.getRow(3);
    const cell = (title: string) => row?.getCell(titles.indexOf(title));
    expect(cell('诉求原文')?.type).toBe(exceljs.ValueType.String);
    expect(cell('诉求原文')?.value).toBe(line.words);
    expect(cell('联系电话')?.value).toBe('138****8000');
    expect(cell('渠道')?.value).toBe('来访');
    expect(cell('接待人（首问）')?.value).toBe('许静');
  });

  it('comes to numbers with their meaning, the same over the API, as CSV, in the workbook and on the form', async () => {
    const { body } = await call(desk, 'GET /register/summary?community=cuihu');
    expect(body.lines).toBe(1);
    const part = (name: string) => body.parts.find((each: { name: string }) => each.name === name);
    expect(part('way')).toMatchObject({
      title: '按渠道',
      counts: [{ key: 'walk-in', title: '来访', n: 1 }],
    });
    expect(part('kind').counts).toEqual([{ key: 'service', title: '服务', n: 1 }]);
    expect(part('grade').counts).toMatchObject([{ key: '3', n: 1 }]);
    expect(part('level').counts).toEqual([]);
    const csv = await (await raw('/register/summary/csv?community=cuihu')).text();
    expect(csv).toContain(`按渠道,来访,1,${part('way').definition}`);
    const workbook = new exceljs.Workbook();
    await workbook.xlsx.load(await (await raw('/register/workbook?community=cuihu')).arrayBuffer());
    const sums = workbook.getWorksheet('汇总');
    const rows = ((sums?.getSheetValues() ?? []) as unknown[][]).slice(2).map((cells) => cells.slice(1));
    // Cell by cell what the CSV says.
    const lines = csv.trim().split('\r\n').slice(1);
    expect(rows.map((cells) => cells.join(','))).toEqual(lines.map((line) => line.replaceAll('"', '')));
    const html = await (await raw('/register/page?community=cuihu')).text();
    expect(html).toContain('<th>按渠道</th><td>来访 1</td>');
    expect(await call(desk, 'GET /register/summary?community=x')).toMatchObject({ status: 404 });
    const long = 'GET /register/summary?community=cuihu&from=2026-01-01&to=2026-12-31';
    expect(await call(desk, long)).toMatchObject({ status: 400 });
  });

  it('is a page on which nothing runs', async () => {
    const answer = await raw('/register/page?community=cuihu');
    const html = await answer.text();
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html).toContain('客户接待登记表');
    expect(html).toContain('&lt;b&gt;想封阳台&lt;/b&gt;');
    expect(html).not.toContain('<b>想封阳台');
    expect(html).toContain('138****8000');
    expect(html).not.toContain('13800138000');
  });
});
