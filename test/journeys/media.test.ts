// What residents send besides words: kept, readable, attached to what it belongs to, and never taken for an order.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoPhoto } from '../../src/simulator/demo-photo.ts';
import { type S3StandIn, startS3StandIn } from '../support/s3-stand-in.ts';
import { amr, mp4, pdf, silk } from '../support/sample-files.ts';
import {
  hurry,
  notices,
  rows,
  type Stage,
  stage,
  tasksOf,
  threadOf,
  ticketOf,
  ticketsOf,
  workday,
} from './support.ts';

const MEDIA_GET = '/cgi-bin/media/get';
const inbound = async (on: Stage, residentId: string) =>
  (await threadOf(on.story, residentId)).filter((each) => each.direction === 'in');
const get = (on: Stage, url: string | null | undefined, headers: Record<string, string> = {}) =>
  fetch(`${on.story.baseUrl}${url}`, {
    headers: { authorization: `Bearer ${on.story.apiToken}`, ...headers },
  });
/** Waits until the files that are due are in, too. */
const all = async (on: Stage) => {
  await on.story.settled();
  await on.story.quiet();
};

describe('everything a resident can send', { shuffle: false }, () => {
  const on = stage();

  it('stands in the thread as its kind, in plain words, and opens nothing', async () => {
    const hu = on.story.resident('wmHu');
    hu.sendsFile('voice', amr(), 'audio/amr');
    hu.sendsFile('video', mp4(), 'video/mp4');
    hu.sendsFile('file', pdf(), 'application/pdf', '装修申请.pdf');
    hu.sendsLocation({ latitude: 23.1, longitude: 113.3, name: '', address: '' });
    hu.sendsLink({ title: '停车收费公告', desc: '自一月起', url: 'https://example.com/1' });
    hu.forwardsChat('业主群的聊天记录', [{ sender: '甲', text: '水压又小了' }, { sender: '乙' }]);
    hu.sendsCard('XuJing');
    hu.sendsMiniProgram({ title: '物业缴费', appid: 'wx1', pagepath: 'p' });
    hu.sharesPost({ nickname: '小区故事', title: '春天来了' });
    hu.sharesProduct({ product_id: 'P1', title: '保洁两小时', sales_price: 9900, shop_nickname: '到家' });
    hu.sharesOrder({ order_id: 'O1', product_titles: '保洁', price_wording: '¥99.00', state: '已发货' });
    hu.sendsOpaque('note');
    await all(on);
    expect((await inbound(on, 'wmHu')).map(({ type, text }) => [type, text])).toEqual([
      ['voice', '〔语音〕'],
      ['video', '〔视频〕'],
      ['file', '〔文件〕'],
      ['location', '〔位置〕23.1, 113.3'],
      ['link', '〔链接〕停车收费公告，自一月起，https://example.com/1'],
      ['merged_msg', '〔聊天记录〕业主群的聊天记录\n甲：水压又小了\n乙：〔图片〕'],
      ['business_card', '〔名片〕XuJing'],
      ['miniprogram', '〔小程序〕物业缴费'],
      ['channels', '〔视频号〕小区故事：春天来了'],
      ['channels_shop_product', '〔商品〕保洁两小时，99.00元，到家'],
      ['channels_shop_order', '〔订单〕保洁，¥99.00，已发货'],
      ['other', '〔笔记〕'],
    ]);
    expect(await ticketsOf(on.story, 'wmHu')).toEqual([]);
    for (const heard of on.story.hears(hu)) expect(heard).toMatch(/一句话|打几个字|楼栋|文字/);
  });

  it('reaches the ticket that is opened afterwards: files attached, words told', async () => {
    const hu = on.story.resident('wmHu');
    hu.writes('3栋2单元501卫生间漏水');
    await all(on);
    const ticket = await ticketOf(on.story, 'wmHu');
    expect(ticket.attachments.map(({ type, state }) => [type, state]).sort()).toEqual([
      ['file', 'stored'],
      ['video', 'stored'],
      ['voice', 'stored'],
    ]);
    expect(ticket.description).toMatch(/卫生间漏水/);
    expect(ticket.description).toMatch(/〔链接〕停车收费公告/);
    expect(ticket.description).toMatch(/甲：水压又小了/);
  });

  it('reaches the ticket that is open already', async () => {
    const hu = on.story.resident('wmHu');
    hu.sendsFile('video', mp4(), 'video/mp4');
    await all(on);
    expect((await ticketOf(on.story, 'wmHu')).attachments).toHaveLength(4);
  });

  it('is given out with what it is, whole, sandboxed and never kept', async () => {
    const [file] = (await ticketOf(on.story, 'wmHu')).attachments.filter((each) => each.type === 'file');
    expect(file).toMatchObject({ fileName: '装修申请.pdf', contentType: 'application/pdf', reason: null });
    for (const range of ['bytes=0-3', 'bytes=5-', 'bytes=-4', 'bytes=0-1,4-5']) {
      const answer = await get(on, file?.url, { range });
      expect(answer.status).toBe(200);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'application/pdf',
        'accept-ranges': 'none',
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; sandbox",
        'content-disposition': `attachment; filename="${file?.id}.pdf"`,
        'x-content-type-options': 'nosniff',
      });
      expect(Buffer.from(await answer.arrayBuffer()).equals(pdf())).toBe(true);
    }
  });

  it('lies sealed on the disk, under a name that tells nothing', async () => {
    const folder = join(on.story.dataDir, 'media');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) =>
      each.isFile(),
    );
    expect(files.length).toBeGreaterThanOrEqual(4);
    for (const { name, parentPath } of files) {
      expect(name).toMatch(/^[0-9a-f]{36}\.bin$/);
      const bytes = readFileSync(join(parentPath, name));
      for (const mark of ['%PDF', 'ftyp', '#!AMR', 'PNG']) expect(bytes.includes(mark)).toBe(false);
    }
    const [row] = await rows(on.story, `select file_name from attachment where type = 'file'`);
    expect(String(row?.file_name)).not.toMatch(/装修|pdf/);
  });
});

describe('a place on a map', () => {
  const on = stage();
  const at = (name: string, address = '') => ({ latitude: 23.1, longitude: 113.3, name, address });

  it('of our estate answers where', async () => {
    const ma = on.story.resident('wmMa');
    ma.writes('客厅灯不亮了');
    await on.story.settled();
    ma.sendsLocation(at('翠湖花园3栋', '广东省广州市海珠区示例路88号翠湖花园'));
    await on.story.settled();
    const ticket = await ticketOf(on.story, 'wmMa');
    expect(ticket.place).toMatchObject({ building: '3', room: null });
    expect(ticket.description).toMatch(/〔位置〕翠湖花园3栋/);
    expect(on.story.hears(ma).join('\n')).toMatch(/3栋/);
  });

  it('that comes first is kept for the matter', async () => {
    const ming = on.story.resident('wmMing');
    ming.sendsLocation(at('翠湖花园北门'));
    await on.story.settled();
    expect(await ticketsOf(on.story, 'wmMing')).toEqual([]);
    ming.writes('路灯坏了');
    await on.story.settled();
    expect((await ticketOf(on.story, 'wmMing')).place.text).toMatch(/北门/);
  });

  it.each([
    ['of another estate', '示例花园3号楼', '广东省广州市海珠区示例路88号'],
    ['of a street', '示例路', '广东省广州市海珠区示例路5号'],
    ['without a name', '', ''],
  ])('%s says nothing about a home of ours: it is asked', async (what, name, address) => {
    const residentId = `wmMap${what.length}`;
    const resident = on.story.resident(residentId);
    resident.writes('客厅灯不亮了');
    await on.story.settled();
    resident.sendsLocation(at(name, address));
    await on.story.settled();
    expect(await ticketsOf(on.story, residentId)).toEqual([]);
    expect(on.story.hears(resident).at(-1)).toMatch(/楼栋/);
    resident.writes('3栋2单元501');
    await on.story.settled();
    expect(await ticketOf(on.story, residentId)).toMatchObject({ place: { building: '3', room: '501' } });
  });
});

describe('a chat that was passed on and tells of danger', { shuffle: false }, () => {
  const on = stage();
  const trapped = [
    { sender: '业主甲', text: '3栋2单元电梯困人了！' },
    { sender: '业主乙', text: '按铃没人应' },
  ];

  it('is asked about at once, with the way out, and a person on duty knows it already', async () => {
    const fu = on.story.resident('wmFu');
    fu.forwardsChat('业主群的聊天记录', trapped);
    await on.story.settled();
    expect(await ticketsOf(on.story, 'wmFu')).toEqual([]);
    const heard = on.story.hears(fu).join('\n');
    expect(heard).toMatch(/119/);
    expect(heard).toMatch(/正在我们小区发生吗/);
    expect(notices(on.story).join('\n')).toMatch(/转来的内容里提到.*\n原话：〔聊天记录〕业主群的聊天记录/);
    expect(await tasksOf(on.story, 'wmFu')).toMatchObject([{ kind: 'forwarded-danger' }]);
  });

  it('becomes an emergency by a yes, at the place that was passed on', async () => {
    const fu = on.story.resident('wmFu');
    fu.writes('是的，就是现在');
    await on.story.settled();
    const ticket = await ticketOf(on.story, 'wmFu');
    expect(ticket).toMatchObject({ grade: 1, category: 'trapped', place: { building: '3', unit: '2' } });
    expect(ticket.description).toMatch(/电梯困人了/);
    expect(notices(on.story).join('\n')).toMatch(/请马上接单并出发/);
    expect(await tasksOf(on.story, 'wmFu')).toEqual([]);
  });

  it('stays a chat by a no', async () => {
    const ge = on.story.resident('wmGe');
    ge.forwardsChat('业主群的聊天记录', trapped);
    await on.story.settled();
    ge.writes('不是，去年的事');
    await on.story.settled();
    expect(await ticketsOf(on.story, 'wmGe')).toEqual([]);
    expect(await tasksOf(on.story, 'wmGe')).toEqual([]);
    expect(on.story.hears(ge).at(-1)).toMatch(/留给同事/);
  });

  it('that nobody answers about stays with the person on duty', async () => {
    const hao = on.story.resident('wmHao');
    hao.forwardsChat('业主群的聊天记录', trapped);
    await on.story.settled();
    expect(await tasksOf(on.story, 'wmHao')).toMatchObject([{ kind: 'forwarded-danger' }]);
  });

  it('is no question when the resident says it themselves', async () => {
    const jia = on.story.resident('wmJia');
    on.story.fake.callbacks.hold();
    jia.forwardsChat('业主群的聊天记录', trapped);
    jia.writes('3栋2单元电梯困人了，快来！');
    on.story.fake.callbacks.release();
    await on.story.settled();
    expect(await ticketOf(on.story, 'wmJia')).toMatchObject({ grade: 1 });
  });

  it.each(['电梯困人怎么办？一文读懂', '消防演练通知', '业主群：谁家的猫'])(
    '“%s” in a link is no alarm',
    async (title) => {
      const residentId = `wmLink${title.length}`;
      const resident = on.story.resident(residentId);
      resident.sendsLink({ title, url: 'https://example.com/a' });
      await on.story.settled();
      expect(await ticketsOf(on.story, residentId)).toEqual([]);
      expect(await tasksOf(on.story, residentId)).toEqual([]);
    },
  );
});

describe('a file that does not come easily', () => {
  const on = stage();
  const photoOf = async (residentId: string) => (await inbound(on, residentId))[0]?.attachments[0];

  it.each([
    ['a cut connection', { kind: 'reset' }],
    ['half a file', { kind: 'half-body' }],
    ['a page of a gateway', { kind: 'html-page' }],
    ['a page of a gateway with 502', { kind: 'html-page', status: 502 }],
    ['500', { kind: 'http-status', status: 500 }],
    ['“busy” as JSON with 200', { kind: 'errcode', errcode: -1 }],
    ['“too often” as JSON with 200', { kind: 'errcode', errcode: 45009 }],
  ] as const)('after %s it is fetched again', async (_what, fault) => {
    const residentId = `wmFault${fault.kind}${'status' in fault ? fault.status : ''}${'errcode' in fault ? fault.errcode : ''}`;
    on.story.fake.faults.next(MEDIA_GET, fault, 2);
    on.story.resident(residentId).sendsPhoto(demoPhoto, 'image/png');
    await on.story.settled();
    const calls = () => on.story.fake.faults.calls(MEDIA_GET);
    const before = calls();
    await hurry(
      on,
      () => calls() >= before + 2 || on.story.fake.ledger.of('media.served').length >= before + 2,
    );
    on.clock.leap(120_000);
    await all(on);
    on.clock.leap(120_000);
    await all(on);
    expect(await photoOf(residentId)).toMatchObject({ state: 'stored', contentType: 'image/png' });
  });

  it('under a wrong type it is what its bytes say', async () => {
    on.story.fake.faults.next(MEDIA_GET, { kind: 'wrong-content-type', contentType: 'text/html' });
    on.story.resident('wmType').sendsPhoto(demoPhoto, 'image/png');
    await all(on);
    expect(await photoOf('wmType')).toMatchObject({ state: 'stored', contentType: 'image/png' });
  });

  it('drop by drop it comes all the same, and holds up nobody', async () => {
    on.story.fake.faults.next(MEDIA_GET, { kind: 'slow-drip', stepBytes: 8, stepMs: 2 });
    on.story.resident('wmDrip').sendsPhoto(demoPhoto, 'image/png');
    const next = on.story.resident('wmBesideDrip');
    next.sendsPhoto(demoPhoto, 'image/png');
    await all(on);
    expect(await photoOf('wmBesideDrip')).toMatchObject({ state: 'stored' });
    await hurry(on, () => (false as boolean) || on.story.fake.ledger.of('media.served').length > 0);
    await all(on);
    expect(await photoOf('wmDrip')).toMatchObject({ state: 'stored' });
  });

  it('after three days without the platform it is gone, and the resident hears it', async () => {
    const clock = on.clock;
    on.story.fake.faults.always(MEDIA_GET, { kind: 'http-status', status: 503 });
    const ku = on.story.resident('wmKu');
    ku.sendsPhoto(demoPhoto, 'image/png');
    await on.story.settled();
    clock.leap(3 * 24 * 3_600_000 + 60_000);
    await all(on);
    on.story.fake.faults.clear(MEDIA_GET);
    expect(await photoOf('wmKu')).toMatchObject({ state: 'gone', reason: 'expired', url: null });
    const said = (await threadOf(on.story, 'wmKu')).map((message) => message.replyKey);
    expect(said.filter((key) => key === 'media.lost')).toHaveLength(1);
  });

  it('that is no photo is refused by name, once to the resident, and the ticket knows', async () => {
    const lan = on.story.resident('wmLan');
    lan.writes('3栋2单元501客厅灯不亮');
    await on.story.settled();
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
    lan.sendsPhoto(svg, 'image/png');
    lan.sendsPhoto(svg, 'image/jpeg');
    await all(on);
    const files = (await inbound(on, 'wmLan')).flatMap((message) => message.attachments);
    expect(files).toMatchObject([
      { state: 'refused', reason: 'svg', url: null },
      { state: 'refused', reason: 'svg', url: null },
    ]);
    const said = (await threadOf(on.story, 'wmLan')).filter((each) => each.replyKey === 'media.unopened');
    expect(said).toHaveLength(1);
    const { id } = await ticketOf(on.story, 'wmLan');
    const { body } = await on.story.api<{ items: { type: string; data: object }[] }>(
      'GET',
      `/tickets/${id}/events`,
    );
    expect(body.items.filter((event) => event.type === 'ticket.file-lost')).toMatchObject([
      { data: { type: 'image', reason: 'svg' } },
      { data: { type: 'image', reason: 'svg' } },
    ]);
  });

  it('beyond sixty in an hour is only noted', async () => {
    const mei = on.story.resident('wmMei');
    on.story.fake.callbacks.hold();
    for (let n = 0; n < 65; n++) mei.sendsFile('voice', silk(), 'audio/silk');
    on.story.fake.callbacks.release();
    await all(on);
    const files = (await inbound(on, 'wmMei')).flatMap((message) => message.attachments);
    expect(files.filter((file) => file.state === 'stored')).toHaveLength(60);
    expect(files.filter((file) => file.reason === 'too-many')).toHaveLength(5);
  });
});

describe('files in an object store', () => {
  const clock = workday();
  const env: Record<string, string> = {};
  let s3: S3StandIn;
  beforeAll(async () => {
    s3 = await startS3StandIn(() => clock.now());
    Object.assign(env, {
      MEDIA_S3_ENDPOINT: s3.endpoint,
      MEDIA_S3_BUCKET: s3.bucket,
      MEDIA_S3_REGION: s3.region,
      MEDIA_S3_ACCESS_KEY_ID: s3.accessKeyId,
      MEDIA_S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
      MEDIA_S3_PREFIX: 'desk/',
    });
  });
  afterAll(() => s3.close());
  const on = stage({ clock, env });

  it('come and go as they do on the disk, also when the store stumbles', async () => {
    const ou = on.story.resident('wmOu');
    s3.fail(503);
    const msgid = ou.sendsPhoto(demoPhoto, 'image/png');
    await on.story.settled();
    on.clock.leap(10_000);
    await all(on);
    const [file] = (await inbound(on, 'wmOu'))[0]?.attachments ?? [];
    expect(file).toMatchObject({ state: 'stored' });
    expect([...s3.objects.keys()]).toMatchObject([
      expect.stringMatching(/^desk\/[0-9a-f]{2}\/[0-9a-f]{36}$/),
    ]);
    const answer = await get(on, file?.url);
    expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(demoPhoto))).toBe(true);
    s3.fail(500);
    expect(await get(on, file?.url)).toMatchObject({ status: 503 });
    ou.recalls(msgid);
    await all(on);
    expect(s3.objects.size).toBe(0);
  });
});
