// 水管爆了: one sentence through the encrypted webhook, and everything that must follow from it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStory, type Story } from '../harness/in-process-desk.ts';

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

type Items = { items: Record<string, unknown>[] };

describe('我家3栋2单元501厨房水管爆了，快来人', { shuffle: false }, () => {
  it('opens one grade-1 repair ticket with place and a 15-minute clock', async () => {
    const lin = story.resident('wmLin');
    lin.writes('我家3栋2单元501厨房水管爆了，快来人');
    await story.settled();
    const { body } = await story.api<Items>('GET', '/tickets?channel=wecom-kf&channelUserId=wmLin');
    expect(body.items).toHaveLength(1);
    const [ticket] = body.items as [Record<string, unknown>];
    expect(ticket).toMatchObject({
      kind: 'repair',
      grade: 1,
      status: 'new',
      partial: false,
      place: { building: '3', unit: '2', room: '501', area: 'kitchen' },
    });
    const timers = ticket.timers as { kind: string; dueAt: string }[];
    const onSite = timers.find((timer) => timer.kind === 'on_site');
    expect(Date.parse(onSite?.dueAt ?? '') - Date.parse(String(ticket.openedAt))).toBe(15 * 60_000);
  });

  it('says the safety line and the promise first, and asks only for the phone that is missing', () => {
    const heard = story.hears(story.resident('wmLin'));
    expect(heard.length).toBeLessThanOrEqual(2);
    expect(heard[0]).toMatch(/阀/);
    expect(heard[0]).toMatch(/15分钟/);
    expect(heard.join('\n').match(/[？?]|请留/g)).toHaveLength(1);
    expect(heard.at(-1)).toMatch(/电话/);
    expect(heard.join('\n')).not.toMatch(/哪一栋|几栋|哪个单元|哪一户/);
  });

  it('puts the notice on the duty worker’s phone with grade, place and promise', () => {
    const notices = story.fake.ledger.of('staff.notice').map((notice) => JSON.stringify(notice.content));
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(/一级/);
    expect(notices[0]).toMatch(/3栋2单元501/);
    expect(notices[0]).toMatch(/15分钟/);
  });

  it('takes the phone into the ticket, tells the worker, and ends the questions', async () => {
    const lin = story.resident('wmLin');
    lin.writes('13800138000');
    await story.settled();
    const { body } = await story.api<Items>('GET', '/tickets?channel=wecom-kf&channelUserId=wmLin');
    expect(body.items).toHaveLength(1);
    expect(body.items[0]).toMatchObject({ contact: { phone: '+8613800138000' } });
    expect(
      story.fake.ledger
        .of('staff.notice')
        .map((notice) => JSON.stringify(notice.content))
        .at(-1),
    ).toMatch(/13800138000/);
  });

  it('tells the resident who comes once the ticket is accepted, and takes no second acceptance', async () => {
    const { body } = await story.api<Items>('GET', '/tickets?channel=wecom-kf&channelUserId=wmLin');
    const ticket = body.items[0] as { id: string; version: number };
    const first = await story.api('POST', `/tickets/${ticket.id}/accept`, { onBehalfOf: firstStaffId() });
    expect(first.status).toBe(200);
    const again = await story.api('POST', `/tickets/${ticket.id}/accept`, {});
    expect(again).toMatchObject({ status: 409, body: { code: 'tickets/not-allowed-now' } });
    await story.settled();
    expect(story.hears(story.resident('wmLin')).at(-1)).toMatch(/单号/);
    const done = await story.api('POST', `/tickets/${ticket.id}/resolve`, { result: '更换了爆裂的水管接头' });
    expect(done).toMatchObject({ status: 200, body: { status: 'resolved' } });
  });

  it('writes neither words nor phones nor ids of the resident into the log', () => {
    expect(story.logLines.length).toBeGreaterThan(0);
    expect(story.logLines.join('\n')).not.toMatch(/水管|3栋|13800138000|wmLin/);
  });
});

function firstStaffId(): string {
  const [member] = story.app.house.people().staff;
  return member?.id ?? '';
}
