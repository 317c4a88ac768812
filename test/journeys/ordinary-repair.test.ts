// 灯不亮了: an ordinary repair as people tell it, in bits, with a correction, a photo and a change of mind.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { notices, stage, threadOf, ticketOf, ticketsOf } from './support.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const questionsIn = (texts: string[]) => texts.join('\n').match(/[？?]/g)?.length ?? 0;

describe('three short messages in one breath', { shuffle: false }, () => {
  const on = stage({ env: { BURST_MS: '60' } });

  it('are answered once, and the ticket is open without a question before it', async () => {
    const chen = on.story.resident('wmChen');
    on.story.fake.callbacks.hold(); // all three before the desk hears of the first
    for (const words of ['厨房', '灯不亮了', '3栋2单元501']) chen.writes(words);
    on.story.fake.callbacks.release();
    await on.story.settled();
    expect(await ticketOf(on.story, 'wmChen')).toMatchObject({
      kind: 'repair',
      grade: 3,
      place: { building: '3', unit: '2', room: '501', area: 'kitchen' },
    });
    const heard = on.story.hears(chen);
    expect(heard.length).toBeLessThanOrEqual(2);
    expect(questionsIn(heard)).toBeLessThanOrEqual(1);
  });

  it('are said back in the words of the matter, with number, name and promise', async () => {
    const { code } = await ticketOf(on.story, 'wmChen');
    const said = on.story.hears(on.story.resident('wmChen')).join('\n');
    expect(said).toMatch(/3栋2单元501/);
    expect(said).toMatch(/厨房/);
    expect(said).toMatch(/灯/);
    expect(said).toContain(code);
    expect(said).toMatch(/工程师傅/);
    expect(said).toMatch(/2小时/);
  });

  it('a correction after that goes into the same ticket, and the worker who has it sees it', async () => {
    const ticket = await ticketOf(on.story, 'wmChen');
    const accepted = await on.story.api('POST', `/tickets/${ticket.id}/accept`, {
      onBehalfOf: 'zhao-yonggang',
    });
    expect(accepted).toMatchObject({ status: 200, body: { assignee: 'zhao-yonggang' } });
    on.story.resident('wmChen').writes('不对，是502');
    await on.story.settled();
    expect(await ticketOf(on.story, 'wmChen')).toMatchObject({
      id: ticket.id,
      place: { unit: '2', room: '502' },
    });
    expect(notices(on.story, 'ZhaoYongGang').at(-1)).toMatch(/更新[\s\S]*502/);
    expect(on.story.hears(on.story.resident('wmChen')).at(-1)).toMatch(/502/);
  });

  it('the rest is asked afterwards, one thing at a time, and lands in the ticket', async () => {
    const chen = on.story.resident('wmChen');
    chen.writes('13800138000');
    await on.story.settled();
    chen.writes('明天上午');
    await on.story.settled();
    expect(await ticketOf(on.story, 'wmChen')).toMatchObject({ contact: { phone: '+8613800138000' } });
    const heard = on.story.hears(chen);
    for (const text of heard) expect(questionsIn([text]), text).toBeLessThanOrEqual(1);
    expect(heard.join('\n')).toMatch(/照片/);
  });

  it('a photo is fetched, sealed on the disk, and hangs on message and ticket', async () => {
    on.story.resident('wmChen').sendsPhoto(PNG, 'image/png');
    await on.story.settled();
    await on.story.quiet();
    const ticket = await ticketOf(on.story, 'wmChen');
    expect(ticket.attachments).toMatchObject([{ type: 'image', state: 'stored', contentType: 'image/png' }]);
    const message = (await threadOf(on.story, 'wmChen')).find((each) => each.type === 'image');
    expect(message?.attachments.map((each) => each.id)).toEqual(ticket.attachments.map((each) => each.id));
    const files = readdirSync(join(on.story.dataDir, 'media'), {
      recursive: true,
      withFileTypes: true,
    }).filter((entry) => entry.isFile());
    expect(files).toHaveLength(1);
    for (const file of files) {
      const raw = readFileSync(join(file.parentPath, file.name));
      expect(raw.length).toBeGreaterThan(PNG.length);
      expect(raw.includes(PNG.subarray(0, 8))).toBe(false);
      expect(raw.includes('IHDR')).toBe(false);
    }
  });

  it('the photo is given out as it was, to whoever has the token and to nobody else', async () => {
    const [photo] = (await ticketOf(on.story, 'wmChen')).attachments;
    const url = `${on.story.baseUrl}${photo?.url}`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${on.story.apiToken}` } });
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await answer.arrayBuffer()).equals(PNG)).toBe(true);
    expect((await fetch(url)).status).toBe(401);
  });

  it('leaves one ticket and no more than five messages after any of them', async () => {
    expect(await ticketsOf(on.story, 'wmChen')).toHaveLength(1);
    expect(Math.max(...on.story.fake.ledger.countsPerInbound().values())).toBeLessThanOrEqual(5);
    expect(on.story.fake.ledger.duplicatesShown()).toEqual([]);
  });
});

describe('a matter told word by word', () => {
  const on = stage({ env: { BURST_MS: '60' } });

  it('needs at most two questions before its ticket is open', async () => {
    const he = on.story.resident('wmHe');
    const answers = ['你好，我要报修', '卫生间马桶堵了', '5栋1单元302'];
    for (const words of answers) {
      he.writes(words);
      await on.story.settled();
    }
    const ticket = await ticketOf(on.story, 'wmHe');
    expect(ticket).toMatchObject({ kind: 'repair', place: { building: '5', unit: '1', room: '302' } });
    const before = on.story.hears(he).filter((text) => !text.includes(ticket.code));
    expect(questionsIn(before)).toBeLessThanOrEqual(2);
  });
});

describe('a file that only says it is a photo', () => {
  const on = stage({ env: { BURST_MS: '60' } });

  it('is refused, and nothing of it is kept', async () => {
    const gao = on.story.resident('wmGao');
    gao.writes('7栋1单元101客厅灯不亮');
    await on.story.settled();
    gao.sendsPhoto(Buffer.from('<!doctype html><script>alert(1)</script>'), 'image/png');
    await on.story.settled();
    await on.story.quiet();
    const message = (await threadOf(on.story, 'wmGao')).find((each) => each.type === 'image');
    expect(message?.attachments).toMatchObject([{ state: 'refused', url: null }]);
    const id = message?.attachments[0]?.id;
    expect(await on.story.api('GET', `/attachments/${id}`)).toMatchObject({ status: 410 });
  });

  it.each([
    ['JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1]), 'image/jpeg'],
    ['JPEG that says it is a PNG', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46]), 'image/png'],
  ])('while a %s is kept as what it is', async (name, bytes, claimed) => {
    const residentId = `wmJpeg${name.length}`;
    on.story.resident(residentId).sendsPhoto(bytes, claimed);
    await on.story.settled();
    const message = (await threadOf(on.story, residentId)).find((each) => each.type === 'image');
    expect(message?.attachments).toMatchObject([{ state: 'stored', contentType: 'image/jpeg' }]);
  });

  it.each([
    ['SVG', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['PDF', '%PDF-1.7 %âãÏÓ'],
    ['zip', 'PK\u0003\u0004aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
    ['program', 'MZ aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
  ])('and a %s sent as a photo is refused', async (name, bytes) => {
    const residentId = `wmNot${name}`;
    on.story.resident(residentId).sendsPhoto(Buffer.from(bytes, 'latin1'), 'image/jpeg');
    await on.story.settled();
    const message = (await threadOf(on.story, residentId)).find((each) => each.type === 'image');
    expect(message?.attachments).toMatchObject([{ state: 'refused', url: null }]);
  });

  it('and one the platform no longer has is written down as gone', async () => {
    const gao = on.story.resident('wmGone');
    gao.sends({ msgtype: 'image', image: { media_id: 'MEDIAneverWas' } });
    await on.story.settled();
    await on.story.quiet();
    const message = (await threadOf(on.story, 'wmGone')).find((each) => each.type === 'image');
    expect(message?.attachments).toMatchObject([{ state: 'gone' }]);
  });
});

describe('a change of mind', () => {
  const on = stage({ env: { BURST_MS: '60' } });

  it('before there is a ticket leaves none', async () => {
    const fang = on.story.resident('wmFang');
    fang.writes('我要报修');
    await on.story.settled();
    fang.writes('算了，不用了');
    await on.story.settled();
    expect(await ticketsOf(on.story, 'wmFang')).toEqual([]);
    expect(on.story.hears(fang).at(-1)).toMatch(/好的/);
  });

  it('after the ticket is asked about once, withdraws it, and whoever was called need not come', async () => {
    const qian = on.story.resident('wmQian');
    qian.writes('6栋1单元201家里水管爆了');
    await on.story.settled();
    const paged = notices(on.story).filter((notice) => notice.includes('6栋1单元201'));
    expect(paged).toHaveLength(1);
    qian.writes('不用来了，取消吧');
    await on.story.settled();
    expect(await ticketOf(on.story, 'wmQian')).toMatchObject({ status: 'new' });
    expect(on.story.hears(qian).at(-1)).toMatch(/确定/);
    qian.writes('确定');
    await on.story.settled();
    const ticket = await ticketOf(on.story, 'wmQian');
    expect(ticket).toMatchObject({ status: 'cancelled' });
    const [phone] = (paged[0] ?? '').split(':');
    expect(notices(on.story, phone).at(-1)).toMatch(new RegExp(`${ticket.code} 已撤销`));
  });
});
