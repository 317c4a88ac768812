// The list of conversations in Chromium: until it shows its rows after the page was asked for, and how evenly it scrolls through thousands.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import type { FillOrder } from '../growth-worker.ts';
import { freshFolder, root, runPinned } from '../processes.ts';
import type { Row } from '../report.ts';
import { newSecrets, startDesk } from '../servers.ts';
import { quantile, spread } from '../stats.ts';

const CONVERSATIONS = 10_000;
const PASSWORD = 'bench-console-password-2026';
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const PAINT_ALLOWED_MS = 1_500;
/** Three frames of sixty a second: a hand does not feel it. */
const FRAME_ALLOWED_MS = 50;

export async function measureConsole(
  { rounds, wheels }: { rounds: number; wheels: number },
  say: (line: string) => void,
): Promise<{ rows: Row[]; problems: string[] }> {
  if (!existsSync(executablePath)) return { rows: [], problems: ['console: there is no Chromium'] };
  spawnSync(process.execPath, [join(root, 'scripts/build-console.ts'), '--if-stale'], { stdio: 'ignore' });
  const secrets = newSecrets();
  const folder = freshFolder();
  const { fieldKey } = secrets;
  const order: FillOrder = {
    ...{ do: 'fill', dataDir: folder.path, fieldKey },
    ...{ messages: 2 * CONVERSATIONS, conversations: CONVERSATIONS },
  };
  await runPinned(0, 'growth-worker.ts', order);
  const desk = await startDesk(secrets, folder.path, 'http://127.0.0.1:9', {
    ...{ RECEPTION_ADMIN_PASSWORD: PASSWORD, NODE_ENV: 'test' },
  });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const paints: number[] = [];
    const frames: number[] = [];
    let seen = 0;
    for (let round = 0; round < rounds; round++) {
      const one = await measureOnce(browser, `http://127.0.0.1:${desk.port}`, wheels);
      paints.push(one.paintMs);
      frames.push(one.frameMs);
      seen = Math.max(seen, one.seen);
      say(`console: rows after ${one.paintMs.toFixed(0)} ms, frames p99 ${one.frameMs.toFixed(0)} ms`);
    }
    const row = (what: string, figures: number[], most: number, note: string): Row => ({
      ...{ topic: 'Waiting', what, unit: 'ms', value: spread(figures), rounds: figures.map(Math.round) },
      target: { words: `≤ ${most} ms`, met: spread(figures).median <= most },
      note,
    });
    return {
      problems: [],
      rows: [
        row(
          `console: page asked for → rows of ${CONVERSATIONS} conversations are there`,
          paints,
          PAINT_ALLOWED_MS,
          'Chromium without a graphics card, signed in, nothing kept from before.',
        ),
        row(
          'console: from one frame to the next while scrolling, 99th percentile',
          frames,
          FRAME_ALLOWED_MS,
          `the wheel turned as fast as it goes, through ${seen} rows that are fetched on the way.`,
        ),
      ],
    };
  } finally {
    await browser.close();
    await desk.stop();
    folder.remove();
  }
}

async function measureOnce(browser: Browser, url: string, wheels: number) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
  try {
    const door = await context.newPage();
    await door.goto(`${url}/desk/conversations`);
    await door.getByLabel('账号').fill('admin');
    await door.getByLabel('密码', { exact: true }).fill(PASSWORD);
    await door.getByRole('button', { name: '登录' }).click();
    await door.getByRole('navigation', { name: '主菜单' }).waitFor();
    await door.close();
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
    const startedMs = performance.now();
    await page.goto(`${url}/desk/conversations`, { waitUntil: 'commit' });
    await page.locator('.queue .row').first().waitFor();
    const paintMs = performance.now() - startedMs;
    // As words: what is called in the page must bring nothing of the tool that runs this file.
    await page.evaluate(`(() => {
      window.gaps = [];
      let last = performance.now();
      const frame = (now) => { window.gaps.push(now - last); last = now; requestAnimationFrame(frame); };
      requestAnimationFrame((now) => { last = now; requestAnimationFrame(frame); });
    })()`);
    const list = await page.locator('.queue .rows').boundingBox();
    await page.mouse.move((list?.x ?? 0) + 100, (list?.y ?? 0) + 200);
    for (let n = 0; n < wheels; n++) await page.mouse.wheel(0, 600);
    const gaps = (await page.evaluate('window.gaps')) as number[];
    const seen = (await page.evaluate(
      `Math.round(document.querySelector('.queue .rows').scrollTop / document.querySelector('.queue .row').offsetHeight)`,
    )) as number;
    return { paintMs, frameMs: quantile(gaps, 0.99), seen };
  } finally {
    await context.close();
  }
}
