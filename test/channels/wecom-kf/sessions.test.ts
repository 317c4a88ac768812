import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SessionState, type SessionTarget, sessionStates } from '../../../src/channels/contract.ts';
import {
  apiMoves,
  botMaySend,
  numberOfState,
  stateOfNumber,
} from '../../../src/channels/wecom-kf/session-states.ts';
import { createKfSessions } from '../../../src/channels/wecom-kf/sessions.ts';
import { type FakePlatform, type Scripted, startFakePlatform, testClock } from '../support/fake-platform.ts';
import { fixtureJson } from '../support/fixtures.ts';

const GET = '/cgi-bin/kf/service_state/get';
const TRANS = '/cgi-bin/kf/service_state/trans';
const session = {
  channelAccountId: 'wkPmKfDemo000000000000000001',
  channelUserId: 'wmPmCustDemo0000000000000001',
};
const never = new AbortController().signal;

let platform: FakePlatform;
beforeEach(async () => {
  platform = await startFakePlatform();
});
afterEach(() => platform.close());

const sessions = () => createKfSessions(platform.api(testClock(), 200));
const move = (target: SessionTarget) => sessions().move(session, target, never);
const answers = (path: string, ...scripted: Scripted[]) =>
  platform.on(path, (_request, count) => scripted[Math.min(count, scripted.length) - 1] ?? 'cut');
const at = (state: SessionState): Scripted => ({
  json: fixtureJson(`kf/api/service_state.get.${numberOfState(state)}.response.json`),
});
const targetOf = (state: Exclude<SessionState, 'new'>, staffChannelUserId = 'lijun'): SessionTarget =>
  state === 'human' ? { state, staffChannelUserId } : { state };
const asked = () => platform.callsTo(TRANS).map((call) => call.body);

type Table = {
  api_allowed_official: [number, number][];
  api_allowed_unconfirmed: [number, number][];
  absent_from_official_table: [number, number][];
  send_msg_allowed_in: number[];
};

describe('the table of moves', () => {
  const table = fixtureJson<Table>('kf/service_state_transitions.json');
  const named = (cells: [number, number][]) =>
    cells.map(([from, to]) => `${stateOfNumber(from)} → ${stateOfNumber(to)}`).sort();
  const ours = (kind: string) =>
    sessionStates
      .flatMap((from) => sessionStates.map((to) => [from, to] as const))
      .filter(([from, to]) => apiMoves[from][to] === kind)
      .map(([from, to]) => `${from} → ${to}`)
      .sort();

  it('is the official one, cell by cell', () => {
    expect(ours('allowed')).toEqual(named(table.api_allowed_official));
    expect(ours('unconfirmed')).toEqual(named(table.api_allowed_unconfirmed));
  });

  it('never asks for a cell that no document shows, nor for a state that is there already', () => {
    const staying: [number, number][] = [0, 1, 2, 4].map((n) => [n, n]);
    expect(ours('absent')).toEqual(named([...table.absent_from_official_table, ...staying]));
  });

  it('knows in which states the bot may write', () => {
    expect(sessionStates.filter((state) => botMaySend[state]).map(numberOfState)).toEqual(
      table.send_msg_allowed_in,
    );
  });

  it.each([5, -1, 1.5, '1', null, undefined])('knows no state %s', (number) => {
    expect(stateOfNumber(number)).toBeNull();
  });
});

describe('move', () => {
  const targets = ['bot', 'queue', 'human', 'ended'] as const;
  const cells = sessionStates.flatMap((from) => targets.map((to) => [from, to] as const));

  it.each(cells)('%s → %s asks only for what may be, and tells what came of it', async (from, to) => {
    answers(GET, at(from));
    answers(TRANS, { json: fixtureJson(`kf/api/service_state.trans.${numberOfState(to)}.response.json`) });
    const moved = await move(targetOf(to));
    const isThere = from === to && from !== 'human';
    if (isThere) expect(moved).toMatchObject({ kind: 'moved', seen: { state: to }, messageCode: null });
    else if (apiMoves[from][to] === 'absent')
      expect(moved).toMatchObject({ kind: 'no-way', seen: { state: from } });
    else {
      expect(moved).toEqual({
        kind: 'moved',
        seen: { state: to, staffChannelUserId: to === 'human' ? 'lijun' : null },
        messageCode: to === 'bot' ? null : `pmTransCode${numberOfState(to)}`,
      });
    }
    expect(asked()).toHaveLength(isThere || apiMoves[from][to] === 'absent' ? 0 : 1);
  });

  it.each(cells.filter(([from, to]) => apiMoves[from][to] === 'unconfirmed'))(
    '%s → %s, which is not confirmed, falls back to what is seen when it is refused',
    async (from, to) => {
      answers(GET, at(from));
      answers(TRANS, { json: { errcode: 95016 } });
      expect(await move(targetOf(to))).toEqual({
        kind: 'no-way',
        seen: { state: from, staffChannelUserId: null },
      });
    },
  );

  it('asks as documented', async () => {
    answers(GET, at('bot'));
    answers(TRANS, { json: fixtureJson('kf/api/service_state.trans.3.response.json') });
    await move({ state: 'human', staffChannelUserId: 'wangfang' });
    expect(asked()).toEqual([fixtureJson('kf/api/service_state.trans.3.request.json')]);
  });

  it('to the person who has it already is done already', async () => {
    answers(GET, at('human'));
    expect(await move({ state: 'human', staffChannelUserId: 'wangfang' })).toMatchObject({ kind: 'moved' });
    expect(asked()).toEqual([]);
  });

  it('whose answer was lost is looked at, not made twice', async () => {
    answers(GET, at('bot'), at('human'));
    answers(TRANS, 'cut');
    expect(await move({ state: 'human', staffChannelUserId: 'wangfang' })).toEqual({
      kind: 'moved',
      seen: { state: 'human', staffChannelUserId: 'wangfang' },
      messageCode: null,
    });
    expect(asked()).toHaveLength(1);
  });

  it('whose answer was lost and that did not happen comes again later', async () => {
    answers(GET, at('bot'));
    answers(TRANS, 'cut');
    expect(await move({ state: 'queue' })).toMatchObject({ kind: 'retry' });
    expect(asked()).toHaveLength(1);
  });

  it.each([95016, 95013])(
    'refused with %d because it has moved meanwhile: what is there now is told',
    async (errcode) => {
      answers(GET, at('bot'), at('ended'));
      answers(TRANS, { json: { errcode } });
      expect(await move({ state: 'queue' })).toEqual({
        kind: 'no-way',
        seen: { state: 'ended', staffChannelUserId: null },
      });
    },
  );

  it('refused because somebody else has just done it is done', async () => {
    answers(GET, at('bot'), at('queue'));
    answers(TRANS, { json: { errcode: 95016 } });
    expect(await move({ state: 'queue' })).toMatchObject({ kind: 'moved', messageCode: null });
  });

  it.each([95014, 95019])('to somebody who cannot take it (%d) says so', async (errcode) => {
    answers(GET, at('bot'));
    answers(TRANS, { json: { errcode } });
    expect(await move(targetOf('human'))).toEqual({ kind: 'person-away', code: String(errcode) });
  });

  it.each([
    [45009, 'retry'],
    [-1, 'retry'],
    [95017, 'misconfigured'],
    [60020, 'misconfigured'],
    [40096, 'rejected'],
    [95099, 'rejected'],
  ])('errcode %d is %s', async (errcode, kind) => {
    answers(GET, { json: { errcode } });
    expect(await move({ state: 'queue' })).toMatchObject({ kind, code: String(errcode) });
    answers(GET, at('bot'));
    answers(TRANS, { json: { errcode } });
    expect(await move({ state: 'queue' })).toMatchObject({ kind, code: String(errcode) });
  });

  it('tries again when the state is none we know', async () => {
    answers(GET, { json: { errcode: 0, service_state: 7 } });
    expect(await move({ state: 'queue' })).toEqual({ kind: 'retry', code: 'unknown-state' });
    expect(await sessions().read(session, never)).toMatchObject({ kind: 'retry' });
  });
});

describe('servicers', () => {
  const account = session.channelAccountId;

  it('are read with who receives now; a department says nothing about its people', async () => {
    answers('/cgi-bin/kf/servicer/list', { json: fixtureJson('kf/api/servicer.list.response.json') });
    expect(await sessions().servicers(account, never)).toEqual({
      kind: 'servicers',
      servicers: [
        { staffChannelUserId: 'wangfang', receiving: true },
        { staffChannelUserId: 'lijun', receiving: false },
        { departmentId: 2 },
      ],
    });
    expect(platform.callsTo('/cgi-bin/kf/servicer/list')[0]?.query.get('open_kfid')).toBe(account);
  });

  it.each([
    ['add', 'add', ['wangfang', 'lijun', 'nosuch'], [2]],
    ['remove', 'del', ['lijun'], []],
  ] as const)(
    '%s tells what became of each, under a success of the whole',
    async (change, path, people, departments) => {
      answers(`/cgi-bin/kf/servicer/${path}`, { json: fixtureJson(`kf/api/servicer.${path}.response.json`) });
      const who = { staffChannelUserIds: people, departmentIds: departments };
      const changed = await sessions().changeServicers(account, change, who, never);
      expect(platform.callsTo(`/cgi-bin/kf/servicer/${path}`).map((call) => call.body)).toEqual([
        fixtureJson(`kf/api/servicer.${path}.request.json`),
      ]);
      expect(changed).toMatchObject({
        kind: 'changed',
        changes: expect.arrayContaining([{ servicer: 'lijun', code: '0', done: true }]),
      });
      if (change === 'add')
        expect(changed).toMatchObject({
          changes: expect.arrayContaining([
            { servicer: 'nosuch', code: '60111', done: false },
            { servicer: 2, code: '0', done: true },
          ]),
        });
    },
  );

  it('go a hundred to a call', async () => {
    answers('/cgi-bin/kf/servicer/add', { json: { errcode: 0, result_list: [] } });
    const staffChannelUserIds = Array.from({ length: 250 }, (_, n) => `u${n}`);
    const departmentIds = Array.from({ length: 120 }, (_, n) => n);
    await sessions().changeServicers(account, 'add', { staffChannelUserIds, departmentIds }, never);
    const bodies = platform.callsTo('/cgi-bin/kf/servicer/add').map((call) => call.body) as {
      userid_list: string[];
      department_id_list?: number[];
    }[];
    expect(bodies.map((body) => [body.userid_list.length, body.department_id_list?.length])).toEqual([
      [100, 100],
      [100, 20],
      [50, undefined],
    ]);
    expect(bodies.flatMap((body) => body.userid_list)).toEqual(staffChannelUserIds);
  });
});
