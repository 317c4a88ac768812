// Residents who are members of the company write in the app: a full conversation through the encrypted callback, replies by
// message/send, no matter how often, how fast or how oddly the platform brings it.
import { describe, expect, it } from 'vitest';
import type { ConversationView, MessageView, TicketView } from '../../src/http/api/schemas.ts';
import { fixtureText } from '../channels/support/fixtures.ts';
import type { Story } from '../harness/in-process-desk.ts';
import { notices, rows, stage } from './support.ts';

type Items<T> = { items: T[] };

async function conversationsOf(story: Story, userId: string): Promise<ConversationView[]> {
  const path = `/conversations?channel=wecom-app&channelUserId=${userId}`;
  return (await story.api<Items<ConversationView>>('GET', path)).body.items;
}

async function threadOf(story: Story, userId: string): Promise<MessageView[]> {
  const [conversation] = await conversationsOf(story, userId);
  const path = `/conversations/${conversation?.id}/messages?limit=200`;
  return (await story.api<Items<MessageView>>('GET', path)).body.items;
}

async function ticketsOf(story: Story, userId: string): Promise<TicketView[]> {
  const path = `/tickets?channel=wecom-app&channelUserId=${userId}`;
  return (await story.api<Items<TicketView>>('GET', path)).body.items;
}

const words = (story: Story, userId: string) =>
  notices(story, userId).map((line) => line.slice(userId.length + 2));

describe('a member with a home here', { shuffle: false }, () => {
  const on = stage();

  it('reports a repair in one message and gets number, person and time in the app', async () => {
    on.story.fake.member('ChenYeZhu').writesToApp('3栋2单元501厨房水管爆了，水漫出来了');
    await on.story.settled();
    const [ticket] = await ticketsOf(on.story, 'ChenYeZhu');
    expect(ticket).toMatchObject({
      kind: 'repair',
      channel: 'wecom-app',
      channelUserId: 'ChenYeZhu',
      place: { building: '3', unit: '2', room: '501' },
    });
    expect(words(on.story, 'ChenYeZhu').join('\n')).toContain(ticket?.code);
    expect(await conversationsOf(on.story, 'ChenYeZhu')).toMatchObject([
      { channel: 'wecom-app', channelAccountId: '1000002', owner: { kind: 'bot' } },
    ]);
    // The duty worker is called as for anybody else.
    expect(notices(on.story).some((line) => line.startsWith('ChenXiaoJun: '))).toBe(true);
  });

  it('is told in the app that the worker has taken it', async () => {
    on.story.fake.member('ChenXiaoJun').writesToApp('接单');
    await on.story.settled();
    expect(words(on.story, 'ChenYeZhu').at(-1)).toContain('陈小军');
  });

  it('chooses from a menu by its number, as there are no menus in the app', async () => {
    const lin = on.story.fake.member('LinYeZhu');
    lin.writesToApp('马桶堵了');
    await on.story.settled();
    lin.writesToApp('8栋1单元1203');
    await on.story.settled();
    expect(await ticketsOf(on.story, 'LinYeZhu')).toMatchObject([{ place: { room: '1203' } }]);
    for (const message of await threadOf(on.story, 'LinYeZhu')) {
      if (message.direction === 'out')
        expect(message).toMatchObject({ menu: null, delivery: { state: 'sent' } });
    }
  });

  it('has no second effect when the same message is brought three times', async () => {
    on.story.fake.callbacks.copies(3);
    on.story.fake.member('WuYeZhu').writesToApp('6栋1单元302客厅灯不亮了');
    await on.story.settled();
    on.story.fake.callbacks.copies(1);
    expect(await ticketsOf(on.story, 'WuYeZhu')).toHaveLength(1);
    expect((await threadOf(on.story, 'WuYeZhu')).filter((each) => each.direction === 'in')).toHaveLength(1);
    expect(new Set(words(on.story, 'WuYeZhu')).size).toBe(words(on.story, 'WuYeZhu').length);
  });

  it('says the same words twice, and both are heard', async () => {
    const feng = on.story.fake.member('FengYeZhu');
    feng.writesToApp('你好');
    feng.writesToApp('你好');
    await on.story.settled();
    expect((await threadOf(on.story, 'FengYeZhu')).filter((each) => each.direction === 'in')).toHaveLength(2);
  });

  it('is heard in a voice message where the platform says what it heard', async () => {
    on.story.fake.member('HeYeZhu').sendsVoiceToApp(Buffer.from('#!AMR-voice'), '9栋1单元201的门锁坏了');
    await on.story.settled();
    expect(await ticketsOf(on.story, 'HeYeZhu')).toMatchObject([{ place: { building: '9', room: '201' } }]);
    expect((await threadOf(on.story, 'HeYeZhu'))[0]).toMatchObject({
      type: 'voice',
      text: '〔语音〕9栋1单元201的门锁坏了',
    });
  });

  it('presses a menu of the app whose key is a sentence, and it counts as said', async () => {
    on.story.fake.member('ZhuYeZhu').clicksAppMenu('我要报修');
    await on.story.settled();
    expect(await conversationsOf(on.story, 'ZhuYeZhu')).toMatchObject([{ activeFlow: 'repair' }]);
  });

  it('asks for a person, is muted, is answered by them in the app, and given back', async () => {
    const xu = on.story.fake.member('XuYeZhu');
    xu.writesToApp('转人工');
    await on.story.settled();
    const [conversation] = await conversationsOf(on.story, 'XuYeZhu');
    expect(conversation).toMatchObject({ owner: { kind: 'nobody' } });
    await on.story.api('POST', `/conversations/${conversation?.id}/reply`, {
      onBehalfOf: 'xu-jing',
      text: '我是许静，您请说。',
    });
    await on.story.settled();
    expect(words(on.story, 'XuYeZhu').at(-1)).toBe('我是许静，您请说。');
    xu.writesToApp('没事了');
    await on.story.settled();
    expect(words(on.story, 'XuYeZhu').at(-1)).toBe('我是许静，您请说。');
  });
});

describe('everything a member can send', () => {
  const on = stage();

  it('is kept, answered, and leaves nothing hanging', async () => {
    const qian = on.story.fake.member('QianYeZhu');
    qian.sendsPhotoToApp(Buffer.from('no photo at all'), 'image/jpeg');
    qian.sendsVoiceToApp(Buffer.from('#!AMR-voice'));
    qian.sendsVideoToApp(Buffer.alloc(64, 1));
    qian.sendsLocationToApp({ latitude: 23.1, longitude: 113.3, label: '翠湖花园3栋' });
    qian.sendsLinkToApp({ title: '公告', description: '停水', url: 'https://example.invalid/n/1' });
    qian.sendsToApp('file', { MediaId: 'M-unknown' });
    qian.sendsToApp('hologram', { Whatever: '1' });
    await on.story.settled();
    const said = (await threadOf(on.story, 'QianYeZhu')).filter((each) => each.direction === 'in');
    expect(said.map((each) => each.type).sort()).toEqual(
      ['file', 'image', 'link', 'location', 'other', 'video', 'voice'].sort(),
    );
    expect(words(on.story, 'QianYeZhu').length).toBeGreaterThan(0);
    expect(await rows(on.story, 'select count(*) as n from turn_due')).toEqual([{ n: 0 }]);
  });

  it('events of somebody who only looks in make no conversation and no words', async () => {
    const looker = on.story.fake.member('KanKeYeZhu');
    looker.opensApp();
    looker.clicksAppMenu('MENU_TODO');
    looker.causesEvent('subscribe', {});
    looker.causesEvent('unsubscribe', {});
    looker.causesEvent('view', { EventKey: 'https://example.invalid/' });
    looker.causesEvent('LOCATION', { Latitude: '23.104', Longitude: '113.32', Precision: '65' });
    looker.causesEvent('batch_job_result', { JobId: 'j1' });
    looker.causesEvent('change_contact', { ChangeType: 'create_user' });
    await on.story.settled();
    expect(on.story.fake.ledger.of('callback.lost')).toEqual([]);
    expect(await conversationsOf(on.story, 'KanKeYeZhu')).toEqual([]);
    expect(words(on.story, 'KanKeYeZhu')).toEqual([]);
    // Where somebody walks about is not kept at all.
    expect(await rows(on.story, "select id from inbox where kind = 'raw'")).toEqual([]);
    const kept = await rows(on.story, 'select kind from inbox where conversation_id is null');
    expect(kept.map((row) => row.kind).sort()).toEqual([
      'event.entered',
      'event.other', // the menu
      'event.other', // subscribe
      'event.other', // unsubscribe
      'event.other', // view
    ]);
  });
});

describe('every recorded callback of the app', () => {
  const on = stage();

  it.each([
    'text',
    'text.no-cdata',
    'text.numeric-content',
    'image',
    'voice',
    'video',
    'location',
    'link',
    'event.click',
    'event.enter_agent',
    'event.location',
    'event.subscribe',
    'event.template_card.button_interaction',
    'event.template_card.button_with_selection',
    'event.template_card.multiple_interaction.OpitonIds',
    'event.template_card_menu',
    'event.unsubscribe',
    'event.view',
    'hostile.doctype',
    'hostile.proto',
  ])('%s is taken once, with 200', async (name) => {
    const before = on.story.fake.ledger.of('callback.answered').length;
    on.story.fake.callbacks.bring(fixtureText(`wecom-app/callback/${name}.xml`), name);
    await on.story.settled();
    expect(on.story.fake.ledger.of('callback.answered')).toHaveLength(before + 1);
    expect(on.story.fake.ledger.of('callback.failed')).toEqual([]);
  });
});
