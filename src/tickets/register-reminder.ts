// 当日登记: before the office closes reception hears which of today's contacts nobody has entered yet, and is reminded of calls and
// visits, which only people know of (desk model §5.1).
import { dayAround, isServiceTime, nextAtMinute, wallDate } from '../clocks/service-calendar.ts';
import type { Staff } from '../config/config.ts';
import { MOST_TRIES } from '../jobs/job-runner.ts';
import type { Job, Tx } from '../storage/contract.ts';
import { contactFor } from './departments.ts';
import { type House, staffById } from './house.ts';
import { tellStaff } from './paging.ts';
import type { ContactWay, RegisterEntry } from './register-entry.ts';
import { WAY_WORDS } from './register-sheet.ts';
import { isRostered, worksAt } from './roster.ts';

export const REGISTER_JOB = 'register.remind';

/** Who speaks with residents enters the lines nobody has begun. */
const RECEPTION = 'service';
const PAGE = 500;

/** Plans the next reminder, however many processes ask for it. */
export async function planRegisterReminder(tx: Tx, house: House, after = house.clock.now()): Promise<void> {
  const minute = house.escalation.registerReminderAtMinute;
  if (minute === null) return;
  const dueAt = nextAtMinute(house.calendar, after, { minute });
  await tx.jobs.add({ kind: REGISTER_JOB, subjectId: 'house', dueAt, uniqueKey: `${REGISTER_JOB}:${dueAt}` });
}

export async function remindOfRegister(tx: Tx, { dueAt, attempt }: Job, house: House): Promise<void> {
  const now = house.clock.now();
  await planRegisterReminder(tx, house, Math.max(dueAt, now));
  // A line that cannot be read must not end the reminders.
  if (attempt > MOST_TRIES) return;
  // After an outage, with the office closed or on another day, it is too late to enter anything in time.
  const isInTime = wallDate(dueAt) === wallDate(now) && isServiceTime(house.calendar, now);
  if (house.escalation.registerReminderAtMinute === null || !isInTime) return;
  const mine = new Map<Staff, RegisterEntry[]>();
  for (const entry of await unenteredToday(tx, now)) {
    const member = whoEnters(entry, now, house);
    if (member) mine.set(member, [...(mine.get(member) ?? []), entry]);
  }
  for (const [member, entries] of mine) await tellStaff(tx, member, wordsOf(entries, member), null, house);
}

async function unenteredToday(tx: Tx, now: number): Promise<RegisterEntry[]> {
  const { from: fromAt } = dayAround(now);
  const found: RegisterEntry[] = [];
  for (let after: string | null = null; ; ) {
    const filter = { communityIds: null, fromAt, toAt: now + 1, unentered: true };
    const page = await tx.register.list(filter, { after, limit: PAGE });
    found.push(...page.items);
    if (page.next === null) return found;
    after = page.next;
  }
}

/** Whoever received them, while they are there; else whoever is on duty at the counter. */
function whoEnters({ receptionist, communityId }: RegisterEntry, now: number, house: House): Staff | null {
  const { roster } = house.people();
  const member = receptionist === null ? null : staffById(house, receptionist);
  if (member && (!isRostered(roster, member.id) || worksAt(roster, member.id, now))) return member;
  const where = communityId || (house.communities[0]?.id ?? '');
  return contactFor(RECEPTION, where, now, house).person;
}

function wordsOf(entries: readonly RegisterEntry[], { id }: Staff): string {
  const ways = new Map<ContactWay, number>();
  for (const { way } of entries) ways.set(way, (ways.get(way) ?? 0) + 1);
  const counted = [...ways].sort(([, a], [, b]) => b - a).map(([way, n]) => `${WAY_WORDS[way]} ${n} 条`);
  const own = entries.filter(({ receptionist }) => receptionist === id).length;
  const whose = own === 0 ? '' : `其中 ${own} 条是您接待的。`;
  return `【待登记】今天的接待还有 ${entries.length} 条没有登记：${counted.join('、')}。${whose}接过的电话和来访，没记的也请在下班前补上。在登记簿里点“只看待登记的”就能看到。`;
}
