// A resident takes a message back: before and after we thought about it, before and after the ticket, of words and of photos.
import { describe, expect, it } from 'vitest';
import { demoPhoto } from '../../src/simulator/demo-photo.ts';
import { OPEN_KF_ID } from '../harness/platform.ts';
import {
  conversationOf,
  notices,
  rows,
  type Stage,
  stage,
  threadOf,
  ticketOf,
  ticketsOf,
} from './support.ts';

type Event = { type: string; data: Record<string, unknown> };
const eventsOf = async (on: Stage, ticketId: string) =>
  (await on.story.api<{ items: Event[] }>('GET', `/tickets/${ticketId}/events`)).body.items;
const recalledIn = async (on: Stage, ticketId: string) =>
  (await eventsOf(on, ticketId)).filter((event) => event.type === 'ticket.words-recalled');

describe('words taken back', { shuffle: false }, () => {
  const on = stage();

  it('that named only the place are not remembered for the matter that follows', async () => {
    const bai = on.story.resident('wmBai');
    const place = bai.writes('9栋3单元902');
    await on.story.settled();
    bai.recalls(place);
    await on.story.settled();
    bai.writes('客厅灯不亮了');
    await on.story.settled();
    expect(await ticketsOf(on.story, 'wmBai')).toEqual([]);
    expect(on.story.hears(bai).at(-1)).toMatch(/哪|地址|楼栋|几栋/);
    bai.writes('3栋2单元501');
    await on.story.settled();
    expect(await ticketOf(on.story, 'wmBai')).toMatchObject({ place: { building: '3', room: '501' } });
  });

  it('that were the whole matter leave none', async () => {
    const cao = on.story.resident('wmCao');
    const words = cao.writes('卫生间马桶堵了');
    await on.story.settled();
    cao.recalls(words);
    await on.story.settled();
    expect(await conversationOf(on.story, 'wmCao')).toMatchObject({ activeFlow: null });
    cao.writes('3栋2单元501');
    await on.story.settled();
    expect(await ticketsOf(on.story, 'wmCao')).toEqual([]);
  });

  it('after the ticket leave its description, and later changes do not bring them back', async () => {
    const deng = on.story.resident('wmDeng');
    deng.writes('3栋2单元501客厅灯不亮了');
    await on.story.settled();
    const more = deng.writes('我老公出差了，家里就我和孩子，灯罩也裂了');
    await on.story.settled();
    expect((await ticketOf(on.story, 'wmDeng')).description).toMatch(/孩子/);
    const before = on.story.hears(deng);
    deng.recalls(more);
    await on.story.settled();
    const ticket = await ticketOf(on.story, 'wmDeng');
    expect(ticket).toMatchObject({ status: 'new', place: { building: '3', room: '501' } });
    expect(ticket.description).toMatch(/客厅灯不亮/);
    expect(ticket.description).not.toMatch(/孩子|出差/);
    expect(on.story.hears(deng)).toEqual(before);
    deng.writes('麻烦带一把梯子，客厅的灯太高了');
    await on.story.settled();
    expect((await ticketOf(on.story, 'wmDeng')).description).not.toMatch(/孩子|出差/);
  });

  it('leave a trace that they were taken back, without a word of them', async () => {
    const { id } = await ticketOf(on.story, 'wmDeng');
    expect(await recalledIn(on, id)).toMatchObject([{ data: { words: 1, files: 0, phone: false } }]);
    const { id: conversationId } = await conversationOf(on.story, 'wmDeng');
    expect(JSON.stringify(await eventsOf(on, id))).not.toMatch(/孩子|出差/);
    expect(
      JSON.stringify(await on.story.api('GET', `/conversations/${conversationId}/messages?limit=200`)),
    ).not.toMatch(/孩子|出差/);
  });

  it('take a telephone number out of the ticket that was told in them', async () => {
    const fang = on.story.resident('wmFang2');
    fang.writes('3栋2单元501客厅灯不亮了');
    await on.story.settled();
    const phone = fang.writes('我的电话13800001234');
    await on.story.settled();
    expect((await ticketOf(on.story, 'wmFang2')).contact.phone).toBe('+8613800001234');
    fang.recalls(phone);
    await on.story.settled();
    expect((await ticketOf(on.story, 'wmFang2')).contact.phone).toBeNull();
  });

  it('of an emergency do not call it off; whoever runs there is told, and the event is honest about phones', async () => {
    const guo = on.story.resident('wmGuo');
    const words = guo.writes('6栋1单元201家里水管爆了，水漫到客厅');
    await on.story.settled();
    guo.recalls(words);
    await on.story.settled();
    const ticket = await ticketOf(on.story, 'wmGuo');
    expect(ticket).toMatchObject({ grade: 1, status: 'new', place: { building: '6', room: '201' } });
    expect(ticket.description).not.toMatch(/漫到客厅/);
    const [event] = await recalledIn(on, ticket.id);
    expect(event?.data).toMatchObject({
      toldStaff: [expect.any(String)],
      note: expect.stringMatching(/收不回来/),
    });
    expect(notices(on.story).at(-1)).toMatch(new RegExp(`${ticket.code}：住户撤回了刚才的一条消息`));
  });

  it('of somebody else’s id, or of none we know, change nothing', async () => {
    const he = on.story.resident('wmHe2');
    he.writes('3栋2单元501客厅灯不亮了');
    await on.story.settled();
    const before = await ticketOf(on.story, 'wmHe2');
    for (const recall_msgid of ['neverWas', 'constructor', ''])
      on.story.fake.appends(
        OPEN_KF_ID,
        {
          ...{ msgid: `recall-${recall_msgid}`, send_time: Math.floor(on.clock.now() / 1000), origin: 4 },
          ...{ msgtype: 'event', open_kfid: OPEN_KF_ID },
          event: {
            ...{ event_type: 'user_recall_msg', open_kfid: OPEN_KF_ID },
            ...{ external_userid: 'wmHe2', recall_msgid },
          },
        },
        'wmHe2',
      );
    await on.story.settled();
    expect(await ticketOf(on.story, 'wmHe2')).toEqual(before);
  });

  it('also when the recall overtakes them', async () => {
    const ji = on.story.resident('wmJi');
    ji.writes('你好');
    await on.story.settled();
    const before = on.story.hears(ji);
    const send_time = Math.floor(on.clock.now() / 1000);
    const recall = {
      ...{ event_type: 'user_recall_msg', open_kfid: OPEN_KF_ID },
      ...{ external_userid: 'wmJi', recall_msgid: 'late-words' },
    };
    on.story.fake.appends(
      OPEN_KF_ID,
      { msgid: 'early-recall', send_time, origin: 4, msgtype: 'event', open_kfid: OPEN_KF_ID, event: recall },
      'wmJi',
    );
    await on.story.settled();
    on.story.fake.appends(
      OPEN_KF_ID,
      {
        ...{ msgid: 'late-words', send_time, origin: 3, msgtype: 'text', open_kfid: OPEN_KF_ID },
        ...{ external_userid: 'wmJi', text: { content: '我的身份证号是110101199001011234' } },
      },
      'wmJi',
    );
    await on.story.settled();
    expect(on.story.hears(ji)).toEqual(before);
    const kept = await rows(
      on.story,
      `select sealed from message where recalled_at is not null and type = 'text'`,
    );
    expect(kept.every((row) => row.sealed === null)).toBe(true);
    expect((await threadOf(on.story, 'wmJi')).at(-1)).toMatchObject({ direction: 'in', text: null });
  });
});

describe('a photo taken back', () => {
  const on = stage();

  it('leaves the ticket and the disk', async () => {
    const kong = on.story.resident('wmKong');
    kong.writes('3栋2单元501客厅灯不亮了');
    await on.story.settled();
    const photo = kong.sendsPhoto(demoPhoto, 'image/png');
    await on.story.settled();
    await on.story.quiet();
    const [file] = (await ticketOf(on.story, 'wmKong')).attachments;
    expect(file).toMatchObject({ state: 'stored' });
    kong.recalls(photo);
    await on.story.settled();
    await on.story.quiet();
    const ticket = await ticketOf(on.story, 'wmKong');
    expect(ticket.attachments).toEqual([]);
    expect((await on.story.api('GET', `/attachments/${file?.id}`)).status).toBe(410);
    expect(await recalledIn(on, ticket.id)).toMatchObject([{ data: { words: 0, files: 1 } }]);
  });

  it('before there is a ticket is not attached to the one that follows', async () => {
    const long = on.story.resident('wmLong');
    const photo = long.sendsPhoto(demoPhoto, 'image/png');
    await on.story.settled();
    long.recalls(photo);
    await on.story.settled();
    long.writes('3栋2单元501卫生间漏水');
    await on.story.settled();
    await on.story.quiet();
    expect((await ticketOf(on.story, 'wmLong')).attachments).toEqual([]);
  });
});

describe('danger that was passed on and taken back', () => {
  const on = stage();

  it('is asked about no more', async () => {
    const mo = on.story.resident('wmMo');
    const chat = mo.forwardsChat('业主群', [{ sender: '甲', text: '3栋着火了' }]);
    await on.story.settled();
    mo.recalls(chat);
    await on.story.settled();
    mo.writes('是的');
    await on.story.settled();
    expect(await ticketsOf(on.story, 'wmMo')).toEqual([]);
  });
});
