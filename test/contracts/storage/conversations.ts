// Conversations, their messages, their residents and what came in for them.
import { describe, expect, it } from 'vitest';
import { freshStore, lin, NOON, type OpenStore, talkTo, textItem, zhou } from './subject.ts';

export function describeConversations(open: OpenStore): void {
  describe('conversations', () => {
    const subject = freshStore(open);

    it('are one per person and account, whoever asks first', async () => {
      const first = await subject.unit((tx) => talkTo(tx));
      const again = await subject.unit((tx) => talkTo(tx));
      const other = await subject.unit((tx) => talkTo(tx, zhou));
      const otherAccount = await subject.unit((tx) => talkTo(tx, { ...lin, channelAccountId: 'wk-2' }));
      const otherChannel = await subject.unit((tx) => talkTo(tx, { ...lin, channel: 'web' }));
      expect(again).toEqual(first);
      expect(new Set([first.id, other.id, otherAccount.id, otherChannel.id]).size).toBe(4);
    });

    it('are made once when many messages of a new person arrive together', async () => {
      const made = await Promise.all(Array.from({ length: 20 }, () => subject.unit((tx) => talkTo(tx))));
      expect(new Set(made.map((conversation) => conversation.id)).size).toBe(1);
    });

    it('begin with the bot, at epoch 0, with a resident of their own', async () => {
      const made = await subject.unit((tx) => talkTo(tx));
      expect(made).toMatchObject({
        communityId: 'cuihu',
        ...lin,
        owner: { kind: 'bot' },
        epoch: 0,
        activeFlow: null,
        flowState: null,
        lastMessageAt: null,
        lastResidentMessageAt: null,
        welcome: null,
        recalledUnseen: [],
        session: null,
        createdAt: NOON,
        version: 1,
      });
      expect(await subject.look((tx) => tx.residents.profile(made.residentId))).toEqual({
        name: null,
        phone: null,
        home: null,
      });
    });

    it('come back as they were saved, field by field', async () => {
      const made = await subject.unit((tx) => talkTo(tx));
      const changed = {
        ...made,
        owner: { kind: 'staff', staffId: 'xu-jing' } as const,
        epoch: 3,
        activeFlow: 'repair',
        flowState: { step: 'ask_place', slots: { place: { building: '3' } }, words: '厨房' },
        lastMessageAt: NOON + 2,
        lastResidentMessageAt: NOON + 1,
        welcome: { code: 'code-1', expiresAt: NOON + 20_000 },
        session: {
          state: 'human',
          staffChannelUserId: 'XuJing',
          sinceAt: NOON + 3,
          source: 'event',
          codes: { human: { code: 'code-2', expiresAt: NOON + 4 } },
        } as const,
      };
      expect(await subject.unit((tx) => tx.conversations.save(changed))).toBe(true);
      expect(changed.version).toBe(2);
      for (const found of [
        await subject.look((tx) => tx.conversations.get(made.id)),
        await subject.look((tx) => tx.conversations.find(lin)),
        (await subject.look((tx) => tx.conversations.byPerson(lin)))[0],
      ]) {
        expect(found).toEqual(changed);
      }
      await subject.unit((tx) => tx.conversations.save({ ...changed, owner: { kind: 'nobody' } }));
      expect((await subject.look((tx) => tx.conversations.get(made.id)))?.owner).toEqual({ kind: 'nobody' });
    });

    it('refuse to be saved over a newer version, and write nothing then', async () => {
      const made = await subject.unit((tx) => talkTo(tx));
      const mine = { ...made, epoch: 1 };
      const theirs = { ...made, epoch: 9 };
      expect(await subject.unit((tx) => tx.conversations.save(mine))).toBe(true);
      expect(await subject.unit((tx) => tx.conversations.save(theirs))).toBe(false);
      expect(theirs.version).toBe(1);
      expect((await subject.look((tx) => tx.conversations.get(made.id)))?.epoch).toBe(1);
      expect(await subject.unit((tx) => tx.conversations.save({ ...made, id: 'unknown' }))).toBe(false);
    });

    it('of one person on all accounts of a channel are found, and of nobody else', async () => {
      const first = await subject.unit((tx) => talkTo(tx));
      const second = await subject.unit((tx) => talkTo(tx, { ...lin, channelAccountId: 'wk-2' }));
      await subject.unit((tx) => talkTo(tx, { ...lin, channel: 'web' }));
      await subject.unit((tx) => talkTo(tx, zhou));
      const found = await subject.look((tx) =>
        tx.conversations.byPerson({ channel: 'wecom-kf', channelUserId: 'wm-lin' }),
      );
      expect(found.map((each) => each.id).sort()).toEqual([first.id, second.id].sort());
      expect(
        await subject.look((tx) =>
          tx.conversations.byPerson({ channel: 'wecom-kf', channelUserId: 'wm-nobody' }),
        ),
      ).toEqual([]);
      expect(
        await subject.look((tx) => tx.conversations.find({ ...lin, channelUserId: 'wm-nobody' })),
      ).toBeNull();
      expect(await subject.look((tx) => tx.conversations.get('unknown'))).toBeNull();
    });
  });

  describe('residents', () => {
    const subject = freshStore(open);

    it('keep their profile', async () => {
      const { residentId } = await subject.unit((tx) => talkTo(tx));
      const profile = {
        name: '林女士',
        phone: '+8613800138000',
        home: { building: '3', unit: '2', room: '501' },
      };
      await subject.unit((tx) => tx.residents.saveProfile(residentId, profile));
      expect(await subject.look((tx) => tx.residents.profile(residentId))).toEqual(profile);
      await subject.unit((tx) => tx.residents.saveProfile(residentId, { ...profile, phone: null }));
      expect(await subject.look((tx) => tx.residents.profile(residentId))).toEqual({
        ...profile,
        phone: null,
      });
      expect(await subject.look((tx) => tx.residents.profile('unknown'))).toBeNull();
    });
  });

  describe('messages', () => {
    const subject = freshStore(open);
    const said = (conversationId: string, text: string, createdAt = NOON) =>
      subject.unit((tx) =>
        tx.messages.add({
          conversationId,
          direction: 'in',
          author: 'resident',
          type: 'text',
          content: { type: 'text', text },
          createdAt,
        }),
      );

    it('take what was heard in a voice, and lose it when they are taken back', async () => {
      const { id: conversationId } = await subject.unit((tx) => talkTo(tx));
      const voice = await said(conversationId, '语音');
      const heard = async () => (await subject.look((tx) => tx.messages.get(voice)))?.transcript;
      await subject.unit((tx) => tx.messages.setTranscript(voice, '厨房漏水'));
      expect(await heard()).toBe('厨房漏水');
      await subject.unit((tx) => tx.messages.recall(voice, NOON));
      expect(await heard()).toBeNull();
      await subject.unit((tx) => tx.messages.setTranscript(voice, '太晚了'));
      expect(await heard()).toBeNull();
      await subject.unit((tx) => tx.messages.setTranscript('unknown', '没有人'));
    });

    it('know whether something was said lately', async () => {
      const { id: conversationId } = await subject.unit((tx) => talkTo(tx));
      const say = (replyKey: string, createdAt: number) =>
        subject.unit((tx) =>
          tx.messages.add({
            ...{ conversationId, direction: 'out', author: 'bot', type: 'text', replyKey, createdAt },
            content: { type: 'text', text: 'x' },
          }),
        );
      await say('media.lost', NOON);
      const saidSince = (key: string, since: number) =>
        subject.look((tx) => tx.messages.saidSince(conversationId, key, since));
      expect(await saidSince('media.lost', NOON)).toBe(true);
      expect(await saidSince('media.lost', NOON + 1)).toBe(false);
      expect(await saidSince('media.other', NOON)).toBe(false);
    });

    it('come back as they were added', async () => {
      const { id: conversationId } = await subject.unit((tx) => talkTo(tx));
      const inbound = await said(conversationId, '厨房漏水');
      const outbound = await subject.unit((tx) =>
        tx.messages.add({
          conversationId,
          direction: 'out',
          author: 'staff',
          staffId: 'xu-jing',
          type: 'menu',
          content: { type: 'menu', head: '哪一间？', items: [{ id: 'a', label: '厨房' }] },
          replyKey: 'ask.area',
          createdAt: NOON + 1,
          delivery: { state: 'queued', reason: null },
        }),
      );
      expect(await subject.look((tx) => tx.messages.get(inbound))).toEqual({
        id: inbound,
        conversationId,
        direction: 'in',
        author: 'resident',
        staffId: null,
        type: 'text',
        content: { type: 'text', text: '厨房漏水' },
        transcript: null,
        replyKey: null,
        createdAt: NOON,
        recalledAt: null,
        delivery: null,
        attachmentIds: [],
      });
      expect(await subject.look((tx) => tx.messages.get(outbound))).toMatchObject({
        author: 'staff',
        staffId: 'xu-jing',
        content: { type: 'menu', head: '哪一间？', items: [{ id: 'a', label: '厨房' }] },
        replyKey: 'ask.area',
        delivery: { state: 'queued', reason: null },
      });
      expect(await subject.look((tx) => tx.messages.get('unknown'))).toBeNull();
    });

    it('are listed in the order they were stored, page by page, also within one millisecond', async () => {
      const { id: conversationId } = await subject.unit((tx) => talkTo(tx));
      const { id: other } = await subject.unit((tx) => talkTo(tx, zhou));
      const ids: string[] = [];
      for (let n = 0; n < 7; n++) {
        ids.push(await said(conversationId, `第${n}句`));
        await said(other, '别人的话');
      }
      const first = await subject.look((tx) => tx.messages.list(conversationId, { limit: 3 }));
      const rest = await subject.look((tx) =>
        tx.messages.list(conversationId, { afterId: first[2]?.id ?? '', limit: 10 }),
      );
      expect([...first, ...rest].map((message) => message.id)).toEqual(ids);
      expect(
        await subject.look((tx) => tx.messages.list(conversationId, { afterId: ids[6] ?? '', limit: 10 })),
      ).toEqual([]);
    });

    it('tell how their delivery stands', async () => {
      const { id: conversationId } = await subject.unit((tx) => talkTo(tx));
      const id = await said(conversationId, 'x');
      await subject.unit((tx) => tx.messages.setDelivery(id, 'held', 'window-closed'));
      expect((await subject.look((tx) => tx.messages.get(id)))?.delivery).toEqual({
        state: 'held',
        reason: 'window-closed',
      });
    });

    it('lose their words by a recall, not their place; a second recall moves nothing', async () => {
      const { id: conversationId } = await subject.unit((tx) => talkTo(tx));
      const id = await said(conversationId, '说错了');
      await subject.unit((tx) => tx.messages.recall(id, NOON + 1));
      await subject.unit((tx) => tx.messages.recall(id, NOON + 2));
      expect(await subject.look((tx) => tx.messages.list(conversationId, { limit: 5 }))).toMatchObject([
        { id, content: null, recalledAt: NOON + 1 },
      ]);
    });

    it('of no conversation are refused', async () => {
      await expect(said('unknown', 'x')).rejects.toBeInstanceOf(Error);
    });
  });

  describe('the inbox', () => {
    const subject = freshStore(open);
    const keep = (item: ReturnType<typeof textItem>, conversationId: string | null, historic = false) =>
      subject.unit((tx) => tx.inbox.keep(item, { conversationId, receivedAt: NOON + 1, historic }));
    const pending = (conversationId: string) => subject.look((tx) => tx.inbox.pending(conversationId));

    it('keeps an item once, however often it is brought, also at the same time', async () => {
      const { id } = await subject.unit((tx) => talkTo(tx));
      const outcomes = await Promise.all(Array.from({ length: 12 }, () => keep(textItem('厨房漏水'), id)));
      expect(outcomes.filter((outcome) => outcome.kind === 'kept')).toHaveLength(1);
      await subject.under().reopen();
      expect(await keep(textItem('厨房漏水'), id)).toEqual({ kind: 'duplicate' });
      expect(await pending(id)).toHaveLength(1);
      expect(await subject.look((tx) => tx.messages.list(id, { limit: 10 }))).toHaveLength(1);
    });

    it.each([
      ['same words in the same second under another id', { channelItemId: 'item-2' }],
      ['same id on another account', { channelAccountId: 'wk-2' }],
      ['same id on another channel', { channel: 'web' as const }],
      ['an id that differs in case only', { channelItemId: 'ITEM-水' }],
      ['an id that is longer by a blank', { channelItemId: 'item-水 ' }],
    ])('is not fooled by %s', async (_what, changes) => {
      const { id } = await subject.unit((tx) => talkTo(tx));
      expect((await keep(textItem('水'), id)).kind).toBe('kept');
      expect((await keep(textItem('水', changes), id)).kind).toBe('kept');
      expect(await pending(id)).toHaveLength(2);
    });

    it('hands out what waits for a turn, in order of arrival, with its words', async () => {
      const { id } = await subject.unit((tx) => talkTo(tx));
      const { id: other } = await subject.unit((tx) => talkTo(tx, zhou));
      // The platform's clock may say anything; the order is that of arrival.
      await keep(textItem('一', { sentAt: NOON + 9 }), id);
      await keep(textItem('别人', { channelUserId: 'wm-zhou' }), other);
      await keep(
        textItem('二', {
          sentAt: NOON,
          content: { type: 'event.entered', welcomeCode: 'wc' },
          origin: 'system',
        }),
        id,
      );
      await keep(textItem('三', { origin: 'staff', staffChannelUserId: 'XuJing' }), id, true);
      const items = await pending(id);
      expect(items).toMatchObject([
        {
          sentAt: NOON + 9,
          receivedAt: NOON + 1,
          origin: 'resident',
          content: { type: 'text', text: '一' },
          historic: false,
          recalledAt: null,
        },
        { messageId: null, origin: 'system', content: { type: 'event.entered', welcomeCode: 'wc' } },
        {
          origin: 'staff',
          staffChannelUserId: 'XuJing',
          content: { type: 'text', text: '三' },
          historic: true,
        },
      ]);
      expect(await subject.look((tx) => tx.messages.list(id, { limit: 10 }))).toMatchObject([
        { id: items[0]?.messageId, direction: 'in', author: 'resident', createdAt: NOON + 9 },
        {
          id: items[2]?.messageId,
          direction: 'out',
          author: 'staff',
          delivery: { state: 'sent', reason: null },
        },
      ]);
    });

    it('hands nothing out twice once it was handled or set aside', async () => {
      const { id } = await subject.unit((tx) => talkTo(tx));
      for (const text of ['一', '二', '三']) await keep(textItem(text), id);
      const [one, two, three] = await pending(id);
      await subject.unit((tx) => tx.inbox.markHandled([one?.id ?? ''], NOON + 2));
      await subject.unit((tx) => tx.inbox.markQuarantined([two?.id ?? ''], NOON + 2));
      expect((await pending(id)).map((item) => item.id)).toEqual([three?.id]);
    });

    it('keeps items about an account, and they wait for nobody', async () => {
      const item = textItem('状态', {
        channelUserId: null,
        origin: 'system',
        content: { type: 'event.other', platformType: 'x', raw: { a: 1 } },
      });
      expect(await keep(item, null)).toEqual({ kind: 'kept', messageId: null });
      expect(await keep(item, null)).toEqual({ kind: 'duplicate' });
    });

    it('knows the message that came of a platform id, for recalls', async () => {
      const { id } = await subject.unit((tx) => talkTo(tx));
      const kept = await keep(textItem('水'), id);
      const messageId = kept.kind === 'kept' ? kept.messageId : null;
      expect(messageId).not.toBeNull();
      expect(await subject.look((tx) => tx.inbox.messageOf('wecom-kf', 'wk-1', 'item-水'))).toBe(messageId);
      expect(await subject.look((tx) => tx.inbox.messageOf('wecom-kf', 'wk-2', 'item-水'))).toBeNull();
      await subject.unit((tx) => tx.messages.recall(messageId ?? '', NOON + 3));
      expect(await pending(id)).toMatchObject([
        { messageId, recalledAt: NOON + 3, content: { type: 'event.other' } },
      ]);
    });

    it('keeps an unreadable callback once per digest', async () => {
      const keepRaw = (digest: string) =>
        subject.unit((tx) => tx.inbox.keepRaw('wecom-kf', digest, '<xml>坏的</xml>', NOON));
      expect(await keepRaw('d1')).toBe(true);
      expect(await keepRaw('d1')).toBe(false);
      expect(await keepRaw('d2')).toBe(true);
    });
  });
}
