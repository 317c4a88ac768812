// Forged and altered callbacks of the Official Account: nothing the better signature covers may differ and be taken, and the worse
// one beside it (over time and nonce only) opens nothing.
import { getSignature } from '@wecom/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOaDoor } from '../../../src/channels/wechat-oa/door.ts';
import {
  byteEdit,
  CORP,
  isUnaltered,
  KEY,
  mutations,
  request,
  TOKEN,
} from '../support/callback-mutations.ts';
import { testClock } from '../support/fake-platform.ts';

const RUNS = 20_000;
const NOW_SECONDS = 1_767_225_600;
const door = createOaDoor({
  ...{ token: TOKEN, encodingAesKey: KEY, appId: CORP, menu: new Map(), acceptsPlain: false },
  clock: testClock(NOW_SECONDS * 1000),
});
const plainSignature = (timestamp: string, nonce: string) => getSignature(TOKEN, timestamp, nonce, '');

describe('open', () => {
  it(`takes none of ${RUNS} altered requests unless what is signed is unchanged`, {
    timeout: 120_000,
  }, () => {
    let taken = 0;
    let refused = 0;
    fc.assert(
      fc.property(request, mutations, (original, edits) => {
        const { timestamp, nonce } = original.parts;
        const beside = { signature: plainSignature(timestamp, nonce), encrypt_type: 'aes', openid: 'o1' };
        let query: Buffer = Buffer.from(
          new URLSearchParams({ ...original.parts, ...beside }).toString(),
          'latin1',
        );
        let body = original.body;
        for (const edit of edits) [query, body] = edit(query, body);
        const parts = new URLSearchParams(query.toString('latin1'));

        const result = door.open(parts, body);
        if (!result.ok) {
          refused++;
          expect([400, 401, 403, 413]).toContain(result.status);
          return;
        }
        taken++;
        expect(isUnaltered(original, parts, body)).toBe(true);
        expect(result.callback).toMatchObject({ kind: 'keep', plaintext: original.message });
      }),
      { numRuns: RUNS },
    );
    // Both must have happened, or the property proves nothing.
    expect(taken).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(RUNS / 2);
  });

  it('never throws on noise, and takes none of it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.uint8Array({ maxLength: 400 }),
        (query, body) => {
          expect(door.open(new URLSearchParams(query), body)).toMatchObject({ ok: false });
          expect(door.verifyUrl(new URLSearchParams(query))).toMatchObject({ ok: false });
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('verifyUrl', () => {
  it('answers an altered question only where it is still signed, and only with an echo', () => {
    const parts = { timestamp: String(NOW_SECONDS), nonce: '137262' };
    const original = new URLSearchParams({
      ...{ signature: plainSignature(parts.timestamp, parts.nonce), ...parts },
      echostr: '4375120948345356249',
    });
    fc.assert(
      fc.property(byteEdit, (edit) => {
        const changed = new URLSearchParams(
          edit(Buffer.from(original.toString(), 'latin1')).toString('latin1'),
        );
        const result = door.verifyUrl(changed);
        if (!result.ok) return;
        for (const name of ['signature', 'timestamp', 'nonce'])
          expect(changed.getAll(name).join(' ')).toBe(original.get(name));
        expect(result.plaintext).toMatch(/^[A-Za-z0-9_-]{1,128}$/);
      }),
      { numRuns: 5_000 },
    );
  });
});
