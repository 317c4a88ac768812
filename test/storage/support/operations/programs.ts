// Other programs and the accounts at the platforms.
import { NOON } from '../../../contracts/storage/subject.ts';
import type { Operations } from '../operations.ts';

export const programs: Operations = {
  'other programs and what they are told': async (tx) => {
    const webhook = {
      ...{
        id: 'w1',
        communityId: 'cuihu',
        name: '总部',
        url: 'https://example.com/',
        kinds: ['ticket.opened' as const],
      },
      ...{ secrets: { current: 's', previous: null, previousUntilAt: 0 }, personal: false, isOn: true },
      ...{
        offReason: null,
        failingSince: null,
        notBeforeAt: 0,
        createdBy: 'p1',
        createdAt: NOON,
        version: 1,
      },
    };
    await tx.webhooks.add(webhook);
    await tx.webhooks.get('w1');
    await tx.webhooks.list(['cuihu']);
    await tx.webhooks.save(webhook);
    await tx.webhooks.takersOf('cuihu', 'ticket.opened');
    const news = {
      communityId: 'cuihu',
      kind: 'ticket.opened' as const,
      subjectId: 't1',
      facts: {},
      at: NOON,
    };
    const first = await tx.webhooks.addDelivery('w1', news);
    await tx.webhooks.addDelivery('w1', news);
    await tx.webhooks.delivery(first);
    await tx.webhooks.waitsBehind(first);
    await tx.webhooks.nextBehind(first);
    await tx.webhooks.deliveries('w1', { before: null, limit: 20 });
    await tx.webhooks.deliveries('w1', { before: first, limit: 20 });
    const end = {
      state: 'delivered' as const,
      reason: null,
      status: 204,
      attempt: 1,
      dueAt: NOON,
      settledAt: NOON,
    };
    await tx.webhooks.settle(first, end);
    await tx.webhooks.remove('w1');
  },
  'a repeated API call': async (tx) => {
    await tx.idempotency.put('s', 'k', { requestDigest: 'd', status: 200, body: '' }, NOON);
    await tx.idempotency.get('s', 'k');
  },
  'an account that is woken and read': async (tx) => {
    await tx.accounts.ensure('wecom-kf', 'wk-1', NOON);
    await tx.accounts.wake('wecom-kf', 'wk-1', 'token', NOON);
    await tx.accounts.lease('wecom-kf', 'wk-1', 'a', NOON, NOON + 1);
    await tx.accounts.moveCursor({
      channel: 'wecom-kf',
      accountId: 'wk-1',
      from: null,
      to: 'c',
      leaseToken: 'a',
    });
    await tx.accounts.markRead('wecom-kf', 'wk-1', 1, NOON);
  },
  'an account that is looked at and let go': async (tx) => {
    await tx.accounts.ensure('wecom-kf', 'wk-2', NOON);
    await tx.accounts.wake('wecom-kf', 'wk-2', 'token', NOON);
    await tx.accounts.get('wecom-kf', 'wk-2');
    await tx.accounts.list('wecom-kf');
    await tx.accounts.dropWakeToken('wecom-kf', 'wk-2', 'token');
    await tx.accounts.lease('wecom-kf', 'wk-2', 'a', NOON, NOON + 1);
    await tx.accounts.release('wecom-kf', 'wk-2', 'a');
  },
};
