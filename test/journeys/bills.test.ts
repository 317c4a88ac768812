// What a home owes is told to whom a colleague has verified, only of that home; everybody else hears of a person.
import { describe, expect, it } from 'vitest';
import { OPEN_KF_ID } from '../harness/platform.ts';
import { conversationOf, hurry, type Stage, stage, ticketOf, ticketsOf } from './support.ts';

const BILLS = [
  '账期,房号,项目,应收,到期日,已收',
  '2026-10,3-2-501,物业费,288.00,2026-10-31,88',
  '2026-11,3-2-501,车位费,350,2026-11-30,',
  '2026-09,3-2-501,物业费,288,2026-09-30,288',
  '2026-11,3-2-502,物业费,999,2026-11-30,',
].join('\n');

const ASKED = '帮我查一下我家物业费欠多少';
const writes = async (on: Stage, who: string, words: string) => {
  on.story.resident(who).writes(words);
  await on.story.settled();
  return on.story.hears(on.story.resident(who)).at(-1) ?? '';
};
const clicks = async (on: Stage, who: string, label: string) => {
  const resident = on.story.resident(who);
  type Menu = { list?: { click: { id: string; content: string } }[] };
  const items = on.story.fake.ledger
    .messagesTo(OPEN_KF_ID, who)
    .flatMap(({ content }) => (content as Menu).list ?? []);
  resident.clicksMenu(items.findLast(({ click }) => click.content === label)?.click.id ?? '');
  await on.story.settled();
  return on.story.hears(resident).at(-1) ?? '';
};
const verify = async (on: Stage, who: string, body: object) => {
  const { id } = await conversationOf(on.story, who);
  return on.story.api('POST', `/conversations/${id}/verify-home`, body);
};

describe('a question about one’s own bill', { shuffle: false }, () => {
  const on = stage({ config: { 'bills/cuihu.csv': BILLS } });
  const who = 'wmBill';

  it('goes to a colleague while nobody has made sure who asks; no figure is told', async () => {
    const heard = await writes(on, who, ASKED);
    expect(heard).toMatch(/先核对是您本人/);
    expect(heard).not.toMatch(/\d元/);
    expect(await ticketOf(on.story, who)).toMatchObject({ kind: 'inquiry' });
  });

  it('is verified by a person, for a home there is', async () => {
    const home = { home: '3-2-501', how: 'id-card' };
    expect(await verify(on, who, home)).toMatchObject({ status: 422, body: { code: 'desk/person-needed' } });
    expect(await verify(on, who, { ...home, home: '99-1-101', onBehalfOf: 'xu-jing' })).toMatchObject({
      status: 422,
      body: { code: 'desk/no-such-home' },
    });
    expect(await verify(on, who, { ...home, onBehalfOf: 'xu-jing' })).toMatchObject({ status: 200 });
    const kept = await on.story.app.store.read((tx) => tx.audit.list({ before: null, limit: 1 }));
    expect(kept).toMatchObject([{ action: 'verify-home', detail: { how: 'id-card', by: 'xu-jing' } }]);
  });

  it('is answered then: what is open of this home, and the sum', async () => {
    const heard = await writes(on, who, ASKED);
    expect(heard).toMatch(/车位费 2026-11：应交350元.*物业费 2026-10：应交288元，已交88元/s);
    expect(heard).toMatch(/3栋2单元501.*合计550元/s);
    expect(heard).not.toMatch(/999|2026-09/);
    expect(await ticketsOf(on.story, who)).toHaveLength(1);
  });

  it('is answered to 核对明细 under a payment reminder too, clicked or written, with no ticket', async () => {
    expect(await writes(on, who, '又发缴费提醒，我不交')).not.toMatch(/\d元/);
    expect(await clicks(on, who, '核对明细')).toMatch(/3栋2单元501.*合计550元/s);
    expect(await writes(on, who, '明细再发我看一下')).toMatch(/合计550元/);
    expect(await ticketsOf(on.story, who)).toHaveLength(1);
    expect(await writes(on, who, '没有别的事了')).toMatch(/先放下/);
  });

  it('is answered from the table that is brought in meanwhile, as soon as every process has looked', async () => {
    const home = { building: '3', unit: '2', room: '501' };
    const bill = { period: '2026-12', home, item: '物业费', dueOn: '2026-12-31', paidFen: 0 };
    await on.story.app.store.transact((tx) =>
      tx.bills.replace('cuihu', [{ ...bill, amountFen: 123_400 }], on.clock.now()),
    );
    await hurry(on, () => on.story.app.house.bills.cuihu?.length === 1);
    const heard = await writes(on, who, ASKED);
    expect(heard).toContain('合计1234元');
    expect(heard).not.toContain('车位费');
  });

  it('about another home goes to a colleague all the same', async () => {
    for (const words of ['请问3栋2单元502物业费交了没', '帮我查一下我爸妈家物业费欠多少']) {
      const heard = await writes(on, who, words);
      expect(heard).not.toMatch(/\d元/);
      expect(heard).toMatch(/先核对是您本人/);
    }
  });

  it('of somebody else hears nothing of it', async () => {
    expect(await writes(on, 'wmOther', ASKED)).toMatch(/先核对是您本人/);
    await writes(on, 'wmStranger', '又发缴费提醒，我不交');
    const heard = await clicks(on, 'wmStranger', '核对明细');
    expect(heard).toMatch(/只给本人看.*单号/s);
    expect(heard).not.toMatch(/\d元/);
  });
});

describe('a house without bills', () => {
  const on = stage();

  it('hands every such question to a colleague', async () => {
    await writes(on, 'wmNone', '您好');
    await verify(on, 'wmNone', { home: '3-2-501', how: 'known', onBehalfOf: 'xu-jing' });
    expect(await writes(on, 'wmNone', ASKED)).toMatch(/先核对是您本人/);
  });
});
