// Nothing personal lies readable on the disk, sealed values stay in their row, and a destroyed key takes its person's words with it.
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  freshStore,
  lin,
  NOON,
  type OpenStore,
  rowFor,
  talkTo,
  textItem,
  ticketOf,
  zhou,
} from './subject.ts';

/** Words that exist nowhere else; whatever is written to disk must not contain them in any usual form. */
const canaries = {
  openId: 'wmCANARYopenid7Q',
  staffOpenId: 'CANARYstaffLogin',
  unknownStaffOpenId: 'CANARYstrangerLogin',
  name: '欧阳金丝雀',
  phone: '+8613912345678',
  room: '金丝雀7栋3单元1902',
  words: '金丝雀在厨房唱歌',
  reply: '金丝雀的单号是',
  welcomeCode: 'CANARYwelcome99',
  eventCode: 'CANARYevent77',
  wakeToken: 'CANARYwaketoken55',
  mediaId: 'CANARYmedia33',
  description: '金丝雀飞走了',
  eventData: '金丝雀换了阀门',
  staffName: '端木金丝雀',
  staffPhone: '13611112222',
  unreadable: '金丝雀的乱码',
  apiAnswer: '金丝雀的回答',
  menuLabel: '金丝雀选项',
  staffWords: '金丝雀同事说的话',
  sessionCode: 'CANARYsession11',
  cardCode: 'CANARYcard22',
};

export function describePersonalData(open: OpenStore): void {
  describe('personal data at rest', () => {
    const subject = freshStore(open);
    const person = { ...lin, channelUserId: canaries.openId };

    async function writeEverything(): Promise<string> {
      const conversationId = await subject.unit(async (tx) => {
        const conversation = await tx.conversations.forPerson(person, { communityId: 'cuihu', at: NOON });
        await tx.residents.saveProfile(conversation.residentId, {
          name: canaries.name,
          phone: canaries.phone,
          home: { room: canaries.room },
        });
        conversation.flowState = { slots: { place: canaries.room, phone: canaries.phone } };
        conversation.welcome = { code: canaries.welcomeCode, expiresAt: NOON };
        conversation.session = {
          state: 'human',
          staffChannelUserId: canaries.staffOpenId,
          sinceAt: NOON,
          source: 'event',
          codes: { human: { code: canaries.sessionCode, expiresAt: NOON } },
        };
        await tx.cards.add({ id: 'card-1', ticketId: 't1', staffId: 'wang' }, NOON);
        await tx.cards.keepCode('card-1', canaries.cardCode, { expiresAt: NOON, at: NOON });
        // Someone the roster does not know has answered in the platform's own client.
        conversation.owner = { kind: 'staff', staffId: 'xu-jing' };
        await tx.conversations.save(conversation);
        return conversation.id;
      });
      await subject.unit(async (tx) => {
        await tx.notes.add({ conversationId, text: `${canaries.name} 家有老人`, by: 'xu-jing', at: NOON });
        const draft = { conversationId, by: 'chen', text: canaries.words, replyKey: null, at: NOON };
        const draftId = (await tx.drafts.add(draft)) ?? '';
        await tx.drafts.note({ draftId, type: 'returned', by: 'xu-jing', at: NOON, note: canaries.words });
        const context = { conversationId, receivedAt: NOON, historic: false };
        await tx.inbox.keep(
          textItem('x', {
            channelUserId: canaries.openId,
            content: { type: 'text', text: canaries.words, menuId: canaries.menuLabel },
          }),
          context,
        );
        await tx.inbox.keep(
          textItem('y', {
            origin: 'staff',
            staffChannelUserId: canaries.staffOpenId,
            content: { type: 'text', text: canaries.staffWords },
          }),
          context,
        );
        await tx.inbox.keep(
          textItem('z', {
            origin: 'system',
            content: { type: 'event.entered', welcomeCode: canaries.welcomeCode },
          }),
          context,
        );
        await tx.inbox.keep(
          textItem('s', {
            origin: 'system',
            content: {
              type: 'event.session-changed',
              change: 'picked',
              newStaffChannelUserId: canaries.unknownStaffOpenId,
            },
          }),
          context,
        );
        await tx.inbox.keepRaw('wecom-kf', 'digest', canaries.unreadable, NOON);
        await tx.outbox.enqueue({
          ...rowFor({ ...(await talkTo(tx, person)) }, canaries.reply),
          eventCode: { code: canaries.eventCode, expiresAt: NOON },
        });
        await tx.outbox.enqueue({
          ...rowFor(await talkTo(tx, person), ''),
          content: { type: 'menu', head: canaries.reply, items: [{ id: 'a', label: canaries.menuLabel }] },
          lane: 'staff:wang',
          conversationId: null,
          channelUserId: canaries.staffOpenId,
        });
        const ticket = ticketOf(await talkTo(tx, person), 't1', {
          place: {
            building: '7',
            unit: '3',
            floor: '19',
            room: canaries.room,
            area: null,
            text: canaries.room,
          },
          description: canaries.description,
          contact: { name: canaries.name, phone: canaries.phone },
        });
        await tx.tickets.add(ticket);
        await tx.tickets.addEvent('t1', {
          type: 'ticket.resolved',
          at: NOON,
          actor: { kind: 'staff', id: 'wang' },
          source: 'console',
          data: { result: canaries.eventData },
        });
        await tx.accounts.ensure('wecom-kf', 'wk-1', NOON);
        await tx.accounts.wake('wecom-kf', 'wk-1', canaries.wakeToken, NOON);
        const [message] = await tx.messages.list(conversationId, { limit: 1 });
        await tx.attachments.add({
          messageId: message?.id ?? '',
          conversationId,
          type: 'image',
          mediaId: canaries.mediaId,
          at: NOON,
        });
        await tx.staff.replaceAll(
          {
            staff: [
              {
                id: 'wang',
                name: canaries.staffName,
                title: '师傅',
                role: 'worker',
                wecomUserId: canaries.staffOpenId,
                departmentId: 'engineering',
                phone: canaries.staffPhone,
                skills: [],
                communityIds: ['cuihu'],
              },
            ],
            roster: { shifts: [], changes: [], cover: [] },
          },
          NOON,
        );
        await tx.idempotency.put(
          'scope',
          'key',
          { requestDigest: 'd', status: 200, body: canaries.apiAnswer },
          NOON,
        );
      });
      return conversationId;
    }

    it('is nowhere readable on the disk, neither in the database nor in its log', async () => {
      await writeEverything();
      const onDisk = Buffer.concat(await subject.under().rawBytes());
      // The search itself must be able to find something.
      expect(onDisk.includes('wecom-kf')).toBe(true);
      expect(onDisk.includes('翠湖花园')).toBe(true);
      const found = Object.entries(canaries)
        .filter(([, words]) =>
          [
            words,
            words.replace('+86', ''),
            Buffer.from(words).toString('base64').replace(/=+$/, ''),
            JSON.stringify(words).slice(1, -1),
            Buffer.from(words).toString('hex'),
          ].some((form) => onDisk.includes(form)),
        )
        .map(([what]) => what);
      expect(found).toEqual([]);
    });

    it('comes back whole after a restart', async () => {
      const conversationId = await writeEverything();
      await subject.under().reopen();
      const card = await subject.unit((tx) => tx.cards.takeCode('card-1', NOON - 1));
      const seen = JSON.stringify([
        card,
        await subject.look(async (tx) => [
          await tx.conversations.get(conversationId),
          await tx.messages.list(conversationId, { limit: 10 }),
          await tx.inbox.pending(conversationId),
          await tx.outbox.heads(NOON, 10),
          await tx.tickets.get('t1'),
          await tx.tickets.events('t1'),
          await tx.accounts.get('wecom-kf', 'wk-1'),
          await tx.staff.load(),
          await tx.idempotency.get('scope', 'key'),
          await tx.residents.profile((await tx.conversations.get(conversationId))?.residentId ?? ''),
        ]),
      ]);
      const { unreadable: _kept, mediaId: _file, ...readable } = canaries;
      expect(Object.values(readable).filter((words) => !seen.includes(words))).toEqual([]);
    });

    it('does not open in another row', async () => {
      const [first, second] = await subject.unit(async (tx) => {
        const { id: conversationId } = await talkTo(tx);
        const add = (text: string) =>
          tx.messages.add({
            conversationId,
            direction: 'in',
            author: 'resident',
            type: 'text',
            content: { type: 'text', text },
            createdAt: NOON,
          });
        return [await add('我的话'), await add('另一句')] as const;
      });
      await subject
        .under()
        .raw(
          `update message set sealed = (select sealed from message where id = '${first}') where id = '${second}' returning id`,
        );
      await expect(subject.look((tx) => tx.messages.get(second))).rejects.toMatchObject({
        code: 'storage/sealed-open',
      });
      expect(await subject.look((tx) => tx.messages.get(first))).toMatchObject({
        content: { type: 'text', text: '我的话' },
      });
    });

    it('does not open under another person', async () => {
      const [mine, theirs] = await subject.unit(
        async (tx) => [await talkTo(tx), await talkTo(tx, zhou)] as const,
      );
      await subject
        .under()
        .raw(
          `update conversation set sealed = (select sealed from conversation where id = '${mine.id}') where id = '${theirs.id}' returning id`,
        );
      await expect(subject.look((tx) => tx.conversations.get(theirs.id))).rejects.toMatchObject({
        code: 'storage/sealed-open',
      });
    });

    it('of two history lines of one instant cannot be exchanged', async () => {
      await subject.unit(async (tx) => {
        await tx.tickets.add(ticketOf(await talkTo(tx), 't1'));
        for (const type of ['ticket.opened', 'ticket.paged']) {
          await tx.tickets.addEvent('t1', {
            type,
            at: NOON,
            actor: { kind: 'bot', id: null },
            source: 'bot',
            data: { type },
          });
        }
      });
      await subject
        .under()
        .raw(
          "update ticket_event set sealed = (select sealed from ticket_event where type = 'ticket.opened') where type = 'ticket.paged' returning type",
        );
      await expect(subject.look((tx) => tx.tickets.events('t1'))).rejects.toMatchObject({
        code: 'storage/sealed-open',
      });
    });

    it('is not served under a wrong FIELD_KEY: the store does not open, and opens again with the right one', async () => {
      const { id } = await subject.unit((tx) => talkTo(tx));
      await expect(subject.under().reopen(randomBytes(32))).rejects.toMatchObject({
        code: 'storage/wrong-field-key',
      });
      await subject.under().reopen();
      expect(await subject.look((tx) => tx.conversations.get(id))).toMatchObject({ channelUserId: 'wm-lin' });
    });

    it('of a person whose key was destroyed can never be read again; the others are untouched', async () => {
      const [mine, theirs] = await subject.unit(async (tx) => {
        const conversation = await talkTo(tx);
        const messageId = await tx.messages.add({
          conversationId: conversation.id,
          direction: 'in',
          author: 'resident',
          type: 'text',
          content: { type: 'text', text: '我的话' },
          createdAt: NOON,
        });
        await tx.tickets.add(ticketOf(conversation, 't1'));
        const outboxId = await tx.outbox.enqueue(rowFor(conversation, '给我的话'));
        return [{ ...conversation, messageId, outboxId }, await talkTo(tx, zhou)] as const;
      });
      await subject
        .under()
        .raw(
          `update data_key set wrapped = null, destroyed_at = ${NOON} where id = (select data_key_id from resident where id = '${mine.residentId}') returning id`,
        );
      await subject.under().reopen();
      const gone = { code: 'storage/data-key-missing' };
      await expect(subject.look((tx) => tx.conversations.get(mine.id))).rejects.toMatchObject(gone);
      await expect(subject.look((tx) => tx.messages.get(mine.messageId))).rejects.toMatchObject(gone);
      await expect(subject.look((tx) => tx.residents.profile(mine.residentId))).rejects.toMatchObject(gone);
      await expect(subject.look((tx) => tx.tickets.get('t1'))).rejects.toMatchObject(gone);
      await expect(subject.look((tx) => tx.outbox.get(mine.outboxId))).rejects.toMatchObject(gone);
      expect(await subject.look((tx) => tx.conversations.get(theirs.id))).toMatchObject({
        channelUserId: 'wm-zhou',
      });
    });

    it('of a person who was erased is off the disk; what is left reads like nobody', async () => {
      const id = await writeEverything();
      const theirs = await subject.unit((tx) => talkTo(tx, zhou));
      const mine = await subject.look((tx) => tx.conversations.get(id));
      const residentId = mine?.residentId ?? '';
      await subject.unit((tx) => tx.residents.erase(residentId, NOON + 1));
      // Also for whoever has read and written of them a moment ago.
      for (const reopened of [false, true]) {
        if (reopened) await subject.under().reopen();
        await subject.look(async (tx) => {
          expect(await tx.conversations.get(id)).toMatchObject({ channelUserId: '', flowState: null });
          expect(await tx.conversations.find(person)).toBeNull();
          expect(await tx.residents.profile(residentId)).toEqual({ name: null, phone: null, home: null });
          const messages = await tx.messages.list(id, { limit: 50 });
          expect(messages.length).toBeGreaterThan(0);
          expect(messages.every(({ content, transcript }) => content === null && transcript === null)).toBe(
            true,
          );
          expect(await tx.tickets.get('t1')).toMatchObject({
            ...{ description: '已按住户要求删除', contact: { name: null, phone: null }, channelUserId: null },
            place: { room: null },
          });
          expect(JSON.stringify(await tx.tickets.events('t1'))).not.toContain('金丝雀');
          const files = await tx.attachments.ofMessages(messages.map((each) => each.id));
          expect(files.map(({ state, reason, mediaId }) => [state, reason, mediaId])).toEqual([
            ['gone', 'erased', ''],
          ]);
          expect(await tx.notes.latest(id, 10)).toEqual([]);
          expect(await tx.drafts.open(id)).toEqual([]);
          expect(await tx.drafts.latestBy(id, 'chen')).toBeNull();
          expect(await tx.conversations.get(theirs.id)).toMatchObject({ channelUserId: zhou.channelUserId });
        });
      }
      const [key] = await subject
        .under()
        .raw(`select wrapped from data_key where destroyed_at = ${NOON + 1}`);
      expect(key).toMatchObject({ wrapped: null });
      // Whoever writes again is somebody new.
      const again = await subject.unit((tx) => talkTo(tx, person));
      expect(again.id).not.toBe(id);
      expect(again.residentId).not.toBe(residentId);
    });

    it('is not in the message of an error either', async () => {
      const { id } = await subject.unit((tx) => talkTo(tx, person));
      const messageId = await subject.unit((tx) =>
        tx.messages.add({
          conversationId: id,
          direction: 'in',
          author: 'resident',
          type: 'text',
          content: { type: 'text', text: canaries.words },
          createdAt: NOON,
        }),
      );
      await subject.under().raw(`update message set sealed = 'AAAA' where id = '${messageId}' returning id`);
      const refusal = await subject
        .look((tx) => tx.messages.get(messageId))
        .catch((error: unknown) => String(error) + JSON.stringify(error));
      expect(refusal).toContain('sealed value');
      for (const words of Object.values(canaries)) expect(refusal).not.toContain(words);
    });
  });
}
