// 第三次了又漏，到底管不管: one message, a repair and a complaint about it, each a ticket that points at the other.
import { describe, expect, it } from 'vitest';
import { stage, ticketsOf } from './support.ts';

const questionsIn = (texts: string[]) => texts.join('\n').match(/[？?]/g)?.length ?? 0;

describe('a fault for the third time', { shuffle: false }, () => {
  const on = stage();

  it('is complained of at once and asked where, in one answer with one question', async () => {
    const lin = on.story.resident('wmLin');
    lin.writes('第三次了又漏，到底管不管');
    await on.story.settled();
    expect(await ticketsOf(on.story, 'wmLin')).toMatchObject([
      { kind: 'complaint', complaintClass: 'facility', links: [], aboutStaff: [] },
    ]);
    const heard = on.story.hears(lin);
    expect(heard.length).toBeLessThanOrEqual(2);
    expect(questionsIn(heard)).toBeLessThanOrEqual(1);
    expect(heard.at(-1)).toMatch(/单号[\s\S]*(?:哪一栋|楼栋)/);
  });

  it('with the place the repair is open, and each ticket names the other', async () => {
    on.story.resident('wmLin').writes('3栋2单元501');
    await on.story.settled();
    const tickets = await ticketsOf(on.story, 'wmLin');
    const complaint = tickets.find((ticket) => ticket.kind === 'complaint');
    const repair = tickets.find((ticket) => ticket.kind === 'repair');
    expect(tickets).toHaveLength(2);
    expect(complaint?.links).toEqual([{ id: repair?.id, code: repair?.code, kind: 'repair', status: 'new' }]);
    expect(repair?.links.map((link) => link.id)).toEqual([complaint?.id]);
    expect(repair).toMatchObject({ place: { text: '3栋2单元501' }, complaintClass: null });
    expect(complaint).toMatchObject({ place: { text: '3栋2单元501' } });
    const { body } = await on.story.api<{ items: { type: string; data: object }[] }>(
      'GET',
      `/tickets/${complaint?.id}/events`,
    );
    expect(body.items).toContainEqual(
      expect.objectContaining({ type: 'ticket.linked', data: { ticketId: repair?.id } }),
    );
  });

  it('the telephone number told for the repair is known to the complaint, too', async () => {
    on.story.resident('wmLin').writes('对，13800138000');
    await on.story.settled();
    const tickets = await ticketsOf(on.story, 'wmLin');
    expect(tickets.map((ticket) => ticket.contact.phone)).toEqual(['+8613800138000', '+8613800138000']);
  });
});

describe('a complaint about a colleague', () => {
  const on = stage();

  it('keeps what it is about and whom it names, for people who may see it', async () => {
    on.story.resident('wmZhou').writes('我要投诉，保安王师傅态度太差了，昨天还骂人');
    await on.story.settled();
    expect(await ticketsOf(on.story, 'wmZhou')).toMatchObject([
      { kind: 'complaint', complaintClass: 'attitude', aboutStaff: ['保安王师傅'] },
    ]);
  });
});
