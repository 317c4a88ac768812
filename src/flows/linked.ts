// Matters told in one breath belong together: a repair and the complaint about it, two repairs. Their tickets point at each other.
import type { Told } from './answers.ts';
import { openTicket } from './matter.ts';
import { isAccepted } from './slots.ts';
import type { Frame } from './state.ts';
import { activeMatter, flowOf, listOf, recentMatters, say, type Turn } from './turn.ts';

export function linkMatters(frames: readonly Frame[]): void {
  for (const frame of frames) {
    const others = frames.filter((other) => other !== frame).map((other) => other.ref);
    frame.linked = [...new Set([...(frame.linked ?? []), ...others])];
  }
}

/** 等到现在还没人来，我要投诉: the open repair this complaint is about. Null when it speaks of something else. */
export function repairComplainedOf(turn: Turn, told: Told): Frame | null {
  const faults = told.fills.flatMap((one) => (one.entity === 'fault' ? [one.value] : []));
  const presses = told.acts.has('urge') || told.acts.has('progress');
  const repairs = [...turn.state.stack]
    .reverse()
    .concat(recentMatters(turn))
    .filter((frame) => {
      return flowOf(turn, frame)?.kind === 'repair';
    });
  return (
    repairs.find((repair) => {
      const slot = Object.values(flowOf(turn, repair)?.slots ?? {}).find((one) => one.options === 'faults');
      const known = slot ? listOf(repair.slots[slot.name]?.value) : [];
      return faults.some((fault) => known.includes(fault)) || (faults.length === 0 && presses);
    }) ?? null
  );
}

/** The second matter of a message waits for its questions, not for its ticket. */
export function openWaiting(turn: Turn): void {
  const active = activeMatter(turn);
  for (const frame of turn.state.stack) {
    const flow = flowOf(turn, frame);
    if (frame === active || frame.ticket !== null || frame.linked === undefined || flow?.kind !== 'repair')
      continue;
    const first = [...turn.state.stack, ...turn.state.recent].find((one) => frame.linked?.includes(one.ref));
    const knows = Object.values(flow.slots).every(
      (slot) => !(slot.type === 'address' || slot.options === 'faults') || isAccepted(frame, slot),
    );
    // Whoever falls silent before the place is known has told two matters all the same.
    if (!knows && first?.ticket?.partial !== true) continue;
    openTicket(turn, frame, false);
    say(turn, frame, 'repair.second');
  }
}
