// Reports over the API and at the desk: numbers with their definitions, as JSON, CSV and a workbook.
import exceljs from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainCell } from '../../../src/base/plain-cell.ts';
import { DOCX } from '../../../src/http/api/draft-document.ts';
import { toCsv } from '../../../src/http/api/report-files.ts';
import { measureNames } from '../../../src/reports/measures.ts';
import { noteContact } from '../../../src/tickets/register.ts';
import { type DeskWithPeople, openDeskWithPeople, signedIn } from '../desk/support.ts';
import { call } from '../support/call.ts';
import { newConversation, newTicket, TOKEN } from '../support/desk.ts';
import { isWellFormed, textsOf, unzipped, wordsOf } from '../support/documents.ts';

let desk: DeskWithPeople;
beforeAll(async () => {
  desk = await openDeskWithPeople();
  const conversation = await newConversation(desk);
  const ticket = await newTicket(desk, conversation);
  await newTicket(desk, await newConversation(desk, 'wm-2'), {}, 'complaint');
  desk.clock.advance(5 * 60_000);
  await call(desk, `POST /tickets/${ticket.id}/accept`, { body: { onBehalfOf: 'xu-jing' } });
});
afterAll(() => desk.close());

const raw = (path: string) =>
  fetch(`${desk.url}/api/v1${path}`, { headers: { authorization: `Bearer ${TOKEN}` } });

describe('reports', () => {
  it('are all told at once, each with its definition', async () => {
    const { status, body } = await call(desk, 'GET /reports?community=cuihu');
    expect(status).toBe(200);
    expect(body.items.map((each: { name: string }) => each.name)).toEqual(measureNames);
    expect(body.items[0]).toMatchObject({ title: '新登记工单', whole: { kind: 'count', n: 2 } });
  });

  it('name who did it, and say one number alone', async () => {
    const { body } = await call(desk, 'GET /reports/accept-time?community=cuihu');
    expect(body.items).toMatchObject([
      { whole: { n: 1, wall: { median: 300 } }, groups: [{ key: 'xu-jing', value: { n: 1 } }] },
    ]);
    expect(body.items[0].groups[0].title).not.toBe('xu-jing');
    expect((await call(desk, 'GET /reports/volume?from=2026-01-01&to=2026-01-31')).body.items).toMatchObject([
      { whole: { n: 0 } },
    ]);
  });

  it('refuse what nobody knows', async () => {
    expect(await call(desk, 'GET /reports/nothing')).toMatchObject({ status: 400 });
    expect(await call(desk, 'GET /reports?community=x')).toMatchObject({ status: 404 });
    expect(await call(desk, 'GET /reports?from=2026-02-30&to=2026-01-01')).toMatchObject({
      status: 400,
      body: { code: 'reports/bad-days' },
    });
  });

  it('are a file and a workbook without a word of a resident', async () => {
    const csv = await raw('/reports/all/csv?community=cuihu');
    expect(csv.headers.get('content-type')).toContain('text/csv');
    const text = await csv.text();
    expect(text).toContain('新登记工单,报修,1');
    expect(text).not.toMatch(/1380013|厨房/);
    const workbook = new exceljs.Workbook();
    await workbook.xlsx.load(await (await raw('/reports/volume/workbook?community=cuihu')).arrayBuffer());
    expect(workbook.worksheets[0]?.getRow(2).getCell(1).value).toBe('新登记工单');
  });

  it('are a workbook a manager reads: every number in it once, as JSON has it, its meaning beside it, rates as rates', async () => {
    const book = new exceljs.Workbook();
    await book.xlsx.load(await (await raw('/reports/all/workbook?community=cuihu')).arrayBuffer());
    const sheet = book.worksheets[0];
    const head = (sheet?.getRow(1).values ?? []) as string[];
    const wholes = new Map<string, exceljs.Row>();
    sheet?.eachRow((row, number) => {
      if (number > 1 && row.getCell(2).value === '合计') wholes.set(String(row.getCell(1).value), row);
    });
    const { body } = await call(desk, 'GET /reports?community=cuihu');
    for (const { title, definition, whole } of body.items) {
      const row = wholes.get(title);
      const cell = (name: string) => row?.getCell(head.indexOf(name)).value;
      expect(cell('样本数/次数'), title).toBe(whole.kind === 'rate' ? whole.of : whole.n);
      expect(cell('口径说明'), title).toBe(definition);
      if (whole.kind === 'rate' && whole.rate !== null)
        expect(Number(cell('比率'))).toBeCloseTo(whole.rate, 3);
      if (whole.kind === 'duration' && whole.wall !== null) {
        expect(cell('自然时间中位数（分钟）')).toBeCloseTo(whole.wall.median / 60, 1);
        expect(cell('自然时间P90（分钟）')).toBeCloseTo(whole.wall.p90 / 60, 1);
      }
    }
    expect(wholes.size).toBe(measureNames.length);
    expect(sheet?.getColumn(head.indexOf('比率')).numFmt).toBe('0.0%');
  });

  it('make the draft of a month, to print', async () => {
    const page = await (await raw('/monthly-report?month=2026-03&community=cuihu')).text();
    expect(page).toContain('翠湖花园客户接待月报　2026年3月');
    expect(page).toContain('本月登记工单 2 件，上月 0 件，其中投诉 1 件');
    expect(page).toMatch(/高频事项举例[\s\S]*<td>260302-\d{3}<\/td>/);
    expect(page).not.toMatch(/1380013|厨房/);
    expect(await call(desk, 'GET /monthly-report?month=2026-13')).toMatchObject({ status: 400 });
    expect(await call(desk, 'GET /monthly-report?month=2026-03&community=x')).toMatchObject({ status: 404 });
  });

  it('make the same draft as a document that a word processor opens', async () => {
    const page = await (await raw('/monthly-report?month=2026-03&community=cuihu')).text();
    const answer = await raw('/monthly-report/document?month=2026-03&community=cuihu');
    expect(answer.headers.get('content-type')).toBe(DOCX);
    expect(answer.headers.get('content-disposition')).toContain('monthly-2026-03.docx');
    const parts = unzipped(Buffer.from(await answer.arrayBuffer()));
    expect([...parts.keys()]).toEqual(
      expect.arrayContaining(['[Content_Types].xml', '_rels/.rels', 'word/document.xml', 'word/styles.xml']),
    );
    for (const [name, xml] of parts)
      if (/\.(xml|rels)$/.test(name)) expect(isWellFormed(xml), name).toBe(true);
    expect(parts.get('[Content_Types].xml')).toContain('/word/document.xml');
    const said = wordsOf(parts.get('word/document.xml') ?? '');
    expect(said).toContain('翠湖花园客户接待月报　2026年3月');
    expect(said).toContain('草稿：数字由系统统计，请核对、补充后签字。');
    // Word for word what the page says, in its order.
    expect(said).toEqual(textsOf(page));
    expect(said.join('')).not.toMatch(/1380013|厨房/);
    expect(await call(desk, 'GET /monthly-report/document?month=2026-03&community=x')).toMatchObject({
      status: 404,
    });
  });

  it('say what a quarter means for the manual, without anybody’s telephone', async () => {
    const conversation = await newConversation(desk, 'wm-gap');
    await desk.store.transact((tx) =>
      tx.gaps.add({
        ...{ communityId: 'cuihu', conversationId: conversation.id, createdAt: desk.clock.now() },
        ...{ question: '游泳池几点开，回我13800138000', answerKey: null },
      }),
    );
    const page = await (await raw('/manual-review?quarter=2026-Q1&community=cuihu')).text();
    expect(page).toContain('翠湖花园服务手册修订建议　2026年第1季度');
    expect(page).toContain('游泳池几点开，回我138****8000');
    const answer = await raw('/manual-review/document?quarter=2026-Q1&community=cuihu');
    const parts = unzipped(Buffer.from(await answer.arrayBuffer()));
    expect(wordsOf(parts.get('word/document.xml') ?? '')).toEqual(textsOf(page));
    const other = await (await raw('/manual-review?quarter=2025-Q4&community=cuihu')).text();
    expect(other).not.toContain('游泳池');
    expect(await call(desk, 'GET /manual-review?quarter=2026-Q5')).toMatchObject({ status: 400 });
    expect((await (await signedIn(desk, 'agent')).ask('GET /manual-review?quarter=2026-Q1')).status).toBe(
      403,
    );
  });

  it('calculate nothing when a name begins like a formula', () => {
    for (const begins of ['=', '+', '-', '@', '\t', '\r'])
      expect(plainCell(`${begins}1`)).toBe(`'${begins}1`);
    expect(plainCell('张工')).toBe('张工');
    const count = { kind: 'count', n: 1 } as const;
    const report = {
      ...({ name: 'n', title: 't', definition: 'd', kind: 'count', by: 'device', whole: count } as const),
      groups: [{ key: '=HYPERLINK("x")', value: count }],
    };
    const csv = new TextDecoder().decode(toCsv([report], desk.house));
    expect(csv).toContain(`"'=HYPERLINK(""x"")"`);
  });

  it('show no id of an account for a name', () => {
    const count = { kind: 'count', n: 1 } as const;
    const report = {
      ...({ name: 'n', title: 't', definition: 'd', kind: 'count', by: 'staff', whole: count } as const),
      groups: [{ key: '01m8hgqffj', value: count }],
    };
    const csv = new TextDecoder().decode(toCsv([report], desk.house));
    expect(csv).not.toContain('01m8hgqffj');
  });

  it('say who took tables out, which is on the record, for whoever looks after the community', async () => {
    const manager = await signedIn(desk, 'manager');
    const before = await manager.ask('GET /reports/exports');
    expect(before.body.items).toMatchObject([{ whole: { n: 0 } }]);
    expect((await manager.ask('GET /reports/sums/csv?from=2026-03-01&to=2026-03-02')).status).toBe(200);
    expect((await manager.ask('GET /reports/sums/csv?community=x')).status).toBe(404);
    await manager.ask('GET /register/page?community=cuihu');
    const { body } = await manager.ask('GET /reports/exports');
    expect(body.items).toMatchObject([{ whole: { n: 2 }, groups: [{ value: { n: 2 } }] }]);
    expect(
      (await (await signedIn(desk, 'other-manager')).ask('GET /reports/exports')).body.items,
    ).toMatchObject([{ whole: { n: 0 } }]);
    const audit = await manager.ask('GET /audit');
    // What programs have taken out meanwhile is on the record, too, and counts for nobody.
    type Line = { action: string; accountId: string | null; object: string | null; detail: object };
    const taken = (audit.body.items as Line[])
      .filter(({ action, accountId }) => action === 'export' && accountId !== null)
      .map(({ object, detail }) => [object, detail]);
    expect(taken).toEqual([
      ['cuihu', { what: 'printRegister' }],
      [null, { what: 'exportReportCsv', from: '2026-03-01', to: '2026-03-02' }],
    ]);
  });

  it('say how often approved wordings are used, and whose words went out after the page had asked', async () => {
    const agent = await signedIn(desk, 'agent');
    const { id } = await newConversation(desk, 'wm-script');
    await desk.store.transact(async (tx) => {
      const conversation = await tx.conversations.get(id);
      if (conversation) await noteContact(tx, conversation, desk.clock.now());
    });
    const says = async (text: string) => {
      const { status } = await agent.ask(`POST /conversations/${id}/reply`, { text });
      expect(status).toBe(200);
    };
    await says('您别着急，师傅已经在路上，到了会先给您打电话。');
    await says('这个不可能');
    const manager = await signedIn(desk, 'manager');
    const told = async (name: string) => (await manager.ask(`GET /reports/${name}`)).body.items;
    expect(await told('script-use')).toMatchObject([
      { whole: { hits: 1, of: 2 }, groups: [{ value: { of: 2 } }] },
    ]);
    expect(await told('scripts-used')).toMatchObject([{ groups: [{ key: 'phrase.soon', value: { n: 1 } }] }]);
    expect(await told('unkind-words')).toMatchObject([{ whole: { n: 1 }, groups: [{ value: { n: 1 } }] }]);
    const audit = await manager.ask('GET /audit');
    expect(audit.body.items).toContainEqual(
      expect.objectContaining({ action: 'unkind-words', object: id, detail: { rules: 'noDenial' } }),
    );
    expect(audit.text).not.toContain('不可能');
  });

  it('are for managers at the desk, and of their own communities', async () => {
    expect((await (await signedIn(desk, 'agent')).ask('GET /reports')).status).toBe(403);
    const told = await (await signedIn(desk, 'manager')).ask('GET /reports/volume');
    expect(told.body.items).toMatchObject([{ whole: { n: 2 } }]);
    const other = await (await signedIn(desk, 'other-manager')).ask('GET /reports/volume');
    expect(other.body.items).toMatchObject([{ whole: { n: 0 } }]);
  });
});
