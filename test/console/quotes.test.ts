// A quote in a real browser: made on the phone at the tap, answered by the resident, read at the desk, and charged as agreed.
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindHome } from '../../src/homes/bind-home.ts';
import { reopenTicket } from '../../src/tickets/closing.ts';
import { acceptTicket, openTicket } from '../../src/tickets/deeds.ts';
import { botActor } from '../../src/tickets/house.ts';
import { requestPrivacy } from '../../src/tickets/privacy.ts';
import { answerQuote } from '../../src/tickets/quote.ts';
import { takeTicket } from '../../src/tickets/work.ts';
import {
  ADMIN_PASSWORD,
  buildConsole,
  hasChromium,
  launchBrowser,
  openStage,
  type Stage,
} from './support.ts';

const shots = process.env.SHOTS;
const PHONE = { width: 390, height: 844 };

describe.skipIf(!hasChromium)('a quote', { timeout: 120_000, shuffle: false }, () => {
  let browser: Browser;
  let stage: Stage;
  let phone: Page;
  let desk: Page;
  let ticketId = '';
  beforeAll(async () => {
    buildConsole();
    browser = await launchBrowser();
    stage = await openStage(browser);
    await stage.addPerson('wang', 'wang-zhiqiang', 'engineer');
    const { store, house } = stage.story.app;
    const by = (id: string) => ({ actor: { kind: 'staff', id, source: 'console' } as const, staffId: id });
    await store.transact(async (tx) => {
      const conversation = await tx.conversations.forPerson(
        { channel: 'wecom-kf', channelAccountId: 'wk-1', channelUserId: 'wm-quote' },
        { communityId: house.communities[0]?.id ?? '', at: house.clock.now() },
      );
      const facts = {
        ...{ faults: ['faucet'], hazards: [], place: { building: '3', unit: '2', room: '501' } },
        ...{ description: '水龙头坏了', photoMessageIds: [], grade: 3 as const, gradeReason: '' },
      };
      const order = { conversation, kind: 'repair', facts, partial: false, actor: botActor } as const;
      ticketId = (await openTicket(tx, order, house)).ticket.id;
      await acceptTicket(tx, ticketId, by('wang-zhiqiang'), house);
      await takeTicket(tx, ticketId, by('wang-zhiqiang'), house);
    });
    phone = await stage.open('', PHONE);
    await phone.goto(`${stage.story.baseUrl}/m`);
    await phone.getByLabel('账号').fill('wang');
    await phone.getByLabel('密码', { exact: true }).fill(ADMIN_PASSWORD);
    await phone.getByRole('button', { name: '登录' }).click();
    desk = await stage.open('/');
    await stage.signIn(desk);
    await desk.goto(`${stage.story.baseUrl}/desk/tickets/${ticketId}`);
  }, 120_000);
  afterAll(async () => {
    await stage?.close();
    await browser?.close();
  });

  const ticket = async () => {
    const found = await stage.story.app.store.read((tx) => tx.tickets.get(ticketId));
    if (!found) throw new Error('gone');
    return found;
  };
  const shoot = async (page: Page, name: string) => {
    if (shots) await page.screenshot({ path: join(shots, `${name}.png`) });
  };
  const press = (name: string) => phone.getByRole('button', { name, exact: true }).click();

  it('is made at the tap, from the list', async () => {
    await phone.getByText('3栋2单元501').click();
    await press('报价');
    await phone.getByLabel(/^换水龙头/).fill('2');
    await shoot(phone, 'quote-phone');
    await press('发给住户');
    await phone.getByText('报价合计 60 元：等住户答复，先别动手').waitFor();
    expect((await ticket()).course.quotes).toMatchObject([{ state: 'asked', totalFen: 6_000 }]);
  });

  it('is read at the desk with the words the resident reads', async () => {
    const quotes = desk.getByRole('region', { name: '报价' });
    await quotes.getByText('合计 60 元').waitFor();
    await quotes.getByText('等住户答复，先别动手').waitFor();
    await quotes.getByText('住户看到的话').click();
    await quotes.getByText(/换水龙头 2个×30元＝60元/).waitFor();
  });

  it('lets the work begin once the resident has agreed, and asks what was charged', async () => {
    const { store, house } = stage.story.app;
    const [quote] = (await ticket()).course.quotes;
    const resident = { actor: { kind: 'resident', id: 'r', source: 'bot' } as const, staffId: null };
    const yes = { quoteId: quote?.id ?? '', agrees: true, how: 'message', messageId: 'm' } as const;
    await store.transact((tx) => answerQuote(tx, ticketId, { ...resident, ...yes }, house));
    // Taken out of the pocket again.
    await phone.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await phone.getByText('住户同意，可以动手').waitFor();
    await press('开始收费的活');
    await press('我到了');
    await press('不用拍，下一步');
    await press('老化磨损');
    await press('不用拍，下一步');
    await phone.getByLabel(/怎么处理的/).fill('换了两个水龙头');
    await phone.getByLabel(/实收多少元/).fill('60');
    await press('提交结果');
    await expect.poll(async () => (await ticket()).status, { timeout: 20_000 }).toBe('resolved');
    expect((await ticket()).course.receipts).toMatchObject([{ chargedFen: 6_000, quotedFen: 6_000 }]);
    await desk.reload();
    await desk.getByText('实收 60 元，与报价一致').waitFor();
    await shoot(desk, 'quote-desk');
  });

  it('may be made at the desk, too, with something of its own that a lead looks at', async () => {
    const { store, house } = stage.story.app;
    await store.transact(async (tx) => {
      const by = { actor: { kind: 'staff', id: 'xu-jing', source: 'console' } as const, staffId: 'xu-jing' };
      await reopenTicket(tx, ticketId, { ...by, reason: '又漏了' }, house);
    });
    await desk.reload();
    await desk.getByRole('button', { name: '更多…' }).click();
    await desk.getByRole('menuitem', { name: '报价', exact: true }).click();
    await desk.getByLabel('第 1 项').click();
    await desk.getByTitle('价目表以外的…').click();
    await desk.getByLabel('是什么').fill('换一段水管');
    await desk.getByLabel('单价').fill('120');
    await desk.getByLabel(/写明原因/).fill('管子锈穿');
    await shoot(desk, 'quote-form');
    await desk.getByRole('dialog').getByRole('button', { name: '报价', exact: true }).click();
    await desk.getByText('等负责人批', { exact: true }).waitFor();
    expect((await ticket()).course.quotes.at(-1)).toMatchObject({ state: 'to-approve', totalFen: 12_000 });
  });

  it('is another matter than a bill: for that a colleague makes sure who writes', async () => {
    const { conversationId, residentId } = await ticket();
    await desk.goto(`${stage.story.baseUrl}/desk/conversations/${conversationId}`);
    await desk.getByRole('button', { name: /^核\s*对$/ }).click();
    await desk.getByLabel('是哪一户的？').fill('3-2-501');
    await desk.getByLabel('怎么核对的？').click();
    await desk.getByTitle('看了身份证').click();
    await shoot(desk, 'verify-home');
    await desk.getByRole('button', { name: '核对过了' }).click();
    await desk.getByText(/已核对：3栋2单元501/).waitFor();
    const profile = await stage.story.app.store.read((tx) => tx.residents.profile(residentId ?? ''));
    expect(profile?.verified).toMatchObject({ how: 'id-card', home: { building: '3', room: '501' } });
  });

  it('shows who the resident is known as, where else they write, what they want done with their data, and parts it', async () => {
    const { conversationId } = await ticket();
    const { store, house } = stage.story.app;
    const at = house.clock.now();
    const communityId = house.communities[0]?.id ?? '';
    await store.transact(async (tx) => {
      const place = { building: '3', unit: '2', room: '501' };
      const facts = {
        place,
        name: '林一',
        relation: 'owner' as const,
        phone: '+8613800001234',
        movedInOn: null,
      };
      await tx.occupants.add(facts, { communityId, importId: 'i', at });
      const claim = { place, name: '林一', lastDigits: '1234' };
      const one = await tx.conversations.get(conversationId ?? '');
      const other = await tx.conversations.forPerson(
        { channel: 'wechat-oa', channelAccountId: 'gh_1', channelUserId: 'o-quote' },
        { communityId, at },
      );
      for (const each of [one, other]) if (each) await bindHome(tx, each, claim, house);
      await tx.conversations.save({ ...other, lastMessageAt: at });
      if (one) await requestPrivacy(tx, one, 'erase', house);
    });
    await desk.goto(`${stage.story.baseUrl}/desk/conversations/${conversationId}`);
    await desk.getByText(/3栋2单元501 业主/).waitFor();
    await desk.getByText(/同一个人也在公众号/).waitFor();
    await desk.getByText('要求删除个人信息').waitFor();
    await shoot(desk, 'known-as');
    await desk.getByRole('button', { name: '现在删除' }).click();
    await desk.getByRole('button', { name: /^删\s*除$/ }).click();
    await desk.getByText(/还有没办完的单子，先办完再删/).waitFor();
    await desk.getByRole('button', { name: '办完了' }).click();
    await desk.getByText('住户改主意了，先不动').click();
    await desk.getByText('要求删除个人信息').waitFor({ state: 'detached' });
    await desk.getByRole('button', { name: '不是这个人，取消认证' }).click();
    await desk.getByText('认错人了，不是登记的那位').click();
    await desk.getByText(/同一个人也在公众号/).waitFor({ state: 'detached' });
    const [entry] = await store.read((tx) => tx.audit.list({ before: null, limit: 1 }));
    expect(entry).toMatchObject({ action: 'unbind-home', detail: { reason: 'wrong-person' } });
    expect(entry?.accountId).not.toBeNull();
  });

  it('complains of nothing', () => {
    expect(stage.complaints.filter((each) => !/status of 4(?:01|09|22)|412/.test(each))).toEqual([]);
  });
});
