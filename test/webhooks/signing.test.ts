import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headersFor, secretFrom, signatureOf } from '../../src/webhooks/signing.ts';
import { isSignedWith } from '../support/hook-receiver.ts';

const once = (current: string, previous: string | null = null, previousUntilAt = 0) => ({
  current,
  previous,
  previousUntilAt,
});

describe('a signature', () => {
  it('is the one the libraries of Standard Webhooks are tested with', () => {
    const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: 1614265330_000, body: '{"test": 2432232314}' };
    const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
    expect(signatureOf(message, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).toBe(signature);
    expect(signatureOf(message, 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).toBe(signature);
    expect(headersFor(message, once('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'))).toEqual({
      'webhook-id': message.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': signature,
    });
  });

  it('is good for whatever is said, and for nothing that was changed on the way', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 24, maxLength: 64 }),
        fc.string(),
        fc.nat(2_000_000_000),
        (bytes, body, seconds) => {
          const secret = secretFrom(Buffer.from(bytes).toString('base64url'));
          const headers = headersFor({ id: 'msg_1', at: seconds * 1000 + 999, body }, once(secret));
          expect(isSignedWith(secret, { headers, body })).toBe(true);
          expect(isSignedWith(secret, { headers, body: `${body} ` })).toBe(false);
          expect(isSignedWith(secret, { headers: { ...headers, 'webhook-id': 'msg_2' }, body })).toBe(false);
          const later = { ...headers, 'webhook-timestamp': String(seconds + 1) };
          expect(isSignedWith(secret, { headers: later, body })).toBe(false);
        },
      ),
    );
  });

  it('stands there twice while a secret is being changed, and not longer', () => {
    const [old, young] = ['whsec_b2xkb2xkb2xkb2xkb2xkb2xk', 'whsec_eW91bmd5b3VuZ3lvdW5neW91'];
    const at = 1_000_000;
    const signed = (now: number) => ({
      headers: headersFor({ id: 'msg_1', at: now, body: '{}' }, once(young, old, at + 1)),
      body: '{}',
    });
    expect(isSignedWith(old, signed(at))).toBe(true);
    expect(isSignedWith(young, signed(at))).toBe(true);
    expect(isSignedWith(old, signed(at + 1))).toBe(false);
    expect(isSignedWith(young, signed(at + 1))).toBe(true);
  });
});
