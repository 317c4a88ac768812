// Four eyes for bulk export: what takes many people's data out is asked for, released by another, fetched once and marked.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDesk, deskRoutes } from '../../../src/http/desk/desk.ts';
import { answerPerson, exportsOfPeople, exportsWithoutPeople } from '../../../src/http/desk/exports.ts';
import type { DeskPorts } from '../../../src/http/desk/ports.ts';
import { firstBreak } from '../../../src/people/audit-chain.ts';
import { exportRequestOf } from '../../contracts/storage/export-requests.ts';
import { shippedConfig } from '../../support/house.ts';
import {
  asked,
  type ExportDesk,
  fileFor,
  openExportDesk,
  opened,
  REGISTER,
  REPORT_CSV,
  record,
  released,
  shownTo,
} from './exports-support.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
let on: ExportDesk;
let ports: DeskPorts;

beforeAll(async () => {
  on = await openExportDesk();
  ports = on.desk as unknown as DeskPorts;
});
afterAll(() => on.desk.close());

/** Nobody is signed out for having done nothing. */
async function pass(minutes: number): Promise<void> {
  on.desk.clock.advance(minutes * MINUTE);
  for (const browser of [on.asker, on.second, on.admin, on.agent, on.foreign])
    await browser.ask('GET /session');
}

describe('every route of the desk that gives out files', () => {
  it('is known either to name people or to name none', () => {
    const served = deskRoutes(ports).filter(({ answer }) => 'files' in answer);
    const known = [...Object.keys(exportsOfPeople), ...exportsWithoutPeople, 'fetchExport'];
    expect(served.map(({ operationId }) => operationId).toSorted()).toEqual(known.toSorted());
    createDesk({ ...ports, publicUrl: null, pagesDir: '/nowhere' }).close();
  });

  it('gives nobody alone what names people, also not an administrator', async () => {
    for (const path of [
      '/register/workbook?community=cuihu',
      '/register/page?community=cuihu&from=2026-03-01&to=2026-03-02',
      // Sheets of single days, one after the other, are the register.
      '/register/page?community=cuihu&from=2026-02-22',
      '/register/page?community=cuihu&to=2026-02-22',
      '/homes/workbook?community=cuihu',
      '/imports/template?kind=staff',
      '/imports/template?kind=roster',
      '/reports/all/workbook',
      '/reports/all/csv',
      '/reports/exports/csv',
    ]) {
      const { status, body } = await on.admin.ask(`GET ${path}`);
      expect([path, status, body.code]).toEqual([path, 403, 'exports/needs-release']);
    }
  });

  it('gives counts, empty forms and the sheet of one day of the week without anybody else', async () => {
    for (const path of [
      '/register/summary/csv?community=cuihu',
      '/register/page?community=cuihu',
      '/register/page?community=cuihu&from=2026-02-23&to=2026-02-23',
      '/imports/template?kind=homes',
      '/reports/sums/workbook',
      '/reports/sums/csv',
      '/reports/volume/csv',
    ])
      expect([path, (await on.admin.ask(`GET ${path}`)).status]).toEqual([path, 200]);
  });
});

describe('a file with many people in it', () => {
  it('is fetched once by who asked, after another has released it, and says whose it is', async () => {
    const { asker, second } = on;
    const id = await asked(asker);
    expect(await fileFor(on, asker, id)).toMatchObject({ status: 409, code: 'exports/version-conflict' });
    const own = await asker.ask(`POST /exports/${id}/release`, {});
    expect(own.body).toMatchObject({ status: 422, code: 'exports/own-request' });
    expect((await second.ask(`POST /exports/${id}/release`, {}, { 'if-match': '"1"' })).status).toBe(200);
    expect(await fileFor(on, second, id)).toMatchObject({ status: 422, code: 'exports/not-yours' });

    const { status, bytes } = await fileFor(on, asker, id);
    expect(status).toBe(200);
    const workbook = await opened(bytes);
    const told = workbook.getWorksheet('导出说明')?.getSheetValues().flat().join('\n') ?? '';
    for (const part of ['manager', '给业委会：业委会要看三月的登记 & 回访', 'chen', id])
      expect(told).toContain(part);
    // What is read again when it is brought in stands first as before.
    expect(workbook.worksheets[0]?.name).toBe('客户接待登记表');
    for (const sheet of workbook.worksheets.slice(0, -1))
      expect(sheet.headerFooter.oddFooter).toMatch(/manager 2026-\d\d-\d\d .*导出　给业委会 .*chen放行/);

    const again = await asker.ask(`POST /exports/${id}/file`, {});
    expect(again.body).toMatchObject({
      ...{ status: 409, code: 'exports/not-allowed-now' },
      current: { state: 'fetched' },
    });
    expect(await shownTo(asker, id)).toMatchObject({ state: 'fetched' });
  });

  it('as CSV carries its mark at the end, and nothing in it is calculated', async () => {
    const { status, type, text } = await fileFor(on, on.asker, await released(on, REPORT_CSV));
    expect([status, type]).toEqual([200, expect.stringMatching(/^text\/csv/)]);
    const lines = text.trimEnd().split('\r\n');
    const at = lines.indexOf('谁导出的,manager');
    // A line without anything stands between the table and the mark.
    expect(lines[at - 1]).toBe('');
    expect(lines.slice(at).map((line) => line.split(',')[0])).toEqual([
      ...['谁导出的', '什么时候', '用途', '谁放行的', '申请编号', '保管'],
    ]);
    expect(lines[at + 2]).toBe('用途,对账、收费：=1+1 对账用');
    expect(lines[at + 3]).toMatch(/^谁放行的,chen/);
    // Excel takes one mark of its encoding at the beginning, and shows another.
    expect(text).not.toContain('\uFEFF');
    expect(lines.filter((line) => line.startsWith('='))).toEqual([]);
  });

  it('on paper is kept as a page that says whose it is', async () => {
    const query = { community: 'cuihu', from: '2026-03-01', to: '2026-03-02' };
    const print = { ...REGISTER, operation: 'printRegister', query, note: '<b>年检</b>' };
    const { status, type, text } = await fileFor(on, on.asker, await released(on, print));
    expect([status, type]).toEqual([200, expect.stringMatching(/^text\/html/)]);
    expect(text).toMatch(/<p>manager 2026-03-02 .*导出　给业委会 &lt;b&gt;年检.*chen放行<\/p>/);
  });

  it('leaves a line in the record for each step, with days and codes and no word of the note', async () => {
    const query = { community: 'cuihu', from: '2026-03-01', to: '2026-03-02' };
    const id = await released(on, { ...REGISTER, query });
    await fileFor(on, on.asker, id);
    const detail = {
      ...{ request: id, what: 'exportRegister', why: 'owners', from: '2026-03-01', to: '2026-03-02' },
    };
    expect(await record(on, 3)).toEqual(
      ['fetch-export', 'release-export', 'ask-export'].map((action) => ({ action, detail, object: 'cuihu' })),
    );
    const chain = await on.desk.store.read((tx) => tx.audit.chain());
    expect(firstBreak(chain.links, chain.head)).toBeNull();
  });

  it('of no named day is of the day on which it was asked for', async () => {
    const { body } = await on.asker.ask('POST /exports', REGISTER);
    const today = new Date(on.desk.clock.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    expect(body.query).toEqual({ community: 'cuihu', from: today, to: today });
    const theirs = await on.admin.ask('POST /exports', { ...REGISTER, operation: 'exportHomes' });
    expect(theirs.body.query).toEqual({ community: 'cuihu' });
  });

  it('asked for at two places in one moment is given out once', async () => {
    const id = await released(on);
    const both = await Promise.all([fileFor(on, on.asker, id), fileFor(on, on.asker, id)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  it('that nobody fetched in time, or nobody released in a week, is asked for anew', async () => {
    const { asker, second, desk } = on;
    const id = await released(on);
    const waits = await asked(asker);
    const askedBy = desk.people.get('manager')?.id ?? '';
    const askedAt = desk.clock.now() - 7 * DAY;
    await desk.store.transact((tx) => tx.exports.add(exportRequestOf('week-old', { askedBy, askedAt })));
    const late = await second.ask('POST /exports/week-old/release', {});
    expect(late.body).toMatchObject({ status: 409, code: 'exports/not-allowed-now' });
    await pass(16);
    await pass(16);
    expect(await fileFor(on, asker, id)).toMatchObject({ status: 409, code: 'exports/not-allowed-now' });
    for (const each of [id, 'week-old'])
      expect(await shownTo(asker, each)).toMatchObject({ state: 'lapsed' });
    expect(await shownTo(asker, waits)).toMatchObject({ state: 'asked' });
  });

  it('declined is not given out; who decides second sees what stands there', async () => {
    const id = await asked(on.asker);
    expect((await on.second.ask(`POST /exports/${id}/decline`, {}, { 'if-match': '"1"' })).status).toBe(200);
    const again = await on.admin.ask(`POST /exports/${id}/release`, {}, { 'if-match': '"1"' });
    expect(again.body).toMatchObject({
      ...{ status: 409, code: 'exports/version-conflict' },
      current: { state: 'declined', decided: { by: 'chen', isAsker: false } },
    });
    expect((await fileFor(on, on.asker, id)).status).toBe(409);
  });
});

describe('a company that lets a few lines go', () => {
  it('asks for nobody else up to so many a day, and from one more on, however they are cut', async () => {
    const route = deskRoutes(ports).find((each) => each.operationId === 'exportRegister');
    const person = on.desk.people.get('chen');
    if (!route || !person) throw new Error('gone');
    const principal = { id: 'person', scopes: new Set<'personal'>(), person };
    const query = { community: 'cuihu', from: '2026-03-02', to: '2026-03-02' };
    const upTo = (exportRowsAlone: number) => {
      const raw = { path: '/register/workbook', params: {}, query, principal, body: undefined, headers: {} };
      const shown = { retention: { ...shippedConfig().retention, exportRowsAlone } };
      return answerPerson(route, raw, { ...on.desk, shown } as unknown as DeskPorts);
    };
    const needed = { kind: 'problem', problem: { code: 'exports/needs-release' } };
    expect(await upTo(1)).toMatchObject(needed);
    expect(await upTo(3)).toMatchObject({ kind: 'file', rows: 2 });
    expect((await record(on, 1))[0]).toMatchObject({ action: 'export', detail: { rows: 2 } });
    expect(await upTo(3)).toMatchObject(needed);
    expect(await upTo(4)).toMatchObject({ kind: 'file', rows: 2 });
  });
});

describe('a company of one', () => {
  it('has the word of an administrator for it: one person is enough, marked and on the record', async () => {
    const { asker, admin } = on;
    expect((await asker.ask('POST /settings/exports', { people: 1 })).status).toBe(403);
    const alone = await admin.ask('POST /settings/exports', { people: 1 }, { 'if-match': '"0"' });
    expect(alone.status).toBe(200);
    expect((await record(on, 1))[0]).toMatchObject({ action: 'write-rule', detail: { people: 1 } });
    const page = await asker.ask('GET /register/page?community=cuihu&from=2026-03-01&to=2026-03-02');
    expect(page.status).toBe(200);
    expect(page.text).toMatch(/<p>manager 2026-03-02 .*导出<\/p>/);
    expect((await record(on, 1))[0]).toMatchObject({ action: 'export', detail: { what: 'printRegister' } });
    const again = await admin.ask('POST /settings/exports', { people: 2 }, { 'if-match': '"1"' });
    expect(again.status).toBe(200);
    expect((await asker.ask('GET /register/workbook?community=cuihu')).status).toBe(403);
  });
});
