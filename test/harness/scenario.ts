// A crowd of residents, a desk that dies again and again, and the question afterwards: is anything lost, doubled or out of order?
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, sleep, systemClock } from '../../src/base/clock.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { FakeWecom } from '../../src/simulator/fake-wecom/fake-wecom.ts';
import { checkHistory, type Expected, hasFiles, isDrained, type Violation } from './checker.ts';
import { type DeskDatabase, takeDeskDatabase } from './database.ts';
import { type DeskProcess, type Launch, launchDesk, startDesk } from './desk-process.ts';
import { OPEN_KF_ID, type Platform, startPlatform } from './platform.ts';

export type Stage = {
  platform: Platform;
  dataDir: string;
  database: DeskDatabase;
  root: string;
  start(env?: Record<string, string>): Promise<DeskProcess>;
  /** Does not wait until it is ready; callbacks go to it from the moment it is. */
  launch(env?: Record<string, string>, through?: readonly string[]): Launch;
  /** Waits until the resident has heard something; gives up quietly, the check afterwards says what is missing. */
  answered(residentId: string): Promise<void>;
  /** Waits until the running desk has nothing left to do; what is then still undone is for the check to say. */
  drained(limitMs?: number): Promise<void>;
  check(expected: readonly Expected[]): Promise<Violation[]>;
  close(): Promise<void>;
};

const DRAIN_LIMIT_MS = 30_000;
const ANSWER_LIMIT_MS = 10_000;

export type StageOptions = {
  /** For every desk of this stage. */
  env?: Record<string, string>;
  /** Of the platform; a desk's own clock is set by CLOCK_OFFSET_MS. */
  clock?: Clock;
  /** A folder somebody else made and will remove. */
  dataDir?: string;
};

export async function openStage(root: string, options: StageOptions = {}): Promise<Stage> {
  const loaded = loadConfig({ env: {}, configDir: join(root, 'config') });
  if (!loaded.ok) throw new Error('the shipped configuration does not load');
  const platform = await startPlatform(
    loaded.config.staff.map((member) => member.wecomUserId),
    options.clock,
  );
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'desk-crash-'));
  const database = await takeDeskDatabase(dataDir);
  const base = {
    DATA_DIR: dataDir,
    BURST_MS: '0',
    ...database.env,
    ...platform.deskEnv,
    ...options.env,
  };
  const pointTo = (port: number) =>
    platform.fake.callbacks.pointTo(`http://127.0.0.1:${port}/webhooks/wecom`);
  return {
    platform,
    dataDir,
    database,
    root,
    async start(env = {}) {
      const desk = await startDesk({ root, env: { ...base, ...env } });
      if (desk.port > 0) pointTo(desk.port);
      return desk;
    },
    launch(env = {}, through = []) {
      const launch = launchDesk({ root, env: { ...base, ...env }, through });
      void launch.ready.then((port) => {
        if (port !== null) pointTo(port);
      });
      return launch;
    },
    async answered(residentId) {
      await Promise.race([heardFirst(platform.fake, residentId), sleep(systemClock, ANSWER_LIMIT_MS)]);
    },
    async drained(limitMs = DRAIN_LIMIT_MS) {
      const until = systemClock.now() + limitMs;
      await platform.fake.settled();
      const isDone = async () => (await isDrained(database, platform.fake)) && (await hasFiles(database));
      while (!(await isDone()) && systemClock.now() < until) await sleep(systemClock, 40);
    },
    check: async (expected) => checkHistory(platform.fake, await database.open(), expected),
    async close() {
      await platform.fake.stop();
      await database.release();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export type Talk = { residentId: string; says: [string, string]; grade: 1 | 3 };

/** What one resident says in a crash test: an emergency told in one message, then the phone number. */
export function emergencyOf(index: number): Talk {
  return talkOf(index, '厨房水管爆了，快来人', 1);
}

function talkOf(index: number, matter: string, grade: 1 | 3): Talk {
  const home = `${(index % 12) + 1}栋${(index % 3) + 1}单元${(index % 30) + 1}0${(index % 4) + 1}`;
  const phone = `13800${String(138_000 + index).padStart(6, '0')}`;
  return {
    residentId: `wmTestResident${String(index).padStart(4, '0')}`,
    says: [`${home}${matter}`, phone],
    grade,
  };
}

/** One in twenty is in danger: a phone takes thirty notices a minute, reminders among them, and a crowd lasts for minutes. */
function crowdTalkOf(index: number): Talk {
  return index % 20 === 0 ? emergencyOf(index) : talkOf(index, '客厅灯不亮了', 3);
}

/** The resident says the next thing once the desk has answered the last, as people do. */
export async function converse(
  stage: { platform: Pick<Platform, 'fake'> },
  index: number,
): Promise<Expected> {
  const { residentId, says, grade } = crowdTalkOf(index);
  const { fake } = stage.platform;
  const resident = fake.resident(residentId);
  const heard = heardFirst(fake, residentId);
  resident.writes(says[0]);
  await heard;
  resident.writes(says[1]);
  return { residentId, tickets: 1, grade };
}

/** As `converse`, and then some sentences at once, without waiting for anybody: what order is kept is seen by them. */
export async function converseOn(
  stage: { platform: Pick<Platform, 'fake'> },
  index: number,
  sentences: number,
): Promise<Expected> {
  const expected = await converse(stage, index);
  const resident = stage.platform.fake.resident(expected.residentId);
  for (let sentence = 1; sentence <= sentences; sentence++) resident.writes(`谢谢${'！'.repeat(sentence)}`);
  return expected;
}

/** Resolves when something first stands on this resident's screen. Looks at new entries only: crowds wait here by the hundred. */
function heardFirst(fake: FakeWecom, residentId: string): Promise<void> {
  const { ledger } = fake;
  if (ledger.messagesTo(OPEN_KF_ID, residentId).length > 0) return Promise.resolve();
  return new Promise((resolve) => {
    const end = ledger.onEntry((entry) => {
      if (entry.type !== 'message.accepted' || !entry.shown || entry.externalUserId !== residentId) return;
      end();
      resolve();
    });
  });
}

export function say(violations: readonly Violation[]): string[] {
  return violations.map((violation) => `${violation.rule}: ${violation.detail}`);
}
