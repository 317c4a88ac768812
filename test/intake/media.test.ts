// The job that fetches one file, with a store, a folder and a platform that does as it is told.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noCrashPoints } from '../../src/base/crash-points.ts';
import { TemporaryError } from '../../src/base/errors.ts';
import { silentLogger } from '../../src/base/log.ts';
import type { MediaResult } from '../../src/channels/contract.ts';
import { createForgetMediaJob, createMediaJob, MEDIA_JOB, type MediaPorts } from '../../src/intake/media.ts';
import { createSweepMediaJob, planSweep, SWEEP_MEDIA_JOB } from '../../src/intake/media-sweep.ts';
import type { Attachment, Job, Store } from '../../src/storage/contract.ts';
import { createMediaFolder } from '../../src/storage/media/folder.ts';
import type { MediaStore } from '../../src/storage/media-contract.ts';
import { NOON, talkTo, textItem } from '../contracts/storage/subject.ts';
import { shippedConfig } from '../support/house.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { amr, jpeg } from '../support/sample-files.ts';
import { openSqliteForTest, type SqliteStoreUnderTest } from '../support/sqlite-store.ts';

const DAY = 24 * 3_600_000;
const never = new AbortController().signal;

describe('a file on its way', () => {
  let under: SqliteStoreUnderTest;
  let store: Store;
  let clock: ManualClock;
  let dataDir: string;
  let files: MediaStore;
  let answer: () => Promise<MediaResult>;
  let stored: string[];
  let lost: { id: string; reason: string | null }[];

  beforeEach(async () => {
    under = await openSqliteForTest();
    store = under.store;
    clock = createManualClock(NOON);
    dataDir = mkdtempSync(join(tmpdir(), 'desk-media-job-'));
    files = createMediaFolder(dataDir, clock);
    stored = [];
    lost = [];
    answer = async () => ({
      ...{ kind: 'media', bytes: jpeg(), contentType: 'text/html', fileName: '../厨房.jpg' },
    });
    await store.transact((tx) => tx.communities.ensure({ id: 'cuihu', name: '翠湖花园' }, NOON));
  });
  afterEach(async () => {
    await under.close();
    rmSync(dataDir, { recursive: true });
  });

  async function arrive(type: Attachment['type'] = 'image'): Promise<string> {
    return store.transact(async (tx) => {
      const { id: conversationId } = await talkTo(tx);
      const kept = await tx.inbox.keep(
        textItem(`${type}-${Math.floor(clock.now())}`, { content: { type, mediaId: 'M' } }),
        {
          ...{ conversationId, receivedAt: clock.now(), historic: false },
        },
      );
      const messageId = kept.kind === 'kept' ? (kept.messageId ?? '') : '';
      return tx.attachments.add({ messageId, conversationId, type, mediaId: 'M', at: clock.now() });
    });
  }

  const job = (subjectId: string, attempt = 1): Job => ({
    ...{ id: 'j', kind: MEDIA_JOB, subjectId, dueAt: clock.now(), attempt, payload: {} },
  });

  function handler(changes: Partial<MediaPorts> = {}) {
    return createMediaJob({
      ...{ store, files, clock, crashPoint: noCrashPoints },
      limits: shippedConfig().intake.media,
      source: () => ({ channel: 'wecom-kf', fetchMedia: () => answer() }),
      onStored: async (_tx, attachment) => void stored.push(attachment.id),
      onLost: async (_tx, { id, reason }) => void lost.push({ id, reason }),
      ...changes,
    });
  }

  const run = async (id: string, attempt = 1, changes: Partial<MediaPorts> = {}) =>
    store.transact(await handler(changes)(job(id, attempt), never));
  const look = (id: string) => store.read((tx) => tx.attachments.get(id));

  it('is kept sealed, as what it is, under the name it came with', async () => {
    const id = await arrive();
    await run(id);
    const kept = await look(id);
    expect(kept).toMatchObject({ state: 'stored', contentType: 'image/jpeg', fileName: '厨房.jpg' });
    const sealed = (await files.get(kept?.objectName ?? '')) ?? new Uint8Array();
    expect(Buffer.from(sealed).includes('JFIF')).toBe(false);
    const opened = await store.read((tx) => tx.attachments.open(id, sealed));
    expect(Buffer.from(opened).equals(jpeg())).toBe(true);
    expect({ stored, lost }).toEqual({ stored: [id], lost: [] });
  });

  it('opens in no other row', async () => {
    const first = await arrive();
    await run(first);
    clock.advance(1);
    const second = await arrive();
    const sealed = (await files.get((await look(first))?.objectName ?? '')) ?? new Uint8Array();
    await expect(store.read((tx) => tx.attachments.open(second, sealed))).rejects.toMatchObject({
      code: 'storage/sealed-open',
    });
  });

  it('fetched twice is one file', async () => {
    const id = await arrive();
    const again = await handler()(job(id), never);
    await run(id);
    await store.transact(again);
    const names: string[] = [];
    for await (const { name } of files.list()) names.push(name);
    expect(names).toEqual([(await look(id))?.objectName]);
    expect(stored).toEqual([id]);
  });

  it('that can not be had now is tried again', async () => {
    const id = await arrive();
    answer = () => Promise.reject(new TemporaryError('channels/wecom/media', 'later'));
    await expect(run(id)).rejects.toBeInstanceOf(TemporaryError);
    await expect(run(id, 1, { source: () => null })).rejects.toBeInstanceOf(TemporaryError);
    expect(await look(id)).toMatchObject({ state: 'waiting' });
  });

  it('that never was is gone without a word; one that was waited for is told', async () => {
    const id = await arrive();
    answer = async () => ({ kind: 'gone', code: '40007' });
    await run(id);
    expect(await look(id)).toMatchObject({ state: 'gone', reason: '40007' });
    expect(lost).toEqual([]);
    clock.advance(1);
    const waited = await arrive();
    await run(waited, 2);
    expect(lost).toEqual([{ id: waited, reason: '40007' }]);
  });

  it('is not asked for after three days', async () => {
    const id = await arrive();
    clock.advance(3 * DAY + 1);
    answer = () => Promise.reject(new Error('must not be asked'));
    await run(id, 800);
    expect(await look(id)).toMatchObject({ state: 'gone', reason: 'expired' });
  });

  it.each([
    ['image', async (): Promise<MediaResult> => ({ kind: 'too-large' }), 'too-large'],
    [
      'voice',
      async (): Promise<MediaResult> => ({
        ...{ kind: 'media', bytes: jpeg(), contentType: 'audio/amr', fileName: null },
      }),
      'type-not-allowed',
    ],
  ] as const)('a %s that is not taken is refused by name', async (type, result, reason) => {
    const id = await arrive(type);
    answer = result;
    await run(id);
    expect(await look(id)).toMatchObject({ state: 'refused', reason });
    expect(lost).toEqual([{ id, reason }]);
  });

  it('taken back while it came leaves nothing', async () => {
    const id = await arrive();
    const effect = await handler()(job(id), never);
    await store.transact((tx) =>
      tx.attachments.settle(id, { state: 'gone', contentType: null, byteCount: null, reason: 'recalled' }),
    );
    await store.transact(effect);
    const [forget] = await store.transact((tx) => tx.jobs.claim(clock.now(), 5, 'lease', clock.now() + 1));
    if (!forget) throw new Error('nobody was told to forget it');
    await store.transact(await createForgetMediaJob(files)(forget, never));
    expect(await files.get((await look(id))?.objectName ?? '')).toBeNull();
  });

  it('of somebody who was erased meanwhile is not kept', async () => {
    const id = await arrive();
    const attachment = await look(id);
    if (!attachment) throw new Error('gone');
    await under.raw(`update data_key set wrapped = null where id <> 'house' returning id`);
    store = await under.reopen();
    await expect(store.read((tx) => tx.attachments.get(id))).rejects.toMatchObject({
      code: 'storage/data-key-missing',
    });
    const names: string[] = [];
    for await (const { name } of files.list()) names.push(name);
    expect(names).toEqual([]);
  });

  describe('the daily sweep', () => {
    const sweep = async () => {
      const effect = await createSweepMediaJob({ store, files, clock, log: silentLogger })(
        { ...job('media'), kind: SWEEP_MEDIA_JOB },
        never,
      );
      await store.transact(effect);
    };

    it('removes what no row needs, when it is a day old, and leaves the rest', async () => {
      const id = await arrive('voice');
      answer = async () => ({ kind: 'media', bytes: amr(), contentType: '', fileName: null });
      await run(id);
      const orphan = 'f0'.repeat(18);
      await files.put(orphan, Uint8Array.of(1));
      // The folder's own clock is the real one.
      clock.advance(Math.max(0, 400 * DAY));
      await sweep();
      expect(await files.get(orphan)).toBeNull();
      expect(await files.get((await look(id))?.objectName ?? '')).not.toBeNull();
    });

    it('removes the files of a resident who was erased', async () => {
      const id = await arrive();
      await run(id);
      const name = (await look(id))?.objectName ?? '';
      await under.raw(`update data_key set wrapped = null where id <> 'house' returning id`);
      clock.advance(400 * DAY);
      await sweep();
      expect(await files.get(name)).toBeNull();
    });

    it('leaves what may belong to a row that is just being written', async () => {
      const young = 'f1'.repeat(18);
      await files.put(young, Uint8Array.of(1));
      let storedAt = 0;
      for await (const file of files.list()) storedAt = file.storedAt;
      clock.advance(storedAt - clock.now() + DAY - 60_000);
      await sweep();
      expect(await files.get(young)).not.toBeNull();
    });

    it('comes again the next day where the files could not be listed all the time', async () => {
      const away: MediaStore = {
        ...files,
        list() {
          throw new TemporaryError('media/unreachable', 'the store is away');
        },
      };
      const at = (attempt: number) =>
        createSweepMediaJob({ store, files: away, clock, log: silentLogger })(
          { ...job('media'), kind: SWEEP_MEDIA_JOB, attempt },
          never,
        );
      await expect(at(5)).rejects.toMatchObject({ code: 'media/unreachable' });
      await store.transact(await at(6));
      const planned = await under.raw(`select due_at from job where kind = 'media.sweep'`);
      expect(planned).toEqual([{ due_at: NOON + DAY }]);
    });

    it('is planned once a day, however many ask', async () => {
      await store.transact(async (tx) => {
        await planSweep(tx, NOON);
        await planSweep(tx, NOON + 1);
      });
      await sweep();
      const planned = await under.raw(`select due_at from job where kind = 'media.sweep' order by due_at`);
      expect(planned).toEqual([{ due_at: NOON }, { due_at: NOON + DAY }]);
    });
  });
});
