// A desk with two managers of one community, who ask for files with many people in them and release them to each other.
import exceljs from 'exceljs';
import { expect } from 'vitest';
import type { AuditEntry } from '../../../src/people/account.ts';
import { lineOf } from '../../contracts/storage/subject.ts';
import { newConversation } from '../support/desk.ts';
import { type Browser, type DeskWithPeople, newPerson, openDeskWithPeople, signedIn } from './support.ts';

export type ExportDesk = {
  desk: DeskWithPeople;
  /** The manager who asks, the second one (of the roster), an administrator, whoever is at the counter, a manager of elsewhere. */
  asker: Browser;
  second: Browser;
  admin: Browser;
  agent: Browser;
  foreign: Browser;
};

export async function openExportDesk(): Promise<ExportDesk> {
  const desk = await openDeskWithPeople();
  desk.people.set('chen', await newPerson(desk, 'chen', 'manager', ['cuihu'], 'chen-xiaoyan'));
  const conversation = await newConversation(desk);
  await desk.store.transact(async (tx) => {
    for (const key of ['one', 'two'])
      await tx.register.add(lineOf(conversation.id, { at: desk.clock.now() }), key);
  });
  const logins = ['manager', 'chen', 'admin', 'agent', 'other-manager'];
  const [asker, second, admin, agent, foreign] = await Promise.all(
    logins.map((each) => signedIn(desk, each)),
  );
  if (!asker || !second || !admin || !agent || !foreign) throw new Error('nobody there');
  return { desk, asker, second, admin, agent, foreign };
}

export const REGISTER = {
  ...{ operation: 'exportRegister', query: { community: 'cuihu' } },
  ...{ why: 'owners', note: '业委会要看三月的登记 & 回访' },
};
export const REPORT_CSV = {
  ...{ operation: 'exportReportCsv', params: { reportName: 'all' }, query: {} },
  ...{ why: 'accounts', note: '=1+1 对账用' },
};

export async function asked(by: Browser, what: object = REGISTER): Promise<string> {
  const { status, body } = await by.ask('POST /exports', what);
  expect(status, JSON.stringify(body)).toBe(200);
  expect(body).toMatchObject({ state: 'asked', isMine: true, version: 1 });
  return String(body.id);
}

export async function released({ asker, second }: ExportDesk, what: object = REGISTER): Promise<string> {
  const id = await asked(asker, what);
  const { status } = await second.ask(`POST /exports/${id}/release`, {}, { 'if-match': '"1"' });
  expect(status).toBe(200);
  return id;
}

type Item = { id: string; state: string; askedBy: string; decided: object | null };
export async function shownTo(browser: Browser, id: string): Promise<Item | undefined> {
  const { body } = await browser.ask('GET /exports');
  return (body.items as Item[]).find((each) => each.id === id);
}

export async function record(
  { desk }: ExportDesk,
  limit: number,
): Promise<Pick<AuditEntry, 'action' | 'detail' | 'object'>[]> {
  const entries = await desk.store.read((tx) => tx.audit.list({ before: null, limit }));
  return entries.map(({ action, detail, object }) => ({ action, detail, object }));
}

/** Bytes of a file that was given out, with the cookie of a browser that asked for it. */
export async function fileFor(
  { desk }: ExportDesk,
  browser: Browser,
  id: string,
  headers: Record<string, string> = { 'x-form-token': browser.formToken ?? '', 'if-match': '"2"' },
): Promise<{ status: number; code: string; bytes: Uint8Array; text: string; type: string }> {
  const response = await fetch(`${desk.url}/desk/api/exports/${id}/file`, {
    method: 'POST',
    headers: { cookie: browser.cookie ?? '', 'content-type': 'application/json', ...headers },
    body: '{}',
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const text = new TextDecoder().decode(bytes);
  const type = response.headers.get('content-type') ?? '';
  const code = response.ok ? '' : String((JSON.parse(text) as { code: string }).code);
  return { status: response.status, code, bytes, text, type };
}

type Loaded = Parameters<exceljs.Workbook['xlsx']['load']>[0];
export async function opened(bytes: Uint8Array): Promise<exceljs.Workbook> {
  const workbook = new exceljs.Workbook();
  await workbook.xlsx.load(bytes as unknown as Loaded);
  return workbook;
}
