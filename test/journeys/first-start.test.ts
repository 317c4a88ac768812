// The first start with an account that has been in use: the platform hands out three days, and only what is fresh is answered.
import { describe, expect, it } from 'vitest';
import { OPEN_KF_ID } from '../harness/platform.ts';
import { createLeapingClock } from '../support/leaping-clock.ts';
import { shanghai } from '../support/manual-clock.ts';
import { conversationOf, notices, rows, stage, threadOf, ticketOf, ticketsOf } from './support.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const clock = createLeapingClock(shanghai('2026-11-24 10:00'));

describe('a desk that starts for the first time', { shuffle: false }, () => {
  const on = stage({
    clock,
    before(fake) {
      const ago = (ms: number) => ({ sentAt: clock.now() - ms });
      fake.resident('wmOld').writes('3栋2单元501厨房水管爆了，快来人', ago(50 * HOUR));
      fake.resident('wmEleven').writes('3栋2单元601客厅灯不亮了', ago(11 * MINUTE));
      fake.resident('wmNine').writes('3栋2单元701客厅灯不亮了', ago(9 * MINUTE));
      fake.resident('wmBoth').writes('3栋2单元801客厅灯不亮了', ago(30 * HOUR));
      fake.resident('wmBoth').writes('你好，在吗');
      // A person of the company answered in the client yesterday, as they did before there was a desk.
      const common = { open_kfid: OPEN_KF_ID, external_userid: 'wmServed' };
      const send_time = Math.floor((clock.now() - 20 * HOUR) / 1000);
      fake.resident('wmServed').writes('灯坏了', ago(21 * HOUR));
      fake.appends(OPEN_KF_ID, {
        ...common,
        msgid: 'servedYesterday',
        send_time,
        origin: 5,
        servicer_userid: 'XuJing',
        msgtype: 'text',
        text: { content: '好的，已安排' },
      });
      fake.appends(
        OPEN_KF_ID,
        {
          msgid: 'enteredYesterday',
          send_time,
          origin: 4,
          msgtype: 'event',
          event: {
            event_type: 'enter_session',
            ...common,
            external_userid: 'wmEntered',
            welcome_code: 'oldCode',
          },
        },
        'wmEntered',
      );
      fake.resident('wmServed').writes('3栋2单元901厨房灯也不亮了');
    },
  });

  it('keeps what is older than ten minutes and answers none of it: no words, no ticket, no call', async () => {
    await on.story.settled();
    for (const residentId of ['wmOld', 'wmEleven']) {
      expect(await threadOf(on.story, residentId)).toMatchObject([
        { direction: 'in', text: expect.any(String) },
      ]);
      expect(on.story.hears(on.story.resident(residentId))).toEqual([]);
      expect(await ticketsOf(on.story, residentId)).toEqual([]);
    }
    expect(on.story.hears(on.story.resident('wmEntered'))).toEqual([]);
    expect(notices(on.story)).toEqual([]);
    expect(await rows(on.story, 'select count(*) n from inbox where handled_at is null')).toEqual([{ n: 0 }]);
  });

  it('answers what is fresh', async () => {
    await on.story.settled();
    expect(await ticketOf(on.story, 'wmNine')).toMatchObject({ place: { room: '701' } });
    expect(on.story.hears(on.story.resident('wmNine')).length).toBeGreaterThan(0);
  });

  it('answers the fresh message of someone with an old one, and makes nothing of the old', async () => {
    await on.story.settled();
    expect(on.story.hears(on.story.resident('wmBoth')).length).toBe(1);
    expect(await ticketsOf(on.story, 'wmBoth')).toEqual([]);
    expect(await threadOf(on.story, 'wmBoth')).toHaveLength(3);
  });

  it('is not silenced by what a person wrote in the client before there was a desk', async () => {
    await on.story.settled();
    expect(await conversationOf(on.story, 'wmServed')).toMatchObject({ owner: { kind: 'bot' } });
    expect(await ticketOf(on.story, 'wmServed')).toMatchObject({ place: { room: '901' } });
  });

  it('an old one that is told again is answered like any other', async () => {
    await on.story.settled();
    on.story.resident('wmEleven').writes('3栋2单元601客厅灯还是不亮');
    await on.story.settled();
    expect(await ticketOf(on.story, 'wmEleven')).toMatchObject({ place: { room: '601' } });
  });
});
