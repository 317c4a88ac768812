// A complaint is weighed when it is opened, and again with everything that becomes known later. By rule it only gets heavier; making it
// lighter is a person's deed (`complaint-deeds.ts`). A heavy one is told upwards at once, and looked back at.
import type { Tx } from '../storage/contract.ts';
import type { HazardId } from '../understanding/commands.ts';
import { hearTelling } from '../understanding/understand.ts';
import { beginClocks, stopClocks } from './clocks.ts';
import { beginLevelClocks, policyOf } from './complaint-clocks.ts';
import { isOnItsOwn } from './complaint-closing.ts';
import { rulesThatHold, type Weighed, weightOf } from './complaint-level.ts';
import { type CaseReview, newInvestigation } from './course.ts';
import { keepChange, standingOf } from './history.ts';
import { type Actor, type House, staffById, timerActor } from './house.ts';
import { whatAndWhere } from './notices.ts';
import { tellStaff } from './paging.ts';
import { perform } from './perform.ts';
import { TOLD_ABOVE } from './raising.ts';
import type { ComplaintLevel, Ticket } from './ticket.ts';

/** What the ticket itself does not say. */
type MoreFacts = { hazards?: readonly HazardId[]; hasEvidence?: boolean };

/** Sets the level of a new complaint, its reason and its clocks, before it is kept. */
export async function weighFirst(tx: Tx, ticket: Ticket, more: MoreFacts, house: House): Promise<void> {
  const held = rulesThatHold(await matterOf(tx, ticket, [], more, house), house.complaints);
  ticket.level = held[0]?.level ?? '一般';
  ticket.course.complaint = {
    ...newInvestigation(),
    rules: held.map((rule) => rule.id),
    levelReason: held[0]?.reason ?? '普通投诉',
  };
  beginLevelClocks(ticket, ticket.openedAt, house);
}

/** More has become known. Rules that have spoken already do not speak again, so what a person decided since stands. */
export async function weighAgain(
  tx: Tx,
  ticket: Ticket,
  more: MoreFacts,
  actor: Actor,
  house: House,
): Promise<void> {
  if (ticket.kind !== 'complaint' || !isOnItsOwn(ticket)) return;
  const known = ticket.course.complaint ?? newInvestigation();
  const matter = await matterOf(tx, ticket, known.rules, more, house);
  const news = rulesThatHold(matter, house.complaints).filter((rule) => !known.rules.includes(rule.id));
  const heaviest = news[0];
  if (!heaviest) return;
  const rules = news.map((rule) => rule.id);
  await addWeight(tx, ticket, { rules, level: heaviest.level, reason: heaviest.reason }, actor, house);
}

/** What ended in it was weightier: so is this one, now. */
export async function weighMerged(
  tx: Tx,
  target: Ticket,
  source: Ticket,
  actor: Actor,
  house: House,
): Promise<void> {
  const { level, course } = source;
  if (target.kind !== 'complaint' || level === null || weightOf(level) <= weightOf(target.level)) return;
  const { rules = [], levelReason: reason = '' } = course.complaint ?? {};
  await addWeight(tx, target, { rules, level, reason }, actor, house);
}

async function addWeight(
  tx: Tx,
  ticket: Ticket,
  news: { rules: readonly string[]; level: ComplaintLevel; reason: string },
  actor: Actor,
  house: House,
): Promise<void> {
  const before = standingOf(ticket);
  const now = house.clock.now();
  const known = ticket.course.complaint ?? newInvestigation();
  const rules = [...new Set([...known.rules, ...news.rules])];
  const isHeavier = weightOf(news.level) > weightOf(ticket.level);
  ticket.course.complaint = isHeavier
    ? { ...known, rules, levelReason: news.reason, levelBy: null }
    : { ...known, rules };
  if (isHeavier) {
    ticket.level = news.level;
    beginLevelClocks(ticket, now, house);
  }
  ticket.updatedAt = now;
  await tx.tickets.save(ticket);
  await keepChange(tx, ticket, before, {
    type: isHeavier ? 'complaint.level-raised' : 'complaint.weighed',
    actor,
    at: now,
    data: { rules: news.rules, reason: news.reason, level: ticket.level },
  });
  if (!isHeavier) return;
  await stopClocks(tx, ticket.id);
  await beginClocks(tx, ticket, house);
  await nowWeighty(tx, ticket, house);
}

/** A weighty one: those above hear it at once, by day and by night, and the house will look back at it. */
export async function nowWeighty(tx: Tx, ticket: Ticket, house: House): Promise<void> {
  if (!isOnItsOwn(ticket) || policyOf(ticket, house)?.review !== true) return;
  const reason = ticket.course.complaint?.levelReason ?? '';
  const line = `【${ticket.level}投诉】单号 ${ticket.code}，${whatAndWhere(ticket, house)}：${reason}。请马上过问，尽快和住户联系。`;
  const told = above(ticket, house);
  for (const member of told) await tellStaff(tx, member, line, ticket.id, house);
  await tx.tickets.addEvent(ticket.id, {
    type: TOLD_ABOVE,
    at: house.clock.now(),
    actor: { kind: timerActor.kind, id: null },
    source: timerActor.source,
    data: {
      level: ticket.level,
      rule: house.complaints.rules.find((rule) => rule.reason === reason)?.id ?? null,
      staffIds: told.map((member) => member.id),
    },
  });
  await openReview(tx, ticket, 'serious', house);
}

/** The lead of the department and the manager, whoever of them it is not about. */
function above(ticket: Ticket, house: House) {
  const leadId = house.departments.find((each) => each.id === ticket.department)?.leadStaffId;
  const { staff } = house.people();
  return staff.filter(
    (member) =>
      member.communityIds.includes(ticket.communityId) &&
      (member.id === leadId || member.role === 'manager') &&
      !ticket.course.complainedAbout.includes(member.id),
  );
}

/** Opened by rule, once for each cause; the ticket as handed in knows it afterwards. */
export async function openReview(
  tx: Tx,
  ticket: Ticket,
  why: CaseReview['why'],
  house: House,
): Promise<void> {
  if (ticket.course.reviews.some((each) => each.why === why)) return;
  const now = house.clock.now();
  const owner = reviewerFor(ticket, house);
  const review: CaseReview = {
    ...{ id: house.ids.next(), why, openedAt: now, owner, held: null, verified: null },
    dueAt: now + house.complaints.reviewWithinSeconds * 1000,
  };
  const opened = await perform(
    tx,
    ticket.id,
    'openReview',
    {
      by: { actor: timerActor, staffId: null },
      data: { reviewId: review.id, why, owner, dueAt: review.dueAt },
      change(held) {
        held.course.reviews = [...held.course.reviews, review];
      },
    },
    house,
  );
  if (!opened.ok) return;
  Object.assign(ticket, opened.value);
  const member = owner === null ? null : staffById(house, owner);
  const line = `【案例复盘】单号 ${ticket.code}，${whatAndWhere(ticket, house)}：请您牵头复盘，写清哪一步没做好、怎么改，再请别的同事核实。`;
  if (member) await tellStaff(tx, member, line, ticket.id, house);
}

/** The manager of the community, else the lead of the department; never whom it is about nor whoever has it in hand. */
function reviewerFor(ticket: Ticket, house: House): string | null {
  const free = above(ticket, house).filter((member) => member.id !== ticket.assignee);
  return (free.find((member) => member.role === 'manager') ?? free[0])?.id ?? null;
}

async function matterOf(
  tx: Tx,
  ticket: Ticket,
  spoken: readonly string[],
  more: MoreFacts,
  house: House,
): Promise<Weighed> {
  // Earlier tickets are looked up only while a rule still asks for them.
  const asksForEarlier = house.complaints.rules.some((rule) => rule.repeat && !spoken.includes(rule.id));
  return {
    telling: hearTelling(ticket.description.split('\n'), house.lexicon),
    complaintClass: ticket.complaintClass ?? 'other',
    hazards: more.hazards ?? [],
    about: ticket.course.complainedAbout.flatMap((id) => staffById(house, id)?.role ?? []),
    isRepeat: ticket.course.cycle > 1 || (asksForEarlier && (await wasToldBefore(tx, ticket, house))),
    hasEvidence: more.hasEvidence ?? ticket.attachmentIds.length > 0,
  };
}

const MOST_LOOKED_AT = 100;

/** The same household, the same matter, not long ago. */
async function wasToldBefore(tx: Tx, ticket: Ticket, house: House): Promise<boolean> {
  const { conversationId, openedAt } = ticket;
  if (conversationId === null) return false;
  const page = await tx.tickets.list(
    { conversationId, kind: 'complaint' },
    { after: null, limit: MOST_LOOKED_AT },
  );
  return page.items.some(
    (other) =>
      other.id !== ticket.id &&
      other.status !== 'cancelled' &&
      other.openedAt <= openedAt &&
      openedAt - other.openedAt <= house.complaints.repeatWithinMs &&
      isSameMatter(other, ticket),
  );
}

function isSameMatter(other: Ticket, { category, complaintClass, place }: Ticket): boolean {
  const isElsewhere =
    other.place.building !== null && place.building !== null && other.place.building !== place.building;
  if (isElsewhere || other.course.mergedInto !== null) return false;
  if (category !== null || other.category !== null) return category === other.category;
  return complaintClass !== 'other' && complaintClass === other.complaintClass;
}
