// Words that may tell of danger and do not say so plainly: what was told is taken in as always, and one plain question goes first.
// Silence is no answer here: a person on duty knows of it from the moment it is asked.
import type { HazardId } from '../understanding/commands.ts';
import type { Told } from './answers.ts';
import {
  digress,
  endFrame,
  hasGradeOne,
  isPattern,
  isTicketOpen,
  startPattern,
  subjectOf,
  type Turn,
} from './turn.ts';

export type DoubtfulDanger = { messageId: string; hazard: HazardId };
/** While it is asked about: with the words themselves, for the matter it may become. */
export type AskedDanger = DoubtfulDanger & { text: string };

const PATTERN = 'doubtful-danger';

/** How long a no stands: the same smell told again an hour later is asked about again. */
const CALM_MS = 30 * 60_000;

/** Asks whether it is danger, here and now; what was begun by the same words waits beneath. False when there is nothing to ask. */
export function askAboutDoubt(turn: Turn): boolean {
  const { doubt, now } = turn.input;
  if (doubt === undefined) return false;
  const { calm } = turn.state;
  const subject = subjectOf(turn);
  // Somebody is on the way already and hears what is told.
  if (subject !== null && isTicketOpen(turn, subject) && hasGradeOne(turn, subject)) return false;
  if (calm && calm.hazard === doubt.hazard && now - calm.at < CALM_MS) return false;
  turn.state.stack = turn.state.stack.filter((frame) => !isPattern(turn, frame));
  const text = turn.input.messages.find((one) => one.messageId === doubt.messageId)?.text ?? '';
  turn.state.doubt = { ...doubt, text };
  digress(turn, PATTERN, { danger: doubt.hazard });
  return true;
}

/**
 * The answer to that question. Yes, and whatever sounds like it, makes it a danger. Neither yes nor no leaves it to the person who
 * was told. True when nothing is left to be read.
 */
export function answerDoubt(turn: Turn, told: Told): boolean {
  const { doubt } = turn.state;
  if (!doubt || turn.asked?.flow !== PATTERN) return false;
  const frame = turn.state.stack.find((one) => one.flow === PATTERN);
  if (frame) endFrame(turn, frame, 'answered');
  if (soundsLikeYes(turn, told)) {
    delete turn.state.doubt;
    const { messageId, hazard, text } = doubt;
    // The words that were asked about tell the matter; the yes has done its work.
    told.acts.delete('yes');
    told.starts = true;
    turn.input = {
      ...turn.input,
      messages: [{ messageId, text }, ...turn.input.messages],
      hazards: [...new Set([...turn.input.hazards, hazard])],
    };
    return false;
  }
  if (!told.acts.has('no') && !told.acts.has('cancel')) return false;
  delete turn.state.doubt;
  turn.state.calm = { hazard: doubt.hazard, at: turn.input.now };
  turn.understood = true;
  turn.digressed = true;
  // The no was about the danger; the matter that waits beneath stays.
  told.acts.delete('no');
  told.acts.delete('cancel');
  const isAllSaid = told.acts.size === 0 && told.fills.every((one) => one.entity === 'text');
  if (isAllSaid && turn.state.stack.length === 0) startPattern(turn, PATTERN, { danger: 'none' });
  return isAllSaid;
}

/** Who does not know, who only says where, and who tells it once more gets somebody to look. */
function soundsLikeYes(turn: Turn, { acts, fills }: Told): boolean {
  if (turn.input.hazards.length > 0 || acts.has('yes') || acts.has('urge')) return true;
  if (acts.has('no') || acts.has('cancel')) return false;
  return turn.input.doubt !== undefined || acts.has('skip') || fills.some((one) => one.entity === 'address');
}
