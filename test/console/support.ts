// A whole desk with its built console, played residents, and a browser that complains about everything it did not like.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { Role } from '../../src/people/account.ts';
import { openStory, type Story, type StoryOptions } from '../harness/in-process-desk.ts';
import { addPerson } from '../support/people.ts';

export const ADMIN_PASSWORD = '翠湖花园的管理员-2026';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
export const hasChromium = existsSync(executablePath);

/** Does nothing when the pages are as new as what they are made of. */
export function buildConsole(): void {
  const script = join(import.meta.dirname, '../../scripts/build-console.ts');
  const { status, stderr, stdout } = spawnSync(process.execPath, [script, '--if-stale'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the console could not be built: ${stdout}${stderr}`);
}

export async function launchBrowser(): Promise<Browser> {
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
  ];
  return chromium.launch({ executablePath, args });
}

export type Stage = {
  story: Story;
  complaints: string[];
  open(path?: string, viewport?: { width: number; height: number }, userAgent?: string): Promise<Page>;
  signIn(page: Page, login?: string, password?: string): Promise<void>;
  /** Somebody of the roster, with the administrator's password. */
  addPerson(login: string, staffId: string, role: Role): Promise<void>;
  close(): Promise<void>;
};

export async function openStage(browser: Browser, options: StoryOptions = {}): Promise<Stage> {
  const story = await openStory({
    ...options,
    env: { RECEPTION_ADMIN_PASSWORD: ADMIN_PASSWORD, ...options.env },
  });
  const complaints: string[] = [];
  const pages: Page[] = [];
  return {
    story,
    complaints,
    async open(path = '/', viewport = { width: 1440, height: 900 }, userAgent) {
      const context = await browser.newContext({
        viewport,
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
        reducedMotion: 'reduce',
        ...(userAgent === undefined ? {} : { userAgent }),
      });
      const page = await context.newPage();
      pages.push(page);
      page.setDefaultTimeout(15_000);
      // Includes every breach of the content policy.
      page.on('console', (message) => {
        if (message.type() !== 'error') return;
        // Whoever is not signed in asks once, and is told so.
        if (/401/.test(message.text()) && /\/desk\/api\/(session|sign-in)$/.test(message.location().url))
          return;
        complaints.push(`${message.text()} ${message.location().url}`);
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => {
        const url = request.url();
        // Where members show who they are is the platform's own page.
        if (/\/(connect\/oauth2\/authorize|wwlogin\/sso\/login)\?/.test(url)) return;
        if (!url.startsWith(story.baseUrl) && !/^(data|blob):/.test(url))
          complaints.push(`foreign request ${url}`);
      });
      await page.goto(`${story.baseUrl}${path.startsWith('/m') ? path : `/desk${path}`}`);
      return page;
    },
    async signIn(page, login = 'admin', password = ADMIN_PASSWORD) {
      await page.getByLabel('账号').fill(login);
      await page.getByLabel('密码', { exact: true }).fill(password);
      await page.getByRole('button', { name: '登录' }).click();
      await page.getByRole('navigation', { name: '主菜单' }).waitFor();
    },
    async addPerson(login, staffId, role) {
      const { store, house } = story.app;
      const ports = { store, clock: house.clock, ids: house.ids };
      const name = house.people().staff.find((each) => each.id === staffId)?.name ?? login;
      await addPerson({ login, staffId, role, communityIds: '*', name }, ADMIN_PASSWORD, ports);
    },
    async close() {
      for (const page of pages) await page.context().close();
      await story.close();
    },
  };
}

/** For each test of a `describe` a stage of its own, in one browser; what the pages complain of fails the test. */
export function stagePerTest(options: StoryOptions = {}): { readonly stage: Stage } {
  let browser: Browser;
  const on = {} as { stage: Stage };
  beforeAll(async () => {
    buildConsole();
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    on.stage = await openStage(browser, options);
  });
  afterEach(async () => {
    const { complaints } = on.stage;
    await on.stage.close();
    expect(complaints).toEqual([]);
  });
  return on;
}
