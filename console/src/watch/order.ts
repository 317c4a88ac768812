// Whom one would ask first: on duty, of the department, able, with the least in hand. Pure.
import type { Unassigned, Worker } from './shapes.ts';

export const SKILLS: Record<string, string> = {
  water: '水',
  electric: '电',
  lift: '电梯',
  carpentry: '木工',
  door: '门窗',
};

/** Those of the department (everybody when it has none), nobody the matter is about, the most fitting first. */
export function inOrder(workers: readonly Worker[], of: Unassigned): Worker[] {
  const { department, community } = of.ticket;
  const fits = (worker: Worker) => of.skill !== null && worker.skills.includes(of.skill);
  return workers
    .filter((each) => department === null || each.department === department)
    .filter((each) => each.communities.includes(community) && !of.not.includes(each.id))
    .toSorted(
      (a, b) =>
        Number(b.dutyUntil !== null) - Number(a.dutyUntil !== null) ||
        Number(fits(b)) - Number(fits(a)) ||
        a.inHand - b.inHand,
    );
}
