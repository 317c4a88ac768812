// A matter that people are at work on for everybody: the resident is told how it stands instead of being asked for more.

import { type KnownIncident, tellsOf } from '../groups/running.ts';
import { saysNotYet } from '../understanding/not-over.ts';
import { matterFacts } from './matter.ts';
import type { FlowState, Frame } from './state.ts';
import { endFrame, flowOf, type Turn } from './turn.ts';

/** 我家单独没电, 邻居家有水: theirs is an order of its own. */
const THEIRS_ALONE =
  /单独|單獨|(?:就|只有|只)我(?:们|們)?(?:一)?家|(?:邻居|鄰居|隔壁|别人|別人|别家|別家|对门|對門)[^，。,.]{0,6}(?:有[水电電气氣]|正常|没停|沒停|好好的)|\b(?:only|just) (?:my|our|us)\b|neighbou?rs? (?:have|has|still|do)/iu;
/** 只有我家停水吗 asks whether it is everybody; 为什么就我家没电 and 就我家没电，能来看看吗 know that it is not. */
const ASKS_WHETHER = /是不是|是否|有没有|有沒有|[吗嗎][?？]?$/u;
const ASKS_HOW = /怎|什[么麼]|谁|誰|为啥|為啥|咋|几|幾|多久|\b(?:why|how|when|who|what)\b/iu;
/** Said after it, and in the same breath: 别人家都有水了 is none, however often theirs 还是没水. */
const OR_EVERYBODY =
  /[还還]是(?:说|說|我[们們]|咱[们們]?|[这這])?(?:[整全][栋幢棟个個]|大家|都|所有|[别別]人)|\bor (?:is it )?(?:every|the whole|all)/iu;
const CLAUSE = /[^，。；！,;!?？\n]+[?？]?/gu;

function isTheirsAlone(words: string): boolean {
  const isAsked = (said: string) => ASKS_WHETHER.test(said) || (/[?？]$/u.test(said) && !ASKS_HOW.test(said));
  return [...words.matchAll(CLAUSE)].some(
    ({ 0: said, index }) =>
      THEIRS_ALONE.test(said) && !isAsked(said.trim()) && !OR_EVERYBODY.test(words.slice(index)),
  );
}

/** 电费怎么交 names the power, and asks of no outage. */
const OF_OUTAGE =
  /停[水电電气氣热熱暖运運梯网網]|停用|断|斷|没有?(?:水|电|气|热水|暖|网)|沒有?(?:水|電|氣|熱水|暖|網)|[来來][水电電气氣]|恢复|恢復|检修|檢修|抢修|搶修|维修|維修|停多久|outage|shut ?off|turned off|\bno (?:water|power|electricity|gas|hot water|heating)|\bback on|out of service/iu;

/** The known incident this matter is; null where it is none, where there is danger, or where the resident says it is another. */
export function knownIncident(turn: Turn, frame: Frame): KnownIncident | null {
  const { incidents = [] } = turn.input.facts;
  const flow = flowOf(turn, frame);
  if (incidents.length === 0 || flow === null || frame.ticket !== null || frame.incident?.left) return null;
  const { hazards, faults, place, area, description } = matterFacts(turn, frame);
  if (hazards.length > 0 || isTheirsAlone(description)) return null;
  if (flow.kind === 'inquiry' && !OF_OUTAGE.test(description)) return null;
  const telling = {
    kind: flow.kind,
    faults,
    topic: turn.ports.topicOf(description),
    place: place.building ?? area ?? place.publicPlace ?? null,
    at: place,
  };
  return incidents.find((incident) => tellsOf(telling, incident)) ?? null;
}

export function isJoined({ incident }: Frame): boolean {
  return incident !== undefined && !incident.left;
}

/** A matter of this talk is an incident, or was found to be one a while ago. */
export function speaksOfIncident({ stack, recent }: FlowState): boolean {
  return [...stack, ...recent].some(isJoined);
}

/** Whether theirs is the same needs no answer any more once it is over. */
export function closeSettled(turn: Turn): void {
  const { incidents } = turn.input.facts;
  if (incidents === undefined) return;
  for (const frame of [...turn.state.stack]) {
    if (!isJoined(frame) || incidents.some(({ id }) => id === frame.incident?.id)) continue;
    if (turn.asked?.flow === frame.flow) turn.asked = null;
    endFrame(turn, frame, 'answered');
  }
}

/** How long after it was told the talk still is about it. */
const REMEMBERED_MS = 24 * 3_600_000;

/** The incident this resident was told of, while people are still at it. */
export function ongoingIncident({ state, input }: Turn): KnownIncident | null {
  const { incidents = [] } = input.facts;
  const recent = state.recent.filter((frame) => input.now - frame.endedAt <= REMEMBERED_MS);
  for (const frame of [...state.stack.toReversed(), ...recent]) {
    const known = isJoined(frame) ? incidents.find(({ id }) => id === frame.incident?.id) : undefined;
    if (known) return known;
  }
  return null;
}

const HOW_IT_STANDS =
  /什[么麼]时候|什麼時候|啥时候|几时|何时|多久|几点|幾點|还要|還要|恢复|恢復|[来來](?:水|电|電|气|氣)|修好|好了?[吗嗎没沒]|进展|進展|怎么样|怎麼樣|到哪|原因|怎么回事|怎麼回事|\bwhen\b|how long|what happened|any news|still|yet\b/iu;
const LONGEST_QUESTION = 40;

/** 什么时候来水 from somebody without water is answered by how it stands. */
export function asksOfIncident(turn: Turn): boolean {
  const words = turn.input.messages.map(({ text }) => text).join(' ');
  return ongoingIncident(turn) !== null && [...words].length <= LONGEST_QUESTION && HOW_IT_STANDS.test(words);
}

/** 还没好 after it was said to be done: their matter again, of which everything is known. */
export function notOverYet(turn: Turn): Frame | null {
  const words = turn.input.messages.map(({ text }) => text.trim()).join(' ');
  if (!saysNotYet(words)) return null;
  return (
    turn.state.recent.find(
      (frame) => isJoined(frame) && turn.input.now - frame.endedAt <= REMEMBERED_MS * 2,
    ) ?? null
  );
}

export function joinIncident(turn: Turn, frame: Frame): void {
  const known = knownIncident(turn, frame);
  const kind = flowOf(turn, frame)?.kind;
  if (known === null || kind === undefined || kind === 'pattern') return;
  const { id, title, bulletin, next } = known;
  frame.incident = { id, title, bulletin, next, left: false };
  turn.effects.push({
    ...{ type: 'incident.join', ref: frame.ref, kind, incidentId: id },
    facts: matterFacts(turn, frame),
  });
}

export function leaveIncident(turn: Turn, frame: Frame): void {
  if (frame.incident === undefined || frame.incident.left) return;
  frame.incident.left = true;
  turn.effects.push({ type: 'incident.leave', ref: frame.ref, incidentId: frame.incident.id });
}

/** As it stands now, also when it was told a while ago. */
export function incidentWords(turn: Turn, frame: Frame): Record<string, string> {
  const known = ongoingIncident(turn) ?? frame.incident;
  if (known === undefined) return {};
  return {
    'incident.title': known.title,
    'incident.bulletin': known.bulletin,
    'incident.next': known.next,
  };
}

const NEED_NOTHING = /算了|不用|不必|没事|沒事|never ?mind|no need/iu;

/** The answer to "is it the same at your place"; null = it was none. What is told of another trouble is an answer, too. */
export function answerTold(
  turn: Turn,
  frame: Frame,
  said: { no: boolean; yes: boolean; told: boolean },
): 'yes' | 'no' | null {
  const words = turn.input.messages.map(({ text }) => text).join(' ');
  if (said.no) return NEED_NOTHING.test(words) ? 'yes' : 'no';
  if (said.told) return knownIncident(turn, frame) === null ? 'no' : 'yes';
  return said.yes ? 'yes' : null;
}
