// Every kind of item the platform is known to hand out, pushed through one desk: none lost, none answered twice, none brings it down.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { demoPhoto } from '../../src/simulator/demo-photo.ts';
import type { KfItem } from '../../src/simulator/fake-wecom/ledger.ts';
import { OPEN_KF_ID } from '../harness/platform.ts';
import {
  conversationOf,
  hurry,
  rows,
  type Stage,
  stage,
  tasksOf,
  threadOf,
  ticketOf,
  ticketsOf,
} from './support.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/wecom/kf/sync_msg');

type Recorded = { name: string; item: KfItem & { event?: Record<string, unknown> } };

function recorded(folder: 'msg' | 'event'): Recorded[] {
  return readdirSync(join(FOLDER, folder))
    .sort()
    .map((file) => ({
      name: file.replace('.json', ''),
      item: JSON.parse(readFileSync(join(FOLDER, folder, file), 'utf8')),
    }));
}

/** The recorded item as if it came now, to our account, about this resident, under an id of its own. */
function asIfNow({ name, item }: Recorded, residentId: string, now: number): KfItem {
  const send_time = Math.floor(now / 1000);
  const msgid = `rec-${name}`;
  if (item.event === undefined)
    return { ...item, msgid, send_time, open_kfid: OPEN_KF_ID, external_userid: residentId };
  const whom = 'external_userid' in item.event ? { external_userid: residentId } : {};
  return { ...item, msgid, send_time, event: { ...item.event, open_kfid: OPEN_KF_ID, ...whom } };
}

const residentIdOf = (name: string) => `wmRec_${name.replaceAll('.', '_')}`;
/** What one resident said, in the order of saying. */
const said = async (on: Stage, residentId: string) =>
  (await threadOf(on.story, residentId)).filter((each) => each.direction === 'in');
const answers = async (on: Stage, residentId: string) =>
  (await threadOf(on.story, residentId)).filter((each) => each.author === 'bot');

const READABLE = new Set(['text', 'image']);
const messages = recorded('msg').filter((each) => each.item.origin === 3);

describe('one recorded message of a resident', () => {
  const on = stage();

  it.each(messages)('$name is kept once and answered once', async ({ name, item }) => {
    const residentId = residentIdOf(name);
    const { msgtype } = item;
    on.story.resident(residentId).sends({ msgtype, [msgtype]: item[msgtype] });
    await on.story.settled();
    await on.story.quiet();
    expect(await said(on, residentId)).toHaveLength(1);
    const answered = await answers(on, residentId);
    expect(answered.length).toBeGreaterThanOrEqual(1);
    expect(answered.length).toBeLessThanOrEqual(2);
    for (const each of answered) expect(each.delivery).toMatchObject({ state: 'sent' });
    if (READABLE.has(msgtype)) return;
    // Nothing is guessed from what can not be read: a kind word, a question, no ticket.
    expect(await ticketsOf(on.story, residentId)).toEqual([]);
    expect(answered).toHaveLength(1);
    expect(answered[0]?.replyKey).toMatch(/media\./);
  });

  it('a second message that can not be read is not answered with the greeting again', async () => {
    const voice = on.story.resident('wmTwice');
    voice.sends({ msgtype: 'voice', voice: { media_id: 'pmMediaVoice0001' } });
    await on.story.settled();
    voice.sends({ msgtype: 'voice', voice: { media_id: 'pmMediaVoice0002' } });
    await on.story.settled();
    const heard = on.story.hears(voice);
    expect(heard).toHaveLength(2);
    expect(heard[1]).not.toMatch(/这里是/);
  });

  it('a photo no longer there is written down as gone and stops nobody', async () => {
    const residentId = 'wmPhotoGone';
    on.story.resident(residentId).sends({ msgtype: 'image', image: { media_id: 'pmMediaImg0001' } });
    await on.story.settled();
    await on.story.quiet();
    expect((await said(on, residentId))[0]?.attachments).toMatchObject([{ state: 'gone' }]);
  });
});

describe('everything recorded in one page', { shuffle: false }, () => {
  const on = stage();
  const all = [...recorded('msg'), ...recorded('event')];

  it('is kept, each item once, also when the page comes again', async () => {
    const { fake } = on.story;
    fake.resident('wmEverything');
    fake.callbacks.hold();
    for (const each of all)
      fake.appends(OPEN_KF_ID, asIfNow(each, 'wmEverything', on.clock.now()), 'wmEverything');
    fake.callbacks.release();
    await on.story.settled();
    fake.faults.next('/cgi-bin/kf/sync_msg', { kind: 'repeat-page' });
    fake.callbacks.wake(OPEN_KF_ID);
    await on.story.quiet();
    const kept = (await rows(on.story, 'select item_id from inbox')).map((row) => row.item_id);
    expect([...kept].sort()).toEqual(all.map((each) => `rec-${each.name}`).sort());
    const said = all.filter((each) => each.item.event === undefined);
    expect((await threadOf(on.story, 'wmEverything')).filter((each) => each.author !== 'bot')).toHaveLength(
      said.length,
    );
    expect(await rows(on.story, 'select count(*) n from inbox where handled_at is null')).toEqual([{ n: 0 }]);
    expect(await rows(on.story, 'select count(*) n from inbox where quarantined_at is not null')).toEqual([
      { n: 0 },
    ]);
  });

  it('and the desk goes on: the next resident is answered', async () => {
    const next = on.story.resident('wmNext');
    next.writes('你好');
    await on.story.settled();
    expect(on.story.hears(next)).toHaveLength(1);
    expect(on.story.logLines.join('\n')).not.toMatch(/turn\.failed|loop\.failed/);
  });
});

describe('one recorded event', () => {
  const on = stage();

  const silent = recorded('event').filter((each) => !each.name.startsWith('enter_session.with_welcome'));
  it.each(silent)('$name says nothing by itself', async (each) => {
    const residentId = residentIdOf(each.name);
    const resident = on.story.resident(residentId);
    resident.writes('你好');
    await on.story.settled();
    const before = on.story.hears(resident);
    on.story.fake.appends(OPEN_KF_ID, asIfNow(each, residentId, on.clock.now()), residentId);
    await on.story.settled();
    expect(on.story.hears(resident)).toEqual(before);
    const handled = await rows(on.story, `select handled_at from inbox where item_id = 'rec-${each.name}'`);
    expect(handled).toMatchObject([{ handled_at: expect.any(Number) }]);
  });

  it.each([
    ['session_status_change.1_picked_from_pool', 'staff'],
    ['session_status_change.2_transferred', 'staff'],
    ['session_status_change.3_ended', 'bot'],
    ['session_status_change.4_reopened', 'staff'],
    ['servicer_status_change.stopped', 'bot'],
    ['unknown_event', 'bot'],
  ])('%s leaves the conversation with: %s', async (name, owner) => {
    const residentId = `${residentIdOf(name)}_owner`;
    const resident = on.story.resident(residentId);
    resident.writes('你好');
    await on.story.settled();
    const item = recorded('event').find((each) => each.name === name);
    if (!item) throw new Error('no such recording');
    const now = asIfNow(item, residentId, on.clock.now());
    on.story.fake.appends(OPEN_KF_ID, { ...now, msgid: `${now.msgid}-owner` }, residentId);
    await on.story.settled();
    expect(await conversationOf(on.story, residentId)).toMatchObject({ owner: { kind: owner } });
  });
});

describe('a message taken back', () => {
  const on = stage();

  it('before we thought about it is not answered, and its words are gone from thread and database', async () => {
    const shi = on.story.resident('wmShi');
    on.story.fake.callbacks.hold();
    const msgid = shi.writes('我的身份证号是110101199001011234');
    shi.recalls(msgid);
    on.story.fake.callbacks.release();
    await on.story.settled();
    expect(on.story.hears(shi)).toEqual([]);
    expect(await threadOf(on.story, 'wmShi')).toMatchObject([{ direction: 'in', text: null }]);
    const { id } = await conversationOf(on.story, 'wmShi');
    expect(
      await rows(on.story, `select sealed, recalled_at from message where conversation_id = '${id}'`),
    ).toMatchObject([{ sealed: null, recalled_at: expect.any(Number) }]);
    expect(
      await rows(on.story, `select sealed from inbox where conversation_id = '${id}' and kind = 'text'`),
    ).toEqual([{ sealed: null }]);
  });

  it('leaves the rest of what was written in the same breath', async () => {
    const tan = on.story.resident('wmTan');
    on.story.fake.callbacks.hold();
    const msgid = tan.writes('9栋3单元902');
    tan.writes('3栋2单元501');
    tan.writes('客厅灯不亮了');
    tan.recalls(msgid);
    on.story.fake.callbacks.release();
    await on.story.settled();
    const ticket = await ticketOf(on.story, 'wmTan');
    expect(ticket).toMatchObject({ place: { building: '3', unit: '2', room: '501' } });
    expect(ticket.description).not.toMatch(/9栋/);
  });

  it('after the ticket is open takes the words out of the thread and says nothing; the ticket stands', async () => {
    const wan = on.story.resident('wmWan');
    const msgid = wan.writes('3栋2单元501客厅灯不亮了');
    await on.story.settled();
    const before = on.story.hears(wan);
    wan.recalls(msgid);
    await on.story.settled();
    expect(on.story.hears(wan)).toEqual(before);
    expect((await threadOf(on.story, 'wmWan'))[0]).toMatchObject({ direction: 'in', text: null });
    expect(await ticketOf(on.story, 'wmWan')).toMatchObject({ status: 'new' });
  });

  const files = () =>
    readdirSync(join(on.story.dataDir, 'media'), { recursive: true, withFileTypes: true }).filter((each) =>
      each.isFile(),
    );

  it('a photo taken back before the turn is not to be had any more', async () => {
    const xiang = on.story.resident('wmXiang');
    on.story.fake.callbacks.hold();
    xiang.recalls(xiang.sendsPhoto(demoPhoto, 'image/png'));
    on.story.fake.callbacks.release();
    await on.story.settled();
    await on.story.quiet();
    expect(on.story.hears(xiang)).toEqual([]);
    const [photo] = (await said(on, 'wmXiang'))[0]?.attachments ?? [];
    expect(photo).toMatchObject({ state: 'gone', url: null });
    expect((await on.story.api('GET', `/attachments/${photo?.id}`)).status).toBe(410);
  });

  it('a photo taken back later goes from the disk too', async () => {
    const xing = on.story.resident('wmXing');
    xing.writes('转人工'); // no matter that the photo could become a part of
    await on.story.settled();
    const msgid = xing.sendsPhoto(demoPhoto, 'image/png');
    await on.story.settled();
    await on.story.quiet();
    const [photo] = (await said(on, 'wmXing'))[1]?.attachments ?? [];
    expect(photo).toMatchObject({ state: 'stored' });
    const [{ object_name: name } = {}] = await rows(
      on.story,
      `select object_name from attachment where id = '${photo?.id}'`,
    );
    expect(files().some((file) => file.name === `${name}.bin`)).toBe(true);
    xing.recalls(msgid);
    await on.story.settled();
    await on.story.quiet();
    expect((await on.story.api('GET', `/attachments/${photo?.id}`)).status).toBe(410);
    expect(files().some((file) => file.name === `${name}.bin`)).toBe(false);
  });

  it('by a servicer loses its words too', async () => {
    const ye = on.story.resident('wmYe');
    ye.writes('你好');
    await on.story.settled();
    const xu = on.story.fake.servicer('XuJing');
    const msgid = xu.writes(OPEN_KF_ID, 'wmYe', '发错了的话');
    await on.story.settled();
    xu.recalls(OPEN_KF_ID, 'wmYe', msgid);
    await on.story.settled();
    expect((await threadOf(on.story, 'wmYe')).find((each) => each.author === 'staff')).toMatchObject({
      text: null,
    });
  });

  it('that we never had is no trouble', async () => {
    const zou = on.story.resident('wmZou');
    zou.writes('你好');
    await on.story.settled();
    const event = {
      event_type: 'user_recall_msg',
      open_kfid: OPEN_KF_ID,
      external_userid: 'wmZou',
      recall_msgid: 'neverWas',
    };
    const item = {
      msgid: 'recall-of-nothing',
      send_time: Math.floor(on.clock.now() / 1000),
      origin: 4 as const,
      msgtype: 'event',
      event,
    };
    on.story.fake.appends(OPEN_KF_ID, item, 'wmZou');
    await on.story.settled();
    expect((await said(on, 'wmZou'))[0]).toMatchObject({ text: '你好' });
  });
});

describe('words that were taken and did not arrive', () => {
  const on = stage();
  const MATTER = '3栋2单元501客厅灯不亮了';
  /** Promises are made in the answer to it, so somebody must hear of it when it does not arrive. */
  async function failing(residentId: string, failType: number) {
    const resident = on.story.resident(residentId);
    resident.failsLaterWith(failType);
    resident.writes(MATTER);
    await on.story.settled();
    return { resident, tried: attempts(residentId) };
  }
  const attempts = (residentId: string) =>
    on.story.fake.ledger.of('message.accepted').filter((each) => each.externalUserId === residentId);
  const words = (tried: { content: unknown }[]) => tried.map((each) => JSON.stringify(each.content));

  it.each([0, 99])('fail_type %d: sent once more under a new id, then a person is told', async (failType) => {
    const { tried } = await failing(`wmFail${failType}`, failType);
    const ids = tried.map((each) => each.messageId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const each of new Set(words(tried)))
      expect(words(tried).filter((one) => one === each)).toHaveLength(2);
    expect(await tasksOf(on.story, `wmFail${failType}`)).toMatchObject([{ kind: 'undeliverable' }]);
    for (const each of await answers(on, `wmFail${failType}`)) expect(each.delivery?.state).toBe('failed');
  });

  it('fail_type 0, and the second try arrives: nobody is bothered', async () => {
    const resident = on.story.resident('wmFailOnce');
    resident.failsLaterWith(0);
    resident.writes(MATTER);
    await on.story.fake.ledger.until(() => attempts('wmFailOnce').length > 0);
    resident.failsLaterWith(null);
    await on.story.settled();
    expect(on.story.hears(resident).join('\n')).toContain((await ticketOf(on.story, 'wmFailOnce')).code);
    for (const each of await answers(on, 'wmFailOnce')) expect(each.delivery?.state).toBe('sent');
    expect(await tasksOf(on.story, 'wmFailOnce')).toEqual([]);
  });

  it.each([4, 5, 6])('fail_type %d: held, and sent when the resident writes again', async (failType) => {
    const residentId = `wmFail${failType}`;
    const { resident, tried } = await failing(residentId, failType);
    expect(new Set(words(tried)).size).toBe(tried.length); // not tried again
    for (const each of await answers(on, residentId)) expect(each.delivery).toMatchObject({ state: 'held' });
    expect(await tasksOf(on.story, residentId)).toMatchObject([{ kind: 'undeliverable' }]);
    resident.failsLaterWith(null);
    resident.writes('在吗');
    await on.story.settled();
    const { code } = await ticketOf(on.story, residentId);
    expect(on.story.hears(resident).join('\n')).toContain(code);
    expect(await tasksOf(on.story, residentId)).toEqual([]);
    expect(on.story.fake.ledger.duplicatesShown()).toEqual([]);
  });

  it.each([1, 2, 7, 8, 9, 10, 11, 12, 13])(
    'fail_type %d: given up, and a person is told',
    async (failType) => {
      const residentId = `wmFail${failType}`;
      const { tried } = await failing(residentId, failType);
      expect(new Set(words(tried)).size).toBe(tried.length);
      for (const each of await answers(on, residentId)) expect(each.delivery?.state).toBe('failed');
      expect(await tasksOf(on.story, residentId)).toMatchObject([{ kind: 'undeliverable' }]);
    },
  );

  it('the platform says so before its answer to us has arrived: nobody believes that they were told', async () => {
    const residentId = 'wmFailEarly';
    const resident = on.story.resident(residentId);
    resident.failsLaterWith(1);
    on.story.fake.faults.next('/cgi-bin/kf/send_msg', { kind: 'reset', processed: true });
    resident.writes(MATTER);
    await on.story.quiet();
    await hurry(on, async () => (await tasksOf(on.story, residentId)).length > 0);
    await on.story.quiet();
    expect(on.story.hears(resident)).toEqual([]);
    for (const each of await answers(on, residentId)) expect(each.delivery?.state).toBe('failed');
    expect(await tasksOf(on.story, residentId)).toMatchObject([{ kind: 'undeliverable' }]);
  });

  it('somebody else’s message id changes nothing of ours', async () => {
    const resident = on.story.resident('wmForeign');
    resident.writes(MATTER);
    await on.story.settled();
    const other = on.story.resident('wmForeigner');
    other.writes('你好');
    await on.story.settled();
    const [mine] = attempts('wmForeign');
    const event = {
      event_type: 'msg_send_fail',
      open_kfid: OPEN_KF_ID,
      external_userid: 'wmForeigner',
      fail_msgid: mine?.messageId,
      fail_type: 4,
    };
    const item = {
      msgid: 'foreign-failure',
      send_time: Math.floor(on.clock.now() / 1000),
      origin: 4 as const,
      msgtype: 'event',
      event,
    };
    on.story.fake.appends(OPEN_KF_ID, item, 'wmForeigner');
    await on.story.settled();
    for (const each of await answers(on, 'wmForeign')) expect(each.delivery?.state).toBe('sent');
  });
});
