// Money in the open, as a resident and our people see it: the price in the company's words, the quote and the yes before the work, the
// receipt after it, and no other charge.
import { describe, expect, it } from 'vitest';
import type { TicketView } from '../../src/http/api/schemas.ts';
import { OPEN_KF_ID } from '../harness/platform.ts';
import { notices, type Stage, stage, tasksOf, threadOf, ticketOf, ticketsOf } from './support.ts';

const MATTER = '3栋2单元501厨房水龙头坏了，电话13800138000';
const TWO_TAPS = { lines: [{ item: 'tap-change', quantity: 2 }] };

async function deed(on: Stage, residentId: string, name: string, who: string, body: object = {}) {
  const { id } = await ticketOf(on.story, residentId);
  const done = await on.story.api<TicketView & { code: string }>('POST', `/tickets/${id}/${name}`, {
    onBehalfOf: who,
    ...body,
  });
  await on.story.settled();
  return done;
}

async function atTheTap(on: Stage, residentId: string) {
  const resident = on.story.resident(residentId);
  resident.writes(MATTER);
  await on.story.settled();
  await deed(on, residentId, 'accept', 'xu-jing');
  await deed(on, residentId, 'dispatch', 'xu-jing', { assignee: 'wang-zhiqiang' });
  await deed(on, residentId, 'take', 'wang-zhiqiang');
  await deed(on, residentId, 'arrive', 'wang-zhiqiang');
  return resident;
}

type Menu = { head_content?: string; list?: { click: { id: string; content: string } }[] };
const quotesTo = (on: Stage, residentId: string) =>
  on.story.fake.ledger
    .messagesTo(OPEN_KF_ID, residentId)
    .filter((each) => each.msgtype === 'msgmenu')
    .map((each) => each.content as Menu)
    .filter((menu) => menu.list?.some((item) => item.click.id.startsWith('q:')))
    .map((menu) => ({
      head: menu.head_content ?? '',
      click: Object.fromEntries((menu.list ?? []).map(({ click }) => [click.content, click.id])),
    }));
const lastHeard = (on: Stage, residentId: string) =>
  on.story.hears(on.story.resident(residentId)).at(-1) ?? '';
const quoteOf = async (on: Stage, residentId: string) => (await ticketOf(on.story, residentId)).quotes.at(-1);

describe('paid work from the price to the receipt', { shuffle: false }, () => {
  const on = stage();
  const who = 'wmPays';

  it('begins with the published price, in the words of the house', async () => {
    on.story.resident(who).writes('换个水龙头多少钱');
    await on.story.settled();
    const heard = on.story.hears(on.story.resident(who)).join('\n');
    expect(heard).toMatch(/换水龙头每个30元.*保修.*同意了才动手/s);
    expect(await ticketsOf(on.story, who)).toEqual([]);
  });

  it('is quoted at the tap: the sum, what a no means, and three answers', async () => {
    await atTheTap(on, who);
    expect((await deed(on, who, 'quote', 'wang-zhiqiang', TWO_TAPS)).status).toBe(200);
    const [quote] = quotesTo(on, who);
    expect(quote?.head).toMatch(
      /换水龙头 2个×30元＝60元\n合计60元，除此以外不再收.*不同意也没关系.*11月26日/s,
    );
    expect(Object.keys(quote?.click ?? {})).toEqual(['同意', '不同意', '想问问']);
  });

  it('does not begin before the yes, and nothing is charged', async () => {
    expect(await deed(on, who, 'begin-paid', 'wang-zhiqiang')).toMatchObject({
      status: 422,
      body: { code: 'tickets/consent-waiting' },
    });
    expect(
      await deed(on, who, 'resolve', 'wang-zhiqiang', { result: '换好了', chargeFen: 6_000 }),
    ).toMatchObject({ status: 422, body: { code: 'tickets/consent-waiting' } });
  });

  it('may be asked after, and stays open', async () => {
    on.story.resident(who).writes('这次收多少钱');
    await on.story.settled();
    expect(lastHeard(on, who)).toMatch(/合计60元.*还等您一句话/s);
  });

  it('gets the yes by a button: kept with what was read and with the message itself', async () => {
    on.story.resident(who).clicksMenu(quotesTo(on, who)[0]?.click.同意 ?? '');
    await on.story.settled();
    const quote = await quoteOf(on, who);
    expect(quote).toMatchObject({ state: 'agreed', shown: quotesTo(on, who)[0]?.head });
    const message = (await threadOf(on.story, who)).find((each) => each.id === quote?.consent?.messageId);
    expect(message).toMatchObject({ direction: 'in', text: '同意' });
    expect(lastHeard(on, who)).toMatch(/同意了合计60元/);
    expect(notices(on.story, 'WangZhiQiang').at(-1)).toContain('可以动手');
  });

  it('is answered once: the same button again changes nothing', async () => {
    on.story.resident(who).clicksMenu(quotesTo(on, who)[0]?.click.不同意 ?? '');
    await on.story.settled();
    expect(await quoteOf(on, who)).toMatchObject({ state: 'agreed' });
    expect(lastHeard(on, who)).toMatch(/已经答复过/);
  });

  it('ends with the receipt, and no more than was agreed', async () => {
    expect((await deed(on, who, 'begin-paid', 'wang-zhiqiang')).status).toBe(200);
    const done = (chargeFen: number) =>
      deed(on, who, 'resolve', 'wang-zhiqiang', { result: '换了两个水龙头', chargeFen });
    expect(await done(8_000)).toMatchObject({ status: 422, body: { code: 'tickets/above-quote' } });
    expect((await done(6_000)).body.receipts).toMatchObject([{ chargedFen: 6_000, quotedFen: 6_000 }]);
    expect(lastHeard(on, who)).toMatch(/实收60元，与报价一致，没有别的收费/);
  });

  it('and can be asked for later', async () => {
    on.story.resident(who).writes('这次一共收了我多少钱');
    await on.story.settled();
    expect(lastHeard(on, who)).toMatch(/实收60元，与报价一致/);
  });
});

describe('a resident who does not want to pay', { shuffle: false }, () => {
  const on = stage();
  const who = 'wmNo';

  it('says no in plain words, hears an alternative and of a person, and nobody charges', async () => {
    const resident = await atTheTap(on, who);
    await deed(on, who, 'quote', 'wang-zhiqiang', TWO_TAPS);
    resident.writes('不同意，网上才要一半');
    await on.story.settled();
    expect(await quoteOf(on, who)).toMatchObject({ state: 'declined' });
    expect(lastHeard(on, who)).toMatch(/师傅先不动手，这次不收您的钱.*许静.*商量别的办法/s);
    expect(notices(on.story, 'WangZhiQiang').at(-1)).toContain('先别动手');
    expect((await tasksOf(on.story, who)).map((task) => [task.kind, task.reason])).toEqual([
      ['quote', 'declined'],
    ]);
  });

  it('may be quoted less, and says yes with one word', async () => {
    await deed(on, who, 'quote', 'wang-zhiqiang', { lines: [{ item: 'tap-change', quantity: 1 }] });
    on.story.resident(who).writes('好的');
    await on.story.settled();
    expect(await quoteOf(on, who)).toMatchObject({ state: 'agreed', version: 2, totalFen: 3_000 });
    expect(await tasksOf(on.story, who)).toEqual([]);
  });
});

describe('words that are no yes', { shuffle: false }, () => {
  const on = stage();
  const who = 'wmElse';

  it('go on as what they are; 好的 counts only right beneath the quote, 同意 anywhere', async () => {
    const resident = await atTheTap(on, who);
    await deed(on, who, 'quote', 'wang-zhiqiang', TWO_TAPS);
    resident.writes('物业几点下班');
    await on.story.settled();
    resident.writes('好的');
    await on.story.settled();
    expect(await quoteOf(on, who)).toMatchObject({ state: 'asked' });
    resident.writes('同意');
    await on.story.settled();
    expect(await quoteOf(on, who)).toMatchObject({ state: 'agreed' });
  });
});

describe('several messages at once', { shuffle: false }, () => {
  const on = stage({ env: { BURST_MS: '400' } });
  const who = 'wmBurst';

  it('hold a yes, and what else was said is heard as well', async () => {
    const resident = await atTheTap(on, who);
    await deed(on, who, 'quote', 'wang-zhiqiang', TWO_TAPS);
    resident.writes('同意');
    resident.writes('物业几点下班');
    await on.story.settled();
    expect(await quoteOf(on, who)).toMatchObject({ state: 'agreed' });
    const heard = on.story.hears(resident).join('\n');
    expect(heard).toMatch(/同意了合计60元/);
    expect(heard).toMatch(/服务中心在/);
  });

  it('that say yes and no bring a person', async () => {
    await deed(on, who, 'quote', 'wang-zhiqiang', TWO_TAPS);
    on.story.resident(who).writes('同意');
    on.story.resident(who).writes('不同意');
    await on.story.settled();
    expect(await quoteOf(on, who)).toMatchObject({ state: 'asked', talkAt: expect.any(String) });
    expect((await tasksOf(on.story, who)).map((task) => task.reason)).toEqual(['asks']);
  });
});

describe('a resident who asked for English', () => {
  const on = stage();

  it('reads the quote in English and agrees in it', async () => {
    on.story.resident('wmEnglish').writes('可以说英文吗');
    await on.story.settled();
    const resident = await atTheTap(on, 'wmEnglish');
    await deed(on, 'wmEnglish', 'quote', 'wang-zhiqiang', TWO_TAPS);
    expect(quotesTo(on, 'wmEnglish')[0]?.head).toMatch(/Change a tap: 2 × ¥30 = ¥60\nTotal ¥60/);
    resident.writes('I agree');
    await on.story.settled();
    expect(await quoteOf(on, 'wmEnglish')).toMatchObject({ state: 'agreed' });
    await deed(on, 'wmEnglish', 'resolve', 'wang-zhiqiang', { result: 'two new taps', chargeFen: 6_000 });
    expect(lastHeard(on, 'wmEnglish')).toMatch(/¥60 charged, the same as the quote/);
  });
});

describe('a quote nobody answers', () => {
  const on = stage();

  it('runs out; a late yes brings a new quote and no work', async () => {
    await atTheTap(on, 'wmLate');
    await deed(on, 'wmLate', 'quote', 'wang-zhiqiang', TWO_TAPS);
    on.clock.leap(49 * 3_600_000);
    await on.story.quiet();
    expect(await quoteOf(on, 'wmLate')).toMatchObject({ state: 'expired' });
    on.story.resident('wmLate').clicksMenu(quotesTo(on, 'wmLate')[0]?.click.同意 ?? '');
    await on.story.settled();
    expect(lastHeard(on, 'wmLate')).toMatch(/过了时间/);
    expect(await deed(on, 'wmLate', 'begin-paid', 'wang-zhiqiang')).toMatchObject({
      status: 422,
      body: { code: 'tickets/consent-needed' },
    });
  });
});
