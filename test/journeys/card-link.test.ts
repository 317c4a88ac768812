// A card opens its ticket on the phone of whoever was called, and signs them in on the way.
import { expect, it } from 'vitest';
import { stage, ticketOf } from './support.ts';

const on = stage({ env: { PUBLIC_URL: 'https://desk.example.com' } });

it('the whole card, and 详情 where it has one, open the ticket by way of signing in', async () => {
  on.story.resident('wmHe').writes('6栋1单元302卫生间水管爆了，水漫出来了');
  await on.story.settled();
  const { id } = await ticketOf(on.story, 'wmHe');
  const [notice] = on.story.fake.ledger
    .of('staff.notice')
    .filter(({ msgtype }) => msgtype === 'template_card');
  const url = `https://desk.example.com/desk/api/sign-in/member?to=${encodeURIComponent(`/m/tickets/${id}`)}`;
  expect(notice?.content).toMatchObject({ card_action: { type: 1, url } });
  const userId = notice?.userId ?? '';
  const [card] = on.story.fake.member(userId).cards();
  on.story.fake.member(userId).clicksCard(card?.taskId ?? '', 'accept');
  await on.story.settled();
  // Taken, it has the button: it leads there, too, and calls nothing back.
  const changed = on.story.fake.ledger.of('card.changed').at(-1)?.content as { button_list?: unknown[] };
  expect(changed.button_list).toContainEqual({ text: '详情', style: 2, type: 1, url });
});
