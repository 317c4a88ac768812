// Due jobs, and what processes share.
import { NOON } from '../../../contracts/storage/subject.ts';
import type { Operations } from '../operations.ts';

export const processes: Operations = {
  'when a backup was brought back': (tx) => tx.restores.lastAt(),
  'a job from added to done': async (tx) => {
    for (const key of ['a', 'b', 'c'])
      await tx.jobs.add({ kind: 'k', subjectId: 's', dueAt: NOON, uniqueKey: key });
    await tx.jobs.nextDueAt();
    const [first, second, third] = await tx.jobs.claim(NOON, 32, 'a', NOON + 1);
    await tx.jobs.done(first?.id ?? '', 'a');
    await tx.jobs.retry(second?.id ?? '', 'a', NOON, 'x');
    await tx.jobs.giveUp(third?.id ?? '', 'a', 'x');
    await tx.jobs.cancel('k', 's');
  },
  'a job that is put off': async (tx) => {
    const job = { kind: 'k', subjectId: 'moved', uniqueKey: 'moved' };
    await tx.jobs.move({ ...job, dueAt: NOON });
    await tx.jobs.move({ ...job, dueAt: NOON + 1 });
    await tx.jobs.moveEarlier({ ...job, dueAt: NOON });
  },
  'a process and what it shares': async (tx) => {
    await tx.processes.join({ id: 'p1', roles: 'web,worker', startedAt: NOON });
    await tx.processes.beat('p1');
    await tx.processes.list();
    await tx.tokens.claim('wecom', 'p1:1', NOON, NOON + 1);
    await tx.tokens.keep('wecom', 'p1:1', { token: 't', fetchedAt: NOON, expiresAt: NOON + 1 }, NOON);
    await tx.tokens.get('wecom');
    await tx.tokens.release('wecom', 'p1:1');
    await tx.limits.take('reads', { max: 5, perMs: 60_000 }, NOON);
    await tx.processes.endLeases('p1', { sends: true });
    await tx.processes.strikeOut('p1', 2);
    await tx.processes.strikeOut('p1', null);
  },
  'whether anything has changed': (tx) => tx.changes.mark(),
};
