// Which department a matter belongs to, and who of it answers for it now. Pure.
import type { Department, Staff } from '../config/config.ts';
import type { HazardId } from '../understanding/commands.ts';
import type { House } from './house.ts';
import { onDuty } from './roster.ts';
import type { TicketKind } from './ticket.ts';

/** Danger to people or public order is first a matter of the security team; everything technical of the engineers. */
const HAZARD_DEPARTMENT: Record<HazardId, string> = {
  gas: 'engineering',
  trapped: 'engineering',
  electric: 'engineering',
  burst: 'engineering',
  falling: 'engineering',
  fire: 'order',
  person: 'order',
  security: 'order',
};

export function departmentFor(
  matter: { kind: TicketKind; hazards: readonly HazardId[]; faults: readonly string[] },
  house: Pick<House, 'lexicon'>,
): string {
  const hazard = matter.hazards[0];
  if (hazard) return HAZARD_DEPARTMENT[hazard];
  const fault = house.lexicon.faults.find((entry) => matter.faults.includes(entry.id));
  if (fault) return fault.department;
  return matter.kind === 'repair' ? 'engineering' : 'service';
}

/** Who residents are told to expect: the first on duty of the department, else its lead. */
export function contactFor(
  departmentId: string,
  communityId: string,
  at: number,
  house: Pick<House, 'people' | 'departments'>,
  /** Those it is about. */
  except: readonly string[] = [],
): { person: Staff | null; department: Department | null } {
  const { roster } = house.people();
  const staff = house.people().staff.filter((member) => !except.includes(member.id));
  const department = house.departments.find((each) => each.id === departmentId) ?? null;
  const duty = onDuty(roster, staff, { department: departmentId, communityId, at })[0];
  const lead = staff.find((member) => member.id === department?.leadStaffId);
  return { person: duty ?? lead ?? null, department };
}
