import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FeedResult } from '../../../src/channels/contract.ts';
import { createKfFeed } from '../../../src/channels/wecom-kf/feed.ts';
import { type FakePlatform, type Scripted, startFakePlatform, testClock } from '../support/fake-platform.ts';
import { fixtureJson } from '../support/fixtures.ts';

let platform: FakePlatform;
beforeEach(async () => {
  platform = await startFakePlatform();
});
afterEach(() => platform.close());

const PATH = '/cgi-bin/kf/sync_msg';
const ACCOUNT = 'wkPmKfDemo000000000000000001';
const never = new AbortController().signal;

function pull(
  scripted: Scripted,
  cursor: string | null = 'c0',
  wakeToken: string | null = null,
): Promise<FeedResult> {
  platform.on(PATH, () => scripted);
  // Only silence needs an end; whatever answers may take its time on a busy machine.
  return createKfFeed(platform.api(testClock(), scripted === 'hang' ? 200 : 10_000)).pull(
    { channelAccountId: ACCOUNT, cursor, wakeToken },
    never,
  );
}

describe('pull', () => {
  it('asks as documented, with and without cursor and token', async () => {
    const page = { json: fixtureJson('kf/api/sync_msg.empty.response.json') };
    await pull(page, null, 'ENCPmSyncTokenAAAA0001');
    await pull(page, 'pmCursor0001', 'ENCPmSyncTokenAAAA0001');
    await pull(page, null, null);
    expect(platform.callsTo(PATH).map((request) => request.body)).toEqual([
      fixtureJson('kf/api/sync_msg.first.request.json'),
      fixtureJson('kf/api/sync_msg.next.request.json'),
      { limit: 1000, voice_format: 0, open_kfid: ACCOUNT },
    ]);
  });

  it('tells a refused cursor from a refused request', async () => {
    const refusal = { json: { errcode: 40058, errmsg: 'invalid Request Parameter' } };
    expect(await pull(refusal, 'c0')).toEqual({ kind: 'cursor-refused' });
    expect(await pull(refusal, null)).toMatchObject({ kind: 'misconfigured', code: '40058' });
  });

  it('gives a page with every type', async () => {
    const json = fixtureJson<{ msg_list: { msgid: string }[] }>('kf/api/sync_msg.every_type.response.json');
    const result = await pull({ json });
    expect(result).toMatchObject({ kind: 'page', nextCursor: 'pmCursor0009', hasMore: false });
    expect(result.kind === 'page' && result.items.map((item) => item.channelItemId)).toEqual(
      json.msg_list.map((item) => item.msgid),
    );
  });

  it('moves the cursor on an empty page, and goes on when more is promised', async () => {
    expect(await pull({ json: fixtureJson('kf/api/sync_msg.empty.response.json') })).toEqual({
      kind: 'page',
      items: [],
      nextCursor: 'pmCursor0001',
      hasMore: false,
    });
    expect(await pull({ json: { errcode: 0, next_cursor: 'c1', has_more: 1, msg_list: [] } })).toMatchObject({
      nextCursor: 'c1',
      hasMore: true,
    });
  });

  it('does not promise more when the cursor stands still', async () => {
    expect(await pull({ json: { errcode: 0, next_cursor: 'c0', has_more: 1, msg_list: [] } })).toMatchObject({
      nextCursor: 'c0',
      hasMore: false,
    });
    expect(await pull({ json: { errcode: 0, has_more: 1, msg_list: [{ msgid: 'm' }] } })).toMatchObject({
      nextCursor: 'c0',
      hasMore: false,
      items: [{ channelItemId: 'm' }],
    });
  });

  it('lets one bad item not stop the page', async () => {
    const result = await pull({
      json: { errcode: 0, next_cursor: 'c1', msg_list: [null, 7, { msgid: 'm' }] },
    });
    expect(result.kind === 'page' && result.items).toHaveLength(3);
    expect(await pull({ json: { errcode: 0, next_cursor: 'c1', msg_list: 'none' } })).toMatchObject({
      kind: 'page',
      items: [],
    });
  });

  it.each(['paging_has_more_with_empty_list', 'overlap_after_crash', 'invalid_token_95007'])(
    'follows the scenario %s',
    async (name) => {
      type Step = {
        in?: { cursor: string | null; token?: string };
        out?: { errcode: number; next_cursor?: string };
      };
      const { steps, expect: expected } = fixtureJson<{ steps: Step[]; expect: { stored_msgids: string[] } }>(
        `kf/scenario/${name}.json`,
      );
      const stored = new Set<string>();
      for (const step of steps) {
        if (step.in === undefined || step.out === undefined) continue;
        const result = await pull({ json: step.out }, step.in.cursor, step.in.token ?? null);
        if (result.kind !== 'page') expect(result).toEqual({ kind: 'token-refused' });
        else for (const item of result.items) stored.add(item.channelItemId);
      }
      expect([...stored]).toEqual(expected.stored_msgids);
    },
  );

  it('waits a minute when it was too fast', async () => {
    expect(await pull({ json: { errcode: 45009, errmsg: 'api freq out of limit' } })).toEqual({
      kind: 'retry',
      code: '45009',
      retryAfterMs: 60_000,
    });
  });

  it('tells a spent token from a token it did not send', async () => {
    expect(await pull({ json: { errcode: 95007 } }, 'c0', 'ENCexpired')).toEqual({ kind: 'token-refused' });
    expect(await pull({ json: { errcode: 95007 } })).toMatchObject({
      kind: 'retry',
      code: '95007',
      retryAfterMs: 60_000,
    });
  });

  it.each([95017, 60020, 95000, 48002, 987654])('asks for a person on %d', async (errcode) => {
    expect(await pull({ json: { errcode } })).toMatchObject({
      kind: 'misconfigured',
      code: String(errcode),
      remedy: expect.stringMatching(/请/),
    });
  });

  it.each([
    ['busy', { json: { errcode: -1 } }, '-1'],
    ['a gateway page', { text: '<html>', status: 502 }, 'http-502'],
    ['silence', 'hang' as const, 'timeout'],
  ])('tries again after %s', async (_name, scripted, code) => {
    expect(await pull(scripted)).toMatchObject({ kind: 'retry', code });
  });
});
