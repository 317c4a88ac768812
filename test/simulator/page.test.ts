// The page in a real browser: what a newcomer sees and does. Needs Chromium.
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lin, openSimulator, type SimulatorStage, ticket } from './stage.ts';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

describe.skipIf(!existsSync(executablePath))('simulator page', () => {
  let browser: Browser;
  let stage: SimulatorStage;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    const args = [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
    ];
    browser = await chromium.launch({ executablePath, args });
  });
  afterAll(() => browser.close());

  beforeEach(async () => {
    stage = await openSimulator();
    await open();
  });
  afterEach(async () => {
    // Includes every breach of the content policy.
    expect(complaints).toEqual([]);
    await page.close();
    await stage.close();
  });

  async function open(viewport = { width: 1440, height: 900 }) {
    await page?.close();
    complaints = [];
    page = await browser.newPage({ viewport, reducedMotion: 'reduce' });
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(stage.origin)) complaints.push(`foreign request ${request.url()}`);
    });
    await page.goto(stage.page);
    await page.locator('.person').first().waitFor();
  }

  const said = (who: 'own' | 'theirs') => page.locator(`.row.${who} .bubble`);
  const words = () => page.getByLabel('要说的话');
  const itemsOf = (residentId: string) =>
    stage.fake.ledger.of('item.appended').filter((one) => one.externalUserId === residentId);

  it('says loudly that nothing here is real', async () => {
    await expect(page.getByRole('note').textContent()).resolves.toBe(
      '模拟环境：这里的人和房子都是假的，没有连接真实平台',
    );
  });

  it('switches the channel: another platform with its ledger and its faults, and our own page by its address', async () => {
    const channel = page.getByLabel('住户从哪里来');
    await channel.selectOption({ label: '飞书' });
    await words().fill('楼道灯不亮');
    await words().press('Enter');
    await said('own').first().waitFor();
    expect(stage.feishu.ledger.of('person.said')).toHaveLength(1);
    await page.locator('.fact', { hasText: '楼道灯不亮' }).waitFor();
    await page.getByRole('button', { name: '断线' }).click();
    expect(stage.feishu.faults.take('/open-apis/im/v1/messages').fault).toMatchObject({ kind: 'reset' });
    await channel.selectOption({ label: '网页聊天' });
    expect(await page.getByRole('link', { name: '打开网页聊天' }).getAttribute('href')).toBe('/chat');
    expect(await words().isVisible()).toBe(false);
  });

  it('enters once when a chat is opened for the first time', async () => {
    await stage.fake.ledger.until((ledger) => ledger.of('item.appended').length === 1);
    expect(itemsOf(lin)).toMatchObject([{ item: { event: { event_type: 'enter_session' } } }]);
    await page.getByRole('button', { name: '王先生' }).click();
    await stage.fake.ledger.until((ledger) => ledger.of('item.appended').length === 2);
    expect(itemsOf('wmSimWang')).toHaveLength(1);
  });

  it('sends with Enter, breaks the line with Shift+Enter, and shows the answer by itself', async () => {
    await words().fill('厨房漏水');
    await words().press('Shift+Enter');
    await words().pressSequentially('快来人');
    await words().press('Enter');
    await said('own').first().waitFor();
    expect(await said('own').first().textContent()).toBe('厨房漏水\n快来人');
    expect(await words().inputValue()).toBe('');
    await stage.botSays(lin, { msgtype: 'text', text: { content: '马上安排' } });
    await said('theirs').first().waitFor();
    expect(await said('theirs').first().textContent()).toBe('马上安排');
  });

  it('plays the same people from the Official Account, who follow it first and can take nothing back', async () => {
    await page.getByLabel('住户从哪里来').selectOption('wechat-oa');
    await page.getByRole('button', { name: '王先生' }).click();
    await words().fill('厨房漏水');
    await words().press('Enter');
    await said('own').first().waitFor();
    expect(stage.oa.ledger.of('follower.did').map(({ event, openId }) => [event, openId])).toContainEqual([
      'subscribe',
      'oSimWang',
    ]);
    expect(stage.oa.ledger.of('follower.said')).toMatchObject([
      { openId: 'oSimWang', body: { Content: '厨房漏水' } },
    ]);
    expect(await page.getByRole('button', { name: '撤回' }).count()).toBe(0);
    await page.getByLabel('住户从哪里来').selectOption('wecom-kf');
    await words().fill('是我');
    await words().press('Enter');
    await page.getByRole('button', { name: '撤回' }).first().waitFor();
  });

  it('does not send while an input method composes', async () => {
    const input = await page.context().newCDPSession(page);
    await words().focus();
    await input.send('Input.imeSetComposition', { text: 'lou', selectionStart: 3, selectionEnd: 3 });
    // What a browser reports for the Enter that chooses a word.
    await words().evaluate((node) => {
      for (const more of [{ isComposing: true }, { keyCode: 229 }]) {
        node.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...more }),
        );
      }
    });
    await input.send('Input.insertText', { text: '漏水' });
    await words().press('Enter');
    await said('own').first().waitFor();
    expect(await said('own').allTextContents()).toEqual(['漏水']);
  });

  it('shows hostile words as words', async () => {
    const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    await words().fill(hostile);
    await words().press('Enter');
    await said('own').first().waitFor();
    await stage.botSays(lin, { msgtype: 'text', text: { content: hostile } });
    await stage.notify(hostile);
    stage.tickets.push(ticket({ title: hostile, place: hostile, promise: hostile, code: hostile }));
    await said('theirs').first().waitFor();
    await page.locator('.notice').first().waitFor();
    await page.locator('.ticket').first().waitFor();
    expect(await said('theirs').first().textContent()).toBe(hostile);
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(await page.title()).toBe('模拟器 · 物业前台');
  });

  it('taps a menu item', async () => {
    stage.fake.resident(lin).writes('你好');
    const list = [{ type: 'click', click: { id: 'flow:repair', content: '报修' } }];
    await stage.botSays(lin, { msgtype: 'msgmenu', msgmenu: { head_content: '您好', list } });
    await page.getByRole('button', { name: '报修', exact: true }).click();
    await said('own').nth(1).waitFor();
    expect(itemsOf(lin).at(-1)).toMatchObject({
      item: { text: { content: '报修', menu_id: 'flow:repair' } },
    });
  });

  it('takes words back', async () => {
    await words().fill('写错了');
    await words().press('Enter');
    await page.locator('.row.own').hover();
    await page.getByRole('button', { name: '撤回' }).click();
    await page.getByText('你撤回了一条消息').waitFor();
    expect(await said('own').count()).toBe(0);
  });

  it.each([
    ['位置：翠湖花园3栋', 'location', '位置翠湖花园3栋广东省广州市海珠区示例路88号'],
    ['语音', 'voice', '[语音]'],
    ['视频', 'video', '[视频]'],
    ['链接：停车公告', 'link', '链接小区停车收费公告自一月起执行'],
    ['聊天记录：电梯困人', 'merged_msg', '聊天记录业主群的聊天记录甲：3栋2单元电梯困人了！\n乙：[图片]'],
  ])('sends “%s” from the plus', async (label, msgtype, shown) => {
    await page.getByRole('button', { name: '发别的' }).click();
    await page.locator('#more-dialog').getByRole('button', { name: label, exact: true }).click();
    await said('own').first().waitFor();
    expect(await said('own').first().textContent()).toBe(shown);
    expect(itemsOf(lin).at(-1)).toMatchObject({ item: { msgtype } });
    expect(await page.locator('#more-dialog').isVisible()).toBe(false);
  });

  it('sends a file of one’s own under its name', async () => {
    await page.getByRole('button', { name: '发别的' }).click();
    const pdf = { name: '装修申请.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n%%EOF') };
    await page.locator('#more-file').setInputFiles(pdf);
    await said('own').first().waitFor();
    expect(await said('own').first().textContent()).toBe('文件装修申请.pdf');
    const sent = itemsOf(lin).at(-1)?.item as { file?: { media_id: string } };
    expect(stage.fake.media(sent.file?.media_id ?? '')).toMatchObject({ fileName: '装修申请.pdf' });
  });

  it('sends the drawn example photo after a preview', async () => {
    await page.getByRole('button', { name: '发照片' }).click();
    const send = page.locator('dialog').getByRole('button', { name: '发送' });
    expect(await send.isDisabled()).toBe(true);
    await page.getByRole('button', { name: '用演示照片' }).click();
    await page.getByLabel('照片预览').waitFor();
    await send.click();
    await page.locator('.row.own img').waitFor();
    await page.waitForFunction(
      () => document.querySelector<HTMLImageElement>('.row.own img')?.naturalWidth === 960,
    );
    expect(itemsOf(lin).at(-1)).toMatchObject({ item: { msgtype: 'image' } });
  });

  it('sends a photo from a file and makes a large one smaller first', async () => {
    await page.getByRole('button', { name: '发照片' }).click();
    await page
      .locator('#photo-file')
      .setInputFiles({ name: 'large.bmp', mimeType: 'image/bmp', buffer: bitmap(1200, 1000) });
    await page.getByLabel('照片预览').waitFor();
    await page.locator('dialog').getByRole('button', { name: '发送' }).click();
    await page.locator('.row.own img').waitFor();
    const item = itemsOf(lin).at(-1)?.item;
    expect(item).toMatchObject({ msgtype: 'image' });
    const media = stage.fake.media(String((item?.image as { media_id: string } | undefined)?.media_id));
    expect(media).toMatchObject({ contentType: 'image/jpeg' });
    expect(media?.bytes.length).toBeLessThan(2 * 1024 ** 2);
  });

  it('calls the duty worker loudly for grade 1, and takes the ticket for them', async () => {
    stage.tickets.push(ticket());
    await stage.notify('【一级特急】水管爆裂\n单号：BX-0001');
    await page.locator('.notice.urgent').waitFor();
    await page.getByText(/^还剩 14 分/).waitFor();
    await page.getByRole('button', { name: '接单' }).click();
    await page.getByText('这张单已经有人跟进').waitFor();
    expect(stage.accepted).toEqual([{ ticketId: 't1', staffUserId: 'WangZhiQiang' }]);
  });

  it('marks a resident who got an answer elsewhere', async () => {
    await page.getByRole('button', { name: '王先生' }).click();
    stage.fake.resident(lin).writes('你好');
    await stage.botSays(lin, { msgtype: 'text', text: { content: '您好' } });
    await page.getByRole('button', { name: /林女士.*有新消息/ }).click();
    await said('theirs').first().waitFor();
    expect(await page.locator('.dot').count()).toBe(0);
  });

  it('becomes tabs on a narrow phone, by finger and by arrow keys', async () => {
    await open({ width: 390, height: 844 });
    const [resident, staff, tickets] = ['住户', '师傅', '工单'].map((name) =>
      page.getByRole('tab', { name }),
    );
    expect(await page.locator('#pane-staff').isVisible()).toBe(false);
    await staff?.click();
    expect(await page.locator('#pane-staff').isVisible()).toBe(true);
    await staff?.press('ArrowRight');
    expect(await tickets?.getAttribute('aria-selected')).toBe('true');
    expect(await page.locator('#pane-tickets').isVisible()).toBe(true);
    await resident?.click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });

  it('keeps a contrast of 4.5 to 1 for every text, and a name for every control', async () => {
    stage.tickets.push(ticket(), ticket({ id: 't2', grade: 2, promiseDueAt: Date.now() + 60_000 }));
    stage.tickets.push(ticket({ id: 't3', grade: 3, promiseDueAt: Date.now() - 60_000 }));
    stage.tickets.push(ticket({ id: 't4', grade: 4, status: '已办结', canAccept: false, code: 'BX-0004' }));
    stage.fake.resident(lin).writes('你好');
    await stage.botSays(lin, { msgtype: 'text', text: { content: '您好' } });
    await stage.notify('【一级特急】水管爆裂\n单号：BX-0001');
    await stage.notify('已经处理\n单号：BX-0004');
    await page.locator('.notice').nth(1).waitFor();
    await page.locator('.ticket').nth(3).waitFor();
    const { weak, nameless, count } = await page.evaluate(() => {
      const parse = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
      const light = ([r = 0, g = 0, b = 0]: number[]) => {
        const [lr = 0, lg = 0, lb = 0] = [r, g, b].map((part) => {
          const c = part / 255;
          return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * lr + 0.7152 * lg + 0.0722 * lb;
      };
      const behind = (node: Element | null): number[] => {
        if (!node) return [255, 255, 255];
        const colour = parse(getComputedStyle(node).backgroundColor);
        return colour.length === 3 || (colour[3] ?? 0) > 0.9 ? colour : behind(node.parentElement);
      };
      const weak: string[] = [];
      let count = 0;
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const parent = node.parentElement;
        const text = node.textContent?.trim() ?? '';
        // The banner lies on stripes and is judged below; a disabled button may be weaker.
        if (!parent?.checkVisibility() || text === '' || parent.closest('.banner, :disabled, noscript'))
          continue;
        if (getComputedStyle(parent).opacity === '0') continue;
        count += 1;
        const [one, two] = [light(parse(getComputedStyle(parent).color)), light(behind(parent))];
        const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
        if (ratio < 4.5) weak.push(`${text.slice(0, 20)} ${ratio.toFixed(2)} .${parent.className}`);
      }
      const controls = [...document.querySelectorAll('button, textarea, select, input')];
      const nameless = controls
        .filter((one) => !one.textContent?.trim() && !one.getAttribute('aria-label'))
        .filter(
          (one) =>
            !(one instanceof HTMLTextAreaElement || one instanceof HTMLInputElement) || !one.labels?.length,
        )
        .map((one) => one.id);
      return { weak, nameless, count };
    });
    expect(count).toBeGreaterThan(40);
    expect(weak).toEqual([]);
    expect(nameless).toEqual([]);
  });
});

/** An uncompressed picture: three bytes a pixel, so it is easily too large. */
function bitmap(width: number, height: number): Buffer {
  const head = Buffer.alloc(54);
  const pixels = Buffer.alloc(width * height * 3, 0x7f);
  head.write('BM');
  head.writeUInt32LE(head.length + pixels.length, 2);
  head.writeUInt32LE(head.length, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(width, 18);
  head.writeInt32LE(height, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(24, 28);
  head.writeUInt32LE(pixels.length, 34);
  return Buffer.concat([head, pixels]);
}
