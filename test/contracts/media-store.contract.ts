// What every place for sealed files must do, told once for the folder and the bucket.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MediaStore } from '../../src/storage/media-contract.ts';

export type MediaStoreUnderTest = { files: MediaStore; close(): Promise<void> };

const NAME = 'a1'.repeat(18);
const OTHER = 'b2'.repeat(18);
const bytes = (...values: number[]) => Uint8Array.from(values);

export function describeMediaStore(what: string, open: () => Promise<MediaStoreUnderTest>): void {
  describe(what, () => {
    let under: MediaStoreUnderTest;
    let files: MediaStore;
    beforeEach(async () => {
      under = await open();
      files = under.files;
    });
    afterEach(() => under.close());

    async function names(): Promise<string[]> {
      const found: string[] = [];
      for await (const { name } of files.list()) found.push(name);
      return found.sort();
    }

    it('gives back the bytes it was given, every one of them', async () => {
      const all = Uint8Array.from({ length: 256 }, (_, value) => value);
      await files.put(NAME, all);
      expect(await files.get(NAME)).toSatisfy((got: Uint8Array) => Buffer.from(got).equals(Buffer.from(all)));
    });

    it('keeps an empty file and a large one', async () => {
      await files.put(NAME, bytes());
      expect((await files.get(NAME))?.byteLength).toBe(0);
      const large = Buffer.alloc(20 * 1024 ** 2, 9);
      await files.put(OTHER, large);
      expect(Buffer.from((await files.get(OTHER)) ?? []).equals(large)).toBe(true);
    });

    it('has nothing under a name that was never put', async () => {
      expect(await files.get(NAME)).toBeNull();
    });

    it('takes the second file of a name for the first', async () => {
      await files.put(NAME, bytes(1));
      await files.put(NAME, bytes(2, 2));
      expect([...((await files.get(NAME)) ?? [])]).toEqual([2, 2]);
      expect(await names()).toEqual([NAME]);
    });

    it('removes, and removes again without complaint', async () => {
      await files.put(NAME, bytes(1));
      await files.put(OTHER, bytes(2));
      await files.remove(NAME);
      await files.remove(NAME);
      expect(await files.get(NAME)).toBeNull();
      expect(await names()).toEqual([OTHER]);
    });

    it('lists every name with when it came', async () => {
      expect(await names()).toEqual([]);
      const put = Array.from({ length: 25 }, (_, n) => `${String(n).padStart(2, '0')}${'c'.repeat(34)}`);
      for (const name of put) await files.put(name, bytes(1));
      expect(await names()).toEqual(put);
      for await (const { storedAt } of files.list())
        expect(storedAt).toBeGreaterThan(Date.parse('2026-01-01'));
    });

    it.each([
      '',
      '..',
      '../../etc/passwd',
      `${'a'.repeat(30)}/../x`,
      'A'.repeat(36),
      `${'a'.repeat(35)}\0`,
      'a'.repeat(65),
    ])('never looks for the name %j', async (name) => {
      const error = { code: 'storage/media-name' };
      await expect((async () => files.get(name))()).rejects.toMatchObject(error);
      await expect((async () => files.put(name, bytes(1)))()).rejects.toMatchObject(error);
      await expect((async () => files.remove(name))()).rejects.toMatchObject(error);
    });
  });
}
