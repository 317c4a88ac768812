import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hearStaff } from '../../src/desk/staff-words.ts';
import { shanghai } from '../support/manual-clock.ts';
import { openTicketDesk, type TicketDesk } from '../support/ticket-desk.ts';

const NOON = shanghai('2026-11-23 12:00');
const burst = { hazards: ['burst' as const], faults: [] };

describe('hearStaff', () => {
  let desk: TicketDesk;
  let count: number;
  beforeEach(async () => {
    desk = await openTicketDesk(NOON);
    count = 0;
  });
  afterEach(() => desk.close());

  const says = async (who: string, text: string, dedupeKey = `key-${++count}`) => {
    await hearStaff(
      { channel: 'wecom-app', channelUserId: who, text, dedupeKey, plaintext: '<xml/>' },
      desk.under.store,
      desk.house,
    );
    await desk.pass(0);
  };
  const lastHeard = (who: string) => desk.heard.filter((each) => each.who === who).at(-1)?.text ?? '';

  it.each(['接单', '我接了', '好的，我去', '马上到', '收到，马上去'])(
    'lets the called person take the ticket with %s',
    async (text) => {
      const { id } = await desk.open(burst);
      await desk.pass(0);
      await says('WangZhiQiang', text);
      expect(await desk.ticket(id)).toMatchObject({ status: 'accepted', firstOwner: 'wang-zhiqiang' });
      expect(lastHeard('WangZhiQiang')).toContain('由您负责');
      await desk.pass(600);
      expect(desk.heard.filter((each) => each.who === 'ZhangHaiBo')).toEqual([]);
    },
  );

  it.each([
    '收到',
    '我去不了',
    '不接单',
    '没法接单',
    '谁去接单？',
    '我接不了',
    '让小张接单吧，我去医院',
    '现在接单了吗',
    '别人接单了',
  ])('does not take the ticket with %s: the calling goes on', async (text) => {
    const { id } = await desk.open(burst);
    await desk.pass(0);
    await says('WangZhiQiang', text);
    expect((await desk.ticket(id)).status).toBe('new');
    await desk.pass(130);
    expect(desk.heard.map((each) => each.who)).toContain('ZhangHaiBo');
  });

  it('takes the ticket that was named, also when a newer one calls', async () => {
    const first = await desk.open(burst);
    const second = await desk.open(burst);
    await desk.pass(0);
    await says('WangZhiQiang', `接单 ${first.code}`);
    expect((await desk.ticket(first.id)).status).toBe('accepted');
    expect((await desk.ticket(second.id)).status).toBe('new');
    await says('WangZhiQiang', '接单');
    expect((await desk.ticket(second.id)).status).toBe('accepted');
  });

  it('says what to write when it does not understand, and when nothing waits', async () => {
    await says('WangZhiQiang', '在吗');
    expect(lastHeard('WangZhiQiang')).toContain('接单');
    await says('WangZhiQiang', '接单');
    expect(lastHeard('WangZhiQiang')).toContain('没有等您接的单');
  });

  it('says who was faster', async () => {
    const { code } = await desk.open(burst);
    await desk.pass(130);
    await says('ZhangHaiBo', '接单');
    await says('WangZhiQiang', `接单 ${code}`);
    expect(lastHeard('WangZhiQiang')).toContain('已受理');
  });

  it('has one effect when the same words are brought again', async () => {
    await desk.open(burst);
    await desk.open(burst);
    await desk.pass(0);
    await says('WangZhiQiang', '接单', 'same');
    await says('WangZhiQiang', '接单', 'same');
    expect(await desk.under.raw("select id from ticket where status = 'accepted'")).toHaveLength(1);
  });

  it('does nothing for somebody who is not one of ours', async () => {
    const { id } = await desk.open(burst);
    await desk.pass(0);
    const before = desk.heard.length;
    await says('Stranger', '接单');
    expect((await desk.ticket(id)).status).toBe('new');
    expect(desk.heard).toHaveLength(before);
  });
});
