// A duty worker answers the page from their phone: 接单, in the app, through the encrypted callback.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStory, type Story } from '../harness/in-process-desk.ts';

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

const noticesTo = (userId: string) =>
  story.fake.ledger.noticesOf(userId).map((notice) => JSON.stringify(notice.content));

describe('接单 in the app', { shuffle: false }, () => {
  let worker = '';

  it('takes the ticket the worker was called for and tells the resident who comes', async () => {
    story.resident('wmHe').writes('6栋1单元302卫生间水管爆了，水漫出来了');
    await story.settled();
    worker = story.fake.ledger.of('staff.notice')[0]?.userId ?? '';
    story.fake.member(worker).writesToApp('接单');
    await story.settled();
    const { body } = await story.api<{ items: Record<string, unknown>[] }>(
      'GET',
      '/tickets?channel=wecom-kf&channelUserId=wmHe',
    );
    const member = story.app.house.people().staff.find((each) => each.wecomUserId === worker);
    expect(body.items).toMatchObject([{ status: 'accepted', firstOwner: member?.id, assignee: member?.id }]);
    expect(story.hears(story.resident('wmHe')).at(-1)).toContain(member?.name);
    expect(noticesTo(worker).at(-1)).toMatch(/由您负责/);
  });

  it('has no second effect when there is nothing more to take', async () => {
    const heard = story.hears(story.resident('wmHe')).length;
    story.fake.member(worker).writesToApp('接单');
    await story.settled();
    expect(noticesTo(worker).at(-1)).toMatch(/没有等您接的单/);
    expect(story.hears(story.resident('wmHe'))).toHaveLength(heard);
  });

  it('says what to write when the words mean something else', async () => {
    story.fake.member(worker).writesToApp('今天谁值班');
    await story.settled();
    expect(noticesTo(worker).at(-1)).toMatch(/回复“接单”/);
  });

  it('refuses a ticket another has taken, by its number', async () => {
    const { body } = await story.api<{ items: { code: string }[] }>(
      'GET',
      '/tickets?channel=wecom-kf&channelUserId=wmHe',
    );
    const other =
      story.app.house.people().staff.find((each) => each.wecomUserId !== worker)?.wecomUserId ?? '';
    story.fake.member(other).writesToApp(`接单 ${body.items[0]?.code}`);
    await story.settled();
    expect(noticesTo(other).at(-1)).toMatch(/已受理/);
  });
});
