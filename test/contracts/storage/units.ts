// Units of work: whole or not at all, told only when they are durable, apart from each other.
import { describe, expect, it } from 'vitest';
import { freshStore, NOON, type OpenStore, refusalOf, talkTo, zhou } from './subject.ts';

export function describeUnits(open: OpenStore): void {
  describe('a unit of work', () => {
    const subject = freshStore(open);

    it('answers what its work answers, and others see it then', async () => {
      const id = await subject.unit(async (tx) => (await talkTo(tx)).id);
      expect(await subject.look(async (tx) => (await tx.conversations.get(id))?.channelUserId)).toBe(
        'wm-lin',
      );
    });

    it('leaves nothing behind when it fails after many writes', async () => {
      const failed = subject.unit(async (tx) => {
        const conversation = await talkTo(tx);
        await tx.turns.due(conversation.id, { dueAt: NOON, lastDueAt: NOON, gather: false });
        await tx.jobs.add({ kind: 'a', subjectId: conversation.id, dueAt: NOON, uniqueKey: 'a' });
        throw new Error('changed its mind');
      });
      await expect(failed).rejects.toThrow('changed its mind');
      expect(await subject.look((tx) => tx.turns.nextDueAt())).toBeNull();
      expect(await subject.look((tx) => tx.jobs.nextDueAt())).toBeNull();
      expect(
        await subject.look((tx) =>
          tx.conversations.find({ channel: 'wecom-kf', channelAccountId: 'wk-1', channelUserId: 'wm-lin' }),
        ),
      ).toBeNull();
      expect(await subject.under().raw('select id from resident')).toEqual([]);
      expect(await subject.under().raw("select id from data_key where id <> 'house'")).toEqual([]);
    });

    it('can be done again after it failed, also where it had made a data key', async () => {
      const failing = subject.unit(async (tx) => {
        await talkTo(tx);
        throw new Error('once');
      });
      await expect(failing).rejects.toThrow('once');
      const id = await subject.unit(async (tx) => (await talkTo(tx)).id);
      expect(await subject.look(async (tx) => (await tx.conversations.get(id))?.channelUserId)).toBe(
        'wm-lin',
      );
    });

    it('that fails takes nothing with it of the units that run at the same time', async () => {
      const units = Array.from({ length: 40 }, (_, n) =>
        refusalOf(
          subject.unit(async (tx) => {
            await tx.jobs.add({ kind: 'n', subjectId: String(n), dueAt: NOON, uniqueKey: String(n) });
            if (n % 3 === 0) throw new Error(`unit ${n}`);
          }),
        ),
      );
      const outcomes = await Promise.all(units);
      for (const [n, outcome] of outcomes.entries()) {
        if (n % 3 === 0) expect(outcome).toEqual(new Error(`unit ${n}`));
        else expect(outcome).toBe('was not refused');
      }
      const kept = await subject.under().raw('select subject_id from job');
      const expected = outcomes.flatMap((_, n) => (n % 3 === 0 ? [] : [String(n)]));
      expect(kept.map((row) => row.subject_id).sort()).toEqual(expected.sort());
    });

    it('is told as done only when somebody else can see it', async () => {
      for (let n = 0; n < 20; n++) {
        await subject.unit((tx) =>
          tx.jobs.add({ kind: 'n', subjectId: 's', dueAt: NOON, uniqueKey: String(n) }),
        );
        expect(await subject.under().raw('select id from job')).toHaveLength(n + 1);
      }
    });

    it('does not see the half-done work of another', async () => {
      const { id } = await subject.unit((tx) => talkTo(tx));
      const count = async () => {
        await subject.unit(async (tx) => {
          const conversation = await tx.conversations.get(id);
          if (!conversation) throw new Error('gone');
          conversation.epoch += 1;
          if (!(await tx.conversations.save(conversation))) throw new Error('overtaken');
        });
      };
      const outcomes = await Promise.all(Array.from({ length: 50 }, () => refusalOf(count())));
      // An engine may refuse units that collide; it must never lose one it accepted.
      const done = outcomes.filter((outcome) => outcome === 'was not refused').length;
      expect(done).toBeGreaterThan(0);
      expect((await subject.look((tx) => tx.conversations.get(id)))?.epoch).toBe(done);
    });

    it('is not visible to readers before it is committed', async () => {
      let seen: unknown = 'not looked';
      const writing = subject.unit(async (tx) => {
        await tx.jobs.add({ kind: 'n', subjectId: 's', dueAt: NOON, uniqueKey: 'x' });
        seen = (await subject.under().raw('select id from job')).length;
      });
      await refusalOf(writing);
      expect(seen).toBe(0);
    });

    it('lets readers go on seeing one state of the data during their whole reading', async () => {
      const { id } = await subject.unit((tx) => talkTo(tx));
      await subject.look(async (tx) => {
        const before = await tx.conversations.byPerson({ channel: 'wecom-kf', channelUserId: 'wm-zhou' });
        await subject
          .under()
          .raw("update conversation set epoch = 7 where channel = 'wecom-kf' returning id");
        expect(before).toEqual([]);
        expect((await tx.conversations.get(id))?.epoch).toBe(0);
      });
      expect((await subject.look((tx) => tx.conversations.get(id)))?.epoch).toBe(7);
    });

    it('is still there after a restart', async () => {
      const { id } = await subject.unit((tx) => talkTo(tx, zhou));
      await subject.under().reopen();
      expect(await subject.look((tx) => tx.conversations.get(id))).toMatchObject({
        channelUserId: 'wm-zhou',
        owner: { kind: 'bot' },
      });
    });

    it('goes on in a database that a later version has brought further', async () => {
      const { id } = await subject.unit((tx) => talkTo(tx));
      const at = "'2030-01-01T00:00:00.000Z'";
      await subject
        .under()
        .raw(`insert into kysely_migration values ('0000-of-a-later-version', ${at}) returning name`);
      await subject
        .under()
        .raw(`insert into kysely_migration values ('9999-of-a-later-version', ${at}) returning name`);
      await subject.under().reopen();
      expect(await subject.look((tx) => tx.conversations.get(id))).toMatchObject({ id });
      await subject
        .under()
        .raw("delete from kysely_migration where name like '%later-version' returning name");
    });

    it('is refused once the store is closed', async () => {
      const { store } = subject.under();
      await store.close();
      await expect(store.transact((tx) => tx.jobs.nextDueAt())).rejects.toBeInstanceOf(Error);
      await subject.under().reopen();
    });
  });

  describe('probe', () => {
    const subject = freshStore(open);
    it('passes while the store can write, again and again', async () => {
      await subject.store().probe();
      await subject.store().probe();
    });
  });
}
