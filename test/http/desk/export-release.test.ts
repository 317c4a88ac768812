// Four eyes for bulk export: whose eyes, of what, and who hears of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/call.ts';
import {
  asked,
  type ExportDesk,
  fileFor,
  openExportDesk,
  REGISTER,
  REPORT_CSV,
  record,
  released,
  shownTo,
} from './exports-support.ts';
import { newPerson, signedIn, toldTo } from './support.ts';

let on: ExportDesk;

beforeAll(async () => {
  on = await openExportDesk();
});
afterAll(() => on.desk.close());

const waitingFor = async (browser: ExportDesk['asker']) =>
  Number((await browser.ask('GET /board')).body.exports);

describe('whose eyes they are', () => {
  it('is for those of its community, and asked for by whoever may have it', async () => {
    const { second, agent, foreign } = on;
    const id = await asked(on.asker);
    expect(await shownTo(second, id)).toMatchObject({ askedBy: 'manager' });
    expect(await shownTo(agent, id)).toBeUndefined();
    expect(await shownTo(foreign, id)).toBeUndefined();
    for (const deed of ['release', 'decline', 'file'])
      expect((await foreign.ask(`POST /exports/${id}/${deed}`, {})).status).toBe(404);
    expect((await agent.ask('POST /exports', REGISTER)).body).toMatchObject({
      ...{ status: 403, code: 'exports/not-yours-to-have' },
    });
    expect((await agent.ask(`POST /exports/${id}/release`, {})).status).toBe(403);
    expect((await agent.ask(`POST /exports/${id}/decline`, {})).body.code).toBe('exports/not-yours');
    expect((await foreign.ask('POST /exports', REGISTER)).body.code).toBe('exports/community-not-found');
  });

  it('is not released by the same person with another account', async () => {
    const { desk, second, admin } = on;
    await newPerson(desk, 'chen-too', 'admin', ['cuihu'], 'chen-xiaoyan');
    const id = await asked(second);
    const other = await signedIn(desk, 'chen-too');
    expect((await other.ask(`POST /exports/${id}/release`, {})).body.code).toBe('exports/own-request');
    expect((await admin.ask(`POST /exports/${id}/release`, {})).status).toBe(200);
  });

  it('is taken back by who asked, and by who has released it while nobody has it yet', async () => {
    const print = { ...REGISTER, operation: 'printRegister' };
    const query = { community: 'cuihu', from: '2026-03-01', to: '2026-03-02' };
    const theirs = await asked(on.agent, { ...print, query });
    expect((await on.agent.ask(`POST /exports/${theirs}/decline`, {})).status).toBe(200);
    expect(await shownTo(on.agent, theirs)).toMatchObject({ state: 'declined', decided: { isAsker: true } });
    const id = await released(on);
    expect((await on.second.ask(`POST /exports/${id}/decline`, {}, { 'if-match': '"2"' })).status).toBe(200);
    expect((await on.asker.ask(`POST /exports/${id}/file`, {})).body.code).toBe('exports/not-allowed-now');
    const fetched = await released(on);
    expect((await fileFor(on, on.asker, fetched)).status).toBe(200);
    expect((await on.second.ask(`POST /exports/${fetched}/decline`, {})).status).toBe(409);
  });

  it('is a deed of our own page: no link, no other page and no program uses it up', async () => {
    const { asker } = on;
    const id = await released(on);
    expect(await fileFor(on, asker, id, {})).toMatchObject({ status: 403, code: 'desk/no-form-token' });
    const elsewhere = { 'x-form-token': asker.formToken ?? '', 'sec-fetch-site': 'cross-site' };
    expect(await fileFor(on, asker, id, elsewhere)).toMatchObject({ status: 403, code: 'desk/foreign-page' });
    expect((await asker.ask(`GET /exports/${id}/file`)).status).toBe(405);
    for (const line of ['GET /exports', 'POST /exports', `POST /exports/${id}/file`])
      expect((await call(on.desk, line, { body: line.startsWith('POST') ? {} : undefined })).status).toBe(
        404,
      );
    expect((await fileFor(on, asker, id)).status).toBe(200);
  });
});

describe('what exactly is released', () => {
  it('is not asked for with what its route does not take, or where nobody is in it', async () => {
    const sums = { ...REPORT_CSV, params: { reportName: 'sums' } };
    for (const [what, code] of [
      [{ ...REGISTER, query: { community: 'cuihu', colour: 'red' } }, 'exports/not-fit'],
      [{ ...REGISTER, query: {} }, 'exports/not-fit'],
      [{ ...REGISTER, params: { more: 'x' } }, 'exports/not-fit'],
      [sums, 'exports/no-need'],
      [{ ...REGISTER, operation: 'exportKnowledge', query: { part: 'answers' } }, 'api/bad-body'],
      [{ ...REGISTER, note: ' ' }, 'api/bad-body'],
    ] as const)
      expect((await on.asker.ask('POST /exports', what)).body).toMatchObject({ status: 422, code });
  });

  it('is of no more days than its route gives, which is said when it is asked for', async () => {
    const of = (operation: object, from: string, to: string, more: object = {}) =>
      on.asker.ask('POST /exports', { ...operation, query: { ...more, from, to } });
    const register = { community: 'cuihu' };
    for (const [from, to] of [
      ['2025-12-29', '2026-03-01'],
      ['2026-03-02', '2026-03-01'],
    ] as const)
      expect((await of(REGISTER, from, to, register)).body).toMatchObject({
        ...{ status: 422, code: 'exports/bad-days', detail: expect.stringContaining('62 天') },
      });
    expect((await of(REPORT_CSV, '2025-01-01', '2026-03-01')).body.code).toBe('exports/bad-days');
    const { status, body } = await of(REGISTER, '2025-12-30', '2026-03-01', register);
    expect(status).toBe(200);
    await on.asker.ask(`POST /exports/${String(body.id)}/decline`, {});
  });

  it('is of the communities that were released, also when who asked has got more since', async () => {
    const { desk, asker, foreign } = on;
    const { communities } = desk.house;
    const [cuihu] = communities;
    if (!cuihu) throw new Error('gone');
    const manager = (await desk.store.read((tx) => tx.people.byLogin('manager'))) ?? null;
    if (!manager) throw new Error('gone');
    desk.house.communities = [...communities, { ...cuihu, id: 'elsewhere', name: '别处' }];
    const setTo = (communityIds: '*' | readonly string[]) =>
      desk.store.transact(async (tx) => {
        const account = await tx.people.get(manager.id);
        if (account) await tx.people.save({ ...account, communityIds });
      });
    try {
      // Somebody of the other community is in the reports of both.
      expect((await foreign.ask('GET /reports/sums/csv')).status).toBe(200);
      const id = await released(on, REPORT_CSV);
      await setTo(['cuihu', 'elsewhere']);
      const { status, text } = await fileFor(on, asker, id);
      expect(status).toBe(200);
      expect(text).not.toContain('other-manager');
      const everywhere = await asker.ask('GET /reports/exports');
      expect(everywhere.text).toContain('other-manager');
      // Nobody else looks after both.
      const both = await asker.ask('POST /exports', REPORT_CSV);
      expect(both.body).toMatchObject({ status: 422, code: 'exports/nobody-else' });
      // Colleagues belong to all communities.
      const staff = { ...REGISTER, operation: 'getImportTemplate', query: { kind: 'staff' } };
      expect((await on.admin.ask('POST /exports', staff)).body.code).toBe('exports/not-everywhere');
    } finally {
      desk.house.communities = communities;
      await setTo(['cuihu']);
    }
  });

  it('is looked at again when it is fetched: roles change', async () => {
    const { desk } = on;
    const { id: accountId } = await newPerson(desk, 'deputy', 'manager', ['cuihu']);
    const deputy = await signedIn(desk, 'deputy');
    const id = await asked(deputy);
    expect((await on.second.ask(`POST /exports/${id}/release`, {})).status).toBe(200);
    await desk.store.transact(async (tx) => {
      const account = await tx.people.get(accountId);
      if (account) await tx.people.save({ ...account, role: 'agent' });
    });
    expect(await fileFor(on, deputy, id)).toMatchObject({ status: 403, code: 'exports/not-yours-to-have' });
    expect(await shownTo(deputy, id)).toMatchObject({ state: 'released' });
  });

  it('does not wait by the dozen', async () => {
    await newPerson(on.desk, 'keen', 'manager', ['cuihu']);
    const keen = await signedIn(on.desk, 'keen');
    for (let n = 0; n < 10; n++) await asked(keen);
    expect((await keen.ask('POST /exports', REGISTER)).body.code).toBe('exports/too-many-open');
  });
});

describe('who hears of it', () => {
  it('is whoever may release it, and then who asked: on their phone, on the board, on open pages', async () => {
    const { desk, asker, second, agent } = on;
    const heard: string[] = [];
    const end = desk.live.subscribe(['desk'], null, (news) => {
      if (news !== 'look-again') heard.push(news.kind);
    });
    const before = [await waitingFor(asker), await waitingFor(second)];
    const id = await asked(asker);
    const words = (await toldTo(on.desk, 'chen-xiaoyan')).at(-1) ?? '';
    expect(words).toMatch(/^【导出放行】manager申请导出翠湖花园.*的登记簿，用途：给业委会。/);
    // The sentence is for those who sign in.
    expect(words).not.toContain('三月');
    expect([await waitingFor(asker), await waitingFor(second)]).toEqual([before[0], Number(before[1]) + 1]);
    expect(await waitingFor(agent)).toBe(0);
    await second.ask(`POST /exports/${id}/release`, {});
    expect([await waitingFor(asker), await waitingFor(second)]).toEqual([Number(before[0]) + 1, before[1]]);
    await fileFor(on, asker, id);
    expect(await waitingFor(asker)).toBe(before[0]);
    end();
    expect(heard.filter((kind) => kind === 'exports.changed')).toHaveLength(3);
  });

  it('is who asked, when it is let out and until when, or that it is not', async () => {
    const { asker, second } = on;
    const mine = await asked(second);
    await asker.ask(`POST /exports/${mine}/release`, {});
    expect((await toldTo(on.desk, 'chen-xiaoyan')).at(-1)).toMatch(
      /manager放行了翠湖花园.*的登记簿。.*下载，今天 \d\d:\d\d 前有效，只下载一次。$/,
    );
    await asker.ask(`POST /exports/${mine}/decline`, {});
    expect((await toldTo(on.desk, 'chen-xiaoyan')).at(-1)).toContain('这次先不导出');
    const told = (await toldTo(on.desk, 'chen-xiaoyan')).length;
    await second.ask(`POST /exports/${await asked(second)}/decline`, {});
    expect(await toldTo(on.desk, 'chen-xiaoyan')).toHaveLength(told);
  });

  it('is everybody else who may release, when an administrator says that one is enough', async () => {
    const { admin } = on;
    const { status, body } = await admin.ask('POST /settings/exports', { people: 1 });
    expect(status).toBe(200);
    expect((await toldTo(on.desk, 'chen-xiaoyan')).at(-1)).toContain('admin改成了一个人就可以导出');
    const told = (await toldTo(on.desk, 'chen-xiaoyan')).length;
    const seen = { 'if-match': `"${String(body.version)}"` };
    expect((await admin.ask('POST /settings/exports', { people: 2 }, seen)).status).toBe(200);
    expect(await toldTo(on.desk, 'chen-xiaoyan')).toHaveLength(told);
  });

  it('is the page alone where nobody is reached by message', async () => {
    const { house, store } = on.desk;
    const { staffAccountId } = house;
    house.staffAccountId = null;
    try {
      await asked(on.asker);
      expect(await store.read((tx) => tx.tasks.open(null, 10))).toEqual([]);
    } finally {
      house.staffAccountId = staffAccountId;
    }
  });
});

describe('the sentence somebody wrote', () => {
  it('is kept without telephone numbers', async () => {
    const id = await asked(on.asker, { ...REGISTER, note: '给 13800138000 的业主看' });
    expect(await on.desk.store.read((tx) => tx.exports.get(id))).toMatchObject({
      note: '给 138****8000 的业主看',
    });
  });
});

describe('a program with a token', () => {
  it('is asked for nothing, and what it takes out is on the record', async () => {
    const { status } = await call(on.desk, 'GET /register/workbook?community=cuihu&from=2026-03-01');
    expect(status).toBe(200);
    expect(await record(on, 1)).toEqual([
      {
        ...{ action: 'export', object: 'cuihu' },
        detail: { what: 'exportRegister', from: '2026-03-01', program: 'integration' },
      },
    ]);
  });
});
