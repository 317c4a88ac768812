// Signatures in the manner of Standard Webhooks (standardwebhooks.com): HMAC-SHA256 over id.timestamp.body. Pure.
import { createHmac } from 'node:crypto';
import type { WebhookSecrets } from './webhook.ts';

const PREFIX = 'whsec_';
export const SECRET_BYTES = 32;

/** `random` is base64url, as `Ids.secret` draws it. */
export function secretFrom(random: string): string {
  return PREFIX + Buffer.from(random, 'base64url').toString('base64');
}

export type SignedMessage = { id: string; at: number; body: string };

export function signatureOf({ id, at, body }: SignedMessage, secret: string): string {
  const key = Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, 'base64');
  const content = `${id}.${secondsOf(at)}.${body}`;
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
}

/** The headers of one try. Two signatures while a secret is being changed: whoever knows either can check it. */
export function headersFor(message: SignedMessage, secrets: WebhookSecrets): Record<string, string> {
  const valid = [
    secrets.current,
    ...(secrets.previous !== null && message.at < secrets.previousUntilAt ? [secrets.previous] : []),
  ];
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(secondsOf(message.at)),
    'webhook-signature': valid.map((secret) => signatureOf(message, secret)).join(' '),
  };
}

function secondsOf(at: number): number {
  return Math.floor(at / 1000);
}
