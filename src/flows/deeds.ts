// What `do` orders: deeds on the matter that is spoken of. A pattern's deed concerns the matter beneath it.
import { joinIncident, leaveIncident } from './known-incident.ts';
import { amendTicket, openTicket, WITHDRAWN } from './matter.ts';
import type { Frame } from './state.ts';
import { activeMatter, endFrame, flowOf, isPattern, subjectOf, type Turn } from './turn.ts';
import type { Deed } from './types.ts';

export function carryOut(turn: Turn, frame: Frame, deed: Deed): void {
  const subject = isPattern(turn, frame) ? subjectOf(turn) : frame;
  if (subject === null) return;
  DEEDS[deed](turn, subject);
}

const DEEDS: Record<Deed, (turn: Turn, subject: Frame) => void> = {
  'ticket.open': (turn, subject) => openTicket(turn, subject, false),
  'ticket.openPartial': (turn, subject) => openTicket(turn, subject, true),
  'ticket.amend': (turn, subject) => amendTicket(turn, subject, 'addition', true),
  'ticket.withdraw': withdrawTicket,
  'incident.join': joinIncident,
  'incident.leave': leaveIncident,
  'knowledge.gap': noteGap,
  'flow.close': close,
  'flow.skip': skipQuestion,
};

function withdrawTicket(turn: Turn, subject: Frame): void {
  if (subject.ticket === null) return;
  turn.effects = turn.effects.filter(
    (effect) => !(effect.type === 'ticket.amend' && effect.ref === subject.ref),
  );
  turn.effects.push({ type: 'ticket.withdraw', ref: subject.ref, reason: 'resident' });
  subject.ticket = null;
  subject.done.push(WITHDRAWN);
}

/** Nobody has approved an answer, or the one there is did not help: the question is kept for those who write answers. */
function noteGap(turn: Turn, subject: Frame): void {
  const slots = Object.values(flowOf(turn, subject)?.slots ?? {});
  const question = slots.find((slot) => slot.type === 'text');
  const answer = slots.find((slot) => slot.type === 'answer');
  const asked = question ? subject.slots[question.name]?.value : null;
  const given = answer ? subject.slots[answer.name]?.value : null;
  turn.effects.push({
    type: 'knowledge.gap',
    ref: subject.ref,
    question: Array.isArray(asked) ? asked.map(String).join('\n') : String(asked ?? ''),
    answerKey: typeof given === 'string' ? given : null,
  });
}

function close(turn: Turn, subject: Frame): void {
  if (turn.state.stack.includes(subject))
    endFrame(turn, subject, subject.ticket === null ? 'cancelled' : 'accepted');
  else turn.state.recent = turn.state.recent.filter((other) => other.ref !== subject.ref);
}

function skipQuestion(turn: Turn): void {
  const matter = activeMatter(turn);
  const slot = turn.asked?.slot ?? null;
  if (matter !== null && slot !== null && matter.flow === turn.asked?.flow) matter.skipped.push(slot);
}
