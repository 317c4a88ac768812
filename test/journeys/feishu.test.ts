// 飞书 through the whole desk: what the contract of all channels does not ask.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStory, type Story } from '../harness/in-process-desk.ts';

let story: Story;
beforeAll(async () => {
  story = await openStory({ feishu: true });
});
afterAll(() => story?.close());

const platformOf = ({ feishu }: Story) => {
  if (!feishu) throw new Error('no platform');
  return feishu;
};

it('its address is checked, signed or not', async () => {
  const platform = platformOf(story);
  expect(await platform.checksAddress({ signed: true })).toBe(true);
  expect(await platform.checksAddress({ signed: false })).toBe(true);
});

it('in a group only the call is heard, and the answer goes to who called alone', async () => {
  const platform = platformOf(story);
  const before = platform.ledger.of('message.accepted').length;
  platform.person('ou_Wang').writesInGroup('今晚吃什么', []);
  platform.person('ou_Wang').writesInGroup('@_user_1 3栋2单元501厨房漏水', ['物业助手']);
  await story.settled();
  const { body } = await story.api<{ items: { place: object }[] }>(
    'GET',
    '/tickets?channel=feishu&channelUserId=ou_Wang',
  );
  expect(body.items).toMatchObject([{ place: { building: '3', unit: '2', room: '501' } }]);
  expect(platform.ledger.messagesTo('ou_Wang').length).toBeGreaterThan(0);
  const said = platform.ledger.of('message.accepted').slice(before);
  expect(new Set(said.map(({ openId }) => openId))).toEqual(new Set(['ou_Wang']));
});

it('whoever may not use the robot any more is not written to, and everybody else is', async () => {
  const platform = platformOf(story);
  platform.person('ou_Li').leaves();
  platform.person('ou_Li').writes('你好');
  platform.person('ou_Zhao').writes('你好');
  await story.settled();
  expect(platform.ledger.messagesTo('ou_Li')).toEqual([]);
  expect(platform.ledger.messagesTo('ou_Zhao').length).toBeGreaterThan(0);
});
