// Which flow a message begins, and what it takes along. Decides between "the same matter again" and "another one".
import type { Command, Found, IntentId } from '../understanding/commands.ts';
import { goesOn } from '../understanding/not-over.ts';
import { absorb, isAboutElsewhere, type Told } from './answers.ts';
import { takeKeptAsides } from './asides.ts';
import { askWhichOf } from './estate-check.ts';
import { notOverYet } from './known-incident.ts';
import { linkMatters, repairComplainedOf } from './linked.ts';
import { severalMatters } from './several.ts';
import { askBack, prefill, recompute } from './slots.ts';
import type { EndedFrame, Frame } from './state.ts';
import {
  activeMatter,
  beginFrame,
  conditionHolds,
  endUnresumable,
  flowOf,
  hasGradeOne,
  hazardsOf,
  isTicketOpen,
  listOf,
  recentMatters,
  startPattern,
  subjectOf,
  type Turn,
} from './turn.ts';
import type { Flow } from './types.ts';
import { lettersLeft, saysMore } from './words.ts';

/** Below this a question or complaint inside another matter may be a reading of the answer itself. */
export const SURE = 0.6;
/** Two matters this close are asked about rather than guessed. */
const CLOSE = 0.1;

/** What laying down found: something of use, the answer to the open question, a value. */
export type Used = { any: boolean; answered: boolean; moved: boolean };

/** `scene`: its own words were heard, not only the kind of message it is. */
export type Candidate = { flow: Flow; score: number; scene?: true };

/** Flows the message may begin, best first. Words about a fault or a photo begin a repair when nothing else is said. */
export function candidates(turn: Turn, commands: readonly Command[], told: Told): Candidate[] {
  const scores = new Map<IntentId, number>();
  const found: Candidate[] = [];
  for (const command of commands) {
    if (command.type !== 'start-flow') continue;
    const claims = applied(turn, command);
    if (claims) found.push({ flow: claims, score: command.score });
    else scores.set(command.intent, Math.max(command.score, scores.get(command.intent) ?? 0));
  }
  // What is applied for was read with the scenes in sight.
  const scenes = found.length > 0 ? [] : (turn.input.scenes ?? []);
  // Most messages answer a question and begin nothing.
  for (const flow of scores.size + scenes.length === 0 ? [] : Object.values(turn.book.flows)) {
    if (flow.kind === 'pattern') continue;
    if (flow.start.scenes.some((scene) => scenes.includes(scene))) {
      found.push({ flow, score: sceneScore(flow, told, scores), scene: true });
      continue;
    }
    let score = -1;
    for (const intent of flow.start.intents) score = Math.max(score, scores.get(intent) ?? -1);
    if (score >= 0) found.push({ flow, score });
  }
  // A photo by itself belongs to the last matter, if there is one.
  const beginsRepair = (entity: string) =>
    entity === 'fault' || (entity === 'photo' && subjectOf(turn) === null);
  if (found.length === 0 && told.fills.some((one) => beginsRepair(one.entity))) {
    const repair = Object.values(turn.book.flows).find((flow) => flow.start.intents.includes('repair'));
    if (repair) found.push({ flow: repair, score: 0.5 });
  }
  return found.sort((a, b) => b.score - a.score || b.flow.start.priority - a.flow.start.priority);
}

const SCENE = 1;
const SCENE_BESIDE = 0.5;

/** Words of a scene leave little doubt, unless something is broken or somebody complains: 门禁卡刷不开, 装修吵死了我要投诉. */
function sceneScore(flow: Flow, told: Told, scores: ReadonlyMap<IntentId, number>): number {
  const isBroken = told.fills.some((one) => one.entity === 'fault');
  const isGrievance = (scores.get('complaint') ?? 0) >= SURE && !flow.start.despite.includes('complaint');
  return isBroken || isGrievance ? SCENE_BESIDE : SCENE;
}

/** The flow that files what is applied for; without one it is a matter like others. */
function applied(turn: Turn, { application }: Extract<Command, { type: 'start-flow' }>): Flow | null {
  if (application === undefined) return null;
  return Object.values(turn.book.flows).find((flow) => flow.start.applications.includes(application)) ?? null;
}

/** Begins a flow with all that was told so far. Null when its guard says no. */
export function begin(turn: Turn, flow: Flow, told: Told): Frame | null {
  const frame = beginFrame(turn, flow);
  if (flow.start.when !== null && !conditionHolds(turn, frame, flow.start.when)) {
    turn.state.stack.pop();
    return null;
  }
  endUnresumable(turn, frame);
  const kept = turn.state.kept;
  turn.state.kept = [];
  takeKeptAsides(turn, frame);
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

/** How long after a complaint or a danger more words of the same kind still belong to it. */
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
      // 阀门关不住 while somebody runs to the gas: theirs to know. What is told as one thing more (另外) is another matter.
      if (speaksOfFaults && isRunning(turn, recent)) return faults.length > 0;
      if (speaksOfFaults) {
        const before = faultsOf(turn, recent);
        if (isNotOver(turn) && isSaidToBeDone(turn, recent)) return false; // the desk opens what was done once more
        return faults.some((fault) => before.includes(fault)) || isSameTrouble(turn, faults, before);
      }
      return turn.input.now - recent.endedAt <= GOES_ON_MS;
    }) ?? null
  );
}

/** 还是滴水 after 水龙头滴水: the same trouble by another of its names, of the same team. */
function isSameTrouble(turn: Turn, faults: readonly string[], before: readonly string[]): boolean {
  if (!isNotOver(turn)) return false;
  const teams = before.map((fault) => turn.ports.teamOf(fault));
  return faults.length > 0 && faults.every((fault) => teams.includes(turn.ports.teamOf(fault)));
}

function isNotOver(turn: Turn): boolean {
  return turn.input.messages.some(({ text }) => goesOn(text));
}

function isSaidToBeDone(turn: Turn, recent: EndedFrame): boolean {
  return turn.input.facts.doneRefs?.includes(recent.ref) ?? false;
}

function isRunning(turn: Turn, recent: EndedFrame): boolean {
  const isOneMore = turn.input.commands.some((command) => command.type === 'act' && command.act === 'add');
  return !isOneMore && hasGradeOne(turn, recent) && turn.input.now - recent.endedAt <= GOES_ON_MS;
}

export function faultsOf(turn: Turn, frame: Frame): string[] {
  const slot = Object.values(flowOf(turn, frame)?.slots ?? {}).find((one) => one.options === 'faults');
  return slot ? listOf(frame.slots[slot.name]?.value) : [];
}

/** Steps 7 and 8 of the arbitration: another matter, or a question beside this one. */
export function startFlows(turn: Turn, commands: readonly Command[], told: Told, used: Used): boolean {
  const found = candidates(turn, commands, told);
  const matter = activeMatter(turn);
  if (matter !== null) return startBeside(turn, matter, found, told, used);
  if (used.moved && told.corrections.length > 0 && (found[0]?.score ?? 0) < SURE) return false;
  const best = found[0];
  if (!best) return beginAgain(turn, told);
  const ended = sameMatter(turn, best.flow, told.fills);
  if (ended) {
    absorb(turn, ended, told);
    startPattern(turn, 'added');
    return true;
  }
  if (asksInDanger(turn, told, best)) return false;
  if (matterIsMeant(turn, told, best) || isOnlyAbuse(turn, told, best)) return false;
  const second = found[1];
  if (second && bothAreMeant(best, second, told)) {
    const [repair, complaint] = best.flow.kind === 'repair' ? [best, second] : [second, best];
    // 越漏越大了，你们是不是不管了: the repair is theirs already, the reproach is new.
    const known = sameMatter(turn, repair.flow, told.fills);
    if (known) absorb(turn, known, told);
    const repairs = known ? [known] : beginRepairs(turn, repair.flow, told);
    const about = begin(turn, complaint.flow, told);
    if (about !== null) for (const frame of repairs) linkMatters([about, frame]);
    return true;
  }
  const broken = found.find((one) => one.flow.kind === 'repair');
  if (broken && asksBesides(turn, told, best)) {
    beginRepairs(turn, broken.flow, told);
    return begin(turn, best.flow, told) !== null;
  }
  if (second && areBothLikely(best, second) && !told.fills.some((one) => one.entity === 'fault')) {
    startPattern(turn, 'clarify-flow');
    return true;
  }
  return beginMeant(turn, best.flow, told);
}

/** 还没好 after it was said to be done: a matter of their own now, with what was told of it before. */
function beginAgain(turn: Turn, told: Told): boolean {
  const before = notOverYet(turn);
  const flow = before && flowOf(turn, before);
  if (!before || !flow) return false;
  const frame = begin(turn, flow, told);
  if (frame === null) return false;
  for (const slot of Object.values(flow.slots)) {
    const known = before.slots[slot.name];
    if (known && (slot.type === 'address' || slot.options === 'faults'))
      frame.slots[slot.name] = { ...known };
  }
  recompute(turn, frame);
  return true;
}

/** 门锁坏了，另外想问问装修押金多少: a question, and something broken beside it. 漏水谁来修 is one matter. */
function asksBesides(turn: Turn, told: Told, best: Candidate): boolean {
  return (
    best.flow.kind === 'inquiry' &&
    told.fills.some((one) => one.entity === 'fault') &&
    turn.input.messages.some(({ text }) => BESIDES.test(text))
  );
}

const BESIDES = /另外|还有|還有|顺便|順便|顺带|对了|對了|再问|\b(?:also|by the way)\b/iu;

/** A question about a scene is not a question beside it. */
function areBothLikely(best: Candidate, second: Candidate): boolean {
  if (best.scene && !second.scene && second.flow.kind === 'inquiry') return false;
  if (second.flow.start.intents.some((intent) => best.flow.start.despite.includes(intent))) return false;
  return best.score - second.score < CLOSE;
}

/** With what it belongs to: a complaint with the repair it is about, a repair with the others of the same message. */
function beginMeant(turn: Turn, flow: Flow, told: Told): boolean {
  if (flow.kind === 'repair') return beginRepairs(turn, flow, told).length > 0;
  const repair = flow.start.sameIssue === 'link' ? repairComplainedOf(turn, told) : null;
  const frame = begin(turn, flow, told);
  if (frame !== null && repair !== null) linkMatters([frame, repair]);
  return frame !== null;
}

/** The first one told is talked through first; the others wait beneath it. */
function beginRepairs(turn: Turn, flow: Flow, told: Told): Frame[] {
  const { matters, choices } = severalMatters(turn, told);
  const frames = matters
    .toReversed()
    .map((one) => begin(turn, flow, one))
    .filter((frame) => frame !== null);
  if (frames.length > 1) linkMatters(frames);
  const first = frames.at(-1);
  const slot = Object.values(flow.slots).find((one) => one.type === 'address');
  if (first && slot && choices.length > 1) {
    delete first.slots[slot.name];
    askBack(turn, first, slot, askWhichOf(choices));
  }
  return frames;
}

/** Nothing but a question in it: even a weak reading of it is the best there is. */
export function isBareQuestion(candidate: Candidate, told: Told): boolean {
  return (
    candidate.flow.kind === 'inquiry' &&
    told.acts.size === 0 &&
    told.fills.length + told.corrections.length === 0
  );
}

/** 到哪了, 快点 with an open ticket ask about that ticket, not about something new. */
function matterIsMeant(turn: Turn, told: Told, candidate: Candidate): boolean {
  const asks = told.acts.has('progress') || told.acts.has('urge');
  if (!asks || !isTicketOpen(turn, subjectOf(turn))) return false;
  if (candidate.flow.kind === 'inquiry' || candidate.flow.kind === 'service') return true;
  return candidate.flow.kind === 'complaint' && candidate.score < SURE && turn.input.emotion < 2;
}

/** 还有味道怎么办 right after the gas: a question about the danger, for whoever is on the way. 物业费怎么交 is none of theirs. */
function asksInDanger(turn: Turn, told: Told, candidate: Candidate): boolean {
  const subject = recentMatters(turn)[0];
  return (
    candidate.flow.kind === 'inquiry' &&
    told.fills.length === 0 &&
    subject !== undefined &&
    hasGradeOne(turn, subject) &&
    isTicketOpen(turn, subject) &&
    turn.input.now - subject.endedAt <= GOES_ON_MS &&
    !isAnswered(turn, subject)
  );
}

function isAnswered(turn: Turn, subject: Frame): boolean {
  const words = turn.input.messages.map((message) => message.text).join(' ');
  return turn.ports.answers(words, hazardsOf(turn, subject), turn.input.now);
}

/** Bare abuse is no complaint anybody could look into. */
function isOnlyAbuse(turn: Turn, told: Told, candidate: Candidate): boolean {
  const words = turn.input.messages.map((message) => message.text).join('');
  return candidate.flow.kind === 'complaint' && told.acts.has('abuse') && lettersLeft(words) <= LONGEST_OATH;
}

const LONGEST_OATH = 6;

/** Something broken and a reproach: a repair and a complaint, both put down. */
function bothAreMeant(a: Candidate, b: Candidate, told: Told): boolean {
  const kinds = [a.flow.kind, b.flow.kind];
  return (
    kinds.includes('repair') &&
    kinds.includes('complaint') &&
    told.fills.some((one) => one.entity === 'fault')
  );
}

function startBeside(turn: Turn, matter: Frame, found: Candidate[], told: Told, used: Used): boolean {
  const other = found.find((one) => one.flow.id !== matter.flow);
  if (!other || other.flow.id === matter.flow) return false;
  // Which rooms are done up is no repair of them.
  const isFiled = (turn.book.flows[matter.flow]?.start.applications.length ?? 0) > 0;
  if (isFiled && other.flow.kind === 'repair' && !told.fills.some((one) => one.entity === 'fault'))
    return false;
  const same = found.find((one) => one.flow.id === matter.flow);
  if (same && same.score >= other.score && other.flow.kind !== 'complaint') return false;
  const isSure = other.score >= SURE || isBareQuestion(other, told);
  if (!isSure && (used.answered || used.moved || turn.asked !== null)) return false;
  if (matterIsMeant(turn, told, other) || isOnlyAbuse(turn, told, other)) return false;
  if (other.flow.kind === 'inquiry' && used.answered && !saysMore(turn, [...told.fills, ...told.corrections]))
    return false;
  if (turn.state.stack.some((frame) => frame.flow === other.flow.id)) return false;
  turn.digressed = !used.answered && !used.moved;
  const ended = sameMatter(turn, other.flow, told.fills);
  if (ended) {
    absorb(turn, ended, told);
    startPattern(turn, 'added');
    return true;
  }
  return beginMeant(turn, other.flow, told);
}
