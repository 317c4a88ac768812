// A house register from the file to the rows: looked over, confirmed, done in steps that a dying process does not double.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noCrashPoints } from '../../src/base/crash-points.ts';
import { silentLogger } from '../../src/base/log.ts';
import { applyImport, confirmImport, everybody, IMPORT_JOB, previewImport } from '../../src/imports/deeds.ts';
import { runDueJobs } from '../../src/jobs/job-runner.ts';
import type { StoreUnderTest } from '../contracts/storage/subject.ts';
import { createHouse } from '../support/house.ts';
import { createManualClock, type ManualClock, shanghai } from '../support/manual-clock.ts';
import { ownLeases } from '../support/own-leases.ts';
import { createSequentialIds } from '../support/sequential-ids.ts';
import { openStoreForTest } from '../support/store-for-test.ts';

const START = shanghai('2026-11-23 10:00');
const DAY_MS = 86_400_000;
const signal = new AbortController().signal;

let under: StoreUnderTest;
let clock: ManualClock;
let ids: ReturnType<typeof createSequentialIds>;
beforeEach(async () => {
  ids = createSequentialIds();
  under = await openStoreForTest(ids);
  clock = createManualClock(START);
  await under.store.transact((tx) => tx.communities.ensure({ id: 'cuihu', name: '翠湖花园' }, START));
});
afterEach(() => under.close());

async function preview(text: string) {
  const [community] = createHouse({ clock, ids }).communities;
  if (!community) throw new Error('no community');
  const bytes = new TextEncoder().encode(text);
  const done = await previewImport(bytes, { community, by: 'admin' }, { store: under.store, clock, ids });
  if (!done.ok) throw new Error(done.say);
  return done.value;
}
const confirm = (token: string) => under.store.transact((tx) => confirmImport(tx, token, { clock }));
const rounds = async (most = 100) => {
  let round = 0;
  const ports = { store: under.store, clock, ids, leases: ownLeases(ids), log: silentLogger };
  const handlers = {
    [IMPORT_JOB]: async (job: Parameters<typeof applyImport>[1]) => (tx: Parameters<typeof applyImport>[0]) =>
      applyImport(tx, job, { clock }),
  };
  while (
    round < most &&
    (await runDueJobs({ ...ports, crashPoint: noCrashPoints, handlers, onDone() {} }, signal)) > 0
  )
    round++;
  return round;
};
const batchOf = (token: string) => under.store.read((tx) => tx.imports.get(token));
async function bring(text: string) {
  const { batch } = await preview(text);
  await confirm(batch?.id ?? '');
  await rounds();
  return batchOf(batch?.id ?? '');
}
const people = async () =>
  (await everybody(under.store, 'cuihu'))
    .map(({ place, name, phone }) => `${place.room} ${name} ${phone?.slice(-4) ?? '-'}`)
    .sort();
const HEAD = '楼栋,单元,房号,姓名,身份,电话\n';

describe('an import', () => {
  it('changes nothing before it is confirmed, and then what was shown', async () => {
    const { batch, problems } = await preview(`${HEAD}3,2,501,王小明,业主,13800001234\n3,2,502,李雷,租户,`);
    expect(problems).toEqual([]);
    expect(batch).toMatchObject({
      state: 'previewed',
      counts: { rows: 2, added: 2, changed: 0, ended: 0, same: 0 },
    });
    expect(await people()).toEqual([]);
    expect(await rounds()).toBe(0);
    expect(await confirm(batch?.id ?? '')).toMatchObject({ ok: true, value: { state: 'confirmed' } });
    await rounds();
    expect(await people()).toEqual(['501 王小明 1234', '502 李雷 -']);
    expect(await batchOf(batch?.id ?? '')).toMatchObject({
      state: 'done',
      doneSteps: 2,
      skipped: 0,
      steps: [],
    });
  });

  it('of the same file again changes nothing, and confirmed twice is confirmed once', async () => {
    const text = `${HEAD}3,2,501,王小明,业主,13800001234`;
    const first = await bring(text);
    expect(await confirm(first?.id ?? '')).toMatchObject({ ok: true, value: { state: 'done' } });
    expect(await rounds()).toBe(0);
    expect((await preview(text)).batch?.counts).toEqual({ rows: 1, added: 0, changed: 0, ended: 0, same: 1 });
    expect(await people()).toEqual(['501 王小明 1234']);
  });

  it('ends who is not in the table for a home, and leaves other homes alone', async () => {
    await bring(`${HEAD}3,2,501,王小明,业主,13800001234\n3,2,502,李雷,租户,`);
    await bring(`${HEAD}3,2,501,赵敏,业主,13800005678`);
    expect(await people()).toEqual(['501 赵敏 5678', '502 李雷 -']);
  });

  it('with something wrong in it can not be confirmed', async () => {
    const { batch, problems } = await preview(`${HEAD}13,2,501,王小明,业主,\n3,2,501,,业主,12`);
    expect(batch).toBeNull();
    expect(problems.map(({ row }) => row)).toEqual([2, 3, 3]);
    expect(await confirm('none')).toMatchObject({ ok: false, code: 'imports/not-found' });
  });

  it('leaves alone what somebody has changed since it was looked over, and says how much', async () => {
    await bring(`${HEAD}3,2,501,王小明,业主,13800001234\n3,2,502,李雷,租户,`);
    const { batch } = await preview(
      `${HEAD}3,2,501,王小明,业主,13800005678\n3,2,502,李雷,租户,13800009999\n3,2,503,何勇,业主,`,
    );
    await bring(`${HEAD}3,2,501,王小明,业主,13800007777\n3,2,503,何勇,业主,`);
    await confirm(batch?.id ?? '');
    await rounds();
    expect(await batchOf(batch?.id ?? '')).toMatchObject({ state: 'done', doneSteps: 3, skipped: 2 });
    expect(await people()).toEqual(['501 王小明 7777', '502 李雷 9999', '503 何勇 -']);
  });

  it('is too old after a day', async () => {
    const { batch } = await preview(`${HEAD}3,2,501,王小明,业主,`);
    clock.advance(DAY_MS + 1);
    expect(await confirm(batch?.id ?? '')).toMatchObject({ ok: false, code: 'imports/too-old' });
    await preview(`${HEAD}3,2,501,王小明,业主,`);
    expect(await batchOf(batch?.id ?? '')).toBeNull();
  });

  it('of a whole estate goes in small units, and goes on where a process died', async () => {
    const lines = Array.from({ length: 12 }, (_, b) =>
      Array.from({ length: 33 }, (_, f) =>
        [1, 2].map((r) => `${b + 1},1,${f + 1}0${r},住户${b + 1}之${f + 1}之${r},业主,`),
      ),
    ).flat(2);
    const { batch } = await preview(HEAD + lines.join('\n'));
    expect(batch?.counts.added).toBe(lines.length);
    await confirm(batch?.id ?? '');
    expect(await rounds(2)).toBe(2);
    expect(await batchOf(batch?.id ?? '')).toMatchObject({ state: 'confirmed', doneSteps: 400 });
    await under.reopen();
    // One that died in the middle of a unit has done nothing of it.
    await expect(
      under.store.transact(async (tx) => {
        await applyImport(
          tx,
          { id: 'j', kind: IMPORT_JOB, subjectId: batch?.id ?? '', dueAt: 0, attempt: 1, payload: {} },
          { clock },
        );
        throw new Error('died');
      }),
    ).rejects.toThrow('died');
    expect(await batchOf(batch?.id ?? '')).toMatchObject({ doneSteps: 400 });
    await rounds();
    expect(await batchOf(batch?.id ?? '')).toMatchObject({
      state: 'done',
      doneSteps: lines.length,
      skipped: 0,
    });
    expect(await people()).toHaveLength(lines.length);
  });
});
