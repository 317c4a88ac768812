// Tickets, their history, their numbers, their files.
import { describe, expect, it } from 'vitest';
import type { TicketFilter, TicketTable } from '../../../src/storage/contract.ts';
import { newCourse } from '../../../src/tickets/course.ts';
import type { Ticket } from '../../../src/tickets/ticket.ts';
import { freshTimer } from '../../../src/tickets/timers.ts';
import { freshStore, lin, NOON, type OpenStore, refusalOf, talkTo, ticketOf, zhou } from './subject.ts';

export function describeTickets(open: OpenStore): void {
  describe('tickets', () => {
    const subject = freshStore(open);
    const add = (id: string, changes: Partial<Ticket> = {}, person = lin) =>
      subject.unit(async (tx) => {
        const ticket = ticketOf(await talkTo(tx, person), id, changes);
        await tx.tickets.add(ticket);
        return ticket;
      });
    const get = (id: string) => subject.look((tx) => tx.tickets.get(id));
    const save = (ticket: Ticket) => subject.unit((tx) => tx.tickets.save(ticket));

    it('come back as they were added', async () => {
      const ticket = await add('t1');
      expect(await get('t1')).toEqual(ticket);
      expect(await get('unknown')).toBeNull();
    });

    it('may belong to no conversation', async () => {
      const patrol = ticketOf(null, 't1', { kind: 'patrol', contact: { name: null, phone: null } });
      await subject.unit((tx) => tx.tickets.add(patrol));
      expect(await get('t1')).toEqual(patrol);
    });

    it('come back as they were saved, one version on', async () => {
      const ticket = await add('t1');
      const changed: Ticket = {
        ...ticket,
        kind: 'complaint',
        category: null,
        grade: 1,
        gradeReason: '险情：水管爆裂',
        level: '重大',
        complaintClass: 'safety',
        status: 'assigned',
        place: { ...ticket.place, room: '502', text: '3栋2单元502 厨房' },
        description: '水管爆了',
        contact: { name: '林女士', phone: '+8613900139000' },
        department: 'order',
        firstOwner: 'xu-jing',
        assignee: 'wang-zhiqiang',
        promise: { text: '15分钟内到', dueAt: NOON + 900_000 },
        timers: [
          { kind: 'accept', dueAt: NOON + 1, metAt: NOON + 2, breachedAt: NOON + 3, pausedAt: NOON + 4 },
        ],
        incidentId: 'i1',
        partial: true,
        course: {
          ...newCourse(),
          cycle: 2,
          milestones: [{ kind: 'accepted', at: NOON, by: 'xu-jing', cycle: 1 }],
          legs: [
            { holder: 'xu-jing', department: 'service', from: NOON, until: null, ended: null, cycle: 1 },
          ],
          alsoTell: ['c2'],
        },
        updatedAt: NOON + 5,
      };
      expect(await save(changed)).toBe(true);
      expect(changed.version).toBe(2);
      expect(await get('t1')).toEqual(changed);
    });

    it('refuse to be saved over a newer version, clocks included', async () => {
      const ticket = await add('t1');
      const stale = structuredClone(ticket);
      ticket.status = 'accepted';
      expect(await save(ticket)).toBe(true);
      stale.status = 'cancelled';
      for (const timer of stale.timers) timer.metAt = NOON + 9;
      expect(await save(stale)).toBe(false);
      expect(stale.version).toBe(1);
      expect(await get('t1')).toEqual(ticket);
      expect(await save({ ...ticket, id: 'unknown' })).toBe(false);
    });

    it('lose no change when many change them at the same time', async () => {
      await add('t1');
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, () =>
          refusalOf(
            subject.unit(async (tx) => {
              const ticket = await tx.tickets.get('t1');
              if (!ticket) throw new Error('gone');
              ticket.description += '。';
              if (!(await tx.tickets.save(ticket))) throw new Error('overtaken');
            }),
          ),
        ),
      );
      const done = outcomes.filter((outcome) => outcome === 'was not refused').length;
      expect((await get('t1'))?.description).toBe(`厨房漏水${'。'.repeat(done)}`);
      expect((await get('t1'))?.version).toBe(1 + done);
    });

    it('have one number each in their community', async () => {
      await add('t1', { code: '261123-001' });
      await expect(add('t2', { code: '261123-001' })).rejects.toBeInstanceOf(Error);
      expect(await get('t2')).toBeNull();
    });

    it('are found by the number told to the resident, in every community that has it', async () => {
      await subject.unit((tx) => tx.communities.ensure({ id: 'donghu', name: '东湖' }, NOON));
      await add('t1', { code: '261123-001' });
      await add('t2', { code: '261123-001', communityId: 'donghu' });
      await add('t3', { code: '261123-002' });
      const byCode = async (code: string) =>
        (await subject.look((tx) => tx.tickets.byCode(code))).map((ticket) => ticket.id).sort();
      expect(await byCode('261123-001')).toEqual(['t1', 't2']);
      expect(await byCode('261123-009')).toEqual([]);
    });

    it('are listed in order of change, page by page, each once, also when many changed in the same instant', async () => {
      const ids = Array.from({ length: 23 }, (_, n) => `t${String(n).padStart(2, '0')}`);
      for (const id of ids) await add(id, { updatedAt: NOON + (id < 't05' ? 1 : 0) });
      const seen: string[] = [];
      let after: string | null = null;
      let pages = 0;
      do {
        const page: { items: Ticket[]; next: string | null } = await subject.look((tx) =>
          tx.tickets.list({}, { after, limit: 5 }),
        );
        seen.push(...page.items.map((ticket) => ticket.id));
        after = page.next;
        pages += 1;
      } while (after !== null && pages < 20);
      expect(pages).toBe(5);
      expect(seen).toEqual([...ids.filter((id) => id >= 't05'), ...ids.filter((id) => id < 't05')]);
    });

    it('end their listing without a cursor when the last page is full', async () => {
      await add('t1');
      await add('t2');
      expect((await subject.look((tx) => tx.tickets.list({}, { after: null, limit: 2 }))).next).toBeNull();
    });

    it('are listed from the start for a cursor nobody gave out', async () => {
      await add('t1');
      const page = await subject.look((tx) =>
        tx.tickets.list({}, { after: "'; drop table ticket; --", limit: 5 }),
      );
      expect(page.items).toHaveLength(1);
    });

    it.each<[string, TicketFilter, string[]]>([
      ['nothing', {}, ['t1', 't2', 't3', 't4']],
      ['a community', { communityId: 'cuihu' }, ['t1', 't2', 't3']],
      ['a person on a channel', { channel: 'wecom-kf', channelUserId: 'wm-lin' }, ['t1', 't2']],
      ['a person on whatever channel', { channelUserId: 'wm-zhou' }, ['t3', 't4']],
      ['a person nobody knows', { channel: 'wecom-kf', channelUserId: 'wm-nobody' }, []],
      ['a person nobody knows on whatever channel', { channelUserId: 'wm-nobody' }, []],
      ['a channel', { channel: 'web' }, ['t4']],
      ['a kind', { kind: 'complaint' }, ['t2']],
      ['a status', { status: 'closed' }, ['t3']],
      ['later changes', { updatedAfter: NOON + 1 }, ['t3', 't4']],
      [
        'all of it at once',
        {
          communityId: 'cuihu',
          channel: 'wecom-kf',
          channelUserId: 'wm-lin',
          kind: 'repair',
          status: 'new',
          updatedAfter: NOON - 1,
        },
        ['t1'],
      ],
    ])('are filtered by %s', async (_what, filter, expected) => {
      await subject.unit((tx) => tx.communities.ensure({ id: 'donghu', name: '东湖' }, NOON));
      await add('t1', { updatedAt: NOON });
      await add('t2', { updatedAt: NOON + 1, kind: 'complaint' });
      await add('t3', { updatedAt: NOON + 2, status: 'closed' }, zhou);
      await add('t4', { updatedAt: NOON + 3, communityId: 'donghu' }, { ...zhou, channel: 'web' });
      const page = await subject.look((tx) => tx.tickets.list(filter, { after: null, limit: 10 }));
      expect(page.items.map((ticket) => ticket.id)).toEqual(expected);
    });

    it('are told to reports in order of opening, each once, with their clocks and who answered', async () => {
      await subject.unit((tx) => tx.communities.ensure({ id: 'donghu', name: '东湖' }, NOON));
      const timer = { ...freshTimer('accept', NOON + 9), metAt: NOON + 3 };
      await add('t5', { openedAt: NOON + 2, timers: [timer] });
      for (const id of ['t4', 't2', 't3']) await add(id, { openedAt: NOON + 1 });
      await add('t1', { openedAt: NOON });
      await add('before', { openedAt: NOON - 1 });
      await add('after', { openedAt: NOON + 3 });
      await add('elsewhere', { openedAt: NOON, communityId: 'donghu' });
      await subject.unit((tx) =>
        tx.tickets.addEvent('t5', {
          ...{ type: 'ticket.answered', at: NOON + 4, source: 'console', data: {} },
          actor: { kind: 'staff', id: 'xu-jing' },
        }),
      );
      const seen = [];
      let after: string | null = null;
      for (let page = 0; page < 6; page++) {
        const at: string | null = after;
        const filter = { communityId: 'cuihu', openedBetween: [NOON, NOON + 3] } as const;
        const told: Awaited<ReturnType<TicketTable['reported']>> = await subject.look((tx) =>
          tx.tickets.reported(filter, { after: at, limit: 2 }),
        );
        seen.push(...told.items);
        after = told.next;
        if (after === null) break;
      }
      expect(seen.map(({ id }) => id)).toEqual(['t1', 't2', 't3', 't4', 't5']);
      expect(seen[4]).toMatchObject({ timers: [timer], answers: [{ at: NOON + 4, by: 'xu-jing' }] });
      expect(JSON.stringify(seen)).not.toMatch(/林|1380013|漏水/);
    });

    it('are told to reports with their place, and with when their resident wrote while they stood still', async () => {
      const pauses = [
        { from: NOON, to: NOON + 10 },
        { from: NOON + 20, to: NOON + 30 },
      ];
      await add('t1', { course: { ...newCourse(), pauses } });
      await add('t2');
      await subject.unit(async (tx) => {
        const report = { communityId: 'cuihu', topic: 'leak', household: 'h', at: NOON };
        await tx.incidents.report({ ...report, ticketId: 't1', place: '3' });
        const { id: conversationId } = await talkTo(tx);
        const say = (at: number, author: 'resident' | 'bot') =>
          tx.messages.add({
            ...{ conversationId, author, direction: author === 'bot' ? 'out' : 'in', type: 'text' },
            ...{ content: { type: 'text', text: '在家' }, createdAt: at },
          });
        for (const at of [NOON - 1, NOON + 5, NOON + 15, NOON + 25, NOON + 40]) await say(at, 'resident');
        await say(NOON + 6, 'bot');
      });
      const filter = { communityId: 'cuihu', openedBetween: [0, NOON + 1] } as const;
      const page = await subject.look((tx) => tx.tickets.reported(filter, { after: null, limit: 9 }));
      expect(page.items.map(({ id, place, wroteAt }) => ({ id, place, wroteAt }))).toEqual([
        { id: 't1', place: '3', wroteAt: [NOON + 5, NOON + 25] },
        { id: 't2', place: null, wroteAt: [] },
      ]);
    });

    it('are filtered by their conversation, and the open ones of it are known', async () => {
      await add('t1', { openedAt: NOON + 1 });
      await add('t2', { status: 'closed' });
      await add('t3', { status: 'cancelled' });
      await add('t4', { status: 'resolved', openedAt: NOON });
      await add('t5', {}, zhou);
      const { id } = await subject.unit((tx) => talkTo(tx));
      expect((await subject.look((tx) => tx.tickets.openOf(id))).map((ticket) => ticket.id)).toEqual([
        't4',
        't1',
      ]);
      const page = await subject.look((tx) =>
        tx.tickets.list({ conversationId: id }, { after: null, limit: 10 }),
      );
      expect(page.items).toHaveLength(4);
    });

    it('keep their history in order, also within one millisecond, and only ever add to it', async () => {
      await add('t1');
      await add('t2');
      for (let n = 0; n < 6; n++) {
        await subject.unit((tx) =>
          tx.tickets.addEvent(n % 2 === 0 ? 't1' : 't2', {
            type: `step.${n}`,
            at: NOON,
            actor: { kind: 'staff', id: 'xu-jing' },
            source: 'console',
            data: { n, words: '换了阀门' },
          }),
        );
      }
      const events = await subject.look((tx) => tx.tickets.events('t1'));
      expect(events.map((event) => event.type)).toEqual(['step.0', 'step.2', 'step.4']);
      expect(events[1]).toEqual({
        seq: expect.any(Number),
        type: 'step.2',
        at: NOON,
        actor: { kind: 'staff', id: 'xu-jing' },
        source: 'console',
        data: { n: 2, words: '换了阀门' },
      });
      expect(events.map((event) => event.seq)).toEqual(
        [...events.map((event) => event.seq)].sort((a, b) => a - b),
      );
    });

    it('count as in hand while somebody works on them', async () => {
      const statuses = [
        'new',
        'accepted',
        'assigned',
        'in_progress',
        'pending',
        'resolved',
        'closed',
        'cancelled',
      ];
      for (const status of statuses as Ticket['status'][]) await add(status, { status, assignee: 'wang' });
      await add('other', { status: 'assigned', assignee: 'zhang' });
      const loads = await subject.look((tx) => tx.tickets.loads(['wang', 'zhang', 'nobody']));
      expect([...loads]).toEqual([
        ['wang', 4],
        ['zhang', 1],
        ['nobody', 0],
      ]);
    });

    it('get numbers without a gap or a twin when 200 are opened at once', async () => {
      const numbers = await Promise.all(
        Array.from({ length: 200 }, () => subject.unit((tx) => tx.tickets.nextNumber('cuihu', '261123'))),
      );
      expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
    });

    it('leave no gap in the numbers when an opening fails', async () => {
      const units = Array.from({ length: 30 }, (_, n) =>
        refusalOf(
          subject.unit(async (tx) => {
            const number = await tx.tickets.nextNumber('cuihu', '261123');
            if (n % 4 === 1) throw new Error('failed');
            await tx.tickets.add(ticketOf(null, `t${n}`, { code: String(number) }));
          }),
        ),
      );
      await Promise.all(units);
      const codes = (await subject.under().raw('select code from ticket'))
        .map((row) => Number(row.code))
        .sort((a, b) => a - b);
      expect(codes).toEqual(Array.from({ length: codes.length }, (_, n) => n + 1));
    });

    it('count from one each day and in each community', async () => {
      const next = (community: string, day: string) =>
        subject.unit((tx) => tx.tickets.nextNumber(community, day));
      expect([
        await next('cuihu', '261123'),
        await next('cuihu', '261123'),
        await next('cuihu', '261124'),
        await next('donghu', '261123'),
      ]).toEqual([1, 2, 1, 1]);
    });
  });

  describe('attachments', () => {
    const subject = freshStore(open);
    const photoOf = (person = lin) =>
      subject.unit(async (tx) => {
        const { id: conversationId } = await talkTo(tx, person);
        const messageId = await tx.messages.add({
          conversationId,
          direction: 'in',
          author: 'resident',
          type: 'image',
          content: { type: 'image', mediaId: 'media-1' },
          createdAt: NOON,
        });
        return {
          messageId,
          conversationId,
          id: await tx.attachments.add({
            messageId,
            conversationId,
            type: 'image',
            mediaId: 'media-1',
            at: NOON,
          }),
        };
      });

    it('wait until their file is there, and belong to a message', async () => {
      const { id, messageId, conversationId } = await photoOf();
      const other = await photoOf();
      const waiting = {
        id,
        messageId,
        conversationId,
        ticketId: null,
        type: 'image',
        mediaId: 'media-1',
        objectName: expect.stringMatching(/^[0-9a-f]{36}$/),
        fileName: null,
        createdAt: NOON,
        state: 'waiting',
        contentType: null,
        byteCount: null,
        reason: null,
      };
      expect(await subject.look((tx) => tx.attachments.get(id))).toEqual(waiting);
      await subject.unit((tx) =>
        tx.attachments.settle(id, {
          state: 'stored',
          contentType: 'image/jpeg',
          byteCount: 12,
          fileName: '合同.pdf',
          reason: null,
        }),
      );
      expect(await subject.look((tx) => tx.attachments.get(id))).toEqual({
        ...waiting,
        fileName: '合同.pdf',
        state: 'stored',
        contentType: 'image/jpeg',
        byteCount: 12,
      });
      expect(
        (await subject.look((tx) => tx.attachments.ofMessages([messageId, other.messageId])))
          .map((each) => each.id)
          .sort(),
      ).toEqual([id, other.id].sort());
      expect(await subject.look((tx) => tx.attachments.ofMessages([]))).toEqual([]);
      expect(await subject.look((tx) => tx.attachments.get('unknown'))).toBeNull();
    });

    it('are counted per conversation and time', async () => {
      const { conversationId } = await photoOf();
      await photoOf();
      const count = (id: string, since: number) => subject.look((tx) => tx.attachments.countSince(id, since));
      expect(await count(conversationId, NOON)).toBe(2);
      expect(await count(conversationId, NOON + 1)).toBe(0);
      expect(await count('unknown', NOON)).toBe(0);
    });

    it('are settled once, except that whatever there is may be gone', async () => {
      const { id } = await photoOf();
      const settle = (state: 'stored' | 'gone' | 'refused') =>
        subject.unit((tx) =>
          tx.attachments.settle(id, { state, contentType: null, byteCount: null, reason: null }),
        );
      expect(await settle('stored')).toBe(true);
      expect(await settle('refused')).toBe(false);
      expect(await settle('gone')).toBe(true);
      expect(await settle('stored')).toBe(false);
      expect(await subject.look((tx) => tx.attachments.get(id))).toMatchObject({ state: 'gone' });
    });

    it('have names of their own, needed while they wait or are there', async () => {
      const kept = await photoOf();
      const lost = await photoOf();
      const nameOf = async (id: string) =>
        (await subject.look((tx) => tx.attachments.get(id)))?.objectName ?? '';
      const names = [await nameOf(kept.id), await nameOf(lost.id), 'f'.repeat(36)];
      expect(new Set(names).size).toBe(3);
      const needed = async () => [...(await subject.look((tx) => tx.attachments.neededNames(names)))].sort();
      expect(await needed()).toEqual(names.slice(0, 2).sort());
      await subject.unit((tx) =>
        tx.attachments.settle(lost.id, {
          ...{ state: 'gone', contentType: null, byteCount: null, reason: 'recalled' },
        }),
      );
      expect(await needed()).toEqual([names[0]]);
      expect(await subject.look((tx) => tx.attachments.neededNames([]))).toEqual(new Set());
      // An erased resident needs nothing any more.
      await subject.under().raw("update data_key set wrapped = null where id <> 'house' returning id");
      expect(await needed()).toEqual([]);
    });

    it('of the first version lie under their own id', async () => {
      const { id } = await photoOf();
      await subject.under().raw('update attachment set object_name = null returning id');
      expect((await subject.look((tx) => tx.attachments.get(id)))?.objectName).toBe(id);
      expect(await subject.look((tx) => tx.attachments.neededNames([id]))).toEqual(new Set([id]));
    });

    it('can leave their ticket again', async () => {
      const { id } = await photoOf();
      await subject.unit(async (tx) => tx.tickets.add(ticketOf(await talkTo(tx), 't1')));
      await subject.unit((tx) => tx.attachments.attachToTicket([id], 't1'));
      await subject.unit((tx) => tx.attachments.detach(id));
      expect((await subject.look((tx) => tx.tickets.get('t1')))?.attachmentIds).toEqual([]);
    });

    it('are shown with the ticket they are attached to', async () => {
      const first = await photoOf();
      const second = await photoOf();
      await subject.unit(async (tx) => tx.tickets.add(ticketOf(await talkTo(tx), 't1')));
      await subject.unit((tx) => tx.attachments.attachToTicket([second.id, first.id], 't1'));
      expect((await subject.look((tx) => tx.tickets.get('t1')))?.attachmentIds).toEqual(
        [first.id, second.id].sort(),
      );
    });

    it('are sealed under their resident and open again only as themselves', async () => {
      const mine = await photoOf();
      const alsoMine = await photoOf();
      const theirs = await photoOf(zhou);
      const bytes = new TextEncoder().encode('the photo of a kitchen');
      const sealed = await subject.unit((tx) => tx.attachments.seal(mine.id, bytes));
      expect(Buffer.from(sealed).includes('kitchen')).toBe(false);
      expect(Buffer.from(await subject.look((tx) => tx.attachments.open(mine.id, sealed)))).toEqual(
        Buffer.from(bytes),
      );
      for (const wrong of [alsoMine.id, theirs.id]) {
        await expect(subject.look((tx) => tx.attachments.open(wrong, sealed))).rejects.toMatchObject({
          code: 'storage/sealed-open',
        });
      }
      const altered = Buffer.from(sealed);
      altered[altered.length - 20] = (altered[altered.length - 20] ?? 0) ^ 1;
      await expect(subject.look((tx) => tx.attachments.open(mine.id, altered))).rejects.toMatchObject({
        code: 'storage/sealed-open',
      });
    });
  });
}
