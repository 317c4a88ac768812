// The Official Account from end to end: a follower's repair with photo, voice and menus, a person who takes over, a menu pressed days
// later, an account that may only answer at once, and the news that comes after the window has closed.
import { describe, expect, it } from 'vitest';
import { demoPhoto } from '../../src/simulator/demo-photo.ts';
import { wordsOf } from '../harness/in-process-desk.ts';
import { onPostgres } from '../support/store-for-test.ts';
import {
  breakStore,
  conversationOf,
  hurry,
  inConversation,
  notices,
  type Stage,
  stage,
  threadOf,
  ticketOf,
} from './support.ts';

const HOUR_MS = 3_600_000;
const OA = 'wechat-oa' as const;
const SEND = '/cgi-bin/message/custom/send';

const screen = (on: Stage, openId: string) =>
  on.story.oa.ledger.messagesTo(openId).map((each) => wordsOf(each.content));

describe('a follower', { shuffle: false }, () => {
  const on = stage({ officialAccount: true });

  it('is greeted once they follow, and by which code they came is kept', async () => {
    expect(await on.story.oa.verifyUrl()).toBe(true);
    on.story.oa.follower('oLin').follows('b3u2');
    await on.story.settled();
    expect(screen(on, 'oLin')).toHaveLength(1);
    expect(screen(on, 'oLin')[0]).toMatch(/您好/);
  });

  it('reports a repair in one message and gets number, person and time', async () => {
    on.story.oa.follower('oLin').writes('3栋2单元501厨房水管爆了，水漫出来了');
    await on.story.settled();
    const ticket = await ticketOf(on.story, 'oLin', OA);
    expect(ticket).toMatchObject({
      ...{ kind: 'repair', grade: 1, channel: OA, channelUserId: 'oLin' },
      place: { building: '3', unit: '2', room: '501' },
    });
    expect(screen(on, 'oLin').join('\n')).toContain(ticket.code);
    expect(await conversationOf(on.story, 'oLin', OA)).toMatchObject({
      channelAccountId: 'gh_0123456789ab',
      owner: { kind: 'bot' },
    });
    expect(notices(on.story).some((line) => line.includes('3栋2单元501'))).toBe(true);
  });

  it('sends a photo, which is fetched, looked at and kept', async () => {
    on.story.oa.follower('oLin').sendsPhoto(demoPhoto, 'image/png');
    await on.story.settled();
    await on.story.quiet();
    const ticket = await ticketOf(on.story, 'oLin', OA);
    expect(ticket.attachments).toMatchObject([{ type: 'image', state: 'stored' }]);
  });

  it('taps a menu of ours, and is understood by the item and not by its words', async () => {
    const wang = on.story.oa.follower('oWang');
    wang.writes('马桶堵了');
    await on.story.settled();
    wang.writes('5栋1203');
    await on.story.settled();
    const menu = on.story.oa.ledger.messagesTo('oWang').findLast((each) => each.msgtype === 'msgmenu');
    const [item] = (menu?.content as { list: { id: string; content: string }[] } | undefined)?.list ?? [];
    expect(wang.clicksMenu(item?.id ?? '')).not.toBeNull();
    await on.story.settled();
    expect((await threadOf(on.story, 'oWang', OA)).findLast((each) => each.direction === 'in')).toMatchObject(
      {
        text: item?.content,
      },
    );
    expect(await ticketOf(on.story, 'oWang', OA)).toMatchObject({ place: { building: '5', room: '1203' } });
  });

  it('speaks, and what the platform heard counts as what they said', async () => {
    const amr = Buffer.from(`#!AMR\n${'\0'.repeat(64)}`, 'latin1');
    on.story.oa.follower('oZhou').sendsVoice(amr, 'audio/amr', '7栋1单元101客厅灯不亮了');
    await on.story.settled();
    expect(await ticketOf(on.story, 'oZhou', OA)).toMatchObject({ kind: 'repair', place: { room: '101' } });
  });

  it('who scans a code again is not greeted a second time', async () => {
    const before = screen(on, 'oLin').length;
    on.story.oa.follower('oLin').scans('gate-2');
    await on.story.settled();
    expect(screen(on, 'oLin')).toHaveLength(before);
  });

  it('is heard once however often it is brought', async () => {
    on.story.oa.copies(4);
    on.story.oa.follower('oSun').writes('9栋2单元302停水了');
    await on.story.settled();
    on.story.oa.copies(1);
    expect((await threadOf(on.story, 'oSun', OA)).filter((each) => each.direction === 'in')).toHaveLength(1);
    await ticketOf(on.story, 'oSun', OA);
  });

  it('whose deeds are no words starts no conversation', async () => {
    const quiet = on.story.oa.follower('oQuiet');
    quiet.causes('VIEW', 'https://example.invalid/pay');
    quiet.causes('LOCATION', undefined, '<Latitude>23.1</Latitude><Longitude>113.3</Longitude>');
    quiet.causes('TEMPLATESENDJOBFINISH', undefined, '<MsgID>1</MsgID><Status>success</Status>');
    quiet.unfollows();
    await on.story.settled();
    await expect(conversationOf(on.story, 'oQuiet', OA)).rejects.toThrow();
    expect(on.story.oa.ledger.of('callback.failed')).toEqual([]);
  });

  it('never gets more after one word or deed than the platform allows', async () => {
    expect(Math.max(...on.story.oa.ledger.countsPerOpening().values())).toBeLessThanOrEqual(5);
    expect(on.story.oa.ledger.of('message.refused')).toEqual([]);
  });
});

describe('words that could not be kept', () => {
  const on = stage({ officialAccount: true });

  it('are not confirmed, and are taken as soon as they can be', async () => {
    const mend = await breakStore(on.story, 'insert on inbox');
    const lin = on.story.oa.follower('oLin');
    lin.writes('3栋2单元501客厅灯不亮了');
    await on.story.oa.settled();
    expect(on.story.oa.ledger.of('callback.answered')).toEqual([]);
    expect(on.story.oa.ledger.of('callback.failed').map(({ reason }) => reason)).toEqual(
      Array(4).fill('status'),
    );
    await mend();
    lin.writes('3栋2单元501客厅灯不亮了');
    await on.story.settled();
    await ticketOf(on.story, 'oLin', OA);
    expect((await threadOf(on.story, 'oLin', OA)).filter((each) => each.direction === 'in')).toHaveLength(1);
  });
});

describe('callbacks in plain text', { shuffle: false }, () => {
  const on = stage({ officialAccount: true });

  it('are refused four times, and nothing of them is kept', async () => {
    on.story.oa.mode('plain');
    on.story.oa.follower('oPlain').writes('3栋2单元501厨房水管爆了');
    await on.story.settled();
    expect(on.story.oa.ledger.of('callback.failed').map(({ reason }) => reason)).toEqual(
      Array(4).fill('status'),
    );
    await expect(conversationOf(on.story, 'oPlain', OA)).rejects.toThrow();
  });

  it('beside encrypted ones count for nothing', async () => {
    on.story.oa.mode('both');
    on.story.oa.follower('oBoth').writes('3栋2单元501厨房水管爆了');
    await on.story.settled();
    await ticketOf(on.story, 'oBoth', OA);
  });
});

describe('callbacks in plain text where that was switched on', () => {
  const config = {
    'channels.yaml': 'accounts: []\nunlisted: { community: cuihu }\nofficialAccount: { acceptPlain: true }\n',
  };
  const on = stage({ officialAccount: true, config });

  it('are taken', async () => {
    on.story.oa.mode('plain');
    on.story.oa.follower('oPlain').writes('3栋2单元501厨房水管爆了');
    await on.story.settled();
    await ticketOf(on.story, 'oPlain', OA);
    expect(screen(on, 'oPlain').length).toBeGreaterThan(0);
  });
});

describe('a person of ours takes over', { shuffle: false }, () => {
  const on = stage({ officialAccount: true });

  it('on 转人工: speaks, the bot keeps silent, and gives back', async () => {
    const wu = on.story.oa.follower('oWu');
    wu.writes('转人工');
    await on.story.settled();
    expect(await conversationOf(on.story, 'oWu', OA)).toMatchObject({ owner: { kind: 'nobody' } });
    const xu = { onBehalfOf: 'xu-jing' };
    expect((await inConversation(on.story, 'oWu', 'takeover', xu, OA)).status).toBe(200);
    await inConversation(on.story, 'oWu', 'reply', { ...xu, text: '您好，我是客服徐静' }, OA);
    await on.story.quiet();
    const before = screen(on, 'oWu');
    expect(before.at(-1)).toBe('您好，我是客服徐静');
    wu.writes('我家的灯不亮了');
    await on.story.settled();
    expect(screen(on, 'oWu')).toEqual(before);
    expect((await inConversation(on.story, 'oWu', 'handback', xu, OA)).status).toBe(200);
    await on.story.quiet();
    wu.writes('3栋2单元501客厅灯不亮了');
    await on.story.settled();
    expect(screen(on, 'oWu').length).toBeGreaterThan(before.length);
    await ticketOf(on.story, 'oWu', OA);
  });
});

describe('a menu of the account pressed days after the last word', { shuffle: false }, () => {
  const config = {
    'channels.yaml':
      'accounts: []\nunlisted: { community: cuihu }\nofficialAccount: { menu: { MENU_REPAIR: 我要报修 } }\n',
  };
  const on = stage({ officialAccount: true, config });

  it('is words, opens the channel for a moment, and nothing is sent after that moment', async () => {
    const he = on.story.oa.follower('oHe');
    he.writes('你好');
    await on.story.settled();
    on.clock.leap(72 * HOUR_MS);
    await on.story.quiet();
    const before = screen(on, 'oHe').length;
    he.pressesMenu('MENU_REPAIR');
    await on.story.settled();
    expect((await threadOf(on.story, 'oHe', OA)).findLast((each) => each.direction === 'in')?.text).toBe(
      '我要报修',
    );
    expect(screen(on, 'oHe').length).toBeGreaterThan(before);
    on.clock.leap(2 * 60_000);
    await inConversation(on.story, 'oHe', 'takeover', { onBehalfOf: 'xu-jing' }, OA);
    await inConversation(on.story, 'oHe', 'reply', { onBehalfOf: 'xu-jing', text: '请问哪里坏了' }, OA);
    await on.story.quiet();
    const held = (await threadOf(on.story, 'oHe', OA)).find((each) => each.text === '请问哪里坏了');
    expect(held?.delivery).toMatchObject({ state: 'held', reason: 'window-closed' });
    expect(on.story.oa.ledger.of('message.refused')).toEqual([]);
  });

  it('never says more than three things in that moment', async () => {
    const kong = on.story.oa.follower('oKong');
    kong.pressesMenu('MENU_REPAIR');
    await on.story.settled();
    await inConversation(on.story, 'oKong', 'takeover', { onBehalfOf: 'xu-jing' }, OA);
    for (const word of ['一', '二', '三', '四'])
      await inConversation(on.story, 'oKong', 'reply', { onBehalfOf: 'xu-jing', text: `第${word}句话` }, OA);
    await on.story.quiet();
    expect(screen(on, 'oKong')).toHaveLength(3);
    expect(on.story.oa.ledger.of('message.refused')).toEqual([]);
    kong.writes('在吗');
    await on.story.settled();
    await on.story.quiet();
    expect(screen(on, 'oKong').join('\n')).toContain('第四句话');
  });
});

// Such an account needs the embedded database; with another the desk does not start (test/config/load.test.ts).
if (!onPostgres)
  describe('an account that may not send by itself', { shuffle: false }, () => {
    const config = {
      'channels.yaml':
        'accounts: []\nunlisted: { community: cuihu }\nofficialAccount: { replies: passive }\n',
    };
    const on = stage({ officialAccount: true, config });

    it('answers within the callback, in one message, and calls nothing', async () => {
      on.story.oa.maySend(false);
      on.story.oa.follower('oMei').writes('3栋2单元501客厅灯不亮了');
      await on.story.settled();
      const ticket = await ticketOf(on.story, 'oMei', OA);
      const told = on.story.oa.ledger.messagesTo('oMei');
      expect(told.map((each) => each.via)).toEqual(['passive']);
      expect(wordsOf(told[0]?.content)).toContain(ticket.code);
      expect(on.story.oa.faults.calls(SEND)).toBe(0);
    });

    it('greets whoever follows in the answer to that', async () => {
      on.story.oa.follower('oNeu').follows();
      await on.story.settled();
      expect(on.story.oa.ledger.messagesTo('oNeu')).toMatchObject([{ via: 'passive' }]);
      expect(screen(on, 'oNeu')[0]).toMatch(/您好/);
    });

    it('keeps what comes of itself until they write again', async () => {
      const { id } = await ticketOf(on.story, 'oMei', OA);
      await on.story.api('POST', `/tickets/${id}/accept`, { onBehalfOf: 'zhao-yonggang' });
      await on.story.quiet();
      const before = screen(on, 'oMei').length;
      on.story.oa.follower('oMei').writes('师傅什么时候来');
      await on.story.settled();
      const after = screen(on, 'oMei').slice(before);
      expect(after).toHaveLength(1);
      expect(after[0]).toContain('赵永刚');
    });
  });

describe('news after the window has closed', { shuffle: false }, () => {
  const config = {
    'channels.yaml': `accounts: []
unlisted: { community: cuihu }
officialAccount:
  templates:
    followUp: { kind: template, id: TPL1, fields: { thing1: "{{words}}", time2: "{{time}}" } }
    outage: { kind: subscribe, id: TPL1, fields: { thing1: "{{words}}", time2: "{{time}}" } }
`,
  };
  const on = stage({ officialAccount: true, config });
  const ofTemplates = (openId: string) =>
    on.story.oa.ledger.messagesTo(openId).filter((each) => each.via === 'template');

  it('asks by template how the work went, once, and takes the answer in words', async () => {
    const qin = on.story.oa.follower('oQin');
    qin.writes('3栋2单元501客厅灯不亮了');
    await on.story.settled();
    const { id } = await ticketOf(on.story, 'oQin', OA);
    on.clock.leap(49 * HOUR_MS);
    await on.story.quiet();
    await on.story.api('POST', `/tickets/${id}/accept`, { onBehalfOf: 'zhao-yonggang' });
    const done = { onBehalfOf: 'zhao-yonggang', result: '换了灯管', causeCode: 'worn-out' };
    expect((await on.story.api('POST', `/tickets/${id}/resolve`, done)).status).toBe(200);
    on.clock.leap(30 * HOUR_MS);
    await hurry(on, () => ofTemplates('oQin').length > 0);
    expect(ofTemplates('oQin')).toMatchObject([
      {
        content: {
          template_id: 'TPL1',
          data: { time2: { value: expect.stringMatching(/^2026-11-2\d \d\d:\d\d$/) } },
        },
      },
    ]);
    qin.writes('满意');
    await on.story.settled();
    await on.story.quiet();
    expect((await ticketOf(on.story, 'oQin', OA)).status).toBe('closed');
  });

  it('brings a bulletin to whoever has agreed to one, days after their last word', async () => {
    const rao = on.story.oa.follower('oRao');
    const opening = { community: 'cuihu', topic: 'no-water', places: ['6'], commander: 'li-jianguo' };
    const { body: incident } = await on.story.api<{ id: string }>('POST', '/incidents', opening);
    rao.writes('6栋1单元101停水了');
    await on.story.settled();
    rao.agreesTo('TPL1');
    on.clock.leap(49 * HOUR_MS);
    await on.story.quiet();
    const { body: affected } = await on.story.api<{ reach: { now: number } }>(
      'GET',
      `/incidents/${incident.id}/affected`,
    );
    expect(affected.reach).toMatchObject({ now: 1, phone: 0 });
    const by = { onBehalfOf: 'li-jianguo' };
    await on.story.api('POST', `/incidents/${incident.id}/bulletins`, {
      ...by,
      words: { zh: '水泵正在更换' },
    });
    const { body: bulletins } = await on.story.api<{ items: { id: string }[] }>(
      'GET',
      `/incidents/${incident.id}/bulletins`,
    );
    const bulletinId = bulletins.items[0]?.id;
    const sent = await on.story.api('POST', `/incidents/${incident.id}/send-bulletin`, { ...by, bulletinId });
    expect(sent.status).toBe(200);
    const bySubscription = () =>
      on.story.oa.ledger.messagesTo('oRao').filter((each) => each.via === 'subscribe');
    await hurry(on, () => bySubscription().length > 0);
    expect(bySubscription()).toMatchObject([{ content: { template_id: 'TPL1' } }]);
  });

  it('tells whoever was answered from a notice what became of it, days after their last word', async () => {
    const shi = on.story.oa.follower('oShi');
    const from = on.clock.now() + 49 * HOUR_MS;
    const words = {
      ...{ kind: 'planned', matter: 'power', title: '7栋停电', places: ['7'], reason: '检修线路' },
      ...{ fromAt: new Date(from).toISOString(), restoreAt: new Date(from + 4 * HOUR_MS).toISOString() },
    };
    const by = { onBehalfOf: 'chen-xiaoyan' };
    const { body: notice } = await on.story.api<{ id: string }>('POST', '/notices', {
      ...{ community: 'cuihu', words, onBehalfOf: 'xu-jing' },
    });
    const deed = async (name: string, body: object) =>
      (await on.story.api('POST', `/notices/${notice.id}/${name}`, body)).status;
    expect(await deed('submit', { onBehalfOf: 'xu-jing' })).toBe(200);
    expect(await deed('approve', by)).toBe(200);
    expect(await deed('publish', by)).toBe(200);
    shi.writes('来电了告诉我');
    await on.story.settled();
    shi.agreesTo('TPL1');
    on.clock.leap(50 * HOUR_MS);
    await on.story.quiet();
    expect(await deed('withdraw', { ...by, reason: '改期' })).toBe(200);
    const bySubscription = () =>
      on.story.oa.ledger.messagesTo('oShi').filter((each) => each.via === 'subscribe');
    await hurry(on, () => bySubscription().length > 0);
    expect(bySubscription()).toHaveLength(1);
    expect(JSON.stringify(bySubscription())).toContain('7栋停电');
  });
});
