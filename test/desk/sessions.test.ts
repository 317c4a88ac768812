// The deeds on sessions, against the played platform and a real store.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createIds } from '../../src/base/ids.ts';
import { createWecomApi } from '../../src/channels/wecom/api.ts';
import { createKfSessions } from '../../src/channels/wecom-kf/sessions.ts';
import type { Conversation } from '../../src/conversations/conversation.ts';
import {
  endSession,
  handToServicer,
  type SessionPorts,
  sendToPool,
  whoIsReceiving,
} from '../../src/desk/sessions.ts';
import type { FakeWecom } from '../../src/simulator/fake-wecom/fake-wecom.ts';
import { OPEN_KF_ID, startPlatform } from '../harness/platform.ts';
import { createHouse } from '../support/house.ts';
import { openSqliteForTest, type SqliteStoreUnderTest } from '../support/sqlite-store.ts';

const RESIDENT = 'wmDeed';
const never = new AbortController().signal;
let fake: FakeWecom;
let under: SqliteStoreUnderTest;
let ports: SessionPorts;
let id: string;

beforeEach(async () => {
  const platform = await startPlatform(['XuJing', 'TangLi', 'Outsider']);
  fake = platform.fake;
  under = await openSqliteForTest();
  const ids = createIds(systemClock);
  const sessions = createKfSessions(
    createWecomApi({
      baseUrl: platform.deskEnv.WECOM_API_BASE_URL ?? '',
      corpId: platform.deskEnv.WECOM_CORP_ID ?? '',
      secret: platform.deskEnv.WECOM_APP_SECRET ?? '',
      clock: systemClock,
      ids,
      timeoutMs: 500,
    }),
  );
  const house = createHouse({ clock: systemClock, ids }, { handoffOf: () => 'native' });
  ports = { store: under.store, house, sessions: (channel) => (channel === 'wecom-kf' ? sessions : null) };
  fake.resident(RESIDENT).writes('你好');
  fake.putInState(OPEN_KF_ID, RESIDENT, 1);
  id = await under.store.transact(async (tx) => {
    await tx.communities.ensure({ id: 'cuihu', name: '翠湖花园' }, systemClock.now());
    const key = { channel: 'wecom-kf', channelAccountId: OPEN_KF_ID, channelUserId: RESIDENT } as const;
    return (await tx.conversations.forPerson(key, { communityId: 'cuihu', at: systemClock.now() })).id;
  });
});
afterEach(async () => {
  await under.close();
  await fake.stop();
});

const conversation = async (): Promise<Conversation> => {
  const found = await under.store.read((tx) => tx.conversations.get(id));
  if (!found) throw new Error('gone');
  return found;
};
const said = async () =>
  (await under.store.read((tx) => tx.messages.list(id, { limit: 20 }))).map((each) => each.replyKey);
const stateThere = () => fake.resident(RESIDENT).state();

describe('whoIsReceiving', () => {
  it('names who receives now, with who they are to us', async () => {
    fake.servicer('TangLi').goesOffline(OPEN_KF_ID);
    const receiving = await whoIsReceiving(
      { channel: 'wecom-kf', channelAccountId: OPEN_KF_ID },
      ports,
      never,
    );
    expect(receiving.map((each) => [each.staffChannelUserId, each.staff?.id ?? null])).toEqual([
      ['XuJing', 'xu-jing'],
      ['Outsider', null],
    ]);
  });

  it('is nobody on a channel without sessions', async () => {
    expect(await whoIsReceiving({ channel: 'web', channelAccountId: 'x' }, ports, never)).toEqual([]);
  });
});

describe('sendToPool', () => {
  it('queues, mutes the bot, and says so under the code of the pool', async () => {
    expect((await sendToPool(id, ports, never)).ok).toBe(true);
    expect(stateThere()).toBe(2);
    expect(await conversation()).toMatchObject({
      owner: { kind: 'nobody' },
      session: { state: 'queue', source: 'answer', codes: {} },
    });
    expect(await said()).toEqual(['handoff.queued']);
  });

  it('does nothing when nobody receives: from the pool there is no way back', async () => {
    for (const userId of fake.staffIds()) fake.servicer(userId).goesOffline(OPEN_KF_ID);
    expect(await sendToPool(id, ports, never)).toMatchObject({ ok: false, code: 'desk/nobody-receiving' });
    expect(stateThere()).toBe(1);
  });
});

describe('handToServicer', () => {
  it('gives it to this person; a second time changes nothing there', async () => {
    for (let times = 0; times < 2; times++)
      expect((await handToServicer(id, 'XuJing', ports, never)).ok).toBe(true);
    expect(stateThere()).toBe(3);
    expect(fake.faults.calls('/cgi-bin/kf/service_state/trans')).toBe(1);
    expect(await conversation()).toMatchObject({
      owner: { kind: 'staff', staffId: 'xu-jing' },
      session: { state: 'human', staffChannelUserId: 'XuJing' },
    });
    expect(await said()).toEqual(['handoff.here']);
  });

  it('passes it from one to another', async () => {
    await handToServicer(id, 'XuJing', ports, never);
    await handToServicer(id, 'TangLi', ports, never);
    expect(await conversation()).toMatchObject({ owner: { staffId: 'tang-li' } });
  });

  it('is refused for who does not receive', async () => {
    fake.servicer('XuJing').goesOffline(OPEN_KF_ID);
    expect(await handToServicer(id, 'XuJing', ports, never)).toMatchObject({ code: 'desk/person-away' });
    expect(await handToServicer(id, 'NoServicer', ports, never)).toMatchObject({ code: 'desk/person-away' });
    expect(await conversation()).toMatchObject({ owner: { kind: 'bot' }, session: null });
  });

  it('from the end there is no way, and we know better then', async () => {
    fake.putInState(OPEN_KF_ID, RESIDENT, 4);
    expect(await handToServicer(id, 'XuJing', ports, never)).toMatchObject({ code: 'desk/session-moved-on' });
    expect(await conversation()).toMatchObject({ session: { state: 'ended', source: 'answer' } });
  });
});

describe('endSession', () => {
  it('ends a person’s session, gives the conversation to the bot and says so', async () => {
    await handToServicer(id, 'XuJing', ports, never);
    expect((await endSession(id, ports, never)).ok).toBe(true);
    expect(stateThere()).toBe(4);
    expect(await conversation()).toMatchObject({
      owner: { kind: 'bot' },
      session: { state: 'ended', codes: {} },
    });
    expect((await said()).at(-1)).toBe('handoff.ended');
  });

  it.each([
    [false, 1, 'desk/session-moved-on'],
    [true, 4, null],
  ])(
    'of the bot’s own session is tried, as nobody knows for sure (allowed: %s)',
    async (may, state, code) => {
      fake.apiMayEndSession(may);
      const ended = await endSession(id, ports, never);
      expect(ended.ok ? null : ended.code).toBe(code);
      expect(stateThere()).toBe(state);
    },
  );

  it('throws what time may cure when the platform is silent', async () => {
    fake.faults.always('/cgi-bin/kf/service_state/get', { kind: 'http-status', status: 502 });
    await expect(endSession(id, ports, never)).rejects.toMatchObject({ code: 'desk/platform-not-now' });
  });
});
