// A backup made while words are on their way, restored after they have arrived, or before: nobody hears them twice, none is lost.
import { randomBytes } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { createIds } from '../../../src/base/ids.ts';
import { demoPhoto } from '../../../src/simulator/demo-photo.ts';
import { restoreBackup } from '../../../src/storage/backup/restore.ts';
import { madeAt } from '../../../src/storage/backup/thin-out.ts';
import { runCommand } from '../../cli/support/run-command.ts';
import { OPEN_KF_ID, type Platform } from '../../harness/platform.ts';
import { onPostgres } from '../../support/store-for-test.ts';
import { keyOf, keyTo, openPlaces, type Place, type Places, until } from '../support/desk-places.ts';

const GOING = `select id, channel, may_merge from outbox where state in ('queued', 'sending') order by seq`;

let places: Places;
let platform: Platform;

beforeEach(async () => {
  places = await openPlaces();
  platform = places.platform;
});
afterEach(() => places.close());

const place = (name: string) => places.place(name);
const start = (at: Place) => places.start(at);
const drained = (at: Place) => places.drained(at);
const backUp = (from: Place, args: string[] = []) => places.backUp(from, args);
const otherPlace = (first: Place) => places.otherPlace(first);

/** Two residents have been understood and answered, and nothing of it has left: some words have arrived without a receipt, the others have not. */
async function wordsOnTheirWay(at: Place): Promise<void> {
  const { fake } = platform;
  fake.faults.next('/cgi-bin/kf/send_msg', { kind: 'reset', processed: true });
  fake.faults.always('/cgi-bin/kf/send_msg', { kind: 'errcode', errcode: -1 });
  fake.faults.always('/cgi-bin/message/send', { kind: 'errcode', errcode: -1 });
  fake.resident('wmFirst').writes('3栋2单元501厨房水管爆了，电话13800001234');
  fake.resident('wmSecond').writes('2栋1单元302客厅灯不亮了');
  await until(async () => {
    const [row] = await at.database.rows(
      `select (select count(*) from turn_due) + (select count(*) from inbox where handled_at is null) as waiting,
        (select count(*) from inbox) as known, (select count(*) from outbox where attempt > 0) as tried`,
    );
    return row !== undefined && Number(row.waiting) === 0 && Number(row.known) >= 2 && Number(row.tried) >= 3;
  });
}

const shownTo = (person: string) =>
  platform.fake.ledger.messagesTo(OPEN_KF_ID, person).map((each) => each.messageId);
const notices = () => platform.fake.ledger.of('staff.notice').length;

describe('a backup made while words are on their way', { timeout: 120_000 }, () => {
  it('says nothing twice when they had arrived before the disk died', async () => {
    const first = await place('first');
    const desk = await start(first);
    await wordsOnTheirWay(first);
    const going = await first.database.rows(GOING);
    const backup = await backUp(first, keyTo(places, first));
    platform.fake.faults.clear();
    await drained(first);
    await desk.stop();
    const before = { first: shownTo('wmFirst'), second: shownTo('wmSecond'), notices: notices() };
    rmSync(first.dataDir, { recursive: true, force: true });

    const other = await otherPlace(first);
    const { status, stdout, stderr } = await runCommand(
      'restore',
      [backup, ...keyOf(places, first)],
      other.env,
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('已恢复');
    await start(other);
    await drained(other);

    expect({ first: shownTo('wmFirst'), second: shownTo('wmSecond'), notices: notices() }).toEqual(before);
    expect(platform.fake.ledger.duplicatesShown()).toEqual([]);
    await everyRowIsAccountedFor(other, going);
  });

  it('loses nothing when the disk died at once', async () => {
    const first = await place('first');
    const desk = await start(first);
    await wordsOnTheirWay(first);
    const going = await first.database.rows(GOING);
    const backup = await backUp(first, keyTo(places, first));
    await desk.kill();
    platform.fake.faults.clear();

    const other = await otherPlace(first);
    const { status, stderr } = await runCommand('restore', [backup, ...keyOf(places, first)], other.env);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    await start(other);
    await drained(other);
    expect(platform.fake.ledger.duplicatesShown()).toEqual([]);
    await everyRowIsAccountedFor(other, going);
    expect(shownTo('wmFirst').length).toBeGreaterThan(0);
    expect(shownTo('wmSecond').length).toBeGreaterThan(0);
  });

  it('sends staff their notices too when nothing ran since', async () => {
    const first = await place('first');
    const desk = await start(first);
    await wordsOnTheirWay(first);
    await desk.stop();
    const backup = await backUp(first, keyTo(places, first));
    platform.fake.faults.clear();

    const other = await otherPlace(first);
    await runCommand('restore', [backup, ...keyOf(places, first), '--nothing-ran-since'], other.env);
    await start(other);
    await drained(other);
    expect(notices()).toBeGreaterThan(0);
    expect(await other.database.rows(`select id from staff_task where reason = 'restored'`)).toEqual([]);
    expect(platform.fake.ledger.duplicatesShown()).toEqual([]);
  });
});

/** What was on its way at the backup is at its resident, or in the hands of a person. */
async function everyRowIsAccountedFor({ database }: Place, going: Record<string, unknown>[]): Promise<void> {
  expect(going.some((row) => row.channel === 'wecom-kf')).toBe(true);
  expect(going.some((row) => row.channel === 'wecom-app')).toBe(true);
  for (const { id } of going) {
    const [row] = await database.rows(`select state, reason from outbox where id = '${id}'`);
    if (row?.state === 'failed' && row.reason === 'restored') {
      const tasks = await database.rows(`select id from staff_task where unique_key = 'restored:${id}'`);
      expect(tasks).toHaveLength(1);
    } else {
      expect(row?.state).toMatch(/^(?:sent|merged)$/);
    }
  }
}

describe('npm run restore', { timeout: 120_000 }, () => {
  it('refuses a place that is not empty, a running desk, the wrong key and a changed byte, and then restores nothing', async () => {
    const first = await place('first');
    const desk = await start(first);
    const backup = await backUp(first, keyTo(places, first));
    const refusalOf = (at: Place, from: string, ownKey = at.env.FIELD_KEY ?? null) =>
      restoreBackup(
        from,
        {
          dataDir: at.dataDir,
          databaseUrl: at.env.DATABASE_URL ?? null,
          ownKey,
          keyFile: keyOf(places, first)[1] ?? null,
          nothingRanSince: false,
          searchPath: process.env.PATH ?? '',
        },
        { clock: systemClock, ids: createIds(systemClock) },
      ).then(
        () => 'restored',
        (error: { code?: string }) => error.code,
      );
    const running = await refusalOf(first, backup);
    await desk.stop();
    const full = await refusalOf(first, backup);
    const other = await otherPlace(first);
    const wrongKey = await refusalOf(other, backup, randomBytes(32).toString('base64'));
    const main = readdirSync(backup).find((name) => name.startsWith('desk.')) ?? '';
    appendFileSync(join(backup, main), '\n');
    const changed = await refusalOf(other, backup);
    const nowhere = await refusalOf(other, join(places.folder, 'nowhere'));
    expect({ running, full, wrongKey, changed, nowhere }).toEqual({
      running: onPostgres ? 'backup/database-in-use' : 'storage/in-use',
      full: onPostgres ? 'backup/database-not-empty' : 'backup/data-folder-not-empty',
      wrongKey: 'backup/wrong-key',
      changed: 'backup/file-changed',
      nowhere: 'backup/no-manifest',
    });
    expect(readdirSync(other.dataDir).filter((name) => !name.startsWith('desk.db.lock'))).toEqual([]);
    expect(await other.database.rows('select * from outbox')).toEqual([]);
  });
});

describe('npm run restore -- --rehearse', { timeout: 120_000 }, () => {
  it('tries the newest beside the running desk, says how old it is, and leaves nothing behind', async () => {
    const first = await place('first');
    const desk = await start(first);
    platform.fake.resident('wmFirst').writes('2栋1单元302客厅灯不亮了');
    await drained(first);
    const backup = await backUp(first);
    const kept = join(places.folder, 'kept');
    const rehearse = () => runCommand('restore', ['--rehearse', kept], first.env);
    const { status, stdout, stderr } = await rehearse();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/演练成功.*\n {2}\d+ 条消息，1 张工单/);
    expect(readdirSync(kept)).toEqual([backup.slice(kept.length + 1)]);
    if (onPostgres)
      expect(
        await first.database.rows(`select datname from pg_database where datname like 'desk_rehearsal_%'`),
      ).toEqual([]);

    const main = readdirSync(backup).find((name) => name.startsWith('desk.')) ?? '';
    appendFileSync(join(backup, main), '\n');
    const refused = await rehearse();
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('与清单不符');
    expect(readdirSync(kept)).toEqual([backup.slice(kept.length + 1)]);
    await desk.stop();
  });

  it('says so when there is none', async () => {
    const first = await place('first');
    const desk = await start(first);
    const { status, stderr } = await runCommand('restore', ['--rehearse', places.folder], first.env);
    expect({ status, said: stderr.includes('没有一份做完的备份') }).toEqual({ status: 1, said: true });
    await desk.stop();
  });
});

describe('files of residents', { timeout: 120_000 }, () => {
  it('are shared with the backup before, copied anew with --fresh, and restored from either', async () => {
    const first = await place('first');
    const desk = await start(first);
    platform.fake.resident('wmFirst').sendsPhoto(demoPhoto, 'image/png');
    await until(async () => {
      const rows = await first.database.rows(`select id from attachment where state = 'stored'`);
      return rows.length === 1;
    });
    await drained(first);
    const key = keyTo(places, first);
    const one = await backUp(first, key);
    await nextSecond(one);
    const two = await backUp(first);
    await nextSecond(two);
    const three = await backUp(first, ['--fresh']);
    const fileIn = (backup: string) => {
      const [path] = readdirSync(join(backup, 'media'), { recursive: true, encoding: 'utf8' }).filter(
        (name) => name.endsWith('.bin'),
      );
      return statSync(join(backup, 'media', path ?? '')).ino;
    };
    expect(fileIn(two)).toBe(fileIn(one));
    expect(fileIn(three)).not.toBe(fileIn(two));
    await desk.stop();
    rmSync(one, { recursive: true });
    const other = await otherPlace(first);
    const { status, stderr } = await runCommand('restore', [two, ...keyOf(places, first)], other.env);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

/** A backup is named by its second. */
const nextSecond = (backup: string) =>
  until(async () => Date.now() >= (madeAt(backup.slice(backup.lastIndexOf('/') + 1)) ?? 0) + 1_000);

describe('what lies in a backup', { timeout: 120_000 }, () => {
  it('holds no word, phone or key, and only its owner may read the folder', async () => {
    const first = await place('first');
    const desk = await start(first);
    platform.fake.resident('wmFirst').writes('3栋2单元501厨房水管爆了，电话13800001234');
    await drained(first);
    const backup = await backUp(first);
    await desk.stop();
    const bytes = readdirSync(backup).map((name) => readFileSync(join(backup, name)));
    for (const secret of ['13800001234', '厨房水管', 'wmFirst', platform.deskEnv.WECOM_APP_SECRET ?? ''])
      expect(bytes.some((each) => each.includes(secret))).toBe(false);
    expect(readdirSync(backup)).not.toContain('field.key');
  });

  it('never lets the key lie beside it', async () => {
    const first = await place('first');
    const desk = await start(first);
    const into = join(places.folder, 'kept');
    const beside = await runCommand('backup', ['--to', into, '--key-to', join(into, 'field.key')], first.env);
    expect({ status: beside.status, words: beside.stderr.trim() }).toEqual({
      status: 1,
      words: onPostgres
        ? '密钥来自 FIELD_KEY，数据目录里没有密钥文件，请另行保管 FIELD_KEY。'
        : '密钥不能和备份放在一起：谁拿到两样，谁就能读全部个人信息。',
    });
    await desk.stop();
  });
});
