// Words that may tell of danger: one question with what can not wait, a person who knows of it meanwhile, and an answer that decides.
import { describe, expect, it } from 'vitest';
import { createUnderstanding } from '../../src/understanding/understand.ts';
import { lexicon } from '../understanding/support.ts';
import { inConversation, notices, stage, tasksOf, threadOf, ticketOf, ticketsOf } from './support.ts';

/** Which of them lies in the band between heard and not heard moves with every training. */
const CANDIDATES = [
  '柜子后面有动静，像有东西在窜',
  '那头一直有怪味飘过来，不太对劲',
  '老人在里面半天没应我',
  '那根线耷拉着，路过的人都绕开',
  '楼上那块板子晃来晃去',
  '门口有个男的站了好久不走',
  '管子那边声音特别大，地上越来越多',
  '插头那里有点焦焦的感觉',
  '梯子停那儿没动静，里头好像有人说话',
  '小孩一个人在阳台上爬',
  '那边冒着气，我没敢过去',
  '隔壁吵得好凶还摔东西，孩子在哭',
];
const understand = createUnderstanding({ lexicon, estate: null });
const doubtful = CANDIDATES.filter((text) => {
  const { suspected } = understand({ messages: [{ messageId: 'm', text }], pending: null, now: 0 });
  return suspected !== null;
});
const words = (at: number) => doubtful[at % doubtful.length] ?? '';

describe('words that may tell of danger', { shuffle: false }, () => {
  const on = stage();

  it('are found among what residents say', () => {
    expect(doubtful.length).toBeGreaterThanOrEqual(1);
  });

  it('are asked about at once, and a person on duty knows of them already', async () => {
    const lan = on.story.resident('wmLan');
    lan.writes(words(0));
    await on.story.settled();
    expect(await ticketsOf(on.story, 'wmLan')).toEqual([]);
    expect(await tasksOf(on.story, 'wmLan')).toMatchObject([{ kind: 'doubtful-danger' }]);
    expect(notices(on.story).join('\n')).toContain(`住户说的可能是`);
    expect(notices(on.story).join('\n')).toContain(words(0));
    const out = (await threadOf(on.story, 'wmLan')).filter((each) => each.direction === 'out');
    expect(out.filter((each) => each.replyKey?.startsWith('doubt.'))).toHaveLength(1);
  });

  it('are an emergency by a yes, and the task has ended', async () => {
    on.story.resident('wmLan').writes('是的');
    await on.story.settled();
    const ticket = await ticketOf(on.story, 'wmLan');
    expect(ticket).toMatchObject({ grade: 1, kind: 'repair' });
    expect(ticket.description).toContain(words(0));
    expect(await tasksOf(on.story, 'wmLan')).toEqual([]);
    expect(notices(on.story).join('\n')).toMatch(/请马上接单并出发/);
  });

  it('are nothing by a no, and the task has ended', async () => {
    const mei = on.story.resident('wmMei');
    mei.writes(words(1));
    await on.story.settled();
    mei.writes('没有');
    await on.story.settled();
    expect((await ticketsOf(on.story, 'wmMei')).filter((one) => one.grade === 1)).toEqual([]);
    expect(await tasksOf(on.story, 'wmMei')).toEqual([]);
  });

  it('that nobody answers about stay with the person on duty', async () => {
    on.story.resident('wmNing').writes(words(2));
    await on.story.settled();
    expect(await tasksOf(on.story, 'wmNing')).toMatchObject([{ kind: 'doubtful-danger' }]);
  });

  it('are no question while a person has the conversation', async () => {
    const ou = on.story.resident('wmOu');
    ou.writes('你好');
    await on.story.settled();
    await inConversation(on.story, 'wmOu', 'takeover');
    const before = on.story.hears(ou).length;
    ou.writes(words(3));
    await on.story.settled();
    expect(on.story.hears(ou).length).toBe(before);
    expect(await tasksOf(on.story, 'wmOu')).toEqual([]);
  });
});
