import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noCrashPoints } from '../../src/base/crash-points.ts';
import { hearMember } from '../../src/desk/members.ts';
import { shippedConfig } from '../support/house.ts';
import { shanghai } from '../support/manual-clock.ts';
import { openTicketDesk, type TicketDesk } from '../support/ticket-desk.ts';

const NOON = shanghai('2026-11-23 12:00');
const burst = { hazards: ['burst' as const], faults: [] };

describe('words of staff in the app', () => {
  let desk: TicketDesk;
  let count: number;
  beforeEach(async () => {
    desk = await openTicketDesk(NOON);
    count = 0;
  });
  afterEach(() => desk.close());

  const says = async (who: string, text: string, dedupeKey = `key-${++count}`) => {
    await hearMember(
      {
        item: {
          channel: 'wecom-app',
          channelAccountId: '1000002',
          channelUserId: who,
          channelItemId: dedupeKey,
          sentAt: desk.clock.now(),
          origin: 'resident',
          content: { type: 'text', text },
        },
        plaintext: '<xml/>',
      },
      {
        store: desk.under.store,
        crashPoint: noCrashPoints,
        clock: desk.clock,
        intake: shippedConfig().intake,
        communityOf: () => 'cuihu',
        hasHazard: () => false,
        house: desk.house,
      },
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

  it('are no deed when somebody who is not one of ours writes them: that is a resident', async () => {
    const { id } = await desk.open(burst);
    await desk.pass(0);
    const before = desk.heard.length;
    await says('Stranger', '接单');
    expect((await desk.ticket(id)).status).toBe('new');
    expect(desk.heard).toHaveLength(before);
    expect(await conversations('Stranger')).toHaveLength(1);
  });

  it('are a resident’s when they begin with 我家, and so is what follows, until they have been quiet for half an hour', async () => {
    await says('WangZhiQiang', '我家厨房漏水');
    await says('WangZhiQiang', '3栋2单元501');
    expect(desk.heard).toEqual([]);
    expect(await pendingOf('WangZhiQiang')).toEqual(['我家厨房漏水', '3栋2单元501']);
    const [conversation] = await conversations('WangZhiQiang');
    await desk.unit(async (tx) => {
      const items = await tx.inbox.pending(conversation?.id ?? '');
      await tx.inbox.markHandled(
        items.map((item) => item.id),
        desk.clock.now(),
      );
    });
    desk.clock.advance(31 * 60_000);
    await says('WangZhiQiang', '在吗');
    expect(lastHeard('WangZhiQiang')).toContain('接单');
  });

  it('are duty words also in the middle of talking about their own home', async () => {
    const { id } = await desk.open(burst);
    await desk.pass(0);
    await says('WangZhiQiang', '我家厨房漏水');
    await says('WangZhiQiang', '我去上班了，你们下午来');
    expect((await desk.ticket(id)).status).toBe('new');
    await says('WangZhiQiang', '接单');
    expect((await desk.ticket(id)).status).toBe('accepted');
  });

  it('are known whatever the case of the userid', async () => {
    const { id } = await desk.open(burst);
    await desk.pass(0);
    await says('wangzhiqiang', '接单');
    expect((await desk.ticket(id)).firstOwner).toBe('wang-zhiqiang');
  });

  const conversations = (who: string) =>
    desk.under.store.read((tx) => tx.conversations.byPerson({ channel: 'wecom-app', channelUserId: who }));

  async function pendingOf(who: string): Promise<unknown[]> {
    const [conversation] = await conversations(who);
    if (!conversation) return [];
    const items = await desk.under.store.read((tx) => tx.inbox.pending(conversation.id));
    return items.map(({ content }) => (content.type === 'text' ? content.text : content.type));
  }
});
