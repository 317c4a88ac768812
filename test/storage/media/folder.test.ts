import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { TemporaryError } from '../../../src/base/errors.ts';
import { createMediaFolder } from '../../../src/storage/media/folder.ts';
import { describeMediaStore } from '../../contracts/media-store.contract.ts';

const NAME = 'a1'.repeat(18);

describeMediaStore('files in a folder', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-media-'));
  return {
    files: createMediaFolder(dataDir, systemClock),
    close: async () => rmSync(dataDir, { recursive: true }),
  };
});

describe('a folder of files', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'desk-media-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  const found = () =>
    readdirSync(dataDir, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(dataDir, name)).isFile())
      .map((name) => join(dataDir, name));

  it('is nobody else’s to read', async () => {
    await createMediaFolder(dataDir, systemClock).put(NAME, Uint8Array.of(1));
    expect(found().map((file) => statSync(file).mode & 0o777)).toEqual([0o600]);
  });

  it('forgets a write that was broken off long ago, and leaves one that may be going on', async () => {
    const files = createMediaFolder(dataDir, systemClock);
    await files.put(NAME, Uint8Array.of(1));
    const [file = ''] = found();
    const beside = (name: string) => join(file, '..', `${name}.bin.part`);
    writeFileSync(beside('b2'.repeat(18)), 'half');
    writeFileSync(beside('c3'.repeat(18)), 'half');
    utimesSync(beside('c3'.repeat(18)), 1_000, 1_000);
    const names: string[] = [];
    for await (const { name } of files.list()) names.push(name);
    expect(names).toEqual([NAME]);
    expect(existsSync(beside('b2'.repeat(18)))).toBe(true);
    expect(existsSync(beside('c3'.repeat(18)))).toBe(false);
  });

  it('that does not work is a matter of time', async () => {
    const files = createMediaFolder(join(dataDir, 'file'), systemClock);
    writeFileSync(join(dataDir, 'file'), 'in the way');
    await expect(files.put(NAME, Uint8Array.of(1))).rejects.toBeInstanceOf(TemporaryError);
    mkdirSync(join(dataDir, 'other'));
    chmodSync(join(dataDir, 'other'), 0o700);
    expect(await createMediaFolder(join(dataDir, 'other'), systemClock).get(NAME)).toBeNull();
  });
});
