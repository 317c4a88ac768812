// Two people stand for an answer: one writes, another approves; who has seen an older text is shown the newer.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shanghai } from '../../support/manual-clock.ts';
import { type Browser, type DeskWithPeople, newPerson, openDeskWithPeople, signedIn } from './support.ts';

let desk: DeskWithPeople;
let writer: Browser;
let second: Browser;
let admin: Browser;

beforeAll(async () => {
  desk = await openDeskWithPeople();
  await newPerson(desk, 'chen', 'manager', ['cuihu'], 'chen-xiaoyan');
  [writer, second, admin] = await Promise.all([
    signedIn(desk, 'manager'),
    signedIn(desk, 'chen'),
    signedIn(desk, 'admin'),
  ]);
});
afterAll(() => desk.close());

const today = () => new Date(desk.clock.now() + 8 * 3_600_000).toISOString().slice(0, 10);
const answer = (words: string, of = '借梯子') => ({
  title: of,
  questions: [`哪里可以${of}`, `${of}找谁`, `能不能${of}`],
  words: { 'zh-CN': words, 'zh-TW': null, en: null },
  ...{ source: '便民服务公示', effective: today(), expires: '2030-12-31', communities: [] },
});

type Item = { id: string; revision: number; version: number; state: string; draft: object | null };
async function entry(id: string): Promise<Item | undefined> {
  const { body } = await writer.ask('GET /knowledge');
  return (body.items as Item[]).find((each) => each.id === id);
}

async function drafted(of: string): Promise<string> {
  const { status, body } = await writer.ask('POST /knowledge/new', answer(`可以${of}，到服务中心登记。`, of));
  expect(status).toBe(200);
  return String(body.id);
}

describe('an answer of two people', () => {
  it('is not said before another than its writer has approved it', async () => {
    const id = await drafted('借雨伞');
    expect(await entry(id)).toMatchObject({ state: 'draft', version: 0, draft: { isMine: true } });
    const own = await writer.ask(`POST /knowledge/${id}/approve`, {});
    expect(own.body).toMatchObject({ status: 422, code: 'knowledge/own-draft' });
    const other = await second.ask(`POST /knowledge/${id}/approve`, {}, { 'if-match': '"1"' });
    expect(other.status).toBe(200);
    expect(await entry(id)).toMatchObject({
      ...{ state: 'in-force', version: 1, draft: null },
      answer: { approver: 'chen', author: 'manager' },
    });
    const record = await desk.store.read((tx) => tx.audit.list({ before: null, limit: 5 }));
    expect(record.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['draft-answer', 'approve-answer']),
    );
  });

  it('of one community is neither changed nor taken away from another', async () => {
    const body = { ...answer('可以借推车，到服务中心登记。', '借推车'), communities: ['cuihu'] };
    const { id } = (await writer.ask('POST /knowledge/new', body)).body;
    const elsewhere = await signedIn(desk, 'other-manager');
    const mine = { ...body, communities: [] };
    const tries = [
      await elsewhere.ask(`POST /knowledge/${id}/discard`, {}),
      await elsewhere.ask(`POST /knowledge/${id}`, mine),
      await second.ask(`POST /knowledge/${id}/approve`, {}),
      await elsewhere.ask(`POST /knowledge/${id}/withdraw`, { effective: today() }),
      await elsewhere.ask(`POST /knowledge/${id}`, mine),
    ];
    const no = [422, 'knowledge/of-others'];
    expect(tries.map((each) => [each.status, each.body.code])).toEqual([no, no, [200, undefined], no, no]);
    expect(await entry(String(id))).toMatchObject({ state: 'in-force', version: 1, draft: null });
  });

  it('put aside is never said, and nobody approves it any more', async () => {
    const id = await drafted('借推车');
    expect((await second.ask(`POST /knowledge/${id}/discard`, {})).status).toBe(200);
    expect((await second.ask(`POST /knowledge/${id}/approve`, {})).status).toBe(409);
    expect(await desk.store.read((tx) => tx.written.list('answer'))).not.toContainEqual(
      expect.objectContaining({ key: id }),
    );
  });

  it('changed by its second reader is the draft of that reader, for somebody else to approve', async () => {
    const id = await drafted('借打气筒');
    await second.ask(`POST /knowledge/${id}`, answer('可以借，用完请还。', '借打气筒'), {
      'if-match': '"1"',
    });
    expect((await second.ask(`POST /knowledge/${id}/approve`, {})).status).toBe(422);
    expect((await writer.ask(`POST /knowledge/${id}/approve`, {})).status).toBe(200);
  });

  it('that a colleague has changed comes back with the newer text', async () => {
    const id = await drafted('借工具箱');
    await second.ask(`POST /knowledge/${id}`, answer('先登记，再来拿。', '借工具箱'), { 'if-match': '"1"' });
    for (const deed of ['', '/approve', '/discard']) {
      const body = deed === '' ? answer('我的说法', '借工具箱') : {};
      const late = await writer.ask(`POST /knowledge/${id}${deed}`, body, { 'if-match': '"1"' });
      expect(late.body).toMatchObject({
        ...{ status: 409, code: 'written/version-conflict' },
        current: { revision: 2, by: '陈晓燕', answer: { words: { 'zh-CN': '先登记，再来拿。' } } },
      });
    }
  });

  it('that waited past its first day begins today', async () => {
    const id = await drafted('借拖把');
    desk.clock.set(shanghai('2026-03-20 10:00'));
    writer = await signedIn(desk, 'manager');
    second = await signedIn(desk, 'chen');
    admin = await signedIn(desk, 'admin');
    expect((await second.ask(`POST /knowledge/${id}/approve`, {})).status).toBe(200);
    const rows = await desk.store.read((tx) => tx.written.list('answer'));
    expect(rows.find((each) => each.key === id)).toMatchObject({
      effective: today(),
      value: { effective: today() },
    });
  });

  it('is of one person where an administrator says so, and nobody who approves may say it', async () => {
    const alone = { people: 1 };
    expect((await writer.ask('POST /settings/approval', alone)).status).toBe(403);
    expect((await admin.ask('POST /settings/approval', alone)).status).toBe(200);
    const late = await admin.ask('POST /settings/approval', { people: 2 }, { 'if-match': '"50"' });
    expect(late.body).toMatchObject({ status: 409, current: { value: alone } });
    const id = await drafted('借插线板');
    expect(await entry(id)).toMatchObject({ state: 'in-force', version: 1, draft: null });
    expect((await admin.ask('POST /settings/approval', { people: 2 })).status).toBe(200);
  });
});

describe('a phrase of two people', () => {
  type Phrase = { key: string; text: string | null; revision: number; draft: { isMine: boolean } | null };
  const phrase = async (key: string) => {
    const { body } = await writer.ask('GET /wordings');
    return (body.items as Phrase[]).find((each) => each.key === key);
  };
  const words = (text: string | null) => ({ text, effective: today(), expires: '2030-12-31' });
  const written = async (text: string) => {
    const { status, body } = await writer.ask('POST /wordings/new', words(text));
    expect(status).toBe(200);
    return String(body.id);
  };

  it('is not offered before another than its writer has approved it', async () => {
    const key = await written('梯子在服务中心，我先帮您留着。');
    expect(await phrase(key)).toMatchObject({ text: null, draft: { isMine: true } });
    const own = await writer.ask(`POST /wordings/${key}/approve`, {});
    expect(own.body).toMatchObject({ status: 422, code: 'knowledge/own-draft' });
    expect((await second.ask(`POST /wordings/${key}/approve`, {}, { 'if-match': '"1"' })).status).toBe(200);
    expect(await phrase(key)).toMatchObject({ text: '梯子在服务中心，我先帮您留着。', draft: null });
    const [row] = (await desk.store.read((tx) => tx.written.list('phrase'))).filter(
      (each) => each.key === key,
    );
    expect(row?.value).toMatchObject({ approver: 'chen', author: 'manager' });
  });

  it('that a colleague has changed comes back with the newer words', async () => {
    const key = await written('雨伞在服务中心。');
    const late = await second.ask(`POST /wordings/${key}`, words('雨伞在前台。'), { 'if-match': '"0"' });
    expect(late.body).toMatchObject({ status: 409, current: { text: '雨伞在服务中心。', revision: 1 } });
  });

  it('put aside is gone, and one person takes away what is offered', async () => {
    const key = await written('推车在服务中心。');
    expect((await second.ask(`POST /wordings/${key}/discard`, {})).status).toBe(200);
    expect(await phrase(key)).toBeUndefined();
    const again = await written('推车在门岗。');
    await second.ask(`POST /wordings/${again}/approve`, {});
    expect((await writer.ask(`POST /wordings/${again}`, words(null))).status).toBe(200);
    expect(await phrase(again)).toMatchObject({ text: null, draft: null });
  });
});
