// Notices to the company's own people, files, and the reading calls.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unconfirmedErrcodes } from '../../../src/simulator/fake-wecom/limits.ts';
import { account, lin, openStage, type Stage } from './stage.ts';

const MINUTE = 60_000;
let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

function notify(more: Record<string, unknown> = {}) {
  const text = { msgtype: 'text', text: { content: '新工单' } };
  return stage.call('/cgi-bin/message/send', { touser: 'wangfang', agentid: 1000002, ...text, ...more });
}

const noticesOf = (userId: string) => stage.fake.member(userId).notices();

describe('message/send', () => {
  it('reaches everyone who is known and names the others', async () => {
    const answer = await notify({ touser: 'wangfang|nobody|lijun' });
    expect(answer).toMatchObject({ errcode: 0, invaliduser: 'nobody' });
    expect(noticesOf('wangfang')).toMatchObject([{ content: { content: '新工单' }, noticeId: answer.msgid }]);
    expect(noticesOf('lijun')).toHaveLength(1);
  });

  it('reaches all with @all', async () => {
    await notify({ touser: '@all' });
    expect([noticesOf('wangfang').length, noticesOf('lijun').length]).toEqual([1, 1]);
  });

  it.each([
    ['nobody known', { touser: 'nobody' }, 81013],
    ['no one at all', { touser: '' }, 82001],
    ['another app', { agentid: 7 }, 40056],
    ['an unknown type', { msgtype: 'hologram' }, 40008],
    ['an empty text', { text: { content: '' } }, 44004],
    [
      'a button card without task_id',
      { msgtype: 'template_card', template_card: { card_type: 'button_interaction' } },
      40058,
    ],
  ])('refuses %s', async (_name, more, errcode) => {
    expect((await notify(more)).errcode).toBe(errcode);
    expect(stage.fake.ledger.of('staff.notice')).toHaveLength(0);
  });

  it('swallows the same words within the interval only when asked to', async () => {
    await notify();
    await notify();
    expect(noticesOf('wangfang')).toHaveLength(2);
    const checked = { enable_duplicate_check: 1, duplicate_check_interval: 60 };
    await notify(checked);
    expect((await notify(checked)).errcode).toBe(0);
    expect(noticesOf('wangfang')).toHaveLength(3);
    expect(stage.fake.ledger.of('staff.swallowed')).toMatchObject([{ why: 'duplicate' }]);
    await notify({ ...checked, text: { content: '另一张工单' } });
    stage.clock.advance(MINUTE);
    await notify(checked);
    expect(noticesOf('wangfang')).toHaveLength(5);
  });

  it('drops what goes beyond 30 a minute for one person, without a word', async () => {
    for (let n = 0; n < 31; n++) expect((await notify({ text: { content: `第${n}张` } })).errcode).toBe(0);
    expect(noticesOf('wangfang')).toHaveLength(30);
    expect(stage.fake.ledger.of('staff.swallowed')).toMatchObject([{ userId: 'wangfang', why: 'too-many' }]);
    await notify({ touser: 'lijun' });
    expect(noticesOf('lijun')).toHaveLength(1);
    stage.clock.advance(MINUTE);
    await notify();
    expect(noticesOf('wangfang')).toHaveLength(31);
  });

  it('cuts a text that is too long, at a whole character', async () => {
    await notify({ text: { content: '物'.repeat(700) } });
    expect(noticesOf('wangfang')).toMatchObject([{ content: { content: '物'.repeat(682) } }]);
  });

  it('gives a card a response code that updates it once', async () => {
    const card = {
      card_type: 'button_interaction',
      task_id: 'ticket_1',
      main_title: { title: '爆管' },
      button_list: [{ text: '接单', key: 'accept' }],
    };
    const { response_code } = await notify({ msgtype: 'template_card', template_card: card });
    const update = {
      userids: ['wangfang', 'x'],
      agentid: 1000002,
      response_code,
      button: { replace_name: '已接单' },
    };
    expect(await stage.call('/cgi-bin/message/update_template_card', update)).toMatchObject({
      invaliduser: ['x'],
    });
    expect(stage.fake.ledger.of('card.changed')).toMatchObject([
      { userId: 'wangfang', taskId: 'ticket_1', content: { replaceName: '已接单' } },
    ]);
    expect(stage.fake.member('wangfang').cards()).toMatchObject([{ buttons: ['已接单'], pressable: false }]);
    const again = await stage.call('/cgi-bin/message/update_template_card', update);
    expect(again.errcode).toBe(unconfirmedErrcodes.responseCodeRefused);
  });

  it.each([
    ['no buttons', { button_list: [] }],
    ['a button without a key', { button_list: [{ text: '接单' }] }],
    ['no title', { main_title: {} }],
    ['a task_id with spaces', { task_id: 'a b' }],
    ['seven lines', { horizontal_content_list: Array(7).fill({ keyname: '地点', value: '3栋' }) }],
  ])('refuses a card with %s', async (_, wrong) => {
    const card = {
      card_type: 'button_interaction',
      task_id: 'ticket_1',
      main_title: { title: '爆管' },
      button_list: [{ text: '接单', key: 'accept' }],
      ...wrong,
    };
    expect((await notify({ msgtype: 'template_card', template_card: card })).errcode).toBe(40058);
  });
});

describe('media', () => {
  async function upload(bytes: Uint8Array<ArrayBuffer>, type = 'image', field = 'media') {
    const form = new FormData();
    form.append(field, new Blob([bytes], { type: 'image/png' }), '照片.png');
    const url = await stage.withToken(`/cgi-bin/media/upload?type=${type}`);
    return (await (await fetch(url, { method: 'POST', body: form })).json()) as Record<string, unknown>;
  }

  it('keeps an upload byte for byte', async () => {
    const bytes = Uint8Array.from({ length: 5_000 }, (_, n) => (n * 7) % 256);
    const { media_id, created_at } = await upload(bytes);
    expect(typeof created_at).toBe('string');
    const response = await fetch(await stage.withToken(`/cgi-bin/media/get?media_id=${media_id}`));
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
    const part = await fetch(await stage.withToken(`/cgi-bin/media/get?media_id=${media_id}`), {
      headers: { range: 'bytes=10-19' },
    });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 10-19/5000']);
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(bytes.slice(10, 20));
  });

  it.each([
    ['an unknown type', new Uint8Array(10), 'hologram', 'media', 40005],
    ['five bytes', new Uint8Array(5), 'image', 'media', 40006],
    ['a voice over 2 MB', new Uint8Array(2 * 1024 ** 2 + 1), 'voice', 'media', 40006],
    ['another field name', new Uint8Array(10), 'image', 'file', 44001],
  ])('refuses %s', async (_name, bytes, type, field, errcode) => {
    expect((await upload(bytes, type, field)).errcode).toBe(errcode);
  });

  it('answers a missing file with JSON and status 200', async () => {
    const response = await fetch(await stage.withToken('/cgi-bin/media/get?media_id=no'));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ errcode: 40007 });
  });
});

describe('reading calls', () => {
  it('lists accounts, page by page', async () => {
    const path = '/cgi-bin/kf/account/list';
    expect(await stage.call(path, { offset: 0, limit: 1 })).toMatchObject({
      account_list: [{ open_kfid: account, name: '翠湖花园物业', manage_privilege: true }],
    });
    expect((await stage.call(path, { offset: 1, limit: 100 })).account_list).toHaveLength(1);
    expect((await stage.call(path, { limit: 101 })).errcode).toBe(40058);
  });

  it('lists servicers with 0 for receiving', async () => {
    stage.fake.servicer('lijun').goesOffline(account);
    const response = await fetch(await stage.withToken(`/cgi-bin/kf/servicer/list?open_kfid=${account}`));
    expect(await response.json()).toMatchObject({
      servicer_list: [
        { userid: 'wangfang', status: 0 },
        { userid: 'lijun', status: 1, stop_type: 0 },
      ],
    });
  });

  it('knows customers for 48 hours', async () => {
    const ask = { external_userid_list: [lin, 'wmNo'], need_enter_session_context: 1 };
    stage.resident.enters({ scene: 'lobby', sceneParam: 'x' });
    stage.resident.writes('你好');
    expect(await stage.call('/cgi-bin/kf/customer/batchget', ask)).toMatchObject({
      customer_list: [
        {
          external_userid: lin,
          nickname: '林女士',
          enter_session_context: { scene: 'lobby', scene_param: 'x' },
        },
      ],
      invalid_external_userid: ['wmNo'],
    });
    expect((await stage.call('/cgi-bin/kf/customer/batchget', { external_userid_list: [] })).errcode).toBe(
      40058,
    );
  });
});
