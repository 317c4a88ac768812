// The embedded database as one file: a copy as of one moment while the desk goes on writing, and a look into it.
import { DatabaseSync } from 'node:sqlite';
import { Fault } from '../../base/errors.ts';
import type { RunPlain } from '../backup/settle-restored.ts';

/** One snapshot, without the pages that erased words have left free. `to` must not exist. */
export function copyDatabase(file: string, to: string): void {
  const reader = new DatabaseSync(file, { readOnly: true });
  try {
    reader.exec('PRAGMA busy_timeout = 5000');
    reader.prepare('VACUUM INTO ?').run(to);
  } finally {
    reader.close();
  }
}

/** Runs plain SQL on a database nobody else uses, all of it or nothing; the file is whole and closed afterwards. */
export async function withDatabase<T>(file: string, work: (run: RunPlain) => Promise<T>): Promise<T> {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA synchronous = FULL');
    const check = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
    if (check !== 'ok')
      throw new Fault('backup/database-damaged', '备份里的数据库已损坏，没有恢复任何东西。');
    database.exec('BEGIN IMMEDIATE');
    const answer = await work(async (sql, values = []) => database.prepare(sql).all(...values));
    database.exec('COMMIT');
    return answer;
  } finally {
    database.close();
  }
}
