// Who is told of what, and the tellings themselves.
import { describe, expect, it } from 'vitest';
import type { Webhook, WebhookNews } from '../../../src/webhooks/webhook.ts';
import { freshStore, NOON, type OpenStore } from './subject.ts';

const hook: Webhook = {
  id: 'w1',
  communityId: 'cuihu',
  name: '总部',
  url: 'https://hook.example/path?token=their-token',
  secrets: { current: 'whsec_Y3VycmVudA==', previous: 'whsec_b2xk', previousUntilAt: NOON + 1 },
  kinds: ['ticket.opened', 'incident.begun'],
  personal: true,
  isOn: true,
  offReason: null,
  failingSince: NOON - 1,
  notBeforeAt: NOON + 9,
  createdBy: 'p1',
  createdAt: NOON,
  version: 1,
};
const news = (subjectId: string, changes: Partial<WebhookNews> = {}): WebhookNews => ({
  ...{ communityId: 'cuihu', kind: 'ticket.opened', subjectId, facts: { code: '261123-001' }, at: NOON },
  ...changes,
});

export function describeWebhooks(open: OpenStore): void {
  describe('outgoing webhooks', () => {
    const subject = freshStore(open);

    it('come back as they were, and are changed on the version that was seen', async () => {
      await subject.unit((tx) => tx.webhooks.add(hook));
      await subject.under().reopen();
      expect(await subject.look((tx) => tx.webhooks.get('w1'))).toEqual(hook);
      expect(await subject.look((tx) => tx.webhooks.list(['cuihu', 'other']))).toEqual([hook]);
      expect(await subject.look((tx) => tx.webhooks.list(['other']))).toEqual([]);
      expect(await subject.look((tx) => tx.webhooks.list([]))).toEqual([]);
      const off: Webhook = {
        ...hook,
        isOn: false,
        offReason: 'gone',
        failingSince: null,
        kinds: ['ticket.closed'],
      };
      expect(await subject.unit((tx) => tx.webhooks.save({ ...off }))).toBe(true);
      expect(await subject.unit((tx) => tx.webhooks.save({ ...off }))).toBe(false);
      expect(await subject.look((tx) => tx.webhooks.get('w1'))).toEqual({ ...off, version: 2 });
      expect(await subject.look((tx) => tx.webhooks.get('none'))).toBeNull();
    });

    it('lie on the disk without address and secret', async () => {
      await subject.unit((tx) => tx.webhooks.add(hook));
      for (const bytes of await subject.under().rawBytes())
        for (const secret of ['their-token', 'Y3VycmVudA==', 'hook.example'])
          expect(bytes.includes(Buffer.from(secret))).toBe(false);
    });

    it('are told of their kinds in their community while they are on', async () => {
      await subject.unit(async (tx) => {
        await tx.webhooks.add(hook);
        await tx.webhooks.add({ ...hook, id: 'w2', isOn: false });
        await tx.webhooks.add({ ...hook, id: 'w3', communityId: 'other' });
      });
      const takers = (community: string, kind: string) =>
        subject.look((tx) => tx.webhooks.takersOf(community, kind));
      expect(await takers('cuihu', 'ticket.opened')).toEqual(['w1']);
      expect(await takers('other', 'incident.begun')).toEqual(['w3']);
      expect(await takers('cuihu', 'ticket.closed')).toEqual([]);
      expect(await takers('cuihu', 'ticket')).toEqual([]);
    });

    it('keep what they are told, in its order for one subject', async () => {
      const [a1, b1, a2, a3] = await subject.unit(async (tx) => {
        await tx.webhooks.addDelivery('other', news('a'));
        return [
          await tx.webhooks.addDelivery('w1', news('a')),
          await tx.webhooks.addDelivery('w1', news('b')),
          await tx.webhooks.addDelivery('w1', news('a', { kind: 'ticket.closed' })),
          await tx.webhooks.addDelivery('w1', news('a')),
        ] as const;
      });
      const behind = (id: string) => subject.look((tx) => tx.webhooks.waitsBehind(id));
      expect([await behind(a1), await behind(b1), await behind(a2), await behind(a3)]).toEqual([
        ...[false, false, true, true],
      ]);
      const end = {
        state: 'delivered',
        reason: null,
        status: 200,
        attempt: 1,
        dueAt: NOON,
        settledAt: NOON,
      } as const;
      await subject.unit((tx) => tx.webhooks.settle(a1, end));
      expect(await behind(a2)).toBe(false);
      expect(await subject.look((tx) => tx.webhooks.nextBehind(a1))).toBe(a2);
      expect(await subject.look((tx) => tx.webhooks.nextBehind(b1))).toBeNull();
      expect(await subject.look((tx) => tx.webhooks.delivery(a1))).toEqual({
        ...news('a'),
        ...{ id: a1, webhookId: 'w1', state: 'delivered', attempt: 1, status: 200, reason: null },
        ...{ dueAt: NOON, settledAt: NOON },
      });
      const ids = async (before: string | null, limit = 2) =>
        (await subject.look((tx) => tx.webhooks.deliveries('w1', { before, limit }))).map((each) => each.id);
      expect(await ids(null)).toEqual([a3, a2]);
      expect(await ids(a2)).toEqual([b1, a1]);
      const page = { after: '', limit: 9 };
      await subject.unit((tx) => tx.retention.dropWebhookDeliveries(NOON + 1, page));
      expect(await ids(null, 9)).toEqual([a3, a2, b1]);
    });

    it('are gone with what they were told, and nobody else’s is', async () => {
      const theirs = await subject.unit(async (tx) => {
        await tx.webhooks.add(hook);
        await tx.webhooks.add({ ...hook, id: 'w2' });
        await tx.webhooks.addDelivery('w1', news('a'));
        const other = await tx.webhooks.addDelivery('w2', news('a'));
        await tx.webhooks.remove('w1');
        return other;
      });
      expect(await subject.look((tx) => tx.webhooks.list(['cuihu']))).toEqual([{ ...hook, id: 'w2' }]);
      const told = (id: string) =>
        subject.look((tx) => tx.webhooks.deliveries(id, { before: null, limit: 9 }));
      expect(await told('w1')).toEqual([]);
      expect(await told('w2')).toMatchObject([{ id: theirs }]);
    });
  });
}
