// Step 9 of the arbitration: skip, why, repeat, progress and small talk, when nothing weightier was said.
import type { ActId } from '../understanding/commands.ts';
import type { Told } from './answers.ts';
import type { Frame } from './state.ts';
import { activeMatter, digress, flowOf, hasGradeOne, isTicketOpen, subjectOf, type Turn } from './turn.ts';
import type { PatternId } from './types.ts';
import { substantialMessages, takeWords } from './words.ts';

/** True when the turn is settled. */
export function goOffPath(turn: Turn, told: Told): boolean {
  const { acts } = told;
  const matter = activeMatter(turn);
  const asks = turn.asked !== null && matter?.flow === turn.asked.flow && turn.asked.slot !== null;
  if (turn.understood) {
    // Thrown in beside the matter: heard, before the same is asked once more.
    if (asks && acts.has('abuse') && isUnanswered(turn, matter)) {
      digress(turn, 'chitchat', { act: 'abuse' });
      return true;
    }
    if (
      (acts.has('progress') || acts.has('urge')) &&
      matter === null &&
      isTicketOpen(turn, subjectOf(turn)) &&
      noneStarted(turn)
    )
      digress(turn, 'progress', { act: 'progress' });
    return true;
  }
  const extra = {
    asked: matter === null ? 0 : (matter.asked[turn.asked?.step ?? ''] ?? 0),
    canSkip: asks && canSkip(turn, matter),
  };
  const go = (pattern: PatternId, act: ActId | 'smalltalk') => {
    digress(turn, pattern, { act, ...extra });
    return true;
  };
  if (asks && matter !== null && (acts.has('skip') || acts.has('no'))) {
    const key = `${turn.asked?.step}#refused`;
    const refusals = (matter.asked[key] ?? 0) + 1;
    matter.asked[key] = refusals;
    digress(turn, 'skip', { act: 'skip', ...extra, refusals });
    return true;
  }
  if (acts.has('why')) return go('why', 'why');
  if (acts.has('repeat')) return go('repeat', 'repeat');
  if (acts.has('progress') || acts.has('urge')) {
    const subject = subjectOf(turn);
    if (subject !== null) takeWords(turn, subject);
    return go('progress', 'progress');
  }
  if (acts.has('correct')) return go('correct', 'correct');
  for (const act of ['abuse', 'thanks', 'bye', 'greeting'] as const) {
    if (!acts.has(act)) continue;
    tellDanger(turn);
    return go('chitchat', act);
  }
  if (afterthoughtInWords(turn)) return true;
  if (matter === null && (acts.has('no') || acts.has('cancel'))) return go('chitchat', 'no');
  if (matter === null && acts.has('yes')) return go('chitchat', 'yes');
  return false;
}

function isUnanswered(turn: Turn, matter: Frame | null): boolean {
  const slot = turn.asked?.slot;
  return matter !== null && slot != null && matter.slots[slot] === undefined && noneStarted(turn);
}

function noneStarted(turn: Turn): boolean {
  return !turn.trace.some((entry) => entry.type === 'flow-started');
}

export function canSkip(turn: Turn, matter: Frame | null): boolean {
  const slot = matter && turn.asked?.slot ? flowOf(turn, matter)?.slots[turn.asked.slot] : undefined;
  return slot !== undefined && slot.attempts.giveUp !== 'handoff';
}

/** How long plain words still belong to the matter that was just talked through. */
const AFTERTHOUGHT_MS = 30 * 60_000;

/** 找到了，谢谢: whoever is on the way must hear it, also when it comes with thanks. */
function tellDanger(turn: Turn): void {
  const subject = subjectOf(turn);
  if (subject === null || !hasGradeOne(turn, subject) || !isTicketOpen(turn, subject)) return;
  const words = turn.input.messages.map((message) => message.text.replace(COURTESY, '')).join('');
  if ([...words.replace(/[^\p{L}\p{N}]/gu, '')].length >= 2) takeWords(turn, subject);
}

const COURTESY = /谢谢|多谢|感谢|辛苦|麻烦|再见|拜拜|好的|你们|您|你|师傅|啦|了/gu;

/** 有点喘, 手麻: in a danger a short word may be the weightiest. */
function fewestChars(turn: Turn, subject: Frame): number {
  return hasGradeOne(turn, subject) ? 2 : 6;
}

/** Words without any value, shortly after: they go to the ticket rather than being called unclear. */
function afterthoughtInWords(turn: Turn): boolean {
  if (activeMatter(turn) !== null) return false;
  const subject = turn.state.recent[0];
  if (!subject || turn.input.now - subject.endedAt > AFTERTHOUGHT_MS || !isTicketOpen(turn, subject))
    return false;
  if (
    !substantialMessages(turn).some((message) => [...message.text].length >= fewestChars(turn, subject)) ||
    // 还是很大味, said once more in a danger, is no news and yet nothing unclear.
    (!takeWords(turn, subject) && !hasGradeOne(turn, subject))
  )
    return false;
  digress(turn, 'added');
  return true;
}
