// Step 6 of the path: (state, commands) → (state, effects). Pure: no clock, no storage, no ticket, no channel.

import { copyPlain } from '../base/plain-copy.ts';
import { absorb, matterForAfterthought, toldIn } from './answers.ts';
import { arbitrate } from './arbitrate.ts';
import { layAsides } from './asides.ts';
import type { Effect } from './effects.ts';
import { answerHazard } from './hazards.ts';
import { closeSettled } from './known-incident.ts';
import { openWaiting } from './linked.ts';
import { syncTickets } from './matter.ts';
import { mendChangedFlows } from './mend.ts';
import type { Advanced, FlowPorts, TurnInput } from './ports.ts';
import { armSilence, keepSilence } from './silence.ts';
import type { FlowState, Frame } from './state.ts';
import { runSteps } from './steps/run.ts';
import { activeMatter, isPattern, startPattern, subjectOf, type Turn, top } from './turn.ts';
import type { FlowBook } from './types.ts';

export function advance(book: FlowBook, state: FlowState, input: TurnInput, ports: FlowPorts): Advanced {
  const turn = beginTurn(book, state, input, ports);
  if (input.silence !== undefined) {
    keepSilence(turn, input.silence);
    openWaiting(turn);
  } else if (input.facts.muted) listen(turn);
  else speak(turn);
  syncTickets(turn);
  if (input.facts.muted) turn.effects = turn.effects.filter((effect) => effect.type !== 'reply');
  return finish(turn);
}

function beginTurn(book: FlowBook, before: FlowState, input: TurnInput, ports: FlowPorts): Turn {
  const state = copyPlain(before);
  if (input.silence === undefined) state.turn += 1;
  return {
    book,
    ports,
    input,
    state,
    effects: [],
    trace: [],
    asked: state.pending,
    digressed: false,
    understood: false,
    corrected: [],
    refused: null,
  };
}

function speak(turn: Turn): void {
  closeSettled(turn);
  const begunAgain = mendChangedFlows(turn);
  // The answer to a question that is gone is not unclear; the new question follows.
  if (begunAgain) turn.understood = true;
  const matter = activeMatter(turn);
  if (matter) matter.turns += 1;
  const greetsFirst = turn.input.hazards.length === 0;
  arbitrate(turn);
  layAsides(turn);
  if (turn.understood) turn.state.unclear = 0;
  if (begunAgain) {
    startPattern(turn, 'flow-changed');
    turn.digressed = true;
  }
  if (turn.input.hazards.length === 0) endIfTooLong(turn);
  const opening = turn.effects.length;
  if (greetsFirst) welcome(turn);
  // The greeting stands before what arbitration already said.
  turn.effects = [...turn.effects.slice(opening), ...turn.effects.slice(0, opening)];
  runSteps(turn);
  openWaiting(turn);
  if (!greetsFirst) welcomeAfter(turn);
  answerSomething(turn);
}

/** No message stays without an answer, whatever the scripts had to say to it. */
function answerSomething(turn: Turn): void {
  const isAnswered = turn.effects.some((effect) => effect.type === 'reply');
  if (isAnswered || turn.input.messages.length === 0) return;
  // 清楚了 to our own question ends that matter, and deserves a nod rather than who we are.
  // Where something is still kept, a nod would ask about it, and here nobody can be asked.
  const isSettled = turn.asked !== null && turn.understood && turn.state.kept.length === 0;
  const act = isSettled ? 'yes' : 'smalltalk';
  startPattern(turn, 'chitchat', { act });
  const frame = top(turn);
  if (frame) runAlone(turn, frame);
}

/** A person speaks with the resident: keep what is told, open what is dangerous, say nothing. */
function listen(turn: Turn): void {
  mendChangedFlows(turn);
  layAsides(turn);
  const told = toldIn(turn.input.commands);
  const asked = turn.asked;
  if (turn.input.hazards.length > 0) {
    answerHazard(turn, told);
    runSteps(turn);
  } else {
    const found = [...told.corrections, ...told.fills];
    const subject = activeMatter(turn) ?? matterForAfterthought(turn, found) ?? subjectOf(turn);
    if (subject !== null) {
      absorb(turn, subject, told);
    } else turn.state.kept.push(...found);
    turn.state.stack = turn.state.stack.filter((frame) => !isPattern(turn, frame));
    turn.state.pending =
      asked !== null && turn.state.stack.some((frame) => frame.flow === asked.flow) ? asked : null;
  }
}

function endIfTooLong(turn: Turn): void {
  const matter = activeMatter(turn);
  const flow = matter && turn.book.flows[matter.flow];
  if (
    matter &&
    flow &&
    matter.turns > flow.limits.turns &&
    !turn.state.stack.some((frame) => frame.flow === 'handoff')
  ) {
    startPattern(turn, 'too-long');
  }
}

/** Greeting and privacy notice, once, in front of a calm first answer. */
function welcome(turn: Turn): void {
  if (!turn.input.facts.firstContact || turn.state.welcomed) return;
  startPattern(turn, 'first-contact');
  const frame = top(turn);
  if (frame) runAlone(turn, frame);
  turn.state.welcomed = true;
}

/** The same behind an urgent answer: nothing may stand before the safety line. */
function welcomeAfter(turn: Turn): void {
  const pending = turn.state.pending;
  const asking = turn.effects.findIndex((effect) => effect.type === 'reply' && effect.asks !== undefined);
  const before = turn.effects.length;
  welcome(turn);
  turn.state.pending = pending;
  if (asking < 0) return;
  const notice = turn.effects.splice(before);
  turn.effects.splice(asking, 0, ...notice);
}

/** Runs one pattern to its end while the rest of the stack waits. One that asks something has nobody to ask here and is dropped. */
function runAlone(turn: Turn, frame: Frame): void {
  runSteps(turn, frame);
  turn.state.stack = turn.state.stack.filter((other) => other !== frame);
  turn.state.pending = null;
}

/** Orders that make words true come before the words. */
const ORDER: Record<Effect['type'], number> = {
  'ticket.open': 0,
  'ticket.amend': 1,
  'ticket.withdraw': 2,
  'incident.join': 3,
  'incident.leave': 3,
  'knowledge.gap': 4,
  handoff: 5,
  reply: 6,
  'silence.arm': 7,
};

function finish(turn: Turn): Advanced {
  const effects = [...turn.effects].sort((a, b) => ORDER[a.type] - ORDER[b.type]);
  const said = effects.flatMap((effect) =>
    effect.type === 'reply' && effect.asks === undefined && effect.slotClass !== 'handover'
      ? [{ key: effect.key, fields: effect.fields, attempt: effect.attempt, ref: effect.ref ?? null }]
      : [],
  );
  if (said.length > 0) turn.state.said = said;
  // Wake-ups already counting go on through a silence turn; only its end calls them off.
  if (turn.input.silence === undefined || turn.state.stack.length === 0) effects.push(armSilence(turn));
  return { state: turn.state, effects, trace: turn.trace };
}
