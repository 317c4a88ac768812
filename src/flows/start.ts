// Which flow a message begins, and what it takes along. Decides between "the same matter again" and "another one".
import type { Command, Found, IntentId } from '../understanding/commands.ts';
import { absorb, isAboutElsewhere, type Told } from './answers.ts';
import { prefill } from './slots.ts';
import type { EndedFrame, Frame } from './state.ts';
import { beginFrame, conditionHolds, flowOf, listOf, recentMatters, type Turn } from './turn.ts';
import type { Flow } from './types.ts';

export type Candidate = { flow: Flow; score: number };

/** Flows the message may begin, best first. Words about a fault or a photo begin a repair when nothing else is said. */
export function candidates(turn: Turn, commands: readonly Command[], told: Told): Candidate[] {
  const scores = new Map<IntentId, number>();
  for (const command of commands) {
    if (command.type === 'start-flow')
      scores.set(command.intent, Math.max(command.score, scores.get(command.intent) ?? 0));
  }
  const found = Object.values(turn.book.flows).flatMap((flow) => {
    const score = Math.max(-1, ...flow.start.intents.map((intent) => scores.get(intent) ?? -1));
    return score < 0 || flow.kind === 'pattern' ? [] : [{ flow, score }];
  });
  if (found.length === 0 && told.fills.some((one) => one.entity === 'fault' || one.entity === 'photo')) {
    const repair = Object.values(turn.book.flows).find((flow) => flow.start.intents.includes('repair'));
    if (repair) found.push({ flow: repair, score: 0.5 });
  }
  return found.sort((a, b) => b.score - a.score || b.flow.start.priority - a.flow.start.priority);
}

/** Begins a flow with all that was told so far. Null when its guard says no. */
export function begin(turn: Turn, flow: Flow, told: Told): Frame | null {
  const frame = beginFrame(turn, flow);
  if (flow.start.when !== null && !conditionHolds(turn, frame, flow.start.when)) {
    turn.state.stack.pop();
    return null;
  }
  const kept = turn.state.kept;
  turn.state.kept = [];
  prefill(turn, frame);
  carryOver(turn, frame);
  // Told before the matter had a name: same weight, just earlier.
  absorb(turn, frame, { ...told, fills: [...kept, ...told.fills] });
  return frame;
}

/** Place and telephone of the matter before this one, as guesses: 还有厨房的灯也不亮. */
function carryOver(turn: Turn, frame: Frame): void {
  const before = [...turn.state.stack.filter((other) => other !== frame).reverse(), ...recentMatters(turn)];
  for (const slot of Object.values(flowOf(turn, frame)?.slots ?? {})) {
    if (slot.type !== 'address' && slot.type !== 'phone') continue;
    if (frame.slots[slot.name] !== undefined && slot.type === 'address') continue;
    for (const other of before) {
      const same = Object.values(flowOf(turn, other)?.slots ?? {}).find((one) => one.type === slot.type);
      const known = same && other.slots[same.name];
      if (!known) continue;
      frame.slots[slot.name] = { ...known, messageId: null, producer: 'prefill', confirmed: false };
      break;
    }
  }
}

/** How long after a complaint more words of the same kind are still that complaint. */
const GOES_ON_MS = 30 * 60_000;

/** The finished matter this message goes on with: same fault and no other place, or the same grievance a moment later. */
export function sameMatter(turn: Turn, flow: Flow, found: readonly Found[]): EndedFrame | null {
  if (flow.start.sameIssue === 'new') return null;
  const faults = found.filter((one) => one.entity === 'fault').map((one) => one.value);
  const speaksOfFaults = Object.values(flow.slots).some((slot) => slot.options === 'faults');
  return (
    recentMatters(turn).find((recent) => {
      if (recent.flow !== flow.id || recent.ticket === null || isAboutElsewhere(turn, recent, found))
        return false;
      if (speaksOfFaults) return faults.some((fault) => faultsOf(turn, recent).includes(fault));
      return turn.input.now - recent.endedAt <= GOES_ON_MS;
    }) ?? null
  );
}

function faultsOf(turn: Turn, frame: Frame): string[] {
  const slot = Object.values(flowOf(turn, frame)?.slots ?? {}).find((one) => one.options === 'faults');
  return slot ? listOf(frame.slots[slot.name]?.value) : [];
}
