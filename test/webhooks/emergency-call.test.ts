import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CallResult, createWebhookCaller } from '../../src/webhooks/emergency-call.ts';
import { createGuardedPost } from '../../src/webhooks/post.ts';
import { type HookReceiver, isSignedWith, openHookReceiver } from '../support/hook-receiver.ts';
import { createManualClock, shanghai } from '../support/manual-clock.ts';

const SECRET = `whsec_${Buffer.from('a secret of twenty-four b').toString('base64')}`;
const clock = createManualClock(shanghai('2026-11-23 03:00'));
const never = new AbortController().signal;
const call = {
  id: '01',
  to: { name: '李建国', phone: '020-0000-0110' },
  ticketCode: '261123-001',
  grade: 1,
  words: '请马上接单',
};

let other: HookReceiver;
beforeEach(async () => {
  other = await openHookReceiver();
});
afterEach(() => other.close());

const caller = (loopback: boolean) =>
  createWebhookCaller({
    url: other.url,
    secret: SECRET,
    post: createGuardedPost({ clock, loopback }),
    clock,
  });

it('tells a program, signed, whom to ring and what to say; the same id at every try', async () => {
  expect(await caller(true).place(call, never)).toEqual({ kind: 'placed' });
  await caller(true).place(call, never);
  const [first, second] = other.heard;
  expect(first && isSignedWith(SECRET, first)).toBe(true);
  expect(first?.json).toMatchObject({
    type: 'emergency.call',
    data: { to: { name: '李建国', phone: '020-0000-0110' }, ticket: '261123-001', words: '请马上接单' },
  });
  expect([first, second].map((each) => each?.headers['webhook-id'])).toEqual(['call_01', 'call_01']);
});

it('goes to no address inside', async () => {
  expect(await caller(false).place(call, never)).toMatchObject({ kind: 'refused' });
  expect(other.connections()).toBe(0);
});

it.each<[number, CallResult]>([
  [503, { kind: 'later', code: 'http-503' }],
  [429, { kind: 'later', code: 'http-429' }],
  [401, { kind: 'refused', code: 'http-401' }],
  [302, { kind: 'refused', code: 'http-302' }],
])('takes %i for what it is', async (status, result) => {
  other.answer = (response) => response.writeHead(status, { location: 'https://elsewhere.example' }).end();
  expect(await caller(true).place(call, never)).toEqual(result);
});

it('asks without ringing anybody', async () => {
  expect(await caller(true).ping('02', never)).toEqual({ kind: 'placed' });
  expect(other.heard[0]?.json).toMatchObject({ type: 'ping', data: {} });
});
