// What somebody wants to take out with many people in it, and how it stands.
import { describe, expect, it } from 'vitest';
import type { ExportRequest } from '../../../src/people/export-request.ts';
import { freshStore, NOON, type OpenStore } from './subject.ts';

export function exportRequestOf(id: string, changes: Partial<ExportRequest> = {}): ExportRequest {
  return {
    ...{ id, state: 'asked', operation: 'exportRegister', params: {}, query: { community: 'cuihu' } },
    ...{ communityIds: ['cuihu'], why: 'owners', note: '业委会要看三月的登记', askedBy: 'lin-zheng' },
    ...{ askedName: '林峥', askedAt: NOON, decided: null, untilAt: null, version: 1 },
    ...changes,
  };
}

export function describeExportRequests(open: OpenStore): void {
  describe('requests to take many people’s data out', () => {
    const { unit, look, under } = freshStore(open);
    const decided = { by: 'chen-xiaoyan', name: '陈晓燕', at: NOON + 1 };

    it('are kept as they stand, with names and words sealed', async () => {
      const asked = exportRequestOf('e1');
      await unit((tx) => tx.exports.add(asked));
      expect(await look((tx) => tx.exports.get('e1'))).toEqual(asked);
      expect(await look((tx) => tx.exports.get('e2'))).toBeNull();
      const released: ExportRequest = { ...asked, state: 'released', decided, untilAt: NOON + 30 };
      expect(await unit((tx) => tx.exports.save(released))).toBe(true);
      await under().reopen();
      expect(await look((tx) => tx.exports.get('e1'))).toEqual({ ...released, version: 2 });
      const disk = Buffer.concat(await under().rawBytes());
      for (const word of ['林峥', '陈晓燕', '业委会要看三月的登记']) expect(disk.includes(word)).toBe(false);
    });

    it('are moved on once, also by two who have read the same', async () => {
      await unit((tx) =>
        tx.exports.add(exportRequestOf('e1', { state: 'released', decided, untilAt: NOON })),
      );
      const fetchIt = () =>
        unit(async (tx) => {
          const request = await tx.exports.get('e1');
          return request?.state === 'released' && tx.exports.save({ ...request, state: 'fetched' });
        });
      const done = await Promise.all([fetchIt(), fetchIt(), fetchIt()]);
      expect(done.filter(Boolean)).toHaveLength(1);
      const stale = exportRequestOf('e1', { state: 'released', decided });
      expect(await unit((tx) => tx.exports.save(stale))).toBe(false);
      expect(await look((tx) => tx.exports.get('e1'))).toMatchObject({ state: 'fetched', version: 2 });
    });

    it('are listed from a time on, newest first, and forgotten from before one', async () => {
      await unit(async (tx) => {
        for (const n of [1, 2, 3]) await tx.exports.add(exportRequestOf(`e${n}`, { askedAt: NOON + n }));
        await tx.exports.add(exportRequestOf('e4', { askedAt: NOON + 3 }));
      });
      const since = async (at: number, limit = 10) =>
        (await look((tx) => tx.exports.since(at, limit))).map(({ id }) => id);
      expect(await since(NOON + 2)).toEqual(['e4', 'e3', 'e2']);
      expect(await since(NOON, 2)).toEqual(['e4', 'e3']);
      expect(await unit((tx) => tx.exports.forgetBefore(NOON + 2))).toBe(1);
      expect(await since(NOON)).toEqual(['e4', 'e3', 'e2']);
    });
  });
}
