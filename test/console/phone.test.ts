// The pages for a phone, in a real browser of a phone's size: take, arrive without network, back again, result.
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
const HOSTILE = '<img src=x onerror="window.hurt=1">厨房漏水<script>window.hurt=1</script>';
const shots = process.env.SHOTS;

describe.skipIf(!hasChromium)('a phone', { timeout: 120_000, shuffle: false }, () => {
  let browser: Browser;
  let stage: Stage;
  let page: Page;
  let ticketId = '';
  beforeAll(async () => {
    buildConsole();
    browser = await launchBrowser();
    stage = await openStage(browser);
    await stage.addPerson('wang', 'wang-zhiqiang', 'engineer');
    const { store, house } = stage.story.app;
    const desk = { actor: { kind: 'staff', id: 'xu-jing', source: 'console' } as const, staffId: 'xu-jing' };
    await store.transact(async (tx) => {
      const conversation = await tx.conversations.forPerson(
        { channel: 'wecom-kf', channelAccountId: 'wk-1', channelUserId: 'wm-phone' },
        { communityId: house.communities[0]?.id ?? '', at: house.clock.now() },
      );
      const facts = {
        faults: ['water.leak'],
        hazards: [],
        place: { building: '3', unit: '2', room: '501' },
        description: HOSTILE,
        photoMessageIds: [],
        phone: '13900139000',
        grade: 3 as const,
        gradeReason: '',
      };
      const opened = await openTicket(
        tx,
        { conversation, kind: 'repair', facts, partial: false, actor: botActor },
        house,
      );
      ticketId = opened.ticket.id;
      await acceptTicket(tx, ticketId, desk, house);
      const sentTo = await dispatchTicket(tx, ticketId, { ...desk, assignee: 'wang-zhiqiang' }, house);
      if (!sentTo.ok) throw new Error(sentTo.code);
    });
    page = await stage.open('', PHONE);
    await page.goto(`${stage.story.baseUrl}/m`);
    await page.getByLabel('账号').fill('wang');
    await page.getByLabel('密码', { exact: true }).fill(ADMIN_PASSWORD);
    await page.getByRole('button', { name: '登录' }).click();
  }, 120_000);
  afterAll(async () => {
    await stage?.close();
    await browser?.close();
  });

  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const shoot = async (name: string) => {
    if (shots) await page.screenshot({ path: join(shots, `${name}.png`) });
  };
  const ticket = async () => {
    const found = await stage.story.app.store.read((tx) => tx.tickets.get(ticketId));
    if (!found) throw new Error('gone');
    return found;
  };
  const eventually = (holds: () => Promise<boolean>) => expect.poll(holds, { timeout: 20_000 }).toBe(true);

  it('shows what is mine and takes it, with the words of a resident as words', async () => {
    await page.getByText('等您接的 1').waitFor();
    await shoot('list');
    await page.getByText('3栋2单元501').click();
    await page.getByText(HOSTILE).waitFor();
    await shoot('detail');
    await page.getByText('139****9000').waitFor();
    expect(await page.content()).not.toContain('13900139000');
    await press('接单');
    await page.getByRole('button', { name: '我到了' }).waitFor();
    await eventually(async () => (await ticket()).status === 'in_progress');
    await expect.poll(() => page.getByLabel('还没发出的').count(), { timeout: 20_000 }).toBe(0);
    expect(await page.evaluate('window.hurt')).toBeUndefined();
  });

  it("shows the resident's phone to whoever has taken it, and keeps who looked", async () => {
    await press('查看电话');
    expect(await page.getByRole('link', { name: '13900139000' }).getAttribute('href')).toBe(
      'tel:13900139000',
    );
    const looked = await stage.story.app.store.read((tx) => tx.audit.list({ before: null, limit: 20 }));
    expect(JSON.stringify(looked)).toContain('"action":"reveal"');
  });

  it('without network a step waits on the phone, and the next one can be done', async () => {
    await page.context().setOffline(true);
    await press('我到了');
    await page.getByText('等网络，没有丢').first().waitFor();
    await press('需要支援');
    await expect.poll(() => page.getByText('等网络，没有丢').count()).toBe(2);
    await shoot('offline');
    expect((await ticket()).course.milestones.some(({ kind }) => kind === 'arrived')).toBe(false);
  });

  it('with the network back every step is done once, in its order', async () => {
    await page.context().setOffline(false);
    await eventually(async () => (await ticket()).course.milestones.some(({ kind }) => kind === 'arrived'));
    await expect.poll(() => page.getByText('等网络，没有丢').count(), { timeout: 20_000 }).toBe(0);
    const events = await stage.story.app.store.read((tx) => tx.tickets.events(ticketId));
    const types = events.map(({ type }) => type).filter((type) => /arrived|support/.test(type));
    expect(types).toEqual(['ticket.arrived', 'ticket.support-asked']);
  });

  it('what somebody changed meanwhile is said, and the step stays to be read', async () => {
    await page.getByRole('button', { name: '处理好了' }).waitFor();
    await page.context().setOffline(true);
    await press('处理好了');
    await page.getByLabel(/怎么处理的/).fill('换好了水管');
    await shoot('result');
    await press('提交结果');
    await page.getByText('等网络，没有丢').waitFor();
    const { store, house } = stage.story.app;
    const by = { actor: { kind: 'staff', id: 'xu-jing', source: 'console' } as const, staffId: 'xu-jing' };
    await store.transact((tx) => supportTicket(tx, ticketId, by, house));
    await page.context().setOffline(false);
    await page.getByText('刚刚有人改过').waitFor();
    await page.getByText('您写的：换好了水管').waitFor();
    await shoot('refused');
    expect((await ticket()).status).toBe('in_progress');
    await press('知道了');
    await press('处理好了');
    await page.getByLabel(/怎么处理的/).fill('换好了水管，试水不漏');
    await press('提交结果');
    await eventually(async () => (await ticket()).status === 'resolved');
  });

  it('without network nobody is told that they are signed out while they are not', async () => {
    await page.context().setOffline(true);
    await press('退出');
    await page.getByText('还没有退出').waitFor();
    await page.context().setOffline(false);
    await press('退出');
    await page.getByLabel('密码', { exact: true }).waitFor();
    expect(await page.evaluate(() => Object.values(localStorage).join())).not.toContain('水管');
  });

  it('is small, and complains of nothing but the network it did not have', () => {
    const dist = join(import.meta.dirname, '../../console/dist');
    const shell = readFileSync(join(dist, 'phone.html'), 'utf8');
    const files = [...shell.matchAll(/"\/desk\/(assets\/[^"]+)"/g)].map(([, file = '']) => file);
    const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0);
    expect(files.length).toBeGreaterThan(1);
    expect(bytes).toBeLessThan(150_000);
    expect(
      stage.complaints.filter((each) => !/ERR_INTERNET_DISCONNECTED|status of 40[19]|412/.test(each)),
    ).toEqual([]);
  });
});
