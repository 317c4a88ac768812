// The whole desk and the fake platform in one process, for stories: real webhook, real encryption, real database, real API.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type App, createApp } from '../../src/app.ts';
import { type Clock, sleep, systemClock } from '../../src/base/clock.ts';
import { noCrashPoints } from '../../src/base/crash-points.ts';
import { createIds } from '../../src/base/ids.ts';
import { createLogger, type Logger } from '../../src/base/log.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Mind } from '../../src/mind.ts';
import type { FakeDingtalk } from '../../src/simulator/fake-dingtalk/fake-dingtalk.ts';
import type { FakeFeishu } from '../../src/simulator/fake-feishu/fake-feishu.ts';
import type { FakeOa } from '../../src/simulator/fake-wechat-oa/fake-wechat-oa.ts';
import type { FakeWecom } from '../../src/simulator/fake-wecom/fake-wecom.ts';
import type { Resident } from '../../src/simulator/fake-wecom/residents.ts';
import { isDrained, isQuiet } from './checker.ts';
import { type DeskDatabase, takeDeskDatabase } from './database.ts';
import { OPEN_KF_ID, startDingtalk, startFeishu, startOa, startPlatform } from './platform.ts';
import { borrowMind } from './spare-minds.ts';

export const API_TOKEN = 'test-token-of-the-integration-api';

export type Story = {
  app: App;
  fake: FakeWecom;
  /** The Official Account beside it; the desk knows of it where the story asks for it. */
  oa: FakeOa;
  /** A robot in 飞书, where the story asks for one. */
  feishu: FakeFeishu | null;
  dingtalk: FakeDingtalk | null;
  baseUrl: string;
  dataDir: string;
  database: DeskDatabase;
  logLines: string[];
  apiToken: string;
  resident(id: string): Resident;
  /** Waits until everything that came in is answered and everything that goes out is out. */
  settled(): Promise<void>;
  /** Waits until nothing is due by the story's clock; tries that were put off may still wait for their time. */
  quiet(): Promise<void>;
  /** What stands on the resident's screen from us, as text, oldest first. */
  hears(resident: Resident): string[];
  api<T = Record<string, unknown>>(
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: T }>;
  close(): Promise<void>;
};

const SHIPPED = resolve(import.meta.dirname, '../../config');
/** Only where something is wrong, or the machine far too busy. */
const CALM_WITHIN_MS = 45_000;

export type StoryOptions = {
  env?: Record<string, string>;
  mind?: (mind: Mind) => Mind;
  /** Of the desk and of the platform alike. */
  clock?: Clock;
  /** Files of config/ that are other than shipped, by name. */
  config?: Record<string, string>;
  /** With an Official Account. */
  officialAccount?: boolean;
  /** With a robot in 飞书. */
  feishu?: boolean;
  /** With a robot in 钉钉. */
  dingtalk?: boolean;
  /** Done to the platform before the desk starts. */
  before?: (fake: FakeWecom) => void;
};

export async function openStory({
  env = {},
  mind = (same) => same,
  clock = systemClock,
  config = {},
  officialAccount = false,
  feishu: withFeishu = false,
  dingtalk: withDingtalk = false,
  before = () => {},
}: StoryOptions = {}): Promise<Story> {
  const shipped = loadConfig({ env: {} });
  if (!shipped.ok) throw new Error('the shipped configuration does not load');
  const { fake, deskEnv } = await startPlatform(
    shipped.config.staff.map((member) => member.wecomUserId),
    clock,
  );
  const { oa, deskEnv: oaEnv } = await startOa(clock);
  const { feishu, deskEnv: feishuEnv } = withFeishu
    ? await startFeishu(clock)
    : { feishu: null, deskEnv: {} };
  const { dingtalk, deskEnv: dingtalkEnv } = withDingtalk
    ? await startDingtalk(clock)
    : { dingtalk: null, deskEnv: {} };
  before(fake);
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-story-'));
  const database = await takeDeskDatabase(dataDir);
  const loaded = loadConfig({
    env: {
      NODE_ENV: 'test',
      PORT: '0',
      BURST_MS: '0',
      DATA_DIR: dataDir,
      CONFIG_DIR: configIn(dataDir, config),
      RECEPTION_API_TOKEN: API_TOKEN,
      ...database.env,
      ...deskEnv,
      ...(officialAccount ? oaEnv : {}),
      ...feishuEnv,
      ...dingtalkEnv,
      ...env,
    },
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const isThoughtOtherwise = Object.keys(config).some((name) => /^(?:lexicon|knowledge)\//.test(name));
  const borrowed = borrowMind(loaded.config, isThoughtOtherwise ? loaded.config.paths.configDir : SHIPPED);
  const logLines: string[] = [];
  const log: Logger = createLogger('debug', { write: (line) => logLines.push(line) });
  const app = await createApp(loaded.config, loaded.config, {
    mind: mind(borrowed.mind),
    clock,
    ids: createIds(clock),
    log,
    crashPoint: noCrashPoints,
    mounts: () => [],
    explain: null,
  });
  const { port } = await app.start();
  const baseUrl = `http://127.0.0.1:${port}`;
  fake.callbacks.pointTo(`${baseUrl}/webhooks/wecom`);
  oa.pointTo(`${baseUrl}/webhooks/wechat`);
  feishu?.pointTo(`${baseUrl}/webhooks/feishu`);
  dingtalk?.pointTo(`${baseUrl}/webhooks/dingtalk`);

  async function calm(holds: () => Promise<boolean>): Promise<void> {
    const until = systemClock.now() + CALM_WITHIN_MS;
    // Twice in a row: between one step's commit and the next there is a moment that looks idle.
    for (let times = 0; times < 2; ) {
      if (systemClock.now() > until) throw new Error('the desk does not come to rest');
      await Promise.all([fake.settled(), oa.settled(), feishu?.settled(), dingtalk?.settled()]);
      times = (await holds()) ? times + 1 : 0;
      await sleep(systemClock, 8);
    }
  }

  return {
    app,
    fake,
    oa,
    feishu,
    dingtalk,
    baseUrl,
    dataDir,
    database,
    logLines,
    apiToken: API_TOKEN,
    resident: (id) => fake.resident(id),
    settled: () =>
      calm(async () => (await isDrained(database, fake)) && (await isQuiet(database, fake, clock.now()))),
    quiet: () => calm(() => isQuiet(database, fake, clock.now())),
    hears: (resident) =>
      fake.ledger.messagesTo(OPEN_KF_ID, resident.externalUserId).map((each) => wordsOf(each.content)),
    async api(method, path, body, headers = {}) {
      const response = await fetch(`${baseUrl}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${API_TOKEN}`, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    },
    async close() {
      await app.stop();
      borrowed.giveBack();
      await Promise.all([fake.stop(), oa.stop(), feishu?.stop(), dingtalk?.stop()]);
      await database.release();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The shipped configuration with some files changed. */
function configIn(dataDir: string, files: Record<string, string>): string {
  if (Object.keys(files).length === 0) return SHIPPED;
  const dir = join(dataDir, 'config');
  cpSync(SHIPPED, dir, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
  return dir;
}

/** A text, or a menu with its items in brackets, as any of the platforms shows it. */
export function wordsOf(content: unknown): string {
  const body = content as {
    content?: string;
    head_content?: string;
    list?: { click?: { content: string }; content?: string }[];
  };
  return [
    body.content ?? body.head_content ?? '',
    ...(body.list ?? []).map((item) => `[${item.click?.content ?? item.content ?? ''}]`),
  ].join('\n');
}
