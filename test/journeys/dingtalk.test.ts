// 钉钉 through the whole desk: what the contract of all channels does not ask.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStory, type Story } from '../harness/in-process-desk.ts';

let story: Story;
beforeAll(async () => {
  story = await openStory({ dingtalk: true });
});
afterAll(() => story?.close());

const platformOf = ({ dingtalk }: Story) => {
  if (!dingtalk) throw new Error('no platform');
  return dingtalk;
};
const ticketsOf = (userId: string) =>
  story.api<{ items: { grade: number; place: object }[] }>(
    'GET',
    `/tickets?channel=dingtalk&channelUserId=${encodeURIComponent(userId)}`,
  );

it('somebody from outside the company is heard, and that they were not answered is for a person to see', async () => {
  const outsider = '$:LWCP_v1:$outside01';
  platformOf(story).outsider(outsider).writes('1栋1单元301厨房水管爆了，水漫出来了');
  await story.settled();
  expect((await ticketsOf(outsider)).body.items).toMatchObject([{ grade: 1 }]);
  expect(platformOf(story).messagesTo(outsider)).toEqual([]);
  const [task] = await story.database.rows(
    `select count(*) as open from staff_task where kind = 'undeliverable'`,
  );
  expect(Number(task?.open)).toBeGreaterThan(0);
});

it('in a group only the call is heard, and the answer goes to who called alone', async () => {
  const platform = platformOf(story);
  platform.person('wang01').writesInGroup('今晚吃什么', false);
  platform.person('wang01').writesInGroup('3栋2单元501厨房漏水', true);
  await story.settled();
  expect((await ticketsOf('wang01')).body.items).toMatchObject([{ place: { building: '3', room: '501' } }]);
  expect(platform.messagesTo('wang01').length).toBeGreaterThan(0);
});
