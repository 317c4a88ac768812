// Step 4. The conductor: one turn of one conversation, in one transaction. It names the steps and leaves the how to others.

import type { CrashPoint } from '../base/crash-points.ts';
import type { Logger } from '../base/log.ts';
import type { Channel, ChannelId, ChannelRules, InboundContent } from '../channels/contract.ts';
import { isServiceTime } from '../clocks/service-calendar.ts';
import { advance } from '../flows/advance.ts';
import { speaksOfIncident } from '../flows/known-incident.ts';
import type { FlowPorts, TurnFacts, TurnInput } from '../flows/ports.ts';
import { activeFlow, type FlowState, pendingQuestion } from '../flows/state.ts';
import type { FlowBook } from '../flows/types.ts';
import { asksToBind } from '../homes/read-claim.ts';
import { knownNotices } from '../notices/say.ts';
import { openedAt, windowOf } from '../outbox/allowance.ts';
import { followLanguage } from '../replies/language.ts';
import type { ReplyRenderer } from '../replies/render.ts';
import type { ResidentProfile, Store, TicketStanding, Tx } from '../storage/contract.ts';
import { goOnWithAnswer } from '../tickets/due-work.ts';
import type { House } from '../tickets/house.ts';
import { knownIncidents } from '../tickets/incident-words.ts';
import { oweReply } from '../tickets/next-reply.ts';
import { noteContact } from '../tickets/register.ts';
import { isOpen, isSaidToBeDone } from '../tickets/states.ts';
import type { Understanding } from '../understanding/commands.ts';
import type { BurstMessage, PendingQuestion } from '../understanding/input.ts';
import { type Advice, adoptAdvice } from '../understanding/proposals.ts';
import { readAsides } from './asides.ts';
import { hearBillQuestion } from './bills.ts';
import { hearClaim } from './claim.ts';
import { hearNotMe } from './claimed-elsewhere.ts';
import type { Conversation, Occasion, PendingItem } from './conversation.ts';
import { type Dialogue, openDialogue } from './dialogue.ts';
import { carryOut, type MatterStandings, type MatterTickets } from './effects.ts';
import { goOnElsewhere, tellOfElsewhere } from './elsewhere.ts';
import { applyEvent, endForgottenSession, noteSessionReopened, noteStaffWords } from './events.ts';
import { hearFollowUp } from './follow-up.ts';
import { keepConversation } from './keep.ts';
import { asOnce, occasionOf } from './once-more.ts';
import { joinPhotosElsewhere } from './photos-elsewhere.ts';
import { settlePossibleDanger, tellPossibleDanger } from './possible-danger.ts';
import { notePressing, noteWordsForAbove } from './pressing.ts';
import { hearPrivacy } from './privacy.ts';
import { hearQuote } from './quote.ts';
import { chooseWordings, type Reworder, type RewordingPlan, WordingsChosen } from './rewording.ts';
import { hearSubscription } from './subscription.ts';
import { endSuggestions, suggestWords } from './suggestions.ts';
import { eraseMessage, forgetRecalled, type Recalled } from './take-back.ts';
import { liftFromTrainee } from './trainees.ts';
import { tellWhereTheyStand } from './waiting-line.ts';

export type Understand = (input: {
  messages: BurstMessage[];
  pending: PendingQuestion | null;
  now: number;
}) => Understanding;

export type TurnPorts = {
  store: Store;
  house: House;
  log: Logger;
  crashPoint: CrashPoint;
  /** Understanding and flows of a community: addresses are read against its own estate. */
  mindOf(communityId: string): { understand: Understand; flowPorts: FlowPorts };
  book: FlowBook;
  render: ReplyRenderer;
  /** How long words are gathered, as in config/intake.yaml. */
  burstMs: number;
  channel(id: ChannelId): Pick<Channel, 'rules'> | null;
  /** For `npm run chat -- --why`; null in a server. */
  explain: ((conversationId: string, why: string[]) => void) | null;
};

/** What the language model proposed about exactly these messages. */
export type AdviceFor = { messageIds: string[]; advice: Advice };

/** What a language model may do for a turn; nothing of it is needed. */
export type TurnHelp = { advice: AdviceFor | null; reworder: Reworder | null };

/**
 * Runs the claimed turn. The lease is checked in the same transaction: a turn that was taken over commits nothing. Where wordings may
 * be put differently it is taken back as a whole to ask for them, and run again with what came of it; so nobody waits in a transaction.
 */
export async function runTurn(
  conversationId: string,
  leaseToken: string,
  ports: TurnPorts,
  { advice, reworder }: TurnHelp = { advice: null, reworder: null },
): Promise<void> {
  try {
    await runOnce(conversationId, leaseToken, ports, { advice, rewording: reworder && 'to-choose' });
  } catch (error) {
    if (reworder === null || !(error instanceof WordingsChosen)) throw error;
    const rewording = await reworder.reword(error.wish);
    await runOnce(conversationId, leaseToken, ports, { advice, rewording });
  }
}

type Help = { advice: AdviceFor | null; rewording: RewordingPlan | null };

async function runOnce(
  conversationId: string,
  leaseToken: string,
  ports: TurnPorts,
  help: Help,
): Promise<void> {
  await ports.store.transact(async (tx) => {
    // First, and everywhere in this order: whoever has the conversation is waited for before anything else is touched.
    const conversation = await tx.conversations.get(conversationId);
    if (!(await tx.turns.finish(conversationId, leaseToken))) return;
    if (!conversation) return;
    const pending = await tx.inbox.pending(conversationId);
    const items = asOnce(pending, ports.house.restoredAt ?? null, ports.burstMs);
    await takeTurn(tx, conversation, items, { silence: null, ...help }, ports);
    await tx.inbox.markHandled(
      items.map((item) => item.id),
      ports.house.clock.now(),
    );
    if (items.length < pending.length) {
      const now = ports.house.clock.now();
      await tx.turns.due(conversationId, { dueAt: now, lastDueAt: now, gather: false });
    }
    ports.crashPoint('turn.before-commit');
  });
  ports.crashPoint('turn.committed');
}

/** A silence rule fell due: the flow goes on by itself, if nobody has written since. */
export async function runSilence(
  tx: Tx,
  conversationId: string,
  rule: number,
  ports: TurnPorts,
): Promise<void> {
  const conversation = await tx.conversations.get(conversationId);
  if (conversation?.owner.kind !== 'bot') return;
  if ((await tx.inbox.pending(conversationId)).length > 0) return; // they are writing; their own turn comes
  await takeTurn(tx, conversation, [], { silence: rule, advice: null, rewording: null }, ports);
}

async function takeTurn(
  tx: Tx,
  conversation: Conversation,
  items: readonly PendingItem[],
  { silence, ...help }: { silence: number | null } & Help,
  ports: TurnPorts,
): Promise<void> {
  const { house } = ports;
  const now = house.clock.now();
  const recalled: Recalled[] = [];
  for (const item of items) {
    // What people wrote in the client before we began to serve the account does not silence us now.
    if (item.origin === 'staff' && !item.historic) await noteStaffWords(tx, conversation, item, house);
    if (!isEvent(item.content)) noteSessionReopened(conversation, item);
    const gone = await applyEvent(tx, conversation, item, house);
    if (gone !== null) recalled.push(gone);
  }
  for (const item of items) {
    if (item.messageId === null || !conversation.recalledUnseen.includes(item.channelItemId)) continue;
    recalled.push({ messageId: item.messageId, content: await eraseMessage(tx, item.messageId, now) });
    conversation.recalledUnseen = conversation.recalledUnseen.filter((id) => id !== item.channelItemId);
  }
  const isGone = (messageId: string | null) => recalled.some((one) => one.messageId === messageId);
  const heard = items.filter(
    (item) =>
      item.origin === 'resident' &&
      !isEvent(item.content) &&
      item.recalledAt === null &&
      !isGone(item.messageId),
  );
  const back = heard[0];
  if (back) {
    const windowMs = ports.channel(conversation.channel)?.rules.windowMs ?? null;
    await endForgottenSession(tx, conversation, { windowMs, at: back.sentAt }, house);
  }
  if (back && !back.historic) await noteContact(tx, conversation, back.sentAt);
  const heardBeforeAt = conversation.lastResidentMessageAt;
  await noteResidentWrote(tx, conversation, items, ports);
  if (recalled.length > 0) await forget(tx, conversation, recalled, ports);
  const answerable = heard.filter((item) => !item.historic);
  const entered =
    answerable.length === 0 && conversation.welcome !== null && conversation.welcome.expiresAt > now;
  if (answerable.length === 0 && !entered && silence === null) {
    await keepConversation(tx, conversation);
    return;
  }
  const written = answerable.map((item) => ({ ...toBurstMessage(item), at: item.sentAt }));
  await oweReply(tx, conversation, written, house);
  const { understand } = ports.mindOf(conversation.communityId);
  const isDanger = (item: PendingItem) => {
    const { hazards, suspected } = understand({ messages: [toBurstMessage(item)], pending: null, now });
    return hazards.length > 0 || suspected !== null;
  };
  const answers = { house, heardBeforeAt, isDanger };
  const said = written.map(({ text }) => text);
  if (back && conversation.owner.kind !== 'bot') await endSuggestions(tx, conversation.id, now);
  const left = await hearQuote(tx, conversation, answerable, answers);
  const isAllSettled = left.length === 0 && answerable.length > 0;
  const claimed = await hearClaim(tx, conversation, left, {
    house,
    understand: (items) => understand({ messages: items.map(toBurstMessage), pending: null, now }),
  });
  const meant = typeof claimed === 'object' ? withQuestion(left, claimed) : left;
  if (
    isAllSettled ||
    claimed === 'answered' ||
    (await hearNotMe(tx, conversation, meant, house)) ||
    (await hearPrivacy(tx, conversation, meant, answers)) ||
    (await hearBillQuestion(tx, conversation, meant, answers)) ||
    (await hearSubscription(tx, conversation, meant, answers)) ||
    (await hearFollowUp(tx, conversation, meant, answers))
  ) {
    await noteWordsForAbove(tx, conversation, said, house);
    await keepConversation(tx, conversation);
    return;
  }
  const occasion = occasionOf(conversation, left.at(-1) ?? items.at(-1), silence, house.restoredAt);
  await think(tx, conversation, meant, { silence, entered, now, ...help, occasion }, ports);
  await noteWordsForAbove(tx, conversation, said, house);
  await liftFromTrainee(tx, conversation, house);
  await keepConversation(tx, conversation);
}

/** What they had asked before it was clear who they are. */
function withQuestion(heard: readonly PendingItem[], { question }: { question: string }): PendingItem[] {
  return heard.slice(-1).map((item) => ({ ...item, content: { type: 'text', text: question } }));
}

async function forget(
  tx: Tx,
  conversation: Conversation,
  recalled: readonly Recalled[],
  { house, book, mindOf }: TurnPorts,
): Promise<void> {
  const dialogue = openDialogue(conversation);
  const standings = await standingsOf(tx, dialogue.matters);
  const now = house.clock.now();
  const profile = await tx.residents.profile(conversation.residentId);
  const known = { muted: true, standings, now, profile };
  const facts = await gatherFacts(tx, conversation, dialogue, known, house);
  const { flowPorts } = mindOf(conversation.communityId);
  await forgetRecalled(tx, conversation, recalled, { book, ports: flowPorts, facts, house });
}

async function think(
  tx: Tx,
  conversation: Conversation,
  heard: readonly PendingItem[],
  turn: {
    silence: number | null;
    entered: boolean;
    now: number;
    occasion: Omit<Occasion, 'ordinal'>;
  } & Help,
  ports: TurnPorts,
): Promise<void> {
  const { house, book, log } = ports;
  const rules = ports.channel(conversation.channel)?.rules;
  if (!rules) return;
  const dialogue = openDialogue(conversation);
  const { understand, flowPorts } = ports.mindOf(conversation.communityId);
  const messages = heard.map(toBurstMessage);
  const pending = dialogue.withdrawing ? SURE_OF_IT : pendingQuestion(dialogue.flow);
  const read = understand({ messages, pending, now: turn.now });
  const { asked: languageAsked, ...language } = followLanguage(
    dialogue,
    messages.map((one) => one.text),
    dialogue.flow.turn === 0,
  );
  Object.assign(dialogue, language);
  // Advice is about certain messages; when another came in the meantime, or one was recalled, it is void.
  const isAdvised = turn.advice?.messageIds.join() === messages.map((one) => one.messageId).join();
  const understood = turn.advice && isAdvised ? adoptAdvice(read, turn.advice.advice) : read;
  // A person speaks for themselves. While nobody has come yet, danger is answered all the same: the safety line can not wait.
  const isWaitingInDanger = conversation.owner.kind === 'nobody' && understood.hazards.length > 0;
  const muted = conversation.owner.kind !== 'bot' && !isWaitingInDanger;
  ports.explain?.(conversation.id, understood.why);
  const standings = await standingsOf(tx, dialogue.matters);
  for (const { id, status } of heard.length > 0 ? standings.values() : [])
    if (status === 'pending') await goOnWithAnswer(tx, id, conversation.residentId, house);
  const profile = await tx.residents.profile(conversation.residentId);
  const { lang } = dialogue;
  const words = messages.map((one) => one.text);
  const asking = { lang, standings, occasion: turn.occasion, dialogue, words };
  // Only who is known for somebody can be known elsewhere.
  const isKnown = heard.length > 0 && profile?.verified != null;
  const isJoined =
    isKnown && (await joinPhotosElsewhere(tx, conversation, understood, messages, asking, house));
  if (isKnown && !isJoined) await goOnElsewhere(tx, conversation, house);
  if (isJoined || (await tellOfElsewhere(tx, conversation, understood, asking, house))) {
    conversation.flowState = dialogue;
    return;
  }
  const meantRef = matterNamed(understood, standings);
  const facts: TurnFacts = {
    ...(await gatherFacts(tx, conversation, dialogue, { muted, standings, now: turn.now, profile }, house)),
    ...(meantRef === null ? {} : { meantRef }),
    ...(languageAsked === null ? {} : { languageAsked: true }),
    ...(mayTellOfIncident(understood, dialogue.flow)
      ? { incidents: await incidentsFor(tx, conversation, dialogue, profile, house) }
      : {}),
  };
  const alongside = readAsides(heard, {
    ...{ understand, now: turn.now },
    estateName: flowPorts.words['estate.name'] ?? '',
  });
  // What they say themselves stands above what they passed on.
  const forwarded = understood.hazards.length === 0 ? alongside.forwarded : null;
  if (forwarded !== null) {
    const words = alongside.asides.find((aside) => aside.messageId === forwarded.messageId)?.words ?? '';
    await tellPossibleDanger(tx, conversation, { kind: 'forwarded-danger', ...forwarded, words }, house);
  }
  const doubt = forwarded === null && understood.hazards.length === 0 ? understood.suspected : null;
  const input: TurnInput = {
    messages,
    commands: [
      ...understood.commands,
      ...alongside.places.map((found) => ({ type: 'fill' as const, found })),
    ],
    hazards: understood.hazards,
    places: understood.places,
    scenes: understood.scenes,
    emotion: understood.emotion,
    facts,
    now: turn.now,
    asides: alongside.asides,
    ...(alongside.unanswered === null ? {} : { unsupported: alongside.unanswered }),
    ...(forwarded === null ? {} : { forwarded }),
    ...(doubt === null ? {} : { doubt }),
    ...(turn.silence === null ? {} : { silence: turn.silence }),
    ...(turn.entered ? { entered: true } : {}),
  };
  const wasAsked = isDangerAsked(dialogue.flow);
  const before = dialogue.flow;
  const { state, effects, trace } = advance(book, before, input, flowPorts);
  dialogue.flow = state;
  if (
    doubt !== null &&
    (state.doubt?.messageId === doubt.messageId || conversation.owner.kind === 'nobody')
  ) {
    const told = {
      kind: 'doubtful-danger',
      messageId: doubt.messageId,
      hazards: [doubt.hazard],
      words: messages.find((one) => one.messageId === doubt.messageId)?.text ?? '',
    } as const;
    await tellPossibleDanger(tx, conversation, told, house);
  }
  if (wasAsked && !isDangerAsked(state)) await settlePossibleDanger(tx, conversation, house);
  const welcomeCode = turn.entered ? conversation.welcome : null;
  conversation.welcome = null;
  const isCalm = understood.hazards.length === 0 && forwarded === null && !wasAsked && !isDangerAsked(state);
  const rewording = isCalm && mayBeShown(dialogue, words) ? chooseWordings(turn.rewording) : null;
  await carryOut(
    tx,
    conversation,
    dialogue.matters,
    standings,
    effects,
    { muted, eventCode: welcomeCode, lang: dialogue.lang, occasion: turn.occasion, rewording },
    { house, render: ports.render, channel: rules },
  );
  if (conversation.owner.kind === 'staff' && heard.length > 0) {
    await suggestWords(
      tx,
      conversation,
      dialogue,
      {
        before,
        input,
        done: effects,
        read: (question) => understand({ messages, pending: question, now: turn.now }),
      },
      { ...ports, flowPorts, rules },
    );
  } else delete dialogue.beside;
  if (rewording?.isToAsk()) {
    const { residentId } = conversation;
    throw new WordingsChosen({ residentId, messages: words, wordings: rewording.chosen });
  }
  await notePressing(tx, conversation, understood, { standings, effects }, house);
  // Who asked for a person in this very turn has just heard that somebody comes.
  if (muted) await tellWhereTheyStand(tx, conversation, understood, { ...turn, words, lang }, house);
  dialogue.matters = newest(dialogue.matters);
  conversation.flowState = dialogue;
  conversation.activeFlow = activeFlow(state);
  log.debug({
    event: 'turn.done',
    conversationId: conversation.id,
    effects: effects.map((each) => each.type),
    steps: trace.length,
  });
}

/** The one question no flow asks; 是的 and 不是 are read with it. */
const SURE_OF_IT: PendingQuestion = { kind: 'confirm', slot: null, entity: null, options: [] };

/** Who somebody is concerns no model. */
function mayBeShown({ claim }: Dialogue, words: readonly string[]): boolean {
  return claim === undefined && words.some((text) => text !== '') && !words.some(asksToBind);
}

function isDangerAsked({ forwarded, doubt }: FlowState): boolean {
  return forwarded !== undefined || doubt !== undefined;
}

/** The engine speaks of a handful of matters at most; older tickets are found through the conversation. */
const MATTERS_KEPT = 12;

function newest(matters: MatterTickets): MatterTickets {
  return Object.fromEntries(Object.entries(matters).slice(-MATTERS_KEPT));
}

async function gatherFacts(
  tx: Tx,
  conversation: Conversation,
  dialogue: Dialogue,
  {
    muted,
    standings,
    now,
    profile,
  }: { muted: boolean; standings: MatterStandings; now: number; profile: ResidentProfile | null },
  house: House,
): Promise<TurnFacts> {
  const greetAgain = await isGreetingLost(tx, conversation, dialogue);
  if (greetAgain) dialogue.flow.welcomed = false;
  return {
    lang: dialogue.lang,
    channel: conversation.channel,
    firstContact: dialogue.flow.turn === 0 || greetAgain,
    afterHours: !isServiceTime(house.calendar, now),
    muted,
    prefill: {
      ...(profile?.home ? { 'resident.home': profile.home } : {}),
      ...(profile?.phone ? { 'resident.phone': profile.phone } : {}),
    },
    doneRefs: [...standings].flatMap(([ref, { status }]) => (isSaidToBeDone(status) ? [ref] : [])),
    openRefs: [...standings].filter(([, ticket]) => isOpen(ticket.status)).map(([ref]) => ref),
  };
}

/** Something is told, or waits to be: only then it may be a matter that is known. */
function mayTellOfIncident({ commands }: Understanding, state: FlowState): boolean {
  return (
    commands.some(({ type }) => type === 'start-flow' || type === 'fill' || type === 'choose') ||
    state.stack.some((frame) => frame.ticket === null) ||
    speaksOfIncident(state)
  );
}

/** What people are at work on stands before what was announced: it is nearer to what is so. */
async function incidentsFor(
  tx: Tx,
  conversation: Conversation,
  { lang }: Dialogue,
  profile: ResidentProfile | null,
  house: House,
) {
  const { id: conversationId, channel, communityId } = conversation;
  const to = { conversationId, channel, lang };
  return [
    ...(await knownIncidents(tx, conversation, to, house)),
    ...(await knownNotices(tx, communityId, { ...to, home: profile?.home ?? null }, house)),
  ];
}

/** The matter whose ticket the resident named by its code. */
function matterNamed({ said }: Understanding, standings: MatterStandings): string | null {
  const codes = said.flatMap((found) => (found.entity === 'ticketCode' ? [found.value] : []));
  return [...standings].find(([, { code }]) => codes.includes(code))?.[0] ?? null;
}

async function standingsOf(tx: Tx, matters: MatterTickets): Promise<MatterStandings> {
  const standings = new Map<string, TicketStanding>();
  for (const [ref, ticketId] of Object.entries(matters)) {
    const standing = await tx.tickets.standing(ticketId);
    if (standing) standings.set(ref, standing);
  }
  return standings;
}

/** Nothing of what was said at the first turn (to somebody who had only entered, say) has arrived: greeting and privacy words are still owed. */
async function isGreetingLost(tx: Tx, conversation: Conversation, { flow }: Dialogue): Promise<boolean> {
  if (!flow.welcomed || flow.turn !== 1) return false;
  return !(await tx.messages.anyMayHaveArrived(conversation.id));
}

/** A message of the resident opens the channel's window and its allowance; held words may go again. */
async function noteResidentWrote(
  tx: Tx,
  conversation: Conversation,
  items: readonly PendingItem[],
  { channel, house }: Pick<TurnPorts, 'channel' | 'house'>,
): Promise<void> {
  const written = items.filter((item) => item.origin === 'resident' && !isEvent(item.content));
  const last = written.at(-1);
  if (!last) return;
  const sentAt = Math.max(...written.map((item) => item.sentAt));
  conversation.lastMessageAt = Math.max(conversation.lastMessageAt ?? 0, sentAt);
  const rules = channel(conversation.channel)?.rules ?? null;
  if (rules?.briefly && written.every(({ content }) => content.type === 'text' && content.briefly)) {
    await openBriefly(tx, conversation, { sentAt, rules, now: house.clock.now() });
  } else {
    // The platform counts by message; two within one of its seconds are two allowances, so the mark must move each time.
    conversation.lastResidentMessageAt = Math.max(sentAt, (openedAt(conversation) ?? 0) + 1);
    delete conversation.brieflyOpenedAt;
  }
  if (!last.historic) await tx.outbox.releaseHeld(conversation.id, house.clock.now());
}

/**
 * A pressed menu gives less, and for a moment. Whether the platform counts it beside what is left of the last message, or after
 * it, is not documented; so what is left is used first, and the moment only where nothing is.
 */
async function openBriefly(
  tx: Tx,
  conversation: Conversation,
  { sentAt, rules, now }: { sentAt: number; rules: ChannelRules; now: number },
): Promise<void> {
  const mark = openedAt(conversation) ?? 0;
  const used = await tx.quota.used(conversation.id, mark);
  if (windowOf(conversation, rules, used, now).canSendNow) return;
  conversation.brieflyOpenedAt = Math.max(sentAt, mark + 1);
}

/** What of these items a resident said and has not taken back. */
export function wordsHeard(items: readonly PendingItem[]): BurstMessage[] {
  return items
    .filter((item) => item.origin === 'resident' && !isEvent(item.content) && item.recalledAt === null)
    .map(toBurstMessage);
}

function toBurstMessage(item: PendingItem): BurstMessage {
  const { content } = item;
  const messageId = item.messageId ?? item.id;
  if (content.type === 'text') {
    return {
      messageId,
      text: content.text,
      ...(content.menuId === undefined ? {} : { menuId: content.menuId }),
    };
  }
  if (content.type === 'voice' && content.recognition !== undefined)
    return { messageId, text: content.recognition };
  return { messageId, text: '', ...(content.type === 'image' ? { photo: true } : {}) };
}

function isEvent(content: InboundContent): boolean {
  return content.type.startsWith('event.');
}
