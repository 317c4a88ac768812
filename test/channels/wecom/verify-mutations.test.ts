// Forged and altered callbacks. Every run changes a valid request; nothing the signature covers may differ and be accepted.
import { encrypt, getSignature } from '@wecom/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCallbackVerifier } from '../../../src/channels/wecom/verify.ts';
import {
  byteEdit,
  CORP,
  isUnaltered,
  KEY,
  mutations,
  request,
  TOKEN,
} from '../support/callback-mutations.ts';

const RUNS = 20_000;
const verifier = createCallbackVerifier({ token: TOKEN, encodingAesKey: KEY, receiveId: CORP });

describe('open', () => {
  it(`accepts none of ${RUNS} altered requests unless what is signed is unchanged`, {
    timeout: 120_000,
  }, () => {
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(request, mutations, (original, edits) => {
        let query: Buffer = Buffer.from(new URLSearchParams(original.parts).toString(), 'latin1');
        let body = original.body;
        for (const edit of edits) [query, body] = edit(query, body);
        const parts = new URLSearchParams(query.toString('latin1'));

        const result = verifier.open(parts, body);
        if (!result.ok) {
          refused++;
          expect([400, 401, 403, 413]).toContain(result.status);
          return;
        }
        accepted++;
        expect(isUnaltered(original, parts, body)).toBe(true);
        expect(result.plaintext).toBe(original.message);
      }),
      { numRuns: RUNS },
    );
    // Both must have happened, or the property proves nothing.
    expect(accepted).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(RUNS / 2);
  });

  it('never throws on noise', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.uint8Array({ maxLength: 400 }),
        (query, body) => {
          expect(verifier.open(new URLSearchParams(query), body)).toMatchObject({ ok: false });
          expect(verifier.verifyUrl(new URLSearchParams(query))).toMatchObject({ ok: false });
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('answers a rightly signed frame of noise with a refusal', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        const sealed = Buffer.from(noise).toString('base64');
        const parts = { timestamp: '1767225600', nonce: 'n' };
        const query = new URLSearchParams({
          ...parts,
          msg_signature: getSignature(TOKEN, parts.timestamp, parts.nonce, sealed),
        });
        const body = Buffer.from(`<xml><Encrypt>${sealed}</Encrypt></xml>`);
        expect(verifier.open(query, body)).toMatchObject({ ok: false });
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('verifyUrl', () => {
  it('accepts no altered echo', () => {
    const echo = encrypt(KEY, '1616140317555161061', CORP);
    const parts = { timestamp: '1767225600', nonce: '137262' };
    const original = new URLSearchParams({
      ...parts,
      msg_signature: getSignature(TOKEN, parts.timestamp, parts.nonce, echo),
      echostr: echo,
    });
    expect(verifier.verifyUrl(original)).toMatchObject({ ok: true });
    fc.assert(
      fc.property(byteEdit, (edit) => {
        const changed = new URLSearchParams(
          edit(Buffer.from(original.toString(), 'latin1')).toString('latin1'),
        );
        const result = verifier.verifyUrl(changed);
        const same = [...original.keys()].every(
          (name) => changed.getAll(name).join(' ') === original.get(name),
        );
        expect(result.ok).toBe(same);
      }),
      { numRuns: 5_000 },
    );
  });
});
