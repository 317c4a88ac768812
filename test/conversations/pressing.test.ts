import { expect, it } from 'vitest';
import { asksForSomebodyAbove, noteWordsForAbove } from '../../src/conversations/pressing.ts';
import { shanghai } from '../support/manual-clock.ts';
import { openTicketDesk, resident } from '../support/ticket-desk.ts';

it.each([
  '找你们经理来',
  '我要见你们领导',
  '叫负责人给我打电话',
  '让主管回我',
  'I want to speak to your manager',
])('asks for somebody above: %s', (words) => expect(asksForSomebodyAbove(words)).toBe(true));
it.each(['转人工', '经理态度很差', '主任家漏水', '师傅什么时候来'])('does not: %s', (words) =>
  expect(asksForSomebodyAbove(words)).toBe(false),
);

it('a threat where nothing is open becomes a complaint and goes up; a lawyer alone does not', async () => {
  const startAt = shanghai('2026-11-23 09:00');
  const desk = await openTicketDesk(startAt);
  try {
    const hear = (words: string) =>
      desk.unit(async (tx) => {
        const conversation = await tx.conversations.forPerson(resident, {
          communityId: 'cuihu',
          at: startAt,
        });
        await noteWordsForAbove(tx, conversation, [words], desk.house);
        return tx.tickets.openOf(conversation.id);
      });
    expect(await hear('我要找律师告你们')).toEqual([]);
    for (const words of ['明天就去弄死你们经理', '你们经理等着挨揍']) {
      const open = await hear(words);
      expect(open).toMatchObject([{ kind: 'complaint', description: '明天就去弄死你们经理' }]);
      await desk.pass(1);
    }
    const raised = desk.reminded.filter(({ text }) => text.includes('住户说要对我们的同事动手'));
    expect(raised.map(({ who }) => who)).toContain('LinZheng');
    expect(new Set(raised.map(({ who }) => who)).size).toBe(raised.length);
  } finally {
    await desk.close();
  }
});
