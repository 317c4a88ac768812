// What still stands between a complaint and its end, by the level it has. The guards refuse with it and the sheet shows it. Pure.
import { type Refusal, refused } from '../base/errors.ts';
import type { Staff } from '../config/config.ts';
import { policyOf } from './complaint-clocks.ts';
import { weightOf } from './complaint-level.ts';
import type { House } from './house.ts';
import type { ComplaintLevel, Ticket } from './ticket.ts';

type Known = Pick<House, 'complaints' | 'people'>;

/** In the order in which they are done. */
export function lackingToClose(ticket: Ticket, house: Known): Refusal[] {
  const policy = isOnItsOwn(ticket) ? policyOf(ticket, house) : null;
  if (policy === null) return [];
  const isApproved = policy.approvedBy === 'nobody' || approvalStands(ticket);
  const who = policy.approvedBy === 'manager' ? '项目经理' : '部门负责人或项目经理';
  return [
    ...lackingOnSheet(ticket, house),
    ...(isApproved
      ? []
      : [refused('complaints/approval-needed', `${ticket.level}投诉要由${who}点头，才能办结`)]),
  ];
}

export function lackingOnSheet(ticket: Ticket, house: Known): Refusal[] {
  const needs = policyOf(ticket, house)?.needs ?? [];
  const { finding = null, proposal = null, outside = [] } = ticket.course.complaint ?? {};
  const lacking: Refusal[] = [];
  if (needs.includes('finding') && finding === null)
    lacking.push(refused('complaints/finding-needed', `${ticket.level}投诉要先写好调查结论`));
  if (needs.includes('proposal') && proposal === null)
    lacking.push(refused('complaints/proposal-needed', `${ticket.level}投诉要先写好处理方案`));
  if (outside.some((each) => each.answered === null))
    lacking.push(refused('complaints/third-party-waiting', '请来的第三方还没有答复，记下结果再办结'));
  return lacking;
}

export function lackingOnReviews(ticket: Ticket): Refusal[] {
  const { complaint, reviews } = ticket.course;
  if (complaint?.carried === true || reviews.every((each) => each.verified !== null)) return [];
  return [refused('reviews/waiting', '案例复盘还没有做完并核实，核实过再办结')];
}

/** Neither carried by an incident nor the work order of one; those are answered for there. */
export function isOnItsOwn({ incidentId, course: { complaint } }: Ticket): boolean {
  return complaint === null ? incidentId === null : !complaint.carried;
}

/** What has come back, or has become weightier, is looked at again. */
function approvalStands({ level, course }: Ticket): boolean {
  const approval = course.complaint?.approval ?? null;
  return (
    approval !== null &&
    approval.cycle === course.cycle &&
    weightOf(approval.level as ComplaintLevel) >= weightOf(level)
  );
}

/** Whoever had it in hand, did the work or found out: others judge whether it is over. */
export function workedOn({ assignee, course }: Ticket): ReadonlySet<string> {
  const { finding, proposal } = course.complaint ?? {};
  return new Set(
    [
      assignee,
      ...course.legs.map((leg) => leg.holder),
      ...course.milestones.filter((each) => each.kind === 'resolved').map((each) => each.by),
      finding?.by ?? null,
      proposal?.by ?? null,
    ].filter((each) => each !== null),
  );
}

/** Who may say that it is over. A house whose managers are all part of it has its leads do so: somebody must. */
export function mayApprove(ticket: Ticket, member: Staff, house: Known): boolean {
  const { approvedBy } = policyOf(ticket, house) ?? {};
  if (member.role === 'manager') return true;
  if (member.role !== 'lead') return false;
  if (approvedBy !== 'manager') return true;
  const worked = workedOn(ticket);
  return !house
    .people()
    .staff.some(
      ({ id, role, communityIds }) =>
        role === 'manager' &&
        communityIds.includes(ticket.communityId) &&
        !worked.has(id) &&
        !ticket.course.complainedAbout.includes(id),
    );
}
