// While a person has the conversation, what the bot would say next lies beside them, and reaches the resident only as their words.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sessionQueued } from '../../src/conversations/handover.ts';
import type { Account } from '../../src/people/account.ts';
import { conversationOf, inConversation, rows, stage, ticketsOf } from './support.ts';

/** An office that is reached on somebody's own telephone. */
const ON_DUTY = '13900000100';
const estate = readFileSync('config/estate.yaml', 'utf8').replace('020-0000-0100', ON_DUTY);

describe('what the bot would have said, while a person speaks', { shuffle: false }, () => {
  const on = stage({ config: { 'estate.yaml': estate } });
  const open = async (who: string) => {
    const { id } = await conversationOf(on.story, who);
    return on.story.app.store.read((tx) => tx.drafts.open(id));
  };
  const outcomes = async () =>
    (await rows(on.story, 'select state from reply_draft order by id')).map((row) => row.state);

  it('is suggested and not sent, and the owner stays as they are', async () => {
    const wu = on.story.resident('wmWu');
    wu.writes('你好');
    await on.story.settled();
    await inConversation(on.story, 'wmWu', 'takeover', { onBehalfOf: 'xu-jing' });
    expect(await open('wmWu')).toEqual([]);
    const { epoch } = await conversationOf(on.story, 'wmWu');
    const before = on.story.hears(wu).length;
    wu.writes('厨房水龙头漏水了');
    await on.story.settled();
    const [suggested, ...more] = await open('wmWu');
    expect(suggested).toMatchObject({
      by: null,
      state: 'open',
      text: expect.stringMatching(/几栋|楼栋|哪|地址/),
    });
    expect(more).toEqual([]);
    await on.story.quiet();
    expect(on.story.hears(wu)).toHaveLength(before);
    expect(await conversationOf(on.story, 'wmWu')).toMatchObject({ epoch, owner: { staffId: 'xu-jing' } });
  });

  it('taken as it stands goes out once, as words of the person', async () => {
    const wu = on.story.resident('wmWu');
    const before = on.story.hears(wu).length;
    const [suggested] = await open('wmWu');
    const said = await inConversation(on.story, 'wmWu', 'reply', {
      ...{ onBehalfOf: 'xu-jing', text: suggested?.text, draftId: suggested?.id },
    });
    expect(said).toMatchObject({ status: 200, body: { message: { author: 'staff' } } });
    await on.story.settled();
    expect(on.story.hears(wu).slice(before)).toEqual([suggested?.text]);
    expect(await open('wmWu')).toEqual([]);
    expect(await outcomes()).toEqual(['sent']);
  });

  it('is none where the bot would have opened a ticket: nobody did, so nobody says so', async () => {
    const wu = on.story.resident('wmWu');
    wu.writes('3栋2单元501');
    await on.story.settled();
    expect(await open('wmWu')).toEqual([]);
    expect(await ticketsOf(on.story, 'wmWu')).toEqual([]);
  });

  it('is over when the resident writes anew, and another takes its place', async () => {
    const lu = on.story.resident('wmLu');
    lu.writes('你好');
    await on.story.settled();
    await inConversation(on.story, 'wmLu', 'takeover', { onBehalfOf: 'xu-jing' });
    lu.writes('客厅灯不亮了');
    await on.story.settled();
    const [first] = await open('wmLu');
    lu.writes('谢谢');
    await on.story.settled();
    const now = await open('wmLu');
    expect(now.map(({ id }) => id)).not.toContain(first?.id);
  });

  it('is over when they write anew while nobody has it, too', async () => {
    const jiang = on.story.resident('wmJiang');
    jiang.writes('你好');
    await on.story.settled();
    await inConversation(on.story, 'wmJiang', 'takeover', { onBehalfOf: 'xu-jing' });
    jiang.writes('走廊灯不亮了');
    await on.story.settled();
    expect(await open('wmJiang')).toHaveLength(1);
    const { id } = await conversationOf(on.story, 'wmJiang');
    const { store, house } = on.story.app;
    await store.transact(async (tx) => {
      const conversation = await tx.conversations.get(id);
      if (conversation) await sessionQueued(tx, conversation, null, house);
    });
    jiang.writes('有人吗');
    await on.story.settled();
    expect(await open('wmJiang')).toEqual([]);
  });

  it.each([
    ['物业费怎么交', 1],
    ['物业电话是多少', 0],
  ])('never holds the number of a person: %s', async (question, found) => {
    const who = `wmShi${found}`;
    const shi = on.story.resident(who);
    shi.writes('你好');
    await on.story.settled();
    await inConversation(on.story, who, 'takeover', { onBehalfOf: 'xu-jing' });
    shi.writes(question);
    await on.story.settled();
    expect(await open(who)).toHaveLength(found);
    // Where the bot speaks, it says it itself.
    await inConversation(on.story, who, 'handback', { onBehalfOf: 'xu-jing' });
    shi.writes(question);
    await on.story.settled();
    expect(on.story.hears(shi).at(-1)?.includes(ON_DUTY)).toBe(found === 0);
  });

  it('changed before it is sent, or passed over, is known as that', async () => {
    const fu = on.story.resident('wmFu');
    fu.writes('你好');
    await on.story.settled();
    await inConversation(on.story, 'wmFu', 'takeover', { onBehalfOf: 'xu-jing' });
    for (const [words, reply] of [
      ['卧室灯不亮了', (id: string) => ({ text: '您好，请问您住哪一栋？', draftId: id })],
      ['谢谢你', () => ({ text: '不客气，我先去核实一下。' })],
    ] as const) {
      fu.writes(words);
      await on.story.settled();
      const [suggested] = await open('wmFu');
      await inConversation(on.story, 'wmFu', 'reply', {
        onBehalfOf: 'xu-jing',
        ...reply(suggested?.id ?? ''),
      });
    }
    expect((await outcomes()).slice(-2)).toEqual(['edited', 'passed']);
  });

  it('is over once the bot has the conversation again, and once the words it answers are taken back', async () => {
    const tan = on.story.resident('wmTan');
    tan.writes('你好');
    await on.story.settled();
    await inConversation(on.story, 'wmTan', 'takeover', { onBehalfOf: 'xu-jing' });
    const words = tan.writes('书房灯不亮了');
    await on.story.settled();
    expect(await open('wmTan')).toHaveLength(1);
    tan.recalls(words);
    await on.story.settled();
    expect(await open('wmTan')).toEqual([]);
    tan.writes('阳台灯不亮了');
    await on.story.settled();
    expect(await open('wmTan')).toHaveLength(1);
    await inConversation(on.story, 'wmTan', 'handback', { onBehalfOf: 'xu-jing' });
    expect(await open('wmTan')).toEqual([]);
  });

  it('leaves a trainee and goes to their mentor in the same turn, when something becomes urgent', async () => {
    const account = (id: string, staffId: string, mentorId: string | null): Account => ({
      ...{ id, login: id, staffId, role: 'agent', communityIds: ['cuihu'], name: id, mentorId },
      ...{ password: null, invite: null, secondFactor: null, disabledAt: null, createdAt: 0, version: 1 },
    });
    await on.story.app.store.transact(async (tx) => {
      await tx.people.add(account('p-xu', 'xu-jing', null));
      await tx.people.add(account('p-tang', 'tang-li', 'xu-jing'));
    });
    const xie = on.story.resident('wmXie');
    xie.writes('你好');
    await on.story.settled();
    await inConversation(on.story, 'wmXie', 'takeover', { onBehalfOf: 'tang-li' });
    xie.writes('客厅灯不亮了');
    await on.story.settled();
    expect(await conversationOf(on.story, 'wmXie')).toMatchObject({ owner: { staffId: 'tang-li' } });
    xie.writes('3栋2单元501厨房闻到很重的煤气味');
    await on.story.settled();
    expect(await conversationOf(on.story, 'wmXie')).toMatchObject({ owner: { staffId: 'xu-jing' } });
    expect(await ticketsOf(on.story, 'wmXie')).toMatchObject([{ grade: 1 }]);
  });
});
