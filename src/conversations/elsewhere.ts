// 到哪了, asked on another channel than the matter was told on: whoever is known as the same person hears how it stands, and 快点,
// 补充 and 撤销 count as if they had been said there.

import { SURE } from '../flows/start.ts';
import { hasSubstance } from '../flows/words.ts';
import { conversationsElsewhere } from '../homes/bind-home.ts';
import { enqueueReply } from '../outbox/enqueue.ts';
import { languageKept } from '../replies/language.ts';
import type { Lang } from '../replies/reply.ts';
import type { Tx } from '../storage/contract.ts';
import { amendTicket, cancelTicket } from '../tickets/deeds.ts';
import { joinWords } from '../tickets/describe.ts';
import { goOnWithAnswer } from '../tickets/due-work.ts';
import { type House, sayStaff, staffById } from '../tickets/house.ts';
import { tellHelpers } from '../tickets/notices.ts';
import { sayPromise } from '../tickets/promise.ts';
import { isOpen, transitions } from '../tickets/states.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { urgeTicket } from '../tickets/urging.ts';
import { isThere } from '../tickets/where-to-tell.ts';
import type { Understanding } from '../understanding/commands.ts';
import type { Conversation, Occasion } from './conversation.ts';
import type { Dialogue } from './dialogue.ts';
import type { MatterStandings } from './effects.ts';
import { keepConversation } from './keep.ts';

/** More than these nobody reads on a phone. */
const MOST_TOLD = 3;

/** True when it was asked, and answered: there is nothing of their own here that it could be about. */
export async function tellOfElsewhere(
  tx: Tx,
  conversation: Conversation,
  understood: Pick<Understanding, 'commands' | 'said' | 'hazards'>,
  turn: Asking,
  house: House,
): Promise<boolean> {
  if (await answerWithdrawal(tx, conversation, understood, turn, house)) return true;
  const { commands, said, hazards } = understood;
  const acts = commands.flatMap((command) => (command.type === 'act' ? [command.act] : []));
  const codes = said.flatMap((found) => (found.entity === 'ticketCode' ? [found.value] : []));
  const wish = wishIn(conversation, commands, turn.words, codes);
  const asks = wish !== null || acts.includes('progress') || acts.includes('urge') || codes.length > 0;
  const tellsMore = commands.some((one) => one.type === 'fill' && one.found.entity === 'fault');
  if (!asks || tellsMore || hazards.length > 0 || conversation.owner.kind !== 'bot') return false;
  const own = [...turn.standings.values()];
  const isOwn = codes.length > 0 ? own.some(({ code }) => codes.includes(code)) : own.some(isStillOpen);
  if (isOwn || (codes.length === 0 && (await tx.tickets.openOf(conversation.id)).length > 0)) return false;
  const found: Ticket[] = [];
  for (const id of await conversationsElsewhere(tx, conversation.residentId))
    found.push(...(await tx.tickets.openOf(id)));
  const meant = codes.length > 0 ? found.filter(({ code }) => codes.includes(code)) : found;
  const told = meant.toSorted((a, b) => b.openedAt - a.openedAt).slice(0, MOST_TOLD);
  if (told.length === 0) return false;
  const [only, ...more] = told;
  if (only && wish !== null) {
    if (more.length > 0) await sayHere(tx, conversation, 'elsewhere.which', told, turn, house);
    else if (wish === 'withdraw') await askToWithdraw(tx, conversation, only, turn, house);
    else await addWords(tx, conversation, only, turn, house);
    return true;
  }
  if (only && more.length === 0 && acts.includes('urge') && transitions.urge.from.includes(only.status)) {
    const actor = { kind: 'resident', id: conversation.residentId, source: 'bot' } as const;
    await urgeTicket(tx, only.id, { actor, staffId: null, alreadyHeard: false }, house);
  }
  await sayHere(tx, conversation, 'elsewhere.progress', told, turn, house);
  return true;
}

export type Asking = {
  lang: Lang;
  standings: MatterStandings;
  occasion: Omit<Occasion, 'ordinal'>;
  dialogue: Dialogue;
  /** What they wrote, one message each. */
  words: readonly string[];
};

/** A matter of their own that is being talked about here comes first, unless the other is named by its number. */
function wishIn(
  { activeFlow }: Conversation,
  commands: Understanding['commands'],
  words: readonly string[],
  codes: readonly string[],
): 'withdraw' | 'add' | null {
  const isNamed = codes.length > 0;
  if (activeFlow !== null && !isNamed) return null;
  const acts = commands.flatMap((command) => (command.type === 'act' ? [command.act] : []));
  if (acts.includes('cancel')) return 'withdraw';
  // 还有物业费怎么交 is a question of its own.
  const isAnother = commands.some((one) => one.type === 'start-flow' && one.score >= SURE);
  const isAddition = acts.includes('add') && !acts.includes('progress') && !acts.includes('urge');
  if (isAddition && (isNamed || !isAnother) && wordsBeside(words, codes) !== '') return 'add';
  return null;
}

/** What they say besides the number and the word that they have more to say. */
function wordsBeside(words: readonly string[], codes: readonly string[]): string {
  let text = words.map((one) => one.trim()).join('\n');
  for (const code of codes) text = text.replaceAll(code, '');
  text = text.replace(/(?:单号|單號)[:：]?|补充(?:一下|一点|说明)?|補充(?:一下|一點|說明)?|\badd\b/giu, '');
  text = text.replace(/^[\s,，:：。;；]+|[\s,，:：;；]+$/gu, '');
  return hasSubstance(text) ? text : '';
}

/** As long a yes still belongs to the question. */
const ASKED_MS = 30 * 60_000;

async function askToWithdraw(
  tx: Tx,
  conversation: Conversation,
  ticket: Ticket,
  turn: Asking,
  house: House,
): Promise<void> {
  turn.dialogue.withdrawing = { ticketId: ticket.id, at: house.clock.now() };
  await sayHere(tx, conversation, 'elsewhere.sure', [ticket], turn, house);
}

const GOES_ON = /继续|繼續|[还還]是(?:要|得|来|來)|先别|先別|\b(?:keep|go on|still)\b/iu;

/** The answer to it. Whatever is neither yes nor no is about something else. */
async function answerWithdrawal(
  tx: Tx,
  conversation: Conversation,
  { commands, hazards }: Pick<Understanding, 'commands' | 'hazards'>,
  turn: Asking,
  house: House,
): Promise<boolean> {
  const asked = turn.dialogue.withdrawing;
  if (asked === undefined || turn.words.length === 0) return false;
  delete turn.dialogue.withdrawing;
  const isInTime = house.clock.now() - asked.at <= ASKED_MS;
  if (!isInTime || hazards.length > 0 || conversation.owner.kind !== 'bot') return false;
  const acts = commands.flatMap((command) => (command.type === 'act' ? [command.act] : []));
  const isYes = (acts.includes('yes') || acts.includes('cancel')) && !acts.includes('no');
  const isNo =
    acts.includes('no') || acts.includes('correct') || turn.words.some((text) => GOES_ON.test(text));
  if (!isYes && !isNo) return false;
  const ticket = await tx.tickets.get(asked.ticketId);
  // They may have been parted meanwhile.
  const others = await conversationsElsewhere(tx, conversation.residentId);
  if (ticket?.conversationId == null || !others.includes(ticket.conversationId) || !isOpen(ticket.status))
    return false;
  if (!isYes) {
    await sayHere(tx, conversation, 'elsewhere.kept', [ticket], turn, house);
    return true;
  }
  const actor = { kind: 'resident', id: conversation.residentId, source: 'bot' } as const;
  const by = { actor, staffId: null, reason: '住户在另一个渠道说不用办了' };
  const done = await cancelTicket(tx, ticket.id, by, house);
  await sayHere(
    tx,
    conversation,
    done.ok ? 'elsewhere.withdrawn' : 'elsewhere.progress',
    [ticket],
    turn,
    house,
  );
  if (done.ok) await tellWhereTold(tx, ticket, house);
  return true;
}

/** It may have been somebody who only knew their name and number: they hear of it, where it costs nothing that is kept. */
async function tellWhereTold(tx: Tx, ticket: Ticket, house: House): Promise<void> {
  const other = ticket.conversationId === null ? null : await tx.conversations.get(ticket.conversationId);
  if (!other || !(await isThere(tx, other, house))) return;
  const occasion = { of: ['withdrawn-elsewhere', ticket.code], ordinal: 0, isFromBefore: false };
  const to = { lang: languageKept(other.flowState), occasion };
  await sayHere(tx, other, 'elsewhere.called', [ticket], to, house);
  await keepConversation(tx, other);
}

async function addWords(
  tx: Tx,
  conversation: Conversation,
  ticket: Ticket,
  turn: Asking,
  house: House,
): Promise<void> {
  const codes = [ticket.code];
  const facts = {
    ...{ faults: [], hazards: [], place: {}, photoMessageIds: [] },
    description: joinWords(ticket.description, wordsBeside(turn.words, codes)),
    grade: ticket.grade,
    gradeReason: ticket.gradeReason,
  };
  const actor = { kind: 'resident', id: conversation.residentId, source: 'bot' } as const;
  const amended = await amendTicket(tx, ticket.id, { facts, why: 'addition', actor }, house);
  await sayHere(
    tx,
    conversation,
    amended.ok ? 'elsewhere.added' : 'elsewhere.progress',
    [ticket],
    turn,
    house,
  );
}

type ReplyKey = `elsewhere.${'progress' | 'which' | 'sure' | 'kept' | 'withdrawn' | 'called' | 'added'}`;

export async function sayHere(
  tx: Tx,
  conversation: Conversation,
  key: ReplyKey,
  tickets: readonly Ticket[],
  { lang, occasion }: Pick<Asking, 'lang' | 'occasion'>,
  house: House,
): Promise<void> {
  const now = house.clock.now();
  const to = { conversationId: conversation.id, channel: conversation.channel, lang };
  const lines = tickets.map((each) => wordsOf(house.say('elsewhere.line', fieldsOf(each, now, house), to)));
  const [first] = tickets;
  const fields = { ...(first ? fieldsOf(first, now, house) : {}), lines: lines.join('\n') };
  await enqueueReply(
    tx,
    conversation,
    {
      content: house.say(key, fields, to),
      ...{ author: 'bot', replyKey: key, slotClass: 'ordinary', mayMerge: true, promise: false },
      occasion: { ...occasion, ordinal: 0 },
    },
    now,
  );
}

/** The question was put to them here, because the channel they told the matter on was shut: their word is the answer. */
export async function goOnElsewhere(tx: Tx, conversation: Conversation, house: House): Promise<void> {
  for (const id of await conversationsElsewhere(tx, conversation.residentId))
    for (const { id: ticketId, status, course } of await tx.tickets.openOf(id)) {
      const { waiting } = course;
      if (status !== 'pending' || waiting?.reason !== 'waiting_resident') continue;
      if (!(await tx.messages.saidSince(conversation.id, 'ticket.question', waiting.since))) continue;
      await goOnWithAnswer(tx, ticketId, conversation.residentId, house);
      const ticket = await tx.tickets.get(ticketId);
      if (ticket) await tellHelpers(tx, ticket, house, '住户在另一个渠道回话了，请在接待台看');
    }
}

const isStillOpen = ({ status }: Pick<Ticket, 'status'>) => isOpen(status);
const wordsOf = (content: ReturnType<House['say']>) =>
  content.type === 'text' ? content.text : content.head;

function fieldsOf(ticket: Ticket, now: number, house: House): Record<string, string> {
  const owner = staffById(house, ticket.assignee ?? ticket.firstOwner ?? '');
  return {
    'ticket.code': ticket.code,
    'owner.name': owner ? sayStaff(owner) : '值班同事',
    'promise.now': sayPromise(ticket, now),
  };
}
