// 当日登记: who is reminded of lines nobody has entered, and when.
import { afterEach, describe, expect, it } from 'vitest';
import { confirmEntry, noteContact } from '../../src/tickets/register.ts';
import { planRegisterReminder } from '../../src/tickets/register-reminder.ts';
import { lineOf } from '../contracts/storage/subject.ts';
import { shippedConfig } from '../support/house.ts';
import { shanghai } from '../support/manual-clock.ts';
import { openTicketDesk, resident, type TicketDesk } from '../support/ticket-desk.ts';

// 2026-11-23 is a Monday.
const NOON = shanghai('2026-11-23 12:00');
const HALF_PAST_FIVE = 5.5 * 3_600;
const DAY = 86_400;
const by = { actor: { kind: 'staff', id: 'xu-jing', source: 'console' } as const, staffId: 'xu-jing' };

let desk: TicketDesk;
afterEach(() => desk.close());

async function open(at: number, changes: Parameters<typeof openTicketDesk>[1] = {}): Promise<void> {
  desk = await openTicketDesk(at, changes);
  await desk.unit((tx) => planRegisterReminder(tx, desk.house));
}
const writes = (channelUserId: string, channel: 'wecom-kf' | 'web' = 'wecom-kf') =>
  desk.unit(async (tx) => {
    const at = desk.clock.now();
    const person = { ...resident, channel, channelUserId };
    await noteContact(tx, await tx.conversations.forPerson(person, { communityId: 'cuihu', at }), at);
  });
const reminders = () =>
  desk.heard
    .filter(({ text }) => text.startsWith('【待登记】'))
    .map(({ who, text, second }) => [second, who, text.split('。')[0]]);

describe('lines of the register that nobody has entered', () => {
  it('are said at half past five to whoever is on duty at the counter, by the way people came', async () => {
    await open(NOON);
    await writes('wm-lin');
    await writes('wm-wu');
    await writes('visitor-1', 'web');
    await desk.pass(8 * 3_600);
    expect(reminders()).toEqual([
      [HALF_PAST_FIVE, 'XuJing', '【待登记】今天的接待还有 3 条没有登记：微信客服 2 条、网页 1 条'],
    ]);
    expect(desk.heard.at(-1)?.text).toContain('接过的电话和来访，没记的也请在下班前补上');
  });

  it('are said to whoever received them, while they are there', async () => {
    await open(NOON);
    await desk.unit(async (tx) => {
      await tx.register.add(lineOf(null, { way: 'phone', at: NOON, receptionist: 'tang-li' }), 'a');
      await tx.register.add(lineOf(null, { way: 'phone', at: NOON, receptionist: 'gao-feng' }), 'b');
    });
    await desk.pass(8 * 3_600);
    // 高峰 works at weekends: on Monday his line is a matter of the counter.
    expect(reminders().map(([, who]) => who)).toEqual(['TangLi', 'XuJing']);
    expect(desk.heard.find(({ who }) => who === 'TangLi')?.text).toContain('其中 1 条是您接待的');
  });

  it('are nobody’s once they are entered, and yesterday’s are not said again', async () => {
    await open(NOON);
    await writes('wm-lin');
    const [line] = await desk.under.store.read(async (tx) => {
      const filter = { communityIds: null, fromAt: 0, toAt: NOON * 2, unentered: true };
      return (await tx.register.list(filter, { after: null, limit: 5 })).items;
    });
    const told = { place: '3栋2单元501', category: 'leak', words: '厨房漏水' };
    await desk.unit((tx) => confirmEntry(tx, line?.id ?? '', told, by, desk.house));
    await desk.pass(8 * 3_600);
    expect(reminders()).toEqual([]);
    await writes('wm-late');
    await desk.pass(DAY);
    expect(reminders()).toEqual([]);
  });

  it('are said on days the office works, and not days later when nobody could say it', async () => {
    await open(shanghai('2026-11-28 12:00'));
    await desk.pass(DAY);
    await writes('wm-sunday');
    await desk.pass(8 * 3_600);
    expect(reminders()).toEqual([]);
    desk.clock.advance(2 * DAY * 1000);
    await desk.pass(3_600);
    expect(reminders()).toEqual([]);
    // Wednesday, when the office is closed already.
    await writes('wm-wednesday');
    desk.clock.advance(22 * 3_600_000);
    await desk.pass(3_600);
    expect(reminders()).toEqual([]);
  });

  it('are said at another time, or never, where the company wants it so', async () => {
    const { escalation } = shippedConfig();
    await open(NOON, { escalation: { ...escalation, registerReminderAtMinute: null } });
    await writes('wm-lin');
    await desk.pass(DAY);
    expect(reminders()).toEqual([]);
    await desk.close();
    await open(NOON, { escalation: { ...escalation, registerReminderAtMinute: 16 * 60 } });
    await writes('wm-lin');
    await desk.pass(DAY);
    expect(reminders().map(([second]) => second)).toEqual([4 * 3_600]);
  });

  it('are said the next day where they could not be read today', async () => {
    await open(NOON);
    await writes('wm-lin');
    await desk.under.raw(`update register_entry set sealed = 'broken'`);
    await desk.pass(DAY);
    await writes('wm-wu');
    await desk.pass(DAY);
    expect(reminders().map(([second]) => second)).toEqual([DAY + HALF_PAST_FIVE]);
  });
});
