// The machine the desk stands on: disk, database, key, Redis, programs.
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { Fault } from '../../base/errors.ts';
import { daysUntilHolidaysUnknown, wallDate } from '../../clocks/service-calendar.ts';
import type { Config } from '../../config/config.ts';
import type { PriceItem } from '../../config/price-list.ts';
import { pingRedis } from '../../signals/redis-ping.ts';
import { lookAtStore } from '../../storage/look.ts';
import type { Finding } from './finding.ts';

const GIB = 2 ** 30;
/** Below the first the desk should be given room, below the second it may stop storing on the same day. */
const SPACE_HEED = 5 * GIB;
const SPACE_BAD = 0.5 * GIB;
/** A commit waits for one; a disk this slow answers a dozen residents at a time and no more. */
const FSYNC_HEED_MS = 50;

export async function examineMachine(config: Config, clock: Clock): Promise<Finding[]> {
  const disk = await examineDisk(config.paths.dataDir, clock);
  return [
    ...disk,
    ...(disk.some((finding) => finding.state === 'bad') ? [] : [await examineStore(config)]),
    await examineRedis(config),
    ...(await examineVoice(config)),
    examineCalendar(config, clock),
    examinePrices(config, clock),
  ];
}

/** Without them a holiday counts as a working day, and promises are told that nobody can keep. */
function examineCalendar({ calendar }: Config, clock: Clock): Finding {
  const about = '服务日历';
  const days = daysUntilHolidaysUnknown(calendar, clock.now());
  const words = `节假日和调休排到 ${calendar.exceptionsKnownUntil}`;
  if (days === null) return { about, state: 'ok', words };
  return {
    about,
    state: 'heed',
    words: days < 0 ? `${words}，已经过期：节假日在按平常的星期算` : `${words}，只剩 ${days} 天`,
    remedy:
      '请照国务院办公厅的放假通知，把新一年的节假日和调休写进 config/calendar.yaml，并改 exceptionsKnownUntil。',
  };
}

const PRICE_HEED_MS = 30 * 24 * 3_600_000;

/** A price that has run out is told to nobody, and every question for it goes to a person. */
function examinePrices({ prices }: Config, clock: Clock): Finding {
  const about = '价目表';
  const { items } = prices;
  if (items.length === 0) return { about, state: 'off', words: '没有公示价目，问价钱的都转给同事' };
  const soon = wallDate(clock.now() + PRICE_HEED_MS);
  const isFollowed = (item: PriceItem) =>
    items.some((next) => next.name.zh === item.name.zh && next.expires > item.expires);
  const ending = items.filter((item) => item.expires <= soon && !isFollowed(item));
  if (ending.length === 0) return { about, state: 'ok', words: `${items.length} 项，都在有效期里` };
  const names = ending.map((item) => `${item.name.zh}（${item.expires}）`).join('、');
  return {
    about,
    state: 'heed',
    words: `${names} 已经过期或一个月内到期`,
    remedy: '请在 config/price-list.yaml 里写上新公示的价钱和日期；过期的价钱不会再报给住户。',
  };
}

async function examineDisk(dataDir: string, clock: Clock): Promise<Finding[]> {
  const about = '磁盘';
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.W_OK);
    const { bavail, bsize } = statfsSync(dataDir);
    const free = bavail * bsize;
    const words = `数据目录还剩 ${(free / GIB).toFixed(1)} GiB`;
    const remedy =
      '请清理磁盘，或把 DATA_DIR 移到更大的盘。满了以后收不下消息，平台会重试，超过三天就找不回了。';
    const space: Finding =
      free < SPACE_BAD
        ? { about, state: 'bad', words, remedy }
        : free < SPACE_HEED
          ? { about, state: 'heed', words, remedy }
          : { about, state: 'ok', words };
    return [space, await examineFsync(dataDir, clock)];
  } catch (error) {
    const code = String((error as { code?: unknown }).code ?? 'unknown');
    return [
      {
        about,
        state: 'bad',
        words: `数据目录写不进去（${code}）`,
        remedy: '请检查 DATA_DIR 是否存在、属于运行前台的用户，磁盘有没有满或只读。',
      },
    ];
  }
}

async function examineFsync(dataDir: string, clock: Clock): Promise<Finding> {
  const path = join(dataDir, '.doctor');
  const tookMs: number[] = [];
  try {
    const file = await open(path, 'w', 0o600);
    try {
      for (let n = 0; n < 5; n++) {
        await file.write('x'.repeat(4_096), n * 4_096);
        const startedMs = clock.monotonicMs();
        await file.sync();
        tookMs.push(clock.monotonicMs() - startedMs);
      }
    } finally {
      await file.close();
    }
  } finally {
    await rm(path, { force: true });
  }
  const middleMs = tookMs.sort((a, b) => a - b)[2] ?? 0;
  const words = `写一次确认要 ${middleMs.toFixed(1)} 毫秒`;
  if (middleMs <= FSYNC_HEED_MS) return { about: '落盘', state: 'ok', words };
  return {
    about: '落盘',
    state: 'heed',
    words,
    remedy: '盘很慢，忙的时候回话会跟着慢。请换固态盘或本地盘。',
  };
}

async function examineStore({ databaseUrl, fieldKey, paths }: Config): Promise<Finding> {
  const about = '数据库与密钥';
  try {
    const look = await lookAtStore({ databaseUrl, dataDir: paths.dataDir }, fieldKey?.reveal() ?? null);
    switch (look) {
      case 'new':
        return { about, state: 'ok', words: '还没有数据，第一次启动时建立' };
      case 'fits':
        return { about, state: 'ok', words: '打得开，密钥是对的' };
      case 'no-key':
        return {
          about,
          state: 'bad',
          words: '数据库在，密钥不在',
          remedy: '请把 field.key 放回 DATA_DIR，或填好 FIELD_KEY。没有它，个人信息谁也读不出。',
        };
      case 'wrong-key':
        return {
          about,
          state: 'bad',
          words: '密钥不是建库时的那一把',
          remedy: '请找回原来的 FIELD_KEY 或 field.key。',
        };
    }
  } catch (error) {
    const words = error instanceof Fault ? error.message : '数据库打不开';
    return {
      about,
      state: 'bad',
      words,
      remedy: '请核对 DATABASE_URL；用 SQLite 时看 DATA_DIR 里的 desk.db 是否完好，必要时从备份恢复。',
    };
  }
}

async function examineRedis({ redisUrl }: Config): Promise<Finding> {
  const about = 'Redis';
  if (redisUrl === null) return { about, state: 'off', words: '没有填 REDIS_URL，不影响使用' };
  const trouble = await pingRedis(redisUrl.reveal());
  if (trouble === null) return { about, state: 'ok', words: '有应答' };
  return {
    about,
    state: 'heed',
    words: `没有应答（${trouble}）`,
    remedy: '什么都不会丢，进程之间最多慢一秒。请核对 REDIS_URL，或启动 Redis。',
  };
}

/** Only the voices of the WeCom app need it; where no voice is listened to, nobody does. */
async function examineVoice({ model }: Config): Promise<Finding[]> {
  if (!model?.voice.enabled) return [];
  const about = '语音转换 ffmpeg';
  const program = model.voice.ffmpeg;
  const runs = await new Promise<boolean>((resolve) => {
    execFile(program, ['-version'], { timeout: 5_000 }, (error) => resolve(error === null));
  });
  if (runs) return [{ about, state: 'ok', words: '可以运行' }];
  const where = existsSync(program) ? '运行不了' : '没有找到';
  return [
    { about, state: 'heed', words: where, remedy: '请安装 ffmpeg，或在 config/model.yaml 写明它的位置。' },
  ];
}
