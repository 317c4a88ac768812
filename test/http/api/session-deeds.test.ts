// The doors into the platform's own client: asked of the platform first, kept once, refused without a trace.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionControl, SessionMove, SessionTarget } from '../../../src/channels/contract.ts';
import type { Conversation } from '../../../src/conversations/conversation.ts';
import { call } from '../support/call.ts';
import { type Desk, newConversation, openDesk } from '../support/desk.ts';

let desk: Desk;
let conversation: Conversation;
let moves: SessionTarget[];
let receiving: string[];
let answer: SessionMove;

const control: SessionControl = {
  channel: 'wecom-kf',
  read: async () => ({ kind: 'retry', code: 'unused', outcomeUnknown: false }),
  async move(_session, target) {
    moves.push(target);
    return answer;
  },
  servicers: async () => ({
    kind: 'servicers',
    servicers: receiving.map((staffChannelUserId) => ({
      staffChannelUserId,
      receiving: true,
      stopped: null,
    })),
  }),
  changeServicers: async () => ({ kind: 'changed', changes: [] }),
} as SessionControl;

beforeEach(async () => {
  moves = [];
  receiving = ['XuJing'];
  answer = { kind: 'moved', messageCode: null } as SessionMove;
  desk = await openDesk({ sessions: (channel) => (channel === 'wecom-kf' ? control : null) });
  conversation = await newConversation(desk);
});
afterEach(() => desk.close());

const hand = (body: object, headers: Record<string, string> = {}) =>
  call(desk, `POST /conversations/${conversation.id}/hand-to-servicer`, { body, headers });
const pool = (headers: Record<string, string> = {}) =>
  call(desk, `POST /conversations/${conversation.id}/send-to-pool`, { body: {}, headers });

describe('hand-to-servicer', () => {
  it('moves the session to this person, who owns the conversation from then on', async () => {
    const { status, body, headers } = await hand({ to: 'xu-jing' });
    expect(status).toBe(200);
    expect(moves).toEqual([{ state: 'human', staffChannelUserId: 'XuJing' }]);
    expect(body).toMatchObject({ id: conversation.id, owner: { kind: 'staff', staffId: 'xu-jing' } });
    expect(headers.get('etag')).toBe(`"${body.version}"`);
  });

  it('asks the platform once for one key, whatever version the repeat expects', async () => {
    const key = { 'idempotency-key': 'a-key-of-its-own' };
    const first = await hand({ to: 'xu-jing' }, { ...key, 'if-match': `"${conversation.version}"` });
    const again = await hand({ to: 'xu-jing' }, key);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(moves).toHaveLength(1);
    expect((await hand({ to: 'tang-li' }, key)).status).toBe(422);
    expect(moves).toHaveLength(1);
  });

  it('asks nothing for another version, an unknown person or an unknown conversation', async () => {
    const other = await hand({ to: 'xu-jing' }, { 'if-match': '"99"' });
    expect(other.body).toMatchObject({ status: 409, code: 'desk/version-conflict' });
    expect(other.body.current).toMatchObject({ version: conversation.version });
    expect((await hand({ to: 'nobody' })).body).toMatchObject({ status: 422, code: 'api/unknown-staff' });
    expect((await hand({ to: 'xu-jing', onBehalfOf: 'nobody' })).status).toBe(422);
    const nowhere = await call(desk, 'POST /conversations/x/hand-to-servicer', { body: { to: 'xu-jing' } });
    expect(nowhere.status).toBe(404);
    expect(moves).toEqual([]);
  });

  it('keeps nothing when the person is away or the platform gives no answer', async () => {
    answer = { kind: 'person-away', code: '95014' } as SessionMove;
    expect((await hand({ to: 'xu-jing' })).body).toMatchObject({ status: 422, code: 'desk/person-away' });
    answer = { kind: 'retry', code: 'timeout', outcomeUnknown: true } as SessionMove;
    expect((await hand({ to: 'xu-jing' })).body).toMatchObject({
      status: 503,
      code: 'desk/platform-not-now',
    });
    const now = await desk.store.read((tx) => tx.conversations.get(conversation.id));
    expect(now?.version).toBe(conversation.version);
  });
});

describe('send-to-pool', () => {
  it('moves the session into the pool while somebody receives', async () => {
    const { status, body } = await pool();
    expect(status).toBe(200);
    expect(moves).toEqual([{ state: 'queue' }]);
    expect(body.owner.kind).not.toBe('bot');
  });

  it('is refused while nobody does, and where there are no sessions', async () => {
    receiving = [];
    expect((await pool()).body).toMatchObject({ status: 422, code: 'desk/nobody-receiving' });
    expect(moves).toEqual([]);
  });
});
