// Who may write to a resident, when, how often, and what it may look like.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unconfirmedErrcodes } from '../../../src/simulator/fake-wecom/limits.ts';
import { account, lin, openStage, type Stage } from './stage.ts';

const HOUR = 3_600_000;
const SECOND = 1_000;
let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

const shown = () => stage.fake.ledger.messagesTo(account, lin).map((one) => one.content);
const errcode = async (answer: Promise<{ errcode: number }>) => (await answer).errcode;

function trans(to: number, servicer?: string) {
  return stage.call('/cgi-bin/kf/service_state/trans', {
    open_kfid: account,
    external_userid: lin,
    service_state: to,
    ...(servicer === undefined ? {} : { servicer_userid: servicer }),
  });
}

function onEvent(code: unknown, more: Record<string, unknown> = {}) {
  const text = { msgtype: 'text', text: { content: '您好' } };
  return stage.call('/cgi-bin/kf/send_msg_on_event', { code, ...text, ...more });
}

describe('send_msg', () => {
  it('shows the message, says its id and moves a new session to the bot', async () => {
    stage.resident.writes('有人吗');
    expect(stage.resident.state()).toBe(0);
    expect(await stage.say('在的', { msgid: 'out_1' })).toMatchObject({ errcode: 0, msgid: 'out_1' });
    expect(shown()).toEqual([{ content: '在的' }]);
    expect(stage.resident.state()).toBe(1);
  });

  it('makes an id when there is none, and refuses an empty one', async () => {
    stage.resident.writes('有人吗');
    expect(String((await stage.say('在的')).msgid)).toMatch(/^[0-9a-z]+$/);
    expect(await errcode(stage.say('在的', { msgid: '' }))).toBe(40058);
    expect(await errcode(stage.say('在的', { msgid: 'x'.repeat(33) }))).toBe(40058);
    expect(await errcode(stage.say('在的', { msgid: '中文' }))).toBe(40058);
  });

  it('refuses a repeated msgid and does not show it twice, also when the five are used', async () => {
    stage.resident.writes('有人吗');
    for (let n = 1; n <= 5; n++) await stage.say(`第${n}条`, { msgid: `out_${n}` });
    expect(await errcode(stage.say('第5条', { msgid: 'out_5' }))).toBe(
      unconfirmedErrcodes.duplicateMessageId,
    );
    expect(shown()).toHaveLength(5);
    expect(stage.fake.ledger.of('message.refused')).toMatchObject([
      { messageId: 'out_5', reason: 'repeated msgid' },
    ]);
  });

  it('takes its number for a repeated msgid from the settings', async () => {
    await stage.close();
    stage = await openStage({ errcodes: { duplicateMessageId: 95123 } });
    stage.resident.writes('有人吗');
    await stage.say('在的', { msgid: 'a' });
    expect(await errcode(stage.say('在的', { msgid: 'a' }))).toBe(95123);
  });

  it('keeps msgids apart by account', async () => {
    const elsewhere = stage.fake.resident(lin, { openKfId: 'wkSecond' });
    stage.resident.writes('有人吗');
    elsewhere.writes('有人吗');
    await stage.say('在的', { msgid: 'a' });
    expect(await errcode(stage.say('在的', { msgid: 'a', open_kfid: 'wkSecond' }))).toBe(0);
  });

  it('takes five per message of the resident, and every message gives five anew', async () => {
    const first = stage.resident.writes('有人吗');
    for (let n = 1; n <= 5; n++) expect(await errcode(stage.say(`第${n}条`))).toBe(0);
    expect(await errcode(stage.say('第6条'))).toBe(95001);
    const second = stage.resident.writes('还在吗');
    expect(await errcode(stage.say('在'))).toBe(0);
    expect([...stage.fake.ledger.countsPerInbound()]).toEqual([
      [first, 5],
      [second, 1],
    ]);
  });

  it('closes 48 hours after the resident’s last message', async () => {
    stage.resident.writes('有人吗');
    stage.clock.advance(48 * HOUR);
    stage.fake.tokens.invalidate();
    await stage.close();
    stage = await openStage();
    stage.resident.writes('有人吗', { sentAt: stage.clock.now() - 48 * HOUR });
    expect(await errcode(stage.say('刚好'))).toBe(0);
    stage.clock.advance(1);
    expect(await errcode(stage.say('晚了'))).toBe(95002);
    expect(stage.resident.state()).toBe(4);
    stage.resident.writes('又来了');
    expect(stage.resident.state()).toBe(0);
    expect(await errcode(stage.say('在的'))).toBe(0);
  });

  it('is closed to one who has only entered', async () => {
    stage.resident.enters();
    expect(await errcode(stage.say('您好'))).toBe(95002);
  });

  it.each([2, 3])('is refused in state %i', async (state) => {
    stage.resident.writes('转人工');
    await trans(state, 'wangfang');
    expect(await errcode(stage.say('在的'))).toBe(95018);
  });

  it('may refuse state 0 until an explicit trans, as field reports say', async () => {
    stage.fake.stateZeroNeedsTrans(account, true);
    stage.resident.writes('有人吗');
    expect(await errcode(stage.say('在的'))).toBe(95018);
    await trans(1);
    expect(await errcode(stage.say('在的'))).toBe(0);
  });

  it('takes a message that fails later, does not show it and reports it as an event', async () => {
    stage.resident.writes('有人吗');
    stage.resident.failsLaterWith(10);
    expect(await errcode(stage.say('在的', { msgid: 'a' }))).toBe(0);
    expect(shown()).toEqual([]);
    const { msg_list } = await stage.pull();
    expect(msg_list.at(-1)).toMatchObject({
      origin: 4,
      event: { event_type: 'msg_send_fail', external_userid: lin, fail_msgid: 'a', fail_type: 10 },
    });
  });

  const click = (id: string, content: string) => ({ type: 'click', click: { id, content } });
  const menu = (list: unknown[], head = '请选择') => ({
    msgtype: 'msgmenu',
    msgmenu: { head_content: head, list },
  });
  it.each([
    ['2048 bytes of text', { text: { content: `${'物'.repeat(682)}ab` } }, 0],
    ['2049 bytes of text', { text: { content: `${'物'.repeat(682)}abc` } }, 45002],
    ['no text', { text: { content: '' } }, 44004],
    ['an unknown type', { msgtype: 'hologram' }, 40008],
    ['ten menu items', menu(Array.from({ length: 10 }, (_, n) => click(`m${n}`, `项${n}`))), 0],
    ['eleven menu items', menu(Array.from({ length: 11 }, (_, n) => click(`m${n}`, `项${n}`))), 95008],
    ['an unknown kind of menu item', menu([{ type: 'dance', dance: {} }]), 95009],
    ['an item id of 128 bytes', menu([click('x'.repeat(128), '是')]), 0],
    ['an item id of 129 bytes', menu([click('x'.repeat(129), '是')]), 45002],
    ['an item label of 129 bytes', menu([click('a', 'x'.repeat(129))]), 45002],
    ['a head of 1025 bytes', menu([click('a', '是')], 'x'.repeat(1025)), 45002],
    ['an empty menu', { msgtype: 'msgmenu', msgmenu: {} }, 44004],
    ['a photo that was not uploaded', { msgtype: 'image', image: { media_id: 'no' } }, 40007],
    ['a place off the globe', { msgtype: 'location', location: { latitude: 91, longitude: 0 } }, 40058],
    ['an unknown resident', { touser: 'wmNobody' }, 40096],
    ['an unknown account', { open_kfid: 'wkNo' }, 95004],
  ])('judges %s', async (_name, ask, expected) => {
    stage.resident.writes('有人吗');
    expect(await errcode(stage.say('在的', ask))).toBe(expected);
  });
});

describe('resident', () => {
  it('taps a menu item, which arrives as text with menu_id; unknown items can not be tapped', async () => {
    stage.resident.writes('你好');
    const list = [{ type: 'click', click: { id: 'flow:repair', content: '报修' } }];
    await stage.say('', { msgtype: 'msgmenu', msgmenu: { head_content: '您好', list } });
    expect(stage.resident.clicksMenu('flow:none')).toBeNull();
    expect(stage.resident.clicksMenu('flow:repair')).not.toBeNull();
    const { msg_list } = await stage.pull();
    expect(msg_list.at(-1)).toMatchObject({ origin: 3, text: { content: '报修', menu_id: 'flow:repair' } });
  });

  it('sends photos that can be fetched for three days', async () => {
    const bytes = new Uint8Array([0xff, 0xd8, 0xff, 1, 2, 3]);
    stage.resident.sendsPhoto(bytes, 'image/jpeg');
    const { msg_list } = await stage.pull();
    const mediaId = String((msg_list[0]?.image as { media_id: string } | undefined)?.media_id);
    const response = await fetch(await stage.withToken(`/cgi-bin/media/get?media_id=${mediaId}`));
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
    stage.clock.advance(72 * HOUR + 1);
    expect(stage.fake.media(mediaId)).toBeNull();
  });

  it('gets a text notice in place of a photo that is too large', async () => {
    stage.resident.sendsPhoto(new Uint8Array(2 * 1024 ** 2 + 1), 'image/jpeg');
    expect((await stage.pull()).msg_list).toMatchObject([{ msgtype: 'text' }]);
  });

  it('recalls own words within two minutes, and only those', async () => {
    const said = stage.resident.writes('写错了');
    const { msgid } = await stage.say('收到');
    expect(stage.resident.recalls(String(msgid))).toBe(false);
    stage.clock.advance(120 * SECOND);
    expect(stage.resident.recalls(said)).toBe(true);
    expect(stage.resident.recalls(said)).toBe(false);
    expect(stage.resident.sees()).toMatchObject([{ recalled: true }, { recalled: false, from: 'product' }]);
    const late = stage.resident.writes('又写错了');
    stage.clock.advance(120 * SECOND + 1);
    expect(stage.resident.recalls(late)).toBe(false);
  });

  it('sends any other kind of message as it is', async () => {
    stage.resident.sends({ msgtype: 'note', note: {} });
    stage.resident.sendsLocation({ latitude: 23.1, longitude: 113.3, name: '3号楼', address: '示例路' });
    expect((await stage.pull()).msg_list).toMatchObject([
      { msgtype: 'note', origin: 3, external_userid: lin, open_kfid: account },
      { msgtype: 'location', location: { latitude: 23.1 } },
    ]);
  });
});

describe('enter_session and send_msg_on_event', () => {
  it('brings a welcome code that works once', async () => {
    const { welcomeCode } = stage.resident.enters({ scene: 'lobby', sceneParam: 'room%3D3-2-501' });
    expect((await stage.pull()).msg_list).toMatchObject([
      { event: { event_type: 'enter_session', scene: 'lobby', welcome_code: welcomeCode } },
    ]);
    expect(await errcode(onEvent(welcomeCode))).toBe(0);
    expect(await errcode(onEvent(welcomeCode))).toBe(unconfirmedErrcodes.eventCodeRefused);
    expect(shown()).toEqual([{ content: '您好' }]);
  });

  it('ends a welcome code after 20 seconds', async () => {
    const { welcomeCode } = stage.resident.enters();
    stage.clock.advance(20 * SECOND);
    expect(await errcode(onEvent(welcomeCode))).toBe(unconfirmedErrcodes.eventCodeRefused);
  });

  it('gives no welcome code within 48 hours of a welcome or of a message', async () => {
    const { welcomeCode } = stage.resident.enters();
    await onEvent(welcomeCode);
    stage.clock.advance(48 * HOUR);
    expect(stage.resident.enters().welcomeCode).toBeNull();
    stage.clock.advance(1);
    expect(stage.resident.enters().welcomeCode).not.toBeNull();
    stage.resident.writes('你好');
    expect(stage.resident.enters().welcomeCode).toBeNull();
  });

  it('takes a menu for the welcome and for the end, only text in between', async () => {
    const list = [{ type: 'click', click: { id: 'a', content: '报修' } }];
    const menu = { msgtype: 'msgmenu', msgmenu: { head_content: '您好', list } };
    expect(await errcode(onEvent(stage.resident.enters().welcomeCode, menu))).toBe(0);
    stage.resident.writes('转人工');
    const { msg_code: human } = await trans(3, 'wangfang');
    expect(await errcode(onEvent(human, menu))).toBe(40008);
    expect(await errcode(onEvent(human))).toBe(0);
    const { msg_code: ended } = await trans(4);
    expect(await errcode(onEvent(ended, menu))).toBe(0);
  });

  it('takes a state code only while the session is in that state', async () => {
    stage.resident.writes('转人工');
    const { msg_code: queued } = await trans(2);
    await trans(3, 'wangfang');
    expect(await errcode(onEvent(queued))).toBe(95018);
  });

  it('ends the end code after 20 seconds and the others after 48 hours', async () => {
    stage.resident.writes('转人工');
    const { msg_code: human } = await trans(3, 'wangfang');
    stage.clock.advance(21 * SECOND);
    expect(await errcode(onEvent(human))).toBe(0);
    const { msg_code: ended } = await trans(4);
    stage.clock.advance(20 * SECOND);
    expect(await errcode(onEvent(ended))).toBe(unconfirmedErrcodes.eventCodeRefused);
  });

  it('does not count event messages among the five', async () => {
    const { welcomeCode } = stage.resident.enters();
    stage.resident.writes('你好');
    await onEvent(welcomeCode);
    for (let n = 1; n <= 5; n++) expect(await errcode(stage.say(`第${n}条`))).toBe(0);
  });
});

describe('service_state', () => {
  const moves: [from: number, to: number, expected: number][] = [
    [0, 1, 0],
    [0, 2, 0],
    [0, 3, 0],
    [0, 4, 95016],
    [1, 2, 0],
    [1, 3, 0],
    [1, 0, 95016],
    [1, 4, 95016],
    [2, 3, 0],
    [2, 1, 95016],
    [2, 4, 95016],
    [3, 3, 0],
    [3, 4, 0],
    [3, 1, 95016],
    [3, 2, 95016],
    [4, 0, 95013],
    [4, 1, 95013],
    [4, 3, 95013],
  ];
  it.each(moves)('moves by API from %i to %i with errcode %i', async (from, to, expected) => {
    stage.resident.writes('你好');
    if (from === 4) await trans(3, 'wangfang');
    if (from !== 0) expect(await errcode(trans(from, 'wangfang'))).toBe(0);
    const answer = await trans(to, 'lijun');
    expect(answer.errcode).toBe(expected);
    expect('msg_code' in answer).toBe(expected === 0 && to >= 2);
    expect(stage.resident.state()).toBe(expected === 0 ? to : from);
  });

  it('may let the API end a session early, which is unconfirmed', async () => {
    stage.fake.apiMayEndSession(true);
    stage.resident.writes('你好');
    expect(await errcode(trans(4))).toBe(0);
  });

  it('hands only to a servicer who receives, and emits no event', async () => {
    stage.resident.writes('转人工');
    expect(await errcode(trans(3, 'nobody'))).toBe(95014);
    stage.fake.servicer('lijun').goesOffline(account);
    expect(await errcode(trans(3, 'lijun'))).toBe(95019);
    expect(await errcode(trans(3, 'wangfang'))).toBe(0);
    const state = await stage.call('/cgi-bin/kf/service_state/get', {
      open_kfid: account,
      external_userid: lin,
    });
    expect(state).toMatchObject({ service_state: 3, servicer_userid: 'wangfang' });
    const list = (await stage.pull()).msg_list.map(
      (one) => (one.event as { event_type: string } | undefined)?.event_type,
    );
    expect(list).toEqual([undefined, 'servicer_status_change']);
  });
});

describe('servicers', () => {
  const change = (path: string, more: Record<string, unknown>) =>
    stage.call(`/cgi-bin/kf/servicer/${path}`, { open_kfid: account, ...more });

  it('are added and removed one by one under one success; departments too', async () => {
    expect(
      await change('add', { userid_list: ['wangfang', 'nosuch'], department_id_list: [2] }),
    ).toMatchObject({
      errcode: 0,
      result_list: [
        { userid: 'wangfang', errcode: 0, errmsg: 'ignored' },
        { userid: 'nosuch', errcode: 60111 },
        { department_id: 2, errcode: 0, errmsg: 'success' },
      ],
    });
    expect(await change('del', { userid_list: ['wangfang'], department_id_list: [3] })).toMatchObject({
      result_list: [
        { userid: 'wangfang', errmsg: 'success' },
        { department_id: 3, errmsg: 'ignored' },
      ],
    });
  });

  it('go at most a hundred to a call, and never none', async () => {
    expect((await change('add', {})).errcode).toBe(40063);
    expect((await change('add', { userid_list: Array(101).fill('x') })).errcode).toBe(40058);
  });
});
