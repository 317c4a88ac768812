// Accounts, sessions, the chained record, and the lists of staff.
import { describe, expect, it } from 'vitest';
import type { Account, AuditEntry } from '../../../src/people/account.ts';
import { firstBreak } from '../../../src/people/audit-chain.ts';
import { newCourse } from '../../../src/tickets/course.ts';
import { type ClockKind, type Ticket, ticketStatuses } from '../../../src/tickets/ticket.ts';
import { freshTimer } from '../../../src/tickets/timers.ts';
import {
  applicationOf,
  freshStore,
  lin,
  NOON,
  type OpenStore,
  refusalOf,
  talkTo,
  textItem,
  ticketOf,
  zhou,
} from './subject.ts';

const chen: Account = {
  id: 'p-chen',
  login: 'chen',
  staffId: 'chen-xiaoyan',
  role: 'agent',
  communityIds: ['cuihu', 'yunshan'],
  name: '陈晓燕',
  mentorId: null,
  password: null,
  invite: { hash: 'digest', untilAt: NOON + 1 },
  secondFactor: null,
  disabledAt: null,
  createdAt: NOON,
  version: 1,
};

const entry = (action: string): AuditEntry => ({
  ...{ at: NOON, accountId: 'p-chen', role: 'agent', action, object: null, detail: { n: 1 } },
  ...{ address: '127.0.0.1', result: 'done' },
});

export function describeConsole(open: OpenStore): void {
  describe('the console', () => {
    const { unit, look, under } = freshStore(open);

    it('keeps words somebody may send, sealed, until they end; and they end once', async () => {
      const { id } = await unit((tx) => talkTo(tx, lin));
      const other = await unit((tx) => talkTo(tx, zhou));
      const draft = { conversationId: id, by: null, text: '请问您住几栋？', replyKey: 'place', at: NOON };
      await unit(async (tx) => {
        await tx.drafts.add(draft);
        await tx.drafts.add({ ...draft, by: 'xu-jing', text: '师傅已经在路上', replyKey: null });
        await tx.drafts.add({ ...draft, conversationId: 'unknown' });
      });
      const [first, second, ...more] = await look((tx) => tx.drafts.open(id));
      expect(first).toEqual({ ...draft, id: first?.id, state: 'open' });
      expect(second).toMatchObject({ by: 'xu-jing', text: '师傅已经在路上', replyKey: null });
      expect(more).toEqual([]);
      expect(await look((tx) => tx.drafts.open(other.id))).toEqual([]);
      const disk = Buffer.concat(await under().rawBytes());
      for (const word of ['请问您住几栋', '师傅已经在路上']) expect(disk.includes(word)).toBe(false);
      const how = { state: 'edited', by: 'chen-xiaoyan', messageId: 'm1', at: NOON + 1 } as const;
      const ended = await Promise.all([1, 2].map(() => unit((tx) => tx.drafts.end(first?.id ?? '', how))));
      expect(ended.filter(Boolean)).toHaveLength(1);
      expect(await unit((tx) => tx.drafts.end('unknown', how))).toBe(false);
      expect((await look((tx) => tx.drafts.open(id))).map((each) => each.id)).toEqual([second?.id]);
      expect(
        await under().raw("select ended_by, message_id, ended_at from reply_draft where state = 'edited'"),
      ).toEqual([{ ended_by: 'chen-xiaoyan', message_id: 'm1', ended_at: NOON + 1 }]);
    });

    it('keeps who looks at what a trainee writes, and what became of it, sealed and in order', async () => {
      const { id } = await unit((tx) => talkTo(tx, lin));
      await unit((tx) => tx.people.add({ ...chen, mentorId: 'xu-jing' }));
      expect(await look((tx) => tx.people.get(chen.id))).toEqual({ ...chen, mentorId: 'xu-jing' });
      const draft = { conversationId: id, by: 'chen-xiaoyan', text: '师傅在路上', replyKey: null, at: NOON };
      const [first, second] = await unit(async (tx) => [
        (await tx.drafts.add({ ...draft, text: '马上来' })) ?? '',
        (await tx.drafts.add(draft)) ?? '',
      ]);
      await unit((tx) => tx.drafts.add({ ...draft, by: null }));
      const cuihu = { communityIds: ['cuihu'] };
      expect(await look((tx) => tx.drafts.get(second ?? ''))).toEqual({
        ...draft,
        id: second,
        state: 'open',
      });
      expect((await look((tx) => tx.drafts.waiting(cuihu, 10))).map((each) => each.id)).toEqual([
        first,
        second,
      ]);
      expect(await look((tx) => tx.drafts.waiting(cuihu, 1))).toHaveLength(1);
      expect(await look((tx) => tx.drafts.waiting({ communityIds: ['yunshan'] }, 10))).toEqual([]);
      expect(await look((tx) => tx.drafts.waiting({ communityIds: [] }, 10))).toEqual([]);
      expect((await look((tx) => tx.drafts.latestBy(id, 'chen-xiaoyan')))?.id).toBe(second);
      expect(await look((tx) => tx.drafts.latestBy(id, 'xu-jing'))).toBeNull();
      const events = [
        { draftId: second ?? '', type: 'written', by: 'chen-xiaoyan', at: NOON, note: null },
        { draftId: second ?? '', type: 'unjudged', by: null, at: NOON + 1, note: null },
        { draftId: second ?? '', type: 'returned', by: 'xu-jing', at: NOON + 2, note: '先说抱歉，再说时间' },
      ] as const;
      await unit(async (tx) => {
        for (const event of events) await tx.drafts.note(event);
        await tx.drafts.note({ ...events[0], draftId: 'unknown' });
        const how = { state: 'returned', by: 'xu-jing', messageId: null, at: NOON + 2 } as const;
        await tx.drafts.end(second ?? '', how);
      });
      expect(await look((tx) => tx.drafts.events(second ?? ''))).toEqual(events);
      expect(await look((tx) => tx.drafts.events(first ?? ''))).toEqual([]);
      expect((await look((tx) => tx.drafts.get(second ?? '')))?.state).toBe('returned');
      expect(Buffer.concat(await under().rawBytes()).includes('先说抱歉')).toBe(false);
      // What became of it goes with the words.
      const said = { conversationId: id, direction: 'in', author: 'resident', type: 'text' } as const;
      await unit((tx) =>
        tx.messages.add({ ...said, content: { type: 'text', text: '灯坏了' }, createdAt: NOON }),
      );
      await unit((tx) => tx.retention.emptyWords(id, NOON + 5, 10));
      expect(await under().raw('select id from reply_draft_event')).toEqual([]);
    });

    it('lets words somebody might have sent go with the words they answer, and keeps younger ones', async () => {
      const { id } = await unit((tx) => talkTo(tx, lin));
      const draft = { conversationId: id, by: null, text: '请问您住几栋？', replyKey: null };
      const said = { conversationId: id, direction: 'in', author: 'resident', type: 'text' } as const;
      for (const at of [NOON, NOON + 10])
        await unit(async (tx) => {
          await tx.messages.add({ ...said, content: { type: 'text', text: '灯坏了' }, createdAt: at });
          await tx.drafts.add({ ...draft, at });
        });
      await unit((tx) => tx.retention.emptyWords(id, NOON + 5, 10));
      expect((await look((tx) => tx.drafts.open(id))).map(({ at }) => at)).toEqual([NOON + 10]);
    });

    it('keeps accounts, and finds them by login and by invitation', async () => {
      await unit((tx) => tx.people.add(chen));
      expect(await look((tx) => tx.people.get('p-chen'))).toEqual(chen);
      expect(await look((tx) => tx.people.byLogin('chen'))).toEqual(chen);
      expect(await look((tx) => tx.people.byInvite('digest'))).toEqual(chen);
      expect(await look((tx) => tx.people.byInvite('another'))).toBeNull();
      expect(await refusalOf(unit((tx) => tx.people.add({ ...chen, id: 'other', invite: null })))).not.toBe(
        'was not refused',
      );
    });

    it('writes an account back once per version, and seals name and second factor', async () => {
      await unit((tx) => tx.people.add(chen));
      const secondFactor = { secret: 'JBSWY3DPEHPK3PXP', lastStep: 7 };
      const changed: Account = { ...chen, invite: null, communityIds: '*', secondFactor, disabledAt: NOON };
      expect(await unit((tx) => tx.people.save({ ...changed }))).toBe(true);
      expect(await unit((tx) => tx.people.save({ ...changed }))).toBe(false);
      expect(await look((tx) => tx.people.list())).toEqual([{ ...changed, version: 2 }]);
      const disk = Buffer.concat(await under().rawBytes());
      expect(disk.includes('JBSWY3DPEHPK3PXP')).toBe(false);
      expect(disk.includes('陈晓燕')).toBe(false);
    });

    it('ends sessions one by one, of one account, and those whose time is over', async () => {
      const session = { id: 's1', accountId: 'p-chen', createdAt: NOON, seenAt: NOON, endsAt: NOON + 10 };
      await unit(async (tx) => {
        for (const id of ['s1', 's2', 's3']) await tx.sessions.begin({ ...session, id });
        await tx.sessions.begin({ ...session, id: 's4', accountId: 'p-other', endsAt: NOON + 20 });
        await tx.sessions.touch('s2', NOON + 5);
      });
      expect(await look((tx) => tx.sessions.get('s2'))).toEqual({ ...session, id: 's2', seenAt: NOON + 5 });
      const alive = async () => {
        const found = [];
        for (const id of ['s1', 's2', 's3', 's4'])
          if (await look((tx) => tx.sessions.get(id))) found.push(id);
        return found.join(' ');
      };
      await unit((tx) => tx.sessions.end('s1'));
      expect(await alive()).toBe('s2 s3 s4');
      await unit((tx) => tx.sessions.endAllOf('p-chen', 's3'));
      expect(await alive()).toBe('s3 s4');
      await unit((tx) => tx.sessions.endOld(NOON + 10));
      expect(await alive()).toBe('s4');
    });

    it('finds the accounts of somebody on the roster, and no others', async () => {
      await unit(async (tx) => {
        await tx.people.add(chen);
        await tx.people.add({ ...chen, id: 'p-chen-2', login: 'chen2', invite: null, disabledAt: NOON });
        await tx.people.add({ ...chen, id: 'p-root', login: 'root', invite: null, staffId: null });
      });
      const found = await look((tx) => tx.people.ofStaff('chen-xiaoyan'));
      expect(found.map(({ login }) => login)).toEqual(['chen', 'chen2']);
      expect(await look((tx) => tx.people.ofStaff('nobody'))).toEqual([]);
    });

    it('gives a way to the platform back once and in time, and forgets the others', async () => {
      const attempt = { state: 's1', returnTo: '/m', endsAt: NOON + 10 };
      await unit((tx) => tx.logins.begin(attempt, NOON));
      await unit((tx) => tx.logins.begin({ ...attempt, state: 's2' }, NOON));
      expect(await unit((tx) => tx.logins.take('s1', NOON + 9))).toEqual(attempt);
      expect(await unit((tx) => tx.logins.take('s1', NOON + 9))).toBeNull();
      expect(await unit((tx) => tx.logins.take('s2', NOON + 10))).toBeNull();
      await unit((tx) => tx.logins.begin({ ...attempt, state: 's3' }, NOON));
      await unit((tx) => tx.logins.begin({ ...attempt, state: 's4', endsAt: NOON + 99 }, NOON + 10));
      expect(await under().raw('select state from login_attempt')).toEqual([{ state: 's4' }]);
    });

    it('lists for whoever goes to residents what is theirs, free for them, or what they were called to', async () => {
      await unit(async (tx) => {
        const conversation = await talkTo(tx);
        const add = (id: string, changes: Parameters<typeof ticketOf>[2], at: number) =>
          tx.tickets.add(
            ticketOf(conversation, id, { department: 'engineering', ...changes, updatedAt: NOON + at }),
          );
        await add('held', { assignee: 'wang', status: 'in_progress', firstOwner: 'wang' }, 1);
        await add('done', { assignee: 'wang', status: 'closed' }, 2);
        await add('free', { status: 'assigned', assignee: null, firstOwner: null }, 3);
        await add(
          'danger',
          { status: 'new', grade: 1, department: 'order', assignee: null, firstOwner: null },
          4,
        );
        await add('answers', { status: 'in_progress', assignee: 'zhang', firstOwner: 'wang' }, 5);
        await add(
          'called',
          { status: 'new', grade: 3, department: 'order', assignee: null, firstOwner: null },
          6,
        );
        await add('over', { status: 'in_progress', assignee: 'zhang', firstOwner: null }, 7);
        await add('others', { status: 'in_progress', assignee: 'zhang', firstOwner: null }, 8);
        await add(
          'order',
          { status: 'assigned', grade: 3, department: 'order', assignee: null, firstOwner: null },
          9,
        );
        await tx.cards.add({ id: 'c1', ticketId: 'called', staffId: 'wang' }, NOON);
        await tx.cards.add({ id: 'c2', ticketId: 'over', staffId: 'wang' }, NOON);
        await tx.cards.settle('c2', NOON);
        await tx.cards.add({ id: 'c3', ticketId: 'others', staffId: 'zhang' }, NOON);
      });
      const list = (
        departmentId: string | null,
        more: { open?: boolean } = {},
        limit = 50,
        after: string | null = null,
      ) =>
        look((tx) =>
          tx.queue.tickets(
            { communityIds: ['cuihu'], worker: { staffId: 'wang', departmentId }, ...more },
            { after, limit },
          ),
        );
      const all = ['called', 'answers', 'danger', 'free', 'done', 'held'];
      expect((await list('engineering')).ids).toEqual(all);
      expect((await list(null)).ids).toEqual(all.filter((id) => id !== 'free'));
      expect((await list('engineering', { open: false })).ids).toEqual(['done']);
      const paged: string[] = [];
      let next: string | null = null;
      do {
        const page = await list('engineering', {}, 2, next);
        paged.push(...page.ids);
        next = page.next;
      } while (next !== null);
      expect(paged).toEqual(all);
    });

    it('keeps photos of the work under the key of their ticket', async () => {
      const photo = { id: 'p1', ticketId: 't1' };
      const whole = {
        ...{ ...photo, moment: 'before' as const, objectName: 'work-1', contentType: 'image/jpeg' },
        ...{ byteCount: 3, takenBy: 'wang', at: NOON },
      };
      const sealed = await unit(async (tx) => {
        await tx.tickets.add(ticketOf(await talkTo(tx), 't1'));
        await tx.photos.add(whole);
        await tx.photos.add({ ...whole, id: 'p0', moment: 'after', objectName: 'work-0', at: NOON + 1 });
        return tx.photos.seal(photo, new Uint8Array([1, 2, 3]));
      });
      expect(await look((tx) => tx.photos.get('p1'))).toEqual(whole);
      expect(await look((tx) => tx.photos.get('none'))).toBeNull();
      expect((await look((tx) => tx.photos.ofTicket('t1'))).map(({ id }) => id)).toEqual(['p1', 'p0']);
      expect([...(await look((tx) => tx.photos.open(photo, sealed)))]).toEqual([1, 2, 3]);
      expect(await refusalOf(look((tx) => tx.photos.open({ ...photo, id: 'p0' }, sealed)))).not.toBe(
        'was not refused',
      );
      const needed = () => look((tx) => tx.photos.neededNames(['work-1', 'work-9']));
      expect([...(await needed())]).toEqual(['work-1']);
      await under().raw(`update data_key set wrapped = null`);
      expect([...(await needed())]).toEqual([]);
    });

    it('keeps applications under the key of their ticket, by state, by day and by home', async () => {
      const home = { building: '3', unit: '2', room: '501' };
      await unit(async (tx) => {
        const talk = await talkTo(tx);
        for (const [index, id] of ['t1', 't2', 't3'].entries()) {
          await tx.tickets.add(ticketOf(talk, id));
          await tx.applications.add(
            applicationOf(id, { submittedAt: NOON + index }),
            id === 't3' ? null : home,
          );
        }
      });
      const read = (id: string) => look((tx) => tx.applications.get(id));
      expect(await read('t1')).toEqual(applicationOf('t1'));
      expect(await read('none')).toBeNull();
      const approved = { ...applicationOf('t1'), state: 'approved' as const, missing: [], note: '可以' };
      expect(await unit((tx) => tx.applications.save({ ...approved }, home))).toBe(true);
      expect(await unit((tx) => tx.applications.save({ ...approved }, home))).toBe(false);
      expect(await read('t1')).toEqual({ ...approved, version: 2 });
      const listed = (states: ('approved' | 'submitted')[]) =>
        look(async (tx) =>
          (await tx.applications.list({ communityIds: ['cuihu', 'none'], states, limit: 9 })).map(
            ({ ticketId }) => ticketId,
          ),
        );
      expect(await listed(['submitted'])).toEqual(['t3', 't2']);
      expect(await listed(['approved'])).toEqual(['t1']);
      const ofHome = await look((tx) => tx.applications.ofHome('cuihu', home, 9));
      expect(ofHome.map(({ ticketId }) => ticketId)).toEqual(['t2', 't1']);
      const day = (from: number) => ({ communityIds: ['cuihu'], kinds: ['visit' as const], from, limit: 9 });
      const expected = (from: number) =>
        look((tx) => tx.applications.expected({ ...day(from), to: from + 3_600_001 }));
      expect(await expected(NOON)).toHaveLength(3);
      expect(await expected(NOON + 3_600_001)).toHaveLength(0);
      await under().raw(`update data_key set wrapped = null`);
      expect(await read('t2')).toMatchObject({ fields: {}, note: null, state: 'submitted' });
    });

    it('chains what was done, and shows what was changed, taken out or cut off', async () => {
      for (const action of ['a', 'b', 'c']) await unit((tx) => tx.audit.add(entry(action)));
      const listed = await look((tx) => tx.audit.list({ before: 3, limit: 10 }));
      expect(listed.map((each) => `${each.seq}${each.action}`)).toEqual(['2b', '1a']);
      const broken = async () => {
        const { links, head, start } = await look((tx) => tx.audit.chain());
        return firstBreak(links, head, start);
      };
      expect(await broken()).toBeNull();
      await under().raw(`delete from audit_record where seq = 3`);
      expect(await broken()).toBe(3);
      await under().raw(`update audit_record set body = replace(body, '"b"', '"x"') where seq = 2`);
      expect(await broken()).toBe(2);
    });

    it('lists conversations by shelf, newest word first, with what waits', async () => {
      await unit(async (tx) => {
        const ofLin = await talkTo(tx, lin);
        const ofZhou = await talkTo(tx, zhou);
        await tx.inbox.keep(textItem('漏水'), {
          conversationId: ofLin.id,
          receivedAt: NOON,
          historic: false,
        });
        await tx.tickets.add(ticketOf(ofLin, 't1', { grade: 2 }));
        await tx.tickets.add(ticketOf(ofLin, 't2', { grade: 1, status: 'closed' }));
        await tx.messages.add({
          ...{ conversationId: ofZhou.id, direction: 'out', author: 'bot', type: 'text' },
          ...{ content: { type: 'text', text: '您好' }, createdAt: NOON },
        });
        ofLin.lastMessageAt = NOON;
        ofZhou.lastMessageAt = NOON + 1;
        ofZhou.owner = { kind: 'staff', staffId: 'chen' };
        for (const each of [ofLin, ofZhou]) await tx.conversations.save(each);
      });
      const filter = { communityIds: ['cuihu'], staffId: 'chen' };
      const shelf = (name: 'all' | 'mine' | 'bot' | 'others', after: string | null = null, limit = 10) =>
        look((tx) => tx.queue.list({ ...filter, shelf: name }, { after, limit }));
      const all = await shelf('all');
      expect(all.items.map((row) => row.conversation.channelUserId)).toEqual(['wm-zhou', 'wm-lin']);
      expect(all.items[1]).toMatchObject({
        ...{ waitingSince: NOON, grade: 2, openTickets: 1, place: '3栋2单元501 厨房' },
      });
      expect(all.items[0]).toMatchObject({ waitingSince: null, grade: null, openTickets: 0 });
      expect(all.items[0]?.lastMessage?.content).toEqual({ type: 'text', text: '您好' });
      const first = await shelf('all', null, 1);
      const second = await shelf('all', first.next, 1);
      expect(second.items.map((row) => row.conversation.channelUserId)).toEqual(['wm-lin']);
      expect(second.next).toBeNull();
      expect((await shelf('mine')).items).toHaveLength(1);
      expect((await shelf('others')).items).toHaveLength(0);
      expect(await look((tx) => tx.queue.counts(filter))).toEqual({
        ...{ bot: 1, waiting: 0, mine: 1, others: 0, all: 2 },
      });
      expect(await look((tx) => tx.queue.counts({ ...filter, communityIds: ['yunshan'] }))).toMatchObject({
        all: 0,
      });
    });

    it('lists tickets by what is asked for, newest change first, and messages from the end', async () => {
      await unit(async (tx) => {
        const conversation = await talkTo(tx);
        await tx.communities.ensure({ id: 'yunshan', name: '云山' }, NOON);
        await tx.tickets.add(ticketOf(conversation, 't1', { updatedAt: NOON }));
        await tx.tickets.add(ticketOf(conversation, 't2', { updatedAt: NOON + 1, status: 'resolved' }));
        await tx.tickets.add(ticketOf(conversation, 't3', { updatedAt: NOON + 2, communityId: 'yunshan' }));
        for (const text of ['一', '二', '三']) {
          await tx.inbox.keep(textItem(text), {
            ...{ conversationId: conversation.id, receivedAt: NOON, historic: false },
          });
        }
      });
      const ids = (filter: { communityIds: string[]; open?: boolean; grade?: number }) =>
        look(async (tx) => (await tx.queue.tickets(filter, { after: null, limit: 10 })).ids.join(' '));
      expect(await ids({ communityIds: ['cuihu', 'yunshan'] })).toBe('t3 t2 t1');
      expect(await ids({ communityIds: ['cuihu'] })).toBe('t2 t1');
      expect(await ids({ communityIds: ['cuihu'], open: true })).toBe('t1');
      expect(await ids({ communityIds: ['cuihu'], open: false })).toBe('t2');
      expect(await ids({ communityIds: ['cuihu'], grade: 1 })).toBe('');
      expect(await ids({ communityIds: [] })).toBe('');
      const { id } = await unit((tx) => talkTo(tx));
      const newest = await look((tx) => tx.messages.latest(id, { limit: 2 }));
      expect(newest.map((each) => each.content)).toMatchObject([{ text: '二' }, { text: '三' }]);
      const older = await look((tx) => tx.messages.latest(id, { beforeId: newest[0]?.id ?? '', limit: 2 }));
      expect(older.map((each) => each.content)).toMatchObject([{ text: '一' }]);
    });

    it('finds through every way of looking what a look at each ticket finds, page by page, each once', async () => {
      const tickets: Ticket[] = [];
      await unit(async (tx) => {
        const conversation = await talkTo(tx);
        await tx.communities.ensure({ id: 'yunshan', name: '云山' }, NOON);
        for (const [n, status] of [...ticketStatuses, ...ticketStatuses, ...ticketStatuses].entries()) {
          const ticket = ticketOf(n % 4 === 0 ? null : conversation, `t${n + 10}`, {
            ...{ status, grade: n % 2 === 0 ? 3 : 4, kind: n % 3 === 0 ? 'repair' : 'patrol' },
            ...{ department: n % 5 === 0 ? null : n % 2 === 0 ? 'engineering' : 'service' },
            // Several of one instant, so that the order hangs on the id too.
            ...{ assignee: n % 4 === 0 ? 'wang' : null, updatedAt: NOON + (n % 6) },
            communityId: n % 7 === 0 ? 'yunshan' : 'cuihu',
          });
          tickets.push(ticket);
          await tx.tickets.add(ticket);
        }
      });
      const inOrder = (kept: Ticket[]) =>
        kept.sort((a, b) => a.updatedAt - b.updatedAt || (a.id < b.id ? -1 : 1)).map(({ id }) => id);
      const all = async (read: (after: string | null) => Promise<{ ids: string[]; next: string | null }>) => {
        const ids: string[] = [];
        let after: string | null = null;
        do {
          const page: { ids: string[]; next: string | null } = await read(after);
          ids.push(...page.ids);
          after = page.next;
        } while (after !== null);
        return ids;
      };
      const given = <T extends object>(of: T) =>
        Object.entries(of).filter(([, value]) => value !== undefined);
      const ended = ['resolved', 'followup', 'closed', 'cancelled'];
      for (const open of [undefined, true, false])
        for (const kind of [undefined, 'repair'] as const)
          for (const department of [undefined, 'service'])
            for (const assignee of [undefined, 'wang'])
              for (const grade of [undefined, 4]) {
                const narrow = Object.fromEntries(given({ kind, department, assignee, grade }));
                const communityIds = ['cuihu', 'yunshan'];
                const filter = { communityIds, ...narrow, ...(open === undefined ? {} : { open }) };
                const found = await all((after) =>
                  look((tx) => tx.queue.tickets(filter, { after, limit: 2 })),
                );
                const wanted = tickets.filter(
                  (ticket) =>
                    given(narrow).every(([name, value]) => ticket[name as keyof Ticket] === value) &&
                    (open === undefined || open !== ended.includes(ticket.status)),
                );
                expect(found, JSON.stringify(filter)).toEqual(inOrder(wanted).reverse());
              }
      for (const status of [undefined, 'new', 'closed'] as const)
        for (const kind of [undefined, 'patrol'] as const)
          for (const communityId of [undefined, 'cuihu'])
            for (const updatedAfter of [undefined, NOON + 2]) {
              const filter = Object.fromEntries(given({ status, kind, communityId, updatedAfter }));
              const found = await all((after) =>
                look(async (tx) => {
                  const { items, next } = await tx.tickets.list(filter, { after, limit: 2 });
                  return { ids: items.map(({ id }) => id), next };
                }),
              );
              const wanted = tickets.filter(
                (ticket) =>
                  given({ status, kind, communityId }).every(
                    ([name, value]) => ticket[name as keyof Ticket] === value,
                  ) && ticket.updatedAt > (updatedAfter ?? 0),
              );
              expect(found, JSON.stringify(filter)).toEqual(inOrder(wanted));
            }
    });

    it('tells all that is open by when its next clock is due, that which no clock runs for last', async () => {
      const clock = (kind: ClockKind, due: number, more = {}) => ({
        ...freshTimer(kind, NOON + due),
        ...more,
      });
      await unit(async (tx) => {
        const conversation = await talkTo(tx);
        const add = (id: string, changes: Partial<Ticket>) =>
          tx.tickets.add(ticketOf(conversation, id, { assignee: null, firstOwner: null, ...changes }));
        await add('t1', { timers: [clock('resolve', 900), clock('accept', 100, { metAt: NOON })] });
        await add('t2', { timers: [clock('accept', 50, { breachedAt: NOON + 50 })], assignee: 'wang' });
        const course = { ...newCourse(), successor: { staffId: 'sun', at: NOON } };
        await add('t3', { timers: [clock('resolve', 10, { pausedAt: NOON })], firstOwner: 'wang', course });
        await add('t4', { timers: [], status: 'pending' });
        await add('t5', { timers: [clock('followup', 1)], status: 'resolved' });
        await add('t6', { timers: [clock('accept', 70)], department: 'finance', status: 'assigned' });
      });
      const all = await look((tx) => tx.queue.open({ communityIds: ['cuihu', 'yunshan'] }));
      expect(all.map(({ id, dueAt }) => [id, dueAt === null ? null : dueAt - NOON])).toEqual([
        ...[['t2', 50] as const, ['t6', 70] as const, ['t1', 900] as const],
        ...[['t3', null] as const, ['t4', null] as const],
      ]);
      expect(all[0]).toMatchObject({ assignee: 'wang', firstOwner: null, owner: null });
      const t3 = all.find(({ id }) => id === 't3');
      expect(t3).toMatchObject({ firstOwner: 'wang', owner: 'sun' });
      const clocks = await look((tx) => tx.queue.clocks({ communityIds: ['cuihu', 'yunshan'] }));
      expect(clocks.map(({ id, kind, dueAt }) => [id, kind, dueAt - NOON])).toEqual([
        ...[['t5', 'followup', 1] as const, ['t2', 'accept', 50] as const],
        ...[['t6', 'accept', 70] as const, ['t1', 'resolve', 900] as const],
      ]);
      const ofOne = { communityIds: ['cuihu'], kinds: ['followup', 'resolve'] };
      expect((await look((tx) => tx.queue.clocks(ofOne))).map(({ id }) => id)).toEqual(['t5', 't1']);
      const worker = { staffId: 'wang', departmentId: 'finance' };
      const own = await look((tx) => tx.queue.open({ communityIds: ['cuihu'], worker }));
      expect(own.map(({ id }) => id)).toEqual(['t2', 't6', 't3']);
      expect(await look((tx) => tx.queue.open({ communityIds: [] }))).toEqual([]);
    });

    it('keeps what is written version by version, each once', async () => {
      const one = {
        kind: 'answer',
        key: 'fee',
        value: { said: '好' },
        effective: '2026-03-02',
        by: 'chen',
        at: NOON,
      };
      expect(await look((tx) => tx.written.mark())).toBeNull();
      expect(await unit((tx) => tx.written.add({ ...one, version: 1 }))).toBe(true);
      const mark = await look((tx) => tx.written.mark());
      expect(await unit((tx) => tx.written.add({ ...one, version: 1, value: { said: '不' } }))).toBe(false);
      expect(await look((tx) => tx.written.mark())).toBe(mark);
      expect(await unit((tx) => tx.written.add({ ...one, version: 2, value: null }))).toBe(true);
      expect(await look((tx) => tx.written.mark())).not.toBe(mark);
      expect(await look((tx) => tx.written.list('answer'))).toMatchObject([
        { ...one, version: 1 },
        { ...one, version: 2, value: null },
      ]);
      expect(await look((tx) => tx.written.list('swap'))).toEqual([]);
    });

    it('counts no more than a thousand of those who need nobody', async () => {
      await unit(async (tx) => {
        for (let n = 0; n < 1_003; n++) {
          const conversation = await talkTo(tx, { ...lin, channelUserId: `wm-${n}` });
          conversation.lastMessageAt = NOON;
          if (n < 2) conversation.owner = { kind: 'nobody' };
          await tx.conversations.save(conversation);
        }
      });
      expect(await look((tx) => tx.queue.counts({ communityIds: ['cuihu'], staffId: 'chen' }))).toEqual({
        ...{ bot: 1_000, waiting: 2, mine: 0, others: 0, all: 1_000 },
      });
    });
  });
}
