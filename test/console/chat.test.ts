// The page of residents in a real browser (playwright): phone and desktop, three languages, within another site, offline, with hostile
// words, and by the rules for people who can not see or use a mouse.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { enqueueReply } from '../../src/outbox/enqueue.ts';
import { openStory, type Story } from '../harness/in-process-desk.ts';
import { until } from '../support/until.ts';
import { PAYLOADS, withMark } from './hostile-words.ts';
import { ADMIN_PASSWORD, buildConsole, hasChromium, launchBrowser } from './support.ts';

const PHONE = { width: 375, height: 720 };
const DESKTOP = { width: 1280, height: 800 };
/** Set to look at the pages with one's own eyes. */
const SHOTS = process.env.CHAT_SHOTS;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.skipIf(!hasChromium)('the chat in a browser', { timeout: 90_000 }, () => {
  let browser: Browser;
  let story: Story;
  let site: Server;
  let siteUrl: string;
  let complaints: string[];
  let contexts: BrowserContext[];

  beforeAll(async () => {
    buildConsole();
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    complaints = [];
    contexts = [];
    site = createServer((request, response) => {
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        // A site with a strict policy of its own; it only has to let our script and our frame in.
        'content-security-policy': `default-src 'none'; script-src ${story.baseUrl}; frame-src ${story.baseUrl}`,
      });
      const lang = new URL(request.url ?? '/', 'http://x').searchParams.get('lang');
      response.end(
        `<!doctype html><html lang="zh-CN"><title>翠湖花园</title><main><h1>小区网站</h1><button id="own">自己的按钮</button></main><script src="${story.baseUrl}/chat/widget.js" data-at="cuihu"${lang ? ` data-lang="${lang}"` : ''} async></script></html>`,
      );
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    siteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    story = await openStory({
      env: { RECEPTION_ADMIN_PASSWORD: ADMIN_PASSWORD },
      config: {
        'channels.yaml': `accounts:
  - { channel: web, account: cuihu, name: 翠湖花园物业前台, community: cuihu, embed: ['${siteUrl}'] }
unlisted: { community: cuihu, handoff: console }
`,
      },
    });
  });
  afterEach(async () => {
    for (const context of contexts) await context.close();
    await story.close();
    await new Promise((resolve) => site.close(resolve));
    expect(complaints).toEqual([]);
  });

  async function open(
    url = `${story.baseUrl}/chat`,
    { viewport = PHONE, locale = 'zh-CN' }: { viewport?: typeof PHONE; locale?: string } = {},
  ): Promise<Page> {
    const context = await browser.newContext({
      viewport,
      locale,
      timezoneId: 'Asia/Shanghai',
      reducedMotion: 'reduce',
      hasTouch: viewport === PHONE,
    });
    contexts.push(context);
    await context.addInitScript({ content: axe });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('console', (message) => {
      // Whoever is offline is told so by the browser, too.
      if (message.type() === 'error' && !/ERR_INTERNET_DISCONNECTED|ERR_NETWORK/.test(message.text()))
        complaints.push(`${message.text()} ${message.location().url}`);
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => {
      complaints.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (![story.baseUrl, siteUrl, 'data:', 'blob:'].some((known) => request.url().startsWith(known)))
        complaints.push(`foreign request ${request.url()}`);
    });
    await page.goto(url);
    return page;
  }

  const heard = (page: Page, words: string | RegExp) => page.locator('.desk .bubble', { hasText: words });
  const said = (page: Page, words: string) => page.locator('.own .bubble', { hasText: words });
  const box = (page: Page) => page.locator('#words');
  const shot = async (page: Page, name: string) => {
    if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name}.png`) });
  };

  async function write(page: Page, words: string): Promise<void> {
    await box(page).fill(words);
    await page.locator('.send').click();
  }

  async function faultsOf(page: Page): Promise<string[]> {
    const found = await page.evaluate(async () => {
      const { axe: checker } = window as unknown as {
        axe: { run(options: unknown): Promise<{ violations: Violation[]; passes: unknown[] }> };
      };
      type Violation = { id: string; impact: string; nodes: { html: string }[] };
      const { violations, passes } = await checker.run({
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      });
      return {
        passes: passes.length,
        violations: violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical' || impact === 'moderate')
          .map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html).join(' ')}`),
      };
    });
    expect(found.passes).toBeGreaterThan(10);
    return found.violations;
  }

  /** What is to be tapped and is under 44 pixels high; numbers within words are as high as their line. */
  const lowerThanAFinger = (page: Page) =>
    page
      .locator('button:visible, select:visible, textarea:visible, header a:visible')
      .evaluateAll((all) =>
        all
          .filter((each) => Math.round(each.getBoundingClientRect().height) < 44)
          .map((each) => `${each.className || each.tagName} ${each.getBoundingClientRect().height}`),
      );

  const LANGS = [
    ['zh-CN', '您好', '发送', '请在这里写您要办的事'],
    ['zh-TW', '您好', '傳送', '請在這裡寫您要辦的事'],
    ['en', /[Hh]ello|[Gg]ood|[Ww]elcome|front desk/, 'Send', 'Tell us what you need'],
  ] as const;
  const SIZES = [
    ['phone', PHONE],
    ['desktop', DESKTOP],
  ] as const;

  describe.each(SIZES)('on a %s', (size, viewport) => {
    it.each(LANGS)(
      'speaks %s, with buttons, and has no serious fault',
      async (locale, hello, send, label) => {
        const page = await open(undefined, { viewport, locale });
        await heard(page, hello).waitFor();
        expect(await page.locator('html').getAttribute('lang')).toBe(locale);
        await page.getByLabel(label).waitFor();
        await page.getByRole('button', { name: send, exact: true }).waitFor();
        expect(await faultsOf(page)).toEqual([]);
        await shot(page, `chat-${size}-${locale}-1`);
        await write(
          page,
          locale === 'en' ? 'a pipe has burst in the kitchen, building 3 unit 2 room 501' : '厨房水龙头漏水',
        );
        await until(async () => (await page.locator('.desk .bubble').count()) > 1);
        await write(page, '123456');
        await until(async () => (await page.locator('.desk .bubble').count()) > 2);
        await shot(page, `chat-${size}-${locale}-2`);
        await write(page, locale === 'en' ? 'qwerty asdf zxcv' : '呃呃呃');
        await until(async () => (await page.locator('.desk .bubble').count()) > 3);
        expect(await faultsOf(page)).toEqual([]);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(width).toBeLessThanOrEqual(viewport.width);
        expect(await lowerThanAFinger(page)).toEqual([]);
        await shot(page, `chat-${size}-${locale}-3`);
      },
    );
  });

  it('answers by a button, which is then gone, with the keyboard alone', async () => {
    const page = await open(undefined, { viewport: DESKTOP });
    await heard(page, '您好').waitFor();
    await deskSays({
      type: 'menu',
      head: '您想办哪一件？',
      items: [
        { id: 'm:x:1:a', label: '报修' },
        { id: 'm:x:1:b', label: '投诉' },
      ],
    });
    const button = page.getByRole('button', { name: '报修' });
    await button.waitFor();
    await shot(page, 'chat-buttons');
    expect(await faultsOf(page)).toEqual([]);
    await button.focus();
    await page.keyboard.press('Enter');
    await said(page, '报修').waitFor();
    await button.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('log');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BUTTON');
  });

  it('reads out what is new, once, and not what was there', async () => {
    const page = await open();
    await heard(page, '您好').waitFor();
    const log = page.getByRole('log');
    await until(async () => (await log.getAttribute('aria-live')) === 'polite');
    const hello = await heard(page, '您好').elementHandle();
    await deskSays({ type: 'text', text: '师傅 5 分钟后到，电话 13800138000' });
    await heard(page, '师傅').waitFor();
    // What stood there is the same element, so nothing is read again.
    expect(await hello?.evaluate((element) => element.isConnected)).toBe(true);
    expect(await page.locator('a[href="tel:13800138000"]').count()).toBe(1);
  });

  it('does not send while a character is still being chosen', async () => {
    const page = await open(undefined, { viewport: DESKTOP });
    await heard(page, '您好').waitFor();
    await box(page).fill('loushui');
    await box(page).evaluate((element) => {
      const key = (init: KeyboardEventInit) =>
        element.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init }),
        );
      key({ isComposing: true });
      // Safari ends the composition first; its key says 229.
      key({ keyCode: 229 } as KeyboardEventInit);
      key({ shiftKey: true });
    });
    expect(await box(page).inputValue()).toBe('loushui');
    await box(page).press('Enter');
    await said(page, 'loushui').waitFor();
    expect(await box(page).inputValue()).toBe('');
  });

  it('keeps what is written offline, says so, and sends it once when the network is back, also after a reload', async () => {
    const page = await open();
    await heard(page, '您好').waitFor();
    await page.context().setOffline(true);
    await write(page, '厨房漏水');
    await page.getByText('网络断了').waitFor();
    await page.getByText('还没发出，连上网就自动发').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await shot(page, 'chat-offline');
    await page.context().setOffline(false);
    await page.reload();
    await said(page, '厨房漏水').waitFor();
    await until(async () => (await page.locator('.waiting').count()) === 0);
    await story.settled();
    await page.reload();
    await said(page, '厨房漏水').waitFor();
    expect(await said(page, '厨房漏水').count()).toBe(1);
    expect(await heard(page, '您好').count()).toBe(1);
  });

  it('comes back after a reload as the same person, with the whole talk', async () => {
    const page = await open();
    await heard(page, '您好').waitFor();
    await write(page, '3栋2单元501停电了');
    await said(page, '停电了').waitFor();
    await story.settled();
    const before = await page.locator('.bubble').allTextContents();
    await page.reload();
    await until(async () => (await page.locator('.bubble').count()) >= before.length);
    expect(await page.locator('.when').first().textContent()).toMatch(/^今天 \d\d:\d\d$/);
  });

  it('shows a photo made small, without the place it was taken, also after a reload', async () => {
    const page = await open();
    await heard(page, '您好').waitFor();
    const picture = await page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [3_000, 2_000];
      const context = canvas.getContext('2d');
      if (context) context.fillStyle = '#2a7';
      context?.fillRect(0, 0, 3_000, 2_000);
      return canvas.toDataURL('image/png').split(',')[1] ?? '';
    });
    await page.locator('input[type=file]').setInputFiles({
      ...{ name: '..\\..\\IMG_0001.png', mimeType: 'image/png', buffer: Buffer.from(picture, 'base64') },
    });
    await until(async () => (await page.locator('.own .photo').count()) === 1);
    await until(async () => (await page.locator('.waiting').count()) === 0);
    await page.reload();
    await page.locator('.own .photo').waitFor();
    await until(async () =>
      page.locator('.own .photo').evaluate((image) => (image as HTMLImageElement).naturalWidth === 1_600),
    );
    await shot(page, 'chat-photo');
    expect(await faultsOf(page)).toEqual([]);
  });

  it('says when somebody of ours is writing', async () => {
    const page = await open();
    await heard(page, '您好').waitFor();
    const [conversation] = await conversations();
    const colleague = await signedIn();
    await until(async () => {
      await colleague(`/conversations/${conversation?.id}/presence`, { typing: true });
      return (await page.locator('.typing').count()) === 1;
    });
    expect(await page.locator('.typing').textContent()).toContain('正在输入');
    expect(await page.locator('body').textContent()).not.toMatch(/admin|管理员/);
  });

  it('changes its language when asked, and so does the desk', async () => {
    const page = await open();
    await heard(page, '您好').waitFor();
    await page.getByLabel('语言').selectOption('en');
    await page.getByLabel('Tell us what you need').waitFor();
    await write(page, '你好');
    await story.settled();
    await until(async () => (await page.locator('.desk .bubble').count()) > 1);
    expect(await page.locator('.desk .bubble').last().textContent()).toMatch(/[a-z]{3}/);
    await page.reload();
    await page.getByLabel('Tell us what you need').waitFor();
  });

  it('forgets the talk on a computer others use', async () => {
    const page = await open();
    page.removeAllListeners('dialog');
    page.on('dialog', (dialog) => void dialog.accept());
    await heard(page, '您好').waitFor();
    await write(page, '我家的私事');
    await said(page, '我家的私事').waitFor();
    await until(async () => (await page.locator('.waiting').count()) === 0);
    await page.getByRole('button', { name: '清空这台设备上的对话' }).click();
    await page.waitForLoadState('load');
    await heard(page, '您好').waitFor();
    expect(await said(page, '我家的私事').count()).toBe(0);
  });

  it('shows hostile words as text, theirs and ours, and does nothing of what they say', async () => {
    const page = await open(undefined, { viewport: DESKTOP });
    await heard(page, '您好').waitFor();
    const [conversation] = await conversations();
    const at = story.app.house.clock.now();
    for (const [index, payload] of PAYLOADS.entries())
      await story.app.store.transact(async (tx) => {
        const text = withMark(payload);
        await tx.messages.add({
          ...{ conversationId: String(conversation?.id), createdAt: at + index },
          ...(index % 2
            ? { direction: 'in', author: 'resident', type: 'text', content: { type: 'text', text } }
            : {
                ...{ direction: 'out', author: 'staff', type: 'menu' },
                content: { type: 'menu', head: text, items: [{ id: 'x', label: text }] },
              }),
        });
      });
    await page.reload();
    await page.locator('.bubble').nth(40).waitFor();
    await page.getByRole('button', { name: '看更早的对话' }).click();
    await until(async () => (await page.locator('.bubble').count()) > PAYLOADS.length);
    const shown = await page.locator('.bubble').allTextContents();
    for (const payload of PAYLOADS) expect(shown, payload).toContain(withMark(payload));
    expect(await page.evaluate(() => (window as { hurt?: number }).hurt ?? 0)).toBe(0);
    expect(
      await page.locator('#chat iframe, #chat script, #chat base, #chat style, #chat [onerror]').count(),
    ).toBe(0);
    expect(await page.locator('a[href^="javascript:"], a[href^="data:"], a[href*="evil"]').count()).toBe(0);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(DESKTOP.width);
  });

  describe('within another site', () => {
    const launcher = (page: Page) => page.getByRole('button', { name: '联系物业' });

    it.each(SIZES)('opens by its button and closes by key, on a %s', async (size, viewport) => {
      const page = await open(siteUrl, { viewport });
      await launcher(page).click();
      await until(() => page.frames().length === 2);
      const frame = page.frames()[1];
      if (!frame) throw new Error('no frame');
      await frame.locator('.desk .bubble', { hasText: '您好' }).waitFor();
      await frame.locator('#words').fill('3栋2单元501停电了');
      await frame.locator('.send').click();
      await frame.locator('.own .bubble', { hasText: '停电了' }).waitFor();
      await shot(page, `widget-${size}`);
      await frame.locator('#words').press('Escape');
      await until(async () => (await launcher(page).getAttribute('aria-expanded')) === 'false');
      await until(async () => page.evaluate(() => document.activeElement?.tagName === 'DIV'));
      await shot(page, `widget-${size}-closed`);
      // No cookie was needed, and the site's own page is as it was.
      expect(await page.context().cookies()).toEqual([]);
      expect(
        await page.evaluate(() => [
          document.head.childElementCount,
          document.body.querySelectorAll('style, link, iframe').length,
          Object.keys(window).filter((name) => /chat|desk/i.test(name)),
          getComputedStyle(document.querySelector('#own') as Element).borderRadius,
        ]),
      ).toEqual([1, 0, [], '0px']);
      await page.reload();
      await launcher(page).click();
      await until(() => page.frames().length === 2);
      await page.frames()[1]?.locator('.own .bubble', { hasText: '停电了' }).waitFor();
    });

    it('says on its button that something new has come', async () => {
      const page = await open(siteUrl, { viewport: DESKTOP });
      await launcher(page).click();
      await until(() => page.frames().length === 2);
      await page.frames()[1]?.locator('.desk .bubble', { hasText: '您好' }).waitFor();
      await page.frames()[1]?.getByRole('button', { name: '收起聊天' }).click();
      await until(async () => (await launcher(page).getAttribute('aria-expanded')) === 'false');
      await deskSays({ type: 'text', text: '师傅到楼下了' });
      await page.getByRole('button', { name: '联系物业，有新消息' }).waitFor();
    });

    it('is not shown on a site that is not on the list', async () => {
      const page = await open(siteUrl.replace('127.0.0.1', 'localhost'), { viewport: DESKTOP });
      complaints = [];
      await launcher(page).click();
      await until(() => complaints.some((each) => /frame-ancestors/.test(each)));
      complaints = [];
    });
  });

  /** A colleague at the console, as their page asks. */
  async function signedIn(): Promise<(path: string, body: unknown) => Promise<void>> {
    const desk = `${story.baseUrl}/desk/api`;
    const json = { 'content-type': 'application/json' };
    const entered = await fetch(`${desk}/sign-in`, {
      ...{ method: 'POST', headers: json },
      body: JSON.stringify({ login: 'admin', password: ADMIN_PASSWORD }),
    });
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
    const session = await fetch(`${desk}/session`, { headers: { cookie } });
    const { formToken } = (await session.json()) as { formToken: string };
    return async (path, body) => {
      const answer = await fetch(`${desk}${path}`, {
        ...{ method: 'POST', headers: { ...json, cookie, 'x-form-token': formToken } },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`the desk says ${answer.status}`);
    };
  }

  const conversations = () => story.database.rows("select id from conversation where channel = 'web'");

  async function deskSays(content: Parameters<typeof enqueueReply>[2]['content']): Promise<void> {
    const [first] = await conversations();
    await story.app.store.transact(async (tx) => {
      const conversation = await tx.conversations.get(String(first?.id));
      if (!conversation) throw new Error('gone');
      await enqueueReply(
        tx,
        conversation,
        { content, author: 'bot', replyKey: null, slotClass: 'ordinary', mayMerge: false, promise: false },
        story.app.house.clock.now(),
      );
    });
    story.app.onWork();
  }
});
