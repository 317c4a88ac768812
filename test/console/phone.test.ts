// The pages for a phone, in a real browser of a phone's size: in by the company's WeCom, take, arrive without network, photos, cause, result,
// a later time, and what somebody said on the way.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptTicket, openTicket } from '../../src/tickets/deeds.ts';
import { dispatchTicket } from '../../src/tickets/dispatch.ts';
import { botActor } from '../../src/tickets/house.ts';
import { supportTicket } from '../../src/tickets/work.ts';
import {
  ADMIN_PASSWORD,
  buildConsole,
  hasChromium,
  launchBrowser,
  openStage,
  type Stage,
} from './support.ts';

const PHONE = { width: 390, height: 844 };
const IN_CLIENT = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/7.0.1 wxwork/4.1.20';
const HOSTILE = '<img src=x onerror="window.hurt=1">厨房漏水<script>window.hurt=1</script>';
const shots = process.env.SHOTS;

describe.skipIf(!hasChromium)('a phone', { timeout: 120_000, shuffle: false }, () => {
  let browser: Browser;
  let stage: Stage;
  let page: Page;
  let ticketId = '';
  const desk = { actor: { kind: 'staff', id: 'xu-jing', source: 'console' } as const, staffId: 'xu-jing' };

  async function repairFor(staffId: string, description: string, room: string): Promise<string> {
    const { store, house } = stage.story.app;
    return store.transact(async (tx) => {
      const conversation = await tx.conversations.forPerson(
        { channel: 'wecom-kf', channelAccountId: 'wk-1', channelUserId: `wm-phone-${room}` },
        { communityId: house.communities[0]?.id ?? '', at: house.clock.now() },
      );
      const facts = {
        faults: ['water.leak'],
        hazards: [],
        place: { building: '3', unit: '2', room },
        description,
        photoMessageIds: [],
        phone: '13900139000',
        grade: 3 as const,
        gradeReason: '',
      };
      const { ticket } = await openTicket(
        tx,
        { conversation, kind: 'repair', facts, partial: false, actor: botActor },
        house,
      );
      await acceptTicket(tx, ticket.id, desk, house);
      const sentTo = await dispatchTicket(tx, ticket.id, { ...desk, assignee: staffId }, house);
      if (!sentTo.ok) throw new Error(sentTo.code);
      return ticket.id;
    });
  }

  beforeAll(async () => {
    buildConsole();
    browser = await launchBrowser();
    stage = await openStage(browser);
    await stage.addPerson('wang', 'wang-zhiqiang', 'engineer');
    await stage.addPerson('xu', 'xu-jing', 'agent');
    ticketId = await repairFor('wang-zhiqiang', HOSTILE, '501');
  }, 120_000);
  afterAll(async () => {
    await stage?.close();
    await browser?.close();
  });

  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const shoot = async (name: string) => {
    if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  };
  const ticketOf = async (id: string) => {
    const found = await stage.story.app.store.read((tx) => tx.tickets.get(id));
    if (!found) throw new Error('gone');
    return found;
  };
  const ticket = () => ticketOf(ticketId);
  const photosOf = (id: string) => stage.story.app.store.read((tx) => tx.photos.ofTicket(id));
  const eventually = (holds: () => Promise<boolean>) => expect.poll(holds, { timeout: 20_000 }).toBe(true);
  const allSent = () => expect.poll(() => page.getByLabel('还没发出的').count(), { timeout: 20_000 }).toBe(0);
  /** A picture as a camera makes one; where it is from does not matter. */
  const photograph = async (moment: string) => {
    const buffer = await page.screenshot();
    await page
      .getByLabel(`拍${moment}的照片`)
      .setInputFiles({ name: 'IMG_0001.png', mimeType: 'image/png', buffer });
  };

  it('in the client the address of a ticket asks the platform who it is, and opens the ticket', async () => {
    page = await stage.open(`/m/tickets/${ticketId}`, PHONE, IN_CLIENT);
    await page.getByRole('heading', { name: '您是哪一位？' }).waitFor();
    await page.getByRole('link', { name: 'WangZhiQiang' }).click();
    await page.getByText(HOSTILE).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/m/tickets/${ticketId}`);
    await page.getByText('王志强').waitFor();
    await shoot('detail');
  });

  it('shows what is mine and takes it, with the words of a resident as words', async () => {
    await press('‹ 返回');
    await page.getByText('等您接的 1').waitFor();
    await shoot('list');
    await page.getByText('3栋2单元501').click();
    await page.getByText(HOSTILE).waitFor();
    await page.getByText('139****9000').waitFor();
    expect(await page.content()).not.toContain('13900139000');
    await press('接单');
    await page.getByRole('button', { name: '我到了' }).waitFor();
    await eventually(async () => (await ticket()).status === 'in_progress');
    await allSent();
    expect(await page.evaluate('window.hurt')).toBeUndefined();
  });

  it("shows the resident's phone to whoever has taken it, and keeps who looked", async () => {
    await press('查看电话');
    expect(await page.getByRole('link', { name: '13900139000' }).getAttribute('href')).toBe(
      'tel:13900139000',
    );
    await shoot('taken');
    const looked = await stage.story.app.store.read((tx) => tx.audit.list({ before: null, limit: 20 }));
    expect(JSON.stringify(looked)).toContain('"action":"reveal"');
  });

  it('asks for a later time, after reading what the resident will read', async () => {
    await press('申请延期');
    // Later than any promise made on the evening before a holiday.
    const later = new Date(stage.story.app.house.clock.now() + 12 * 86_400_000 + 8 * 3_600_000);
    await page.getByLabel('新的时间').fill(later.toISOString().slice(0, 16));
    await press('看看住户会收到什么');
    await page.locator('blockquote').waitFor();
    await shoot('delay');
    await press('就这样申请');
    await eventually(async () => (await ticket()).course.delays.length === 1);
    await allSent();
  });

  it('without network a step waits on the phone, and so do its photos; the next one can be done', async () => {
    await page.context().setOffline(true);
    await press('我到了');
    await page.getByText('等网络，没有丢').first().waitFor();
    await press('需要支援');
    await photograph('处理前');
    await page.getByText('还有 1 张').waitFor();
    await page.getByAltText('处理前的照片，还没发出').waitFor();
    await shoot('offline');
    expect((await ticket()).course.milestones.some(({ kind }) => kind === 'arrived')).toBe(false);
  });

  it('with the network back every step is done once, in its order, before the photos', async () => {
    // Of the photo the platform loses the first try.
    let tries = 0;
    await page.route('**/photos/before', (route) => (++tries === 1 ? route.abort() : route.continue()));
    await page.context().setOffline(false);
    await eventually(async () => (await ticket()).course.milestones.some(({ kind }) => kind === 'arrived'));
    await expect.poll(() => tries, { timeout: 20_000 }).toBeGreaterThan(0);
    // The page may go: what waits is the phone's.
    await page.reload();
    await page.getByText('3栋2单元501').waitFor();
    await eventually(async () => (await photosOf(ticketId)).length === 1);
    await allSent();
    await page.getByAltText('处理前的照片', { exact: true }).waitFor();
    const events = await stage.story.app.store.read((tx) => tx.tickets.events(ticketId));
    const types = events.map(({ type }) => type).filter((type) => /arrived|support|photo/.test(type));
    expect(types).toEqual(['ticket.arrived', 'ticket.support-asked', 'ticket.photo-added']);
    const [kept] = await photosOf(ticketId);
    expect(kept).toMatchObject({ moment: 'before', contentType: 'image/jpeg', takenBy: 'wang-zhiqiang' });
    await page.unroute('**/photos/before');
  });

  it('goes on step by step: cause, what it looks like now, and what was done', async () => {
    await press('照片够了，下一步');
    await shoot('cause');
    await press('老化磨损');
    await photograph('处理后');
    await eventually(async () => (await photosOf(ticketId)).length === 2);
    await allSent();
    await page.getByAltText('处理后的照片', { exact: true }).waitFor();
    await shoot('after');
    await press('照片够了，下一步');
    await page.getByLabel(/怎么处理的/).fill('换好了水管');
    await shoot('result');
    // What was begun is still there when the phone comes out of the pocket.
    await page.reload();
    expect(await page.getByLabel(/怎么处理的/).inputValue()).toBe('换好了水管');
  });

  it('what somebody changed meanwhile is said, and the step stays to be read', async () => {
    await page.context().setOffline(true);
    await press('提交结果');
    await page.getByText('等网络，没有丢').waitFor();
    const { store, house } = stage.story.app;
    await store.transact((tx) => supportTicket(tx, ticketId, desk, house));
    await page.context().setOffline(false);
    await page.getByText('刚刚有人改过').waitFor();
    await page.getByText('您写的：换好了水管').waitFor();
    await shoot('refused');
    expect((await ticket()).status).toBe('in_progress');
    await press('知道了');
    await page.getByLabel(/怎么处理的/).waitFor();
    // Nobody looks for the cause twice.
    await page.getByLabel(/怎么处理的/).fill('换好了水管，试水不漏');
    await press('提交结果');
    await eventually(async () => (await ticket()).status === 'resolved');
    const events = await store.read((tx) => tx.tickets.events(ticketId));
    expect(events.find(({ type }) => type === 'ticket.resolved')?.data).toMatchObject({
      causeCode: 'worn-out',
    });
    await page.getByText('处理好了，不用再做什么').waitFor();
    await shoot('over');
  });

  it('a photo the house does not take is said, and the next goes all the same', async () => {
    const other = await repairFor('wang-zhiqiang', '阳台漏水', '502');
    await page.goto(`${stage.story.baseUrl}/m`);
    await page.getByText('3栋2单元502').click();
    await press('接单');
    await page.getByRole('button', { name: '我到了' }).waitFor();
    await allSent();
    // The house has the step, and the page has not seen it yet: whoever has opened the camera by then keeps the place their photo goes to.
    let looks = 0;
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await page.route('**/desk/api/session', async (route) => {
      looks += 1;
      if (looks === 2) await held;
      await route.continue();
    });
    await press('我到了');
    await expect.poll(() => looks, { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
    expect(await page.getByRole('button', { name: '我到了' }).count()).toBe(0);
    letGo();
    await page
      .getByLabel('拍处理前的照片')
      .setInputFiles({ name: 'x.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<html>no photo</html>') });
    // The house says it; a try that met a busy moment is made again after a while.
    await page.getByText('这个文件不是照片').waitFor({ timeout: 45_000 });
    await photograph('处理前');
    await eventually(async () => (await photosOf(other)).length === 1);
    await shoot('photo-refused');
    await press('知道了');
    await allSent();
  }, 90_000);

  it('a ticket of a colleague is not there, whatever the address says', async () => {
    const others = await repairFor('zhang-haibo', '客厅漏水', '503');
    await page.goto(`${stage.story.baseUrl}/m/tickets/${others}`);
    await page.getByText('这张单不在您手上').waitFor();
    await shoot('not-mine');
    expect(await page.content()).not.toContain('客厅漏水');
  });

  it('what somebody said on the way is written down, also without network, and becomes a ticket', async () => {
    await press('‹ 返回');
    await page.getByText('做过的 1').waitFor();
    await press('＋ 随手登记：路上有人说了什么');
    await page.context().setOffline(true);
    await page.getByLabel(/什么事/).fill('5栋大堂的灯一直闪');
    await page.getByLabel('在哪里？').fill('5栋大堂');
    await shoot('register');
    await press('登记');
    await page.getByText('等网络，没有丢').waitFor();
    await page.context().setOffline(false);
    await page.getByText(/登记好了，单号/).waitFor();
    await page.getByText('我登记的 1').waitFor();
    await shoot('registered');
    const { store, house } = stage.story.app;
    const community = house.communities[0]?.id ?? '';
    const { items } = await store.read((tx) =>
      tx.register.list(
        { communityIds: [community], fromAt: 0, toAt: Number.MAX_SAFE_INTEGER, unentered: false },
        { after: null, limit: 50 },
      ),
    );
    const line = items.find(({ way }) => way === 'walk-in');
    expect(line).toMatchObject({ enteredBy: 'wang-zhiqiang', late: false });
    expect(line?.facts).toMatchObject({ words: '5栋大堂的灯一直闪', place: '5栋大堂', category: '报修' });
    expect(await ticketOf(line?.ticketId ?? '')).toMatchObject({
      firstOwner: 'wang-zhiqiang',
      kind: 'repair',
    });
  });

  it('whoever goes without having sent everything is asked first', async () => {
    await page.context().setOffline(true);
    await page.getByText('3栋2单元502').click();
    await press('需要支援');
    await page.getByText('等网络，没有丢').waitFor();
    const asked = page.waitForEvent('dialog');
    const pressed = press('退出');
    const dialog = await asked;
    expect(dialog.message()).toContain('还有没发出的');
    await dialog.dismiss();
    await pressed;
    await page.context().setOffline(false);
    await allSent();
  });

  it('without network nobody is told that they are signed out while they are not', async () => {
    await page.context().setOffline(true);
    await press('退出');
    await page.getByText('还没有退出').waitFor();
    await page.context().setOffline(false);
    await press('退出');
    // Whoever has just gone is not brought back by the platform.
    await page.getByRole('link', { name: '用企业微信登录' }).waitFor();
    await page.getByLabel('密码', { exact: true }).waitFor();
    await shoot('sign-in');
    expect(await page.evaluate(() => Object.values(localStorage).join())).not.toContain('水管');
  });

  it('name and password are a way in, too; whoever is not let in reads why', async () => {
    await page.getByLabel('账号').fill('wang');
    await page.getByLabel('密码', { exact: true }).fill(ADMIN_PASSWORD);
    await page.getByRole('button', { name: '登录' }).click();
    await page.getByText('做过的 1').waitFor();
    const stranger = await stage.open('/m', PHONE, IN_CLIENT);
    await stranger.getByRole('link', { name: 'ZhangHaiBo' }).click();
    await stranger.getByText('您还没有账号').waitFor();
    if (shots) await stranger.screenshot({ path: join(shots, 'not-let-in.png') });
  });

  it('whoever is expected today stands by time and plate, and is let in with one press', async () => {
    const { store, house } = stage.story.app;
    const fromAt = house.clock.now();
    const guest = await store.transact(async (tx) => {
      const conversation = await tx.conversations.forPerson(
        { channel: 'wecom-kf', channelAccountId: 'wk-1', channelUserId: 'wm-host' },
        { communityId: house.communities[0]?.id ?? '', at: fromAt },
      );
      const facts = {
        ...{ faults: [], hazards: [], place: { building: '8', unit: '1', room: '302' }, grade: 3 as const },
        ...{ description: '我姐今天来', photoMessageIds: [], gradeReason: '' },
        application: { kind: 'visit' as const, fields: { plate: '粤B12345' }, fromAt, untilAt: null },
      };
      const order = { conversation, kind: 'service' as const, facts, partial: false, actor: botActor };
      return (await openTicket(tx, order, house)).ticket;
    });
    await press('今天的访客：看单号和车牌放行');
    await page.getByText('粤B12345').waitFor();
    await page.getByText('8栋1单元302').waitFor();
    expect(await page.locator('.guest').first().textContent()).not.toContain('我姐');
    await shoot('guests');
    await press('到了，放行');
    await page.getByText('已经到的 1').waitFor();
    expect((await ticketOf(guest.id)).status).toBe('closed');
  });

  it('at a desk the code on the screen is the way in', async () => {
    const desktop = await stage.open('/tickets');
    await desktop.getByRole('link', { name: '企业微信扫码登录' }).click();
    await desktop.getByRole('link', { name: 'XuJing' }).click();
    await desktop.getByRole('navigation', { name: '主菜单' }).waitFor();
    expect(new URL(desktop.url()).pathname).toBe('/desk/tickets');
  });

  it('is small, and complains of nothing but the network it did not have', () => {
    const dist = join(import.meta.dirname, '../../console/dist');
    const shell = readFileSync(join(dist, 'phone.html'), 'utf8');
    const files = [...shell.matchAll(/"\/desk\/(assets\/[^"]+)"/g)].map(([, file = '']) => file);
    const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0);
    expect(files.length).toBeGreaterThan(1);
    expect(bytes).toBeLessThan(150_000);
    expect(
      stage.complaints.filter(
        (each) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED|status of (40[149]|422)|412/.test(each),
      ),
    ).toEqual([]);
  });
});
