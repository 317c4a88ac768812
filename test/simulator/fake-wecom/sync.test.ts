// The log of an account, page by page.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { account, openStage, type Stage, textsOf } from './stage.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;
let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

async function pullAll(ask: Record<string, unknown> = {}) {
  const texts: string[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await stage.pull({ ...ask, ...(cursor === undefined ? {} : { cursor }) });
    texts.push(...textsOf(page));
    cursor = page.next_cursor;
    if (page.has_more === 0) return { texts, cursor };
  }
}

describe('gettoken', () => {
  it('gives the same token within its life and a new one after', async () => {
    const first = await stage.fetchToken();
    stage.clock.advance(3_600_000);
    const again = await stage.get('/cgi-bin/gettoken?corpid=ww1234567890abcdef&corpsecret=app-secret');
    expect(again).toMatchObject({ errcode: 0, access_token: first, expires_in: 3_600 });
    stage.clock.advance(3_600_001);
    expect(await stage.fetchToken()).not.toBe(first);
    expect(stage.fake.tokens.fetchCount()).toBe(3);
  });

  it.each([
    ['a wrong secret', '/cgi-bin/gettoken?corpid=ww1234567890abcdef&corpsecret=x', 40001],
    ['a wrong company', '/cgi-bin/gettoken?corpid=x&corpsecret=app-secret', 40013],
    ['no token', '/cgi-bin/getcallbackip', 41001],
    ['an unknown token', '/cgi-bin/getcallbackip?access_token=x', 40014],
  ])('refuses %s', async (_name, path, errcode) => {
    expect((await stage.get(path)).errcode).toBe(errcode);
  });

  it('may end a token early', async () => {
    expect((await stage.pull()).errcode).toBe(0);
    stage.fake.tokens.invalidate();
    expect((await stage.pull()).errcode).toBe(42001);
    expect((await stage.get(`/cgi-bin/getcallbackip?access_token=${await stage.fetchToken()}`)).errcode).toBe(
      0,
    );
  });

  it.each([
    ['new-token-ends-old', 42001],
    ['new-token-keeps-old', 0],
  ] as const)('plays the refetch policy %s', async (policy, errcodeOfOld) => {
    stage.fake.tokens.onRefetch(policy);
    const old = await stage.fetchToken();
    expect(await stage.fetchToken()).not.toBe(old);
    expect((await stage.get(`/cgi-bin/getcallbackip?access_token=${old}`)).errcode).toBe(errcodeOfOld);
  });
});

describe('sync_msg', () => {
  it('hands out items oldest first and goes on after a cursor', async () => {
    stage.resident.writes('一');
    stage.resident.writes('二');
    const { texts, cursor } = await pullAll();
    expect(texts).toEqual(['一', '二']);
    stage.resident.writes('三');
    expect(textsOf(await stage.pull({ cursor }))).toEqual(['三']);
  });

  it('gives a cursor also with an empty list', async () => {
    const page = await stage.pull();
    expect(page).toMatchObject({ errcode: 0, has_more: 0, msg_list: [] });
    expect(page.next_cursor).not.toBe('');
    expect(page.next_cursor.length).toBeLessThanOrEqual(64);
  });

  it('honours the limit, and may give fewer', async () => {
    for (const text of ['一', '二', '三', '四', '五']) stage.resident.writes(text);
    expect((await stage.pull({ limit: 4 })).msg_list).toHaveLength(4);
    stage.fake.sync.pageAtMost(2);
    expect(await stage.pull({ limit: 4 })).toMatchObject({ has_more: 1, msg_list: { length: 2 } });
    expect((await pullAll()).texts).toEqual(['一', '二', '三', '四', '五']);
  });

  it('keeps items for three days', async () => {
    stage.resident.writes('旧', { sentAt: stage.clock.now() - 3 * DAY - MINUTE });
    stage.resident.writes('新', { sentAt: stage.clock.now() - 3 * DAY + MINUTE });
    expect((await pullAll()).texts).toEqual(['新']);
    stage.clock.advance(2 * MINUTE);
    expect(await stage.pull()).toMatchObject({ has_more: 0, msg_list: [] });
  });

  it('keeps accounts apart', async () => {
    stage.resident.writes('一');
    expect((await stage.pull({ open_kfid: 'wkSecond' })).msg_list).toEqual([]);
    const { cursor } = await pullAll();
    expect((await stage.pull({ open_kfid: 'wkSecond', cursor })).errcode).toBe(40058);
  });

  it.each([
    ['no account', { open_kfid: undefined }, 95000],
    ['an unknown account', { open_kfid: 'wkNo' }, 95004],
    ['a made-up cursor', { cursor: 'CUR9.9.0000000000000000' }, 40058],
    ['a cursor that is too long', { cursor: 'x'.repeat(65) }, 40058],
    ['limit 0', { limit: 0 }, 40058],
    ['limit 1001', { limit: 1001 }, 40058],
    ['a wrong token', { token: 'ENCwrong' }, 95007],
  ])('refuses %s', async (_name, ask, errcode) => {
    expect((await stage.pull(ask)).errcode).toBe(errcode);
  });

  it('takes the token of a callback for ten minutes and only for its account', async () => {
    stage.resident.writes('一');
    await stage.fake.settled();
    const token = stage.tokenOf(stage.received[0]);
    expect((await stage.pull({ token })).errcode).toBe(0);
    expect((await stage.pull({ token, open_kfid: 'wkSecond' })).errcode).toBe(95007);
    stage.clock.advance(10 * MINUTE);
    expect((await stage.pull({ token })).errcode).toBe(95007);
  });

  it('blocks calls without a token for a minute after ten in a minute, and never those with one', async () => {
    stage.resident.writes('一');
    await stage.fake.settled();
    const token = stage.tokenOf(stage.received[0]);
    for (let n = 0; n < 10; n++) expect((await stage.pull()).errcode).toBe(0);
    expect((await stage.pull()).errcode).toBe(45009);
    expect((await stage.pull({ token })).errcode).toBe(0);
    stage.clock.advance(MINUTE - 1);
    expect((await stage.pull()).errcode).toBe(45009);
    stage.clock.advance(1);
    expect((await stage.pull()).errcode).toBe(0);
  });

  it('plays odd pages: shorter, empty with more to come, and the same page again', async () => {
    for (const text of ['一', '二', '三']) stage.resident.writes(text);
    stage.fake.faults.next('/cgi-bin/kf/sync_msg', { kind: 'short-page', items: 1 });
    const first = await stage.pull();
    expect([textsOf(first), first.has_more]).toEqual([['一'], 1]);
    stage.fake.faults.next('/cgi-bin/kf/sync_msg', { kind: 'empty-page' });
    const second = await stage.pull({ cursor: first.next_cursor });
    expect([textsOf(second), second.has_more]).toEqual([[], 1]);
    expect(second.next_cursor).not.toBe(first.next_cursor);
    const third = await stage.pull({ cursor: second.next_cursor, limit: 1 });
    expect(textsOf(third)).toEqual(['二']);
    stage.fake.faults.next('/cgi-bin/kf/sync_msg', { kind: 'repeat-page' });
    const again = await stage.pull({ cursor: third.next_cursor, limit: 1 });
    expect(textsOf(again)).toEqual(['二']);
    expect(textsOf(await stage.pull({ cursor: again.next_cursor }))).toEqual(['三']);
  });

  it('never hands out what the product sent', async () => {
    stage.resident.writes('一');
    expect((await stage.say('收到')).errcode).toBe(0);
    expect((await pullAll()).texts).toEqual(['一']);
  });

  it('notes in the ledger which items went out with which page', async () => {
    const msgid = stage.resident.writes('一');
    const page = await stage.pull();
    expect(stage.fake.ledger.of('sync.served')).toMatchObject([
      { openKfId: account, cursor: null, nextCursor: page.next_cursor, hasMore: false, messageIds: [msgid] },
    ]);
  });
});
