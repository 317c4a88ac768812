import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadFieldKey } from '../../src/storage/field-key.ts';

describe('loadFieldKey', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reception-desk-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('takes the configured key and writes nothing', () => {
    const key = Buffer.alloc(32, 5);
    expect(loadFieldKey(key.toString('base64'), folder)).toEqual(key);
    expect(() => statSync(join(folder, 'field.key'))).toThrow();
  });

  it('makes a key once, for its owner’s eyes only, and finds it again', () => {
    const dataDir = join(folder, 'data');
    const key = loadFieldKey(null, dataDir);
    expect(key).toHaveLength(32);
    expect(loadFieldKey(null, dataDir)).toEqual(key);
    expect(statSync(join(dataDir, 'field.key')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(dataDir, 'field.key'), 'utf8').trim()).toBe(key.toString('base64'));
  });

  it('makes another key for another folder', () => {
    expect(loadFieldKey(null, join(folder, 'a'))).not.toEqual(loadFieldKey(null, join(folder, 'b')));
  });

  it('refuses to make a new key beside a database whose key is gone', () => {
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data', 'desk.db'), '');
    expect(() => loadFieldKey(null, join(folder, 'data'))).toThrow(
      expect.objectContaining({ code: 'storage/field-key-missing' }),
    );
  });

  it.each(['', 'short', Buffer.alloc(31).toString('base64'), Buffer.alloc(33).toString('base64')])(
    'refuses %j as a key, from the environment or from the file',
    (text) => {
      expect(() => loadFieldKey(text, folder)).toThrow(
        expect.objectContaining({ code: 'storage/field-key' }),
      );
      writeFileSync(join(folder, 'field.key'), text);
      expect(() => loadFieldKey(null, folder)).toThrow(
        expect.objectContaining({ code: 'storage/field-key' }),
      );
    },
  );
});
