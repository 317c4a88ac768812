// The master key of personal fields: from FIELD_KEY, or made once and kept beside the embedded database.
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../base/errors.ts';

/** 32 bytes. A key file without its database, or a database without its key file, is never papered over. */
export function loadFieldKey(configured: string | null, dataDir: string): Buffer {
  if (configured !== null) return toKey(configured, 'FIELD_KEY');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, 'field.key');
  if (existsSync(file)) return toKey(readFileSync(file, 'utf8').trim(), file);
  if (existsSync(join(dataDir, 'desk.db'))) {
    throw new Fault(
      'storage/field-key-missing',
      `${file} is gone but the database is there. Put the key back; without it nothing personal can be read.`,
    );
  }
  const key = randomBytes(32);
  const handle = openSync(file, 'wx', 0o600);
  try {
    writeSync(handle, `${key.toString('base64')}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return key;
}

function toKey(base64: string, where: string): Buffer {
  const key = Buffer.from(base64, 'base64');
  if (key.length !== 32) throw new Fault('storage/field-key', `${where} must hold 32 bytes in base64`);
  return key;
}
