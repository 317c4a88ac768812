// Residents at our own page: greeted with the words about their data, heard, answered and handed over like on any other channel.
import { describe, expect, it } from 'vitest';
import type { TicketView } from '../../src/http/api/schemas.ts';
import { demoPhoto } from '../../src/simulator/demo-photo.ts';
import { CHANNELS_WITH_WEB, type ChatPage, createChatPage } from '../support/chat-page.ts';
import { rows, stage } from './support.ts';

const config = { 'channels.yaml': CHANNELS_WITH_WEB };

describe('a resident at the page', { shuffle: false }, () => {
  const on = stage({ config });
  let page: ChatPage;
  const settled = () => on.story.settled();

  const conversationId = async () => {
    const [row] = await rows(on.story, "select id from conversation where channel = 'web'");
    return String(row?.id);
  };
  const tickets = async () =>
    (await on.story.api<{ items: TicketView[] }>('GET', '/tickets?channel=web')).body.items;

  it('is greeted once, with what their data is for, and not again when they come back', async () => {
    page = createChatPage(on.story.baseUrl);
    await page.enters();
    await settled();
    const heard = await page.hears();
    expect(heard).toHaveLength(1);
    expect(heard[0]).toContain('您好，这里是翠湖花园物业前台');
    expect(heard[0]).toContain('只用来办您的事');
    await page.enters();
    await settled();
    expect(await page.hears()).toHaveLength(1);
  });

  it('tells of a fault and hears the number of their order', async () => {
    await page.says('3栋2单元501厨房水龙头漏水');
    await settled();
    const [last] = (await page.sees()).slice(-1);
    expect(last?.from).toBe('bot');
    for (const answer of ['13800138000', '随时都可以'])
      if ((await tickets()).length === 0) {
        await page.says(answer);
        await settled();
      }
    const [ticket] = await tickets();
    expect(ticket).toMatchObject({ channel: 'web', kind: 'repair', place: { building: '3', room: '501' } });
    expect((await page.hears()).join('\n')).toContain(ticket?.code);
  });

  it('sends a photo, and it is with the order', async () => {
    expect((await page.sendsPhoto(demoPhoto)).status).toBe(200);
    await settled();
    const [ticket] = await tickets();
    expect(ticket?.attachments.map(({ type, state }) => [type, state])).toEqual([['image', 'stored']]);
  });

  it('asks for a person; what the person writes is on the page, and the bot is silent', async () => {
    await page.says('转人工');
    await settled();
    const at = `/conversations/${await conversationId()}`;
    await on.story.api('POST', `${at}/takeover`, { onBehalfOf: 'xu-jing' });
    expect(
      (await on.story.api('POST', `${at}/reply`, { text: '您好，我是许静', onBehalfOf: 'xu-jing' })).status,
    ).toBeLessThan(300);
    await settled();
    expect((await page.sees()).at(-1)).toMatchObject({ from: 'person', text: '您好，我是许静' });
    const before = (await page.hears()).length;
    await page.says('好的谢谢');
    await settled();
    expect(await page.hears()).toHaveLength(before);
    const { body } = await page.ask('GET /messages');
    expect(body.with).toBe('staff');
  });

  it('finds what was written while nobody looked, also days later', async () => {
    const at = `/conversations/${await conversationId()}`;
    on.clock.leap(5 * 24 * 3_600_000);
    await on.story.api('POST', `${at}/reply`, { text: '配件到了', onBehalfOf: 'xu-jing' });
    await on.story.quiet();
    expect((await page.sees()).at(-1)).toMatchObject({ from: 'person', text: '配件到了' });
  });
});

describe('a resident at the page in another language', () => {
  const on = stage({ config });

  it.each([
    ['zh-CN', '您告诉我的电话和住址，只用来办您的事'],
    ['zh-TW', '您告訴我的電話和住址，只用來辦您的事'],
    ['en', 'phone'],
  ])('is greeted in it: %s', async (lang, words) => {
    const page = createChatPage(on.story.baseUrl);
    await page.enters(lang);
    await on.story.settled();
    const [hello = ''] = await page.hears();
    expect(hello).toContain(words);
    if (lang === 'en') expect(hello).not.toMatch(/\p{Script=Han}{5}/u);
  });

  it('writes Chinese on an English phone and is answered in Chinese', async () => {
    const page = createChatPage(on.story.baseUrl);
    await page.enters('en');
    await on.story.settled();
    await page.says('这两天我们家厨房的灯坏了，麻烦派师傅来看看');
    await page.says('还没有人来吗，我们这边等了很久了');
    await on.story.settled();
    expect((await page.hears()).at(-1)).toMatch(/\p{Script=Han}{5}/u);
  });

  it('picks one, and what they write changes it no more', async () => {
    const page = createChatPage(on.story.baseUrl);
    await page.enters('zh-CN');
    await on.story.settled();
    await page.ask('POST /language', { body: { clientId: 'picked-english', lang: 'en' } });
    await page.says('厨房的灯坏了，请派师傅来看看');
    await on.story.settled();
    expect((await page.hears()).at(-1)).not.toMatch(/\p{Script=Han}{5}/u);
  });

  it('picks one at once, and is answered in it from the first word', async () => {
    const page = createChatPage(on.story.baseUrl);
    await page.enters('zh-CN');
    await page.ask('POST /language', { body: { clientId: 'picked-at-once', lang: 'zh-TW' } });
    await page.says('你好');
    await on.story.settled();
    expect((await page.hears()).at(-1)).toMatch(/[們這辦報轉說]/);
  });
});

describe('the same words at the page and in WeChat', () => {
  const on = stage({ config });
  const talks: string[][] = [
    ['3栋2单元501厨房水龙头漏水', '13800138000', '随时'],
    ['家里燃气味很大，3栋2单元502'],
    ['楼下装修太吵了，投诉', '3栋2单元503', '13800001231'],
    ['电梯困人了，5栋1单元'],
    ['6栋1单元701停电了', '13800001232', '随时'],
    ['厕所堵了', '2栋1单元302', '13800001233', '明天下午'],
    ['物业费怎么交'],
    ['你好', '我要报修', '客厅灯不亮', '7栋3单元1203'],
    ['1栋2单元电梯坏了'],
    ['地下车库B1有积水'],
    ['保安态度很差', '东门岗亭', '昨天晚上'],
    ['楼上漏水漏到我家了，4栋1单元502', '13800001234'],
    ['你们乱收费，要投诉', '8栋1单元101'],
    ['小区路灯不亮了', '3栋楼下'],
    ['着火了！9栋2单元6楼'],
    ['对讲机没声音', '5栋2单元801', '不用了'],
    ['刚才说错了', '门禁卡刷不开，6栋2单元'],
    ['空调漏水', '10栋1单元1502', '取消'],
    ['转人工'],
    ['在吗', '谢谢', '再见'],
  ];

  async function ordersOf(channel: string, userId: string) {
    const { body } = await on.story.api<{ items: TicketView[] }>(
      'GET',
      `/tickets?channel=${channel}&channelUserId=${encodeURIComponent(userId)}`,
    );
    return body.items.map(({ kind, category, grade, place, complaintClass, description, status }) => ({
      ...{ kind, category, grade, complaintClass, description, status },
      place: place.text,
    }));
  }

  it('give the same orders, in twenty talks', { timeout: 180_000 }, async () => {
    let orders = 0;
    for (const [index, talk] of talks.entries()) {
      const resident = on.story.resident(`wmTwin${index}`);
      const page = createChatPage(on.story.baseUrl, { address: `198.51.100.${index}` });
      await page.enters();
      resident.enters();
      await on.story.settled();
      for (const line of talk) {
        resident.writes(line);
        await page.says(line);
        await on.story.settled();
      }
      const here = await ordersOf('web', (page.cookie ?? '').split('.')[2] ?? '');
      expect(here, talk.join(' / ')).toEqual(await ordersOf('wecom-kf', `wmTwin${index}`));
      orders += here.length;
    }
    expect(talks).toHaveLength(20);
    expect(orders).toBeGreaterThanOrEqual(12);
  });
});
