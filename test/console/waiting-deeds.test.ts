// Deeds that wait for the network: in their order, each under its own key, and nothing is lost or done on top of a refusal.
import { expect, it } from 'vitest';
import { type Answer, openWaitingDeeds, type WaitingDeed } from '../../console/src/phone/waiting-deeds.ts';

const step = (key: string, changes: Partial<WaitingDeed> = {}) => ({
  key,
  actorId: 'wang',
  ticketId: 't1',
  code: '261124-001',
  path: key,
  word: key,
  body: {},
  version: 3,
  at: 0,
  ...changes,
});

function phone(answers: (deed: WaitingDeed) => Answer) {
  let kept: string | null = null;
  const sent: [string, number | null][] = [];
  const open = () =>
    openWaitingDeeds({
      load: () => kept,
      save: (text) => {
        kept = text;
      },
    });
  const send = async (deeds: ReturnType<typeof open>, actorId = 'wang') =>
    deeds.send(actorId, async (deed) => {
      sent.push([deed.key, deed.version]);
      return answers(deed);
    });
  return { open, send, sent };
}

it('keeps them over a restart and sends them in order, each on the state the one before made', async () => {
  let version = 3;
  const { open, send, sent } = phone(() => ({ kind: 'done', version: ++version }));
  const before = open();
  before.add(step('arrive'));
  before.add(step('resolve'));
  const after = open();
  await send(after);
  expect(sent).toEqual([
    ['arrive', 3],
    ['resolve', 4],
  ]);
  expect(open().list()).toEqual([]);
});

it('loses nothing while there is no network, and stops at the first that does not get through', async () => {
  const { open, send, sent } = phone(() => ({ kind: 'later' }));
  const deeds = open();
  deeds.add(step('arrive'));
  deeds.add(step('resolve'));
  await send(deeds);
  expect(sent).toHaveLength(1);
  expect(open().list()).toHaveLength(2);
});

it('keeps a refusal to be read, holds back what rests on it, and goes on with other tickets', async () => {
  const { open, send, sent } = phone(({ key }) =>
    key === 'arrive' ? { kind: 'refused', words: '刚刚有人改过' } : { kind: 'done', version: 9 },
  );
  const deeds = open();
  deeds.add(step('arrive'));
  deeds.add(step('resolve'));
  deeds.add(step('take', { ticketId: 't2' }));
  await send(deeds);
  expect(sent.map(([key]) => key)).toEqual(['arrive', 'take']);
  expect(deeds.list().map(({ refusedWith }) => refusedWith)).toEqual([
    '刚刚有人改过',
    '前一步没有成功，这一步没有发出',
  ]);
  deeds.putAway('arrive');
  expect(open().list()).toHaveLength(1);
});

it('sends nothing of somebody else who had this phone', async () => {
  const { open, send, sent } = phone(() => ({ kind: 'done', version: 1 }));
  const deeds = open();
  deeds.add(step('arrive', { actorId: 'liu' }));
  await send(deeds);
  expect(sent).toEqual([]);
  expect(deeds.list()).toHaveLength(1);
});

it('begins anew where what was kept cannot be read', () => {
  expect(openWaitingDeeds({ load: () => '{', save() {} }).list()).toEqual([]);
});

it('goes on from its own deed although the page has not read the ticket again yet', async () => {
  const { open, send, sent } = phone(() => ({ kind: 'done', version: 4 }));
  const deeds = open();
  deeds.add(step('delay'));
  await send(deeds);
  deeds.add(step('arrive'));
  await send(deeds);
  expect(sent).toEqual([
    ['delay', 3],
    ['arrive', 4],
  ]);
});
