// The page's own API: everything a played resident does reaches the fake platform, and nothing else can play residents.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lin, openSimulator, type SimulatorStage, ticket } from './stage.ts';

let stage: SimulatorStage;
beforeEach(async () => {
  stage = await openSimulator();
});
afterEach(() => stage.close());

type Body = { ok: boolean; say?: string } & Record<string, unknown>;

async function get(path: string): Promise<Body> {
  return (await (await fetch(stage.api + path)).json()) as Body;
}

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(stage.api + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Body };
}

const png = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=',
    'base64',
  ),
);

function sendBytes(bytes: Uint8Array<ArrayBuffer>, type = 'image/png') {
  return fetch(`${stage.api}/residents/${lin}/photo`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: bytes,
  });
}

describe('page', () => {
  it.each(['/simulator', '/simulator/'])(
    'is served at %s under a policy that allows only its own',
    async (path) => {
      const response = await fetch(stage.origin + path, { redirect: 'manual' });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      const html = await response.text();
      expect(html).toContain('没有连接真实平台');
      expect(html).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son\w+=|https?:\/\//);
    },
  );

  it('does not serve what lies beside the page', async () => {
    for (const path of ['/simulator/../routes.ts', '/simulator/%2e%2e/routes.ts', '/simulator/api/none']) {
      expect((await fetch(stage.origin + path)).status).toBe(404);
    }
  });
});

describe('resident', () => {
  it('writes, and the words stand in the log of the platform', async () => {
    const { body } = await post(`/residents/${lin}/write`, { text: ' 厨房漏水 ' });
    expect(stage.fake.ledger.of('item.appended')).toMatchObject([
      { externalUserId: lin, item: { msgid: body.messageId, text: { content: '厨房漏水' } } },
    ]);
    expect(await get(`/residents/${lin}/timeline`)).toMatchObject({
      ok: true,
      messages: [{ id: body.messageId, from: 'resident', kind: 'text', text: '厨房漏水', recalled: false }],
    });
  });

  it('sees texts and menus of the bot, and taps a menu item', async () => {
    await post(`/residents/${lin}/write`, { text: '你好' });
    const list = [
      { type: 'click', click: { id: 'flow:repair', content: '报修' } },
      { type: 'view', view: { url: 'https://example.invalid', content: '缴费' } },
      { type: 'text', text: { content: '或者直接说' } },
    ];
    await stage.botSays(lin, {
      msgtype: 'msgmenu',
      msgmenu: { head_content: '您好', list, tail_content: '请选择' },
    });
    const { messages } = (await get(`/residents/${lin}/timeline`)) as unknown as { messages: unknown[] };
    expect(messages.at(-1)).toMatchObject({
      from: 'bot',
      kind: 'menu',
      head: '您好',
      tail: '请选择',
      lines: [
        { kind: 'item', id: 'flow:repair', label: '报修' },
        { kind: 'link', label: '缴费', url: 'https://example.invalid' },
        { kind: 'words', label: '或者直接说' },
      ],
    });
    expect((await post(`/residents/${lin}/click`, { menuItemId: 'flow:none' })).status).toBe(400);
    expect((await post(`/residents/${lin}/click`, { menuItemId: 'flow:repair' })).status).toBe(200);
    expect(stage.fake.ledger.of('item.appended').at(-1)).toMatchObject({
      item: { text: { content: '报修', menu_id: 'flow:repair' } },
    });
  });

  it('enters and recalls', async () => {
    await post(`/residents/${lin}/enter`, { scene: 'lobby' });
    expect(stage.fake.ledger.of('item.appended').at(-1)).toMatchObject({
      item: { event: { event_type: 'enter_session', scene: 'lobby' } },
    });
    const { body } = await post(`/residents/${lin}/write`, { text: '写错了' });
    expect((await post(`/residents/${lin}/recall`, { messageId: body.messageId })).status).toBe(200);
    expect((await post(`/residents/${lin}/recall`, { messageId: body.messageId })).status).toBe(409);
    expect(await get(`/residents/${lin}/timeline`)).toMatchObject({ messages: [{ recalled: true }] });
  });

  it('sends a photo that the page gets back byte for byte', async () => {
    expect((await sendBytes(png)).status).toBe(200);
    const { messages } = (await get(`/residents/${lin}/timeline`)) as unknown as {
      messages: { mediaId: string }[];
    };
    const response = await fetch(`${stage.api}/media/${messages[0]?.mediaId}`);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(png);
  });

  it.each([
    ['a page that calls itself a picture', new TextEncoder().encode('<html><script>alert(1)</script>'), 415],
    ['a vector drawing', new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>'), 415],
    ['nothing', new Uint8Array(0), 400],
    ['more than 10 MB', new Uint8Array(10 * 1024 ** 2 + 1), 413],
  ])('can not send %s as a photo', async (_name, bytes, status) => {
    expect((await sendBytes(bytes)).status).toBe(status);
    expect(stage.fake.ledger.of('item.appended')).toHaveLength(0);
  });

  it.each([
    ['no text', { text: '  ' }],
    ['too much text', { text: '长'.repeat(2_001) }],
    ['no object', 7],
  ])('is asked again for %s', async (_name, body) => {
    const answer = await post(`/residents/${lin}/write`, body);
    expect([answer.status, answer.body.ok]).toEqual([400, false]);
  });

  it('must be one of those who are played', async () => {
    expect((await post('/residents/wmStranger/write', { text: '你好' })).status).toBe(404);
    const { body } = await post('/residents', {});
    const { id } = body.resident as { id: string };
    expect((await post(`/residents/${id}/write`, { text: '你好' })).status).toBe(200);
  });

  it('can not be played from another site', async () => {
    const answer = await post(
      `/residents/${lin}/write`,
      { text: '你好' },
      { 'sec-fetch-site': 'cross-site' },
    );
    expect(answer.status).toBe(403);
    expect(stage.fake.ledger.of('item.appended')).toHaveLength(0);
  });
});

describe('duty phone', () => {
  it('shows a notice with the ticket whose number stands in it, and takes it for its receiver', async () => {
    stage.tickets.push(ticket());
    await stage.notify('【一级特急】水管爆裂\n单号：BX-0001');
    await stage.notify('今晚停水，请留意');
    expect(await get('/notices')).toMatchObject({
      notices: [
        { to: '王志强', userId: 'WangZhiQiang', grade: 1, ticketId: 't1', canAccept: true },
        { grade: null, ticketId: null, canAccept: false },
      ],
    });
    expect((await post('/tickets/t1/accept', { staffUserId: 'nobody' })).status).toBe(400);
    expect((await post('/tickets/t1/accept', { staffUserId: 'WangZhiQiang' })).status).toBe(200);
    expect(stage.accepted).toEqual([{ ticketId: 't1', staffUserId: 'WangZhiQiang' }]);
    const again = await post('/tickets/t1/accept', { staffUserId: 'WangZhiQiang' });
    expect([again.status, again.body.say]).toEqual([409, '这张单已经有人接了']);
  });

  it('lists the tickets of the product', async () => {
    stage.tickets.push(ticket({ code: 'BX-0009' }));
    expect(await get('/tickets')).toMatchObject({ tickets: [{ code: 'BX-0009' }] });
  });
});

describe('stream', () => {
  it('says which resident has news, and ends with the simulator', async () => {
    const response = await fetch(`${stage.api}/stream`);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    if (!reader) throw new Error('the stream has no body');
    let text = '';
    const readUntil = async (mark: string) => {
      while (!text.includes(mark)) {
        const { value, done } = await reader.read();
        if (done) throw new Error('the stream ended early');
        text += value;
      }
    };
    await readUntil('retry:');
    await post(`/residents/${lin}/write`, { text: '你好' });
    await readUntil('event: changed');
    await readUntil('\n\n');
    expect(text).toContain(`"residents":["${lin}"]`);
    expect(text).not.toContain('你好');
  });
});

describe('a resident who writes from the Official Account', () => {
  const lin = 'oSimLin';
  const timeline = async () =>
    (await get(`/residents/${lin}/timeline`)) as unknown as { messages: Record<string, unknown>[] };

  it('follows, writes, sends a photo and a place, and sees what they sent', async () => {
    await post(`/residents/${lin}/enter`, {});
    expect(stage.oa.ledger.of('follower.did')).toMatchObject([{ openId: lin, event: 'subscribe' }]);
    await post(`/residents/${lin}/write`, { text: '厨房漏水' });
    await fetch(`${stage.api}/residents/${lin}/photo`, { method: 'POST', body: png });
    await post(`/residents/${lin}/send`, { kind: 'place' });
    const { messages } = await timeline();
    expect(messages.map(({ kind }) => kind)).toEqual(['text', 'photo', 'card']);
    expect((await fetch(`${stage.api}/media/${messages[1]?.mediaId}`)).status).toBe(200);
    expect(stage.fake.ledger.of('item.appended')).toEqual([]);
  });

  it('taps a menu item as it was sent', async () => {
    await post(`/residents/${lin}/write`, { text: '你好' });
    stage.oa.ledger.add({
      ...{
        type: 'message.accepted',
        openId: lin,
        messageId: 'm1',
        msgtype: 'msgmenu',
        via: 'custom',
        after: null,
      },
      content: { head_content: '请选择', list: [{ id: 'flow:repair', content: '报修' }] },
    });
    expect((await timeline()).messages.at(-1)).toMatchObject({
      kind: 'menu',
      lines: [{ kind: 'item', id: 'flow:repair', label: '报修' }],
    });
    expect((await post(`/residents/${lin}/click`, { menuItemId: 'flow:repair' })).status).toBe(200);
    expect(stage.oa.ledger.of('follower.said').at(-1)?.body).toEqual({
      Content: '报修',
      bizmsgmenuid: 'flow:repair',
    });
  });

  it('is told what this channel does not have', async () => {
    const { body } = await post(`/residents/${lin}/write`, { text: '写错了' });
    expect((await post(`/residents/${lin}/recall`, { messageId: body.messageId })).status).toBe(409);
    expect(await post(`/residents/${lin}/send`, { kind: 'chat' })).toMatchObject({
      status: 409,
      body: { say: expect.stringContaining('微信客服') },
    });
  });

  it('may be somebody new', async () => {
    const { body } = await post('/residents', { channel: 'wechat-oa' });
    expect(body.resident).toMatchObject({ channel: 'wechat-oa', home: '第一次来' });
    expect((await post('/residents', { channel: 'fax' })).status).toBe(400);
  });
});

describe('every channel that is played', () => {
  it.each([
    ['wecom-kf', 'wmSimLin'],
    ['wecom-app', 'SimWorkLin'],
    ['wechat-oa', 'oSimLin'],
    ['feishu', 'ou_simLin'],
    ['dingtalk', 'simDingLin'],
    ['bot-framework', 'dl_simLin'],
  ])('%s has residents who write, a ledger that shows it, and faults', async (channel, resident) => {
    expect((await post(`/residents/${resident}/write`, { text: '电梯停了' })).status).toBe(200);
    const { messages } = await get(`/residents/${resident}/timeline`);
    expect(messages).toMatchObject([{ kind: 'text', from: 'resident', text: '电梯停了' }]);
    const { entries } = await get(`/ledger?channel=${channel}`);
    expect(JSON.stringify(entries)).toContain('电梯停了');
    const { channels } = (await get('/scene')) as unknown as { channels: { id: string; faults: string[] }[] };
    const { faults = [] } = channels.find(({ id }) => id === channel) ?? {};
    expect(faults).toContain('refused');
    for (const fault of faults) expect((await post('/faults', { channel, fault })).status).toBe(200);
  });

  it('has no fault that it cannot have, and nobody has a channel that is not played', async () => {
    expect((await post('/faults', { channel: 'dingtalk', fault: 'closed' })).status).toBe(400);
    expect(await get('/ledger?channel=fax')).toMatchObject({ ok: false });
  });

  it('shows what the desk sent as its phone would: a card of 飞书 as choices that can be pressed', async () => {
    const elements = [
      { tag: 'div', text: { tag: 'plain_text', content: '哪个单元' } },
      { tag: 'action', actions: [{ tag: 'button', text: { content: '1单元' }, value: { choice: 'u1' } }] },
    ];
    stage.feishu.ledger.add({
      ...{ type: 'message.accepted', openId: 'ou_simLin', messageId: 'om_1', msgtype: 'interactive' },
      content: { elements },
    });
    expect((await get('/residents/ou_simLin/timeline')).messages).toMatchObject([
      { kind: 'menu', head: '哪个单元', lines: [{ kind: 'item', id: 'om_1#1', label: '1单元' }] },
    ]);
    expect((await post('/residents/ou_simLin/click', { menuItemId: 'om_1#1' })).status).toBe(200);
    expect((await post('/residents/ou_simLin/click', { menuItemId: 'om_1#2' })).status).toBe(400);
  });
});
