import { describe, expect, it } from 'vitest';
import { createIds } from '../../../src/base/ids.ts';
import { createTokenSource, type TokenAnswer } from '../../../src/channels/wecom/token.ts';
import { testClock } from '../support/fake-platform.ts';

describe('expire', () => {
  it('lets only the first of many losers cause a fetch, and a late one none', async () => {
    const clock = testClock();
    let fetches = 0;
    const source = createTokenSource(
      async (): Promise<TokenAnswer> => ({ kind: 'token', token: `t${++fetches}`, expiresInSeconds: 7200 }),
      clock,
      createIds(clock),
    );
    expect(await source.current()).toEqual({ kind: 'token', token: 't1' });
    for (let i = 0; i < 10; i++) source.expire('t1');
    expect(await Promise.all([source.current(), source.current()])).toEqual([
      { kind: 'token', token: 't2' },
      { kind: 'token', token: 't2' },
    ]);
    source.expire('t1');
    expect(await source.current()).toEqual({ kind: 'token', token: 't2' });
    expect(fetches).toBe(2);
  });

  it('does not count refusals that lie a success apart', async () => {
    const clock = testClock();
    let fetches = 0;
    const source = createTokenSource(
      async (): Promise<TokenAnswer> => ({ kind: 'token', token: `t${++fetches}`, expiresInSeconds: 7200 }),
      clock,
      createIds(clock),
    );
    for (let i = 1; i <= 5; i++) {
      expect(await source.current()).toEqual({ kind: 'token', token: `t${i}` });
      source.confirm(`t${i}`);
      source.expire(`t${i}`);
    }
  });
});
