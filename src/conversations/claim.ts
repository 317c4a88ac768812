// The resident says which home they are of (绑定房号), by themselves or because their question is private: three things against the
// register, three tries, then a person. Whatever was wrong, the words are the same.

import { bindHome, unbindHome } from '../homes/bind-home.ts';
import type { Relation } from '../homes/occupant.ts';
import {
  asksToBind,
  asksToUnbind,
  type Claim,
  introducesAsOwner,
  nothingClaimed,
  readClaim,
} from '../homes/read-claim.ts';
import { followLanguage } from '../replies/language.ts';
import type { Tx } from '../storage/contract.ts';
import type { House } from '../tickets/house.ts';
import type { Understanding } from '../understanding/commands.ts';
import { formatAddress } from '../understanding/entities/format-address.ts';
import { asksPrivately } from './bills.ts';
import { tellOthers } from './claimed-elsewhere.ts';
import type { Conversation, PendingItem } from './conversation.ts';
import { type Dialogue, openDialogue } from './dialogue.ts';
import { askForPerson } from './handoff.ts';
import { wantsPrivately } from './privacy.ts';
import { sayBeside } from './say-beside.ts';

/** What was told so far; kept sealed with the conversation, and only until it is settled. */
export type OpenClaim = {
  said: Claim;
  askedAt: number;
  /** Turns running without any of the three. */
  missed: number;
  /** The private question it is for; absent = they want to be known. */
  question?: string;
};

export type ClaimPorts = {
  house: House;
  understand(items: readonly PendingItem[]): Understanding;
};

/** Later than this they have gone on to something else. */
const OPEN_MS = 30 * 60_000;
const MOST_MISSED = 2;

export type ClaimHeard =
  /** Something else was said. */
  | 'nothing'
  | 'answered'
  /** They are known now, and this is what they had asked before. */
  | { question: string };

export async function hearClaim(
  tx: Tx,
  conversation: Conversation,
  heard: readonly PendingItem[],
  { house, understand }: ClaimPorts,
): Promise<ClaimHeard> {
  const texts = heard.map(wordsOf);
  const text = texts.join('\n');
  const estate = house.communities.find((each) => each.id === conversation.communityId)?.estate;
  if (heard.length === 0 || !estate || conversation.owner.kind !== 'bot') return 'nothing';
  const now = house.clock.now();
  const dialogue = openDialogue(conversation);
  const before =
    dialogue.claim !== undefined && now - dialogue.claim.askedAt <= OPEN_MS ? dialogue.claim : null;
  const isPrivate =
    before === null &&
    ((await asksPrivately(tx, conversation, heard, house)) ||
      (await wantsPrivately(tx, conversation, text, house)));
  if (asksToUnbind(text) && !texts.includes('') && !isForOthers(understand(heard))) {
    const by = { endedBy: 'resident', accountId: null, role: null, reason: 'withdrawn' as const };
    delete dialogue.claim;
    const isUndone = await unbindHome(tx, conversation, by, house);
    return say(
      { tx, conversation, dialogue, last: heard.at(-1), house },
      isUndone ? 'binding.undone' : before !== null ? 'binding.later' : 'binding.none',
    );
  }
  const begins = asksToBind(text) || (introducesAsOwner(text) && dialogue.flow.pending === null) || isPrivate;
  if (before === null && !begins) return 'nothing';
  const understood = understand(heard);
  const claim = before ?? {
    said: nothingClaimed,
    askedAt: now,
    missed: 0,
    ...(isPrivate ? { question: text } : {}),
  };
  const talk: Talk = { tx, conversation, dialogue, last: heard.at(-1), house };
  if (texts.includes('') || isForOthers(understood)) return letGo(talk);
  Object.assign(dialogue, languageOf(dialogue, texts));
  if (before !== null && acts(understood).includes('cancel')) {
    delete dialogue.claim;
    return say(talk, 'binding.later');
  }
  if (begins && (await tx.occupants.list(conversation.communityId, { after: null, limit: 1 })).length === 0)
    return isPrivate ? letGo(talk) : toPerson(talk);
  const said = isPrivate
    ? nothingClaimed
    : readClaim(text, claim.said, estate, { isAskedAgain: claim.missed > 0, isFirst: before === null });
  const isAskedAgain = claim.missed > 0 && claim.said.name === null;
  // The same three once more are another try.
  const isNew = Object.values(readClaim(text, nothingClaimed, estate, { isAskedAgain })).some(
    (one) => one !== null,
  );
  if (before !== null && !isNew && !begins)
    return isAnotherMatter(understood) ? letGo(talk) : missed(talk, claim);
  const { place, name, digits } = said;
  if (place === null || name === null || digits === null) {
    dialogue.claim = { ...claim, said, askedAt: now, missed: 0 };
    if (before === null) return say(talk, isPrivate ? 'binding.ask_private' : 'binding.ask');
    return say(talk, 'binding.rest', { missing: sayMissing(said, talk) });
  }
  const answer = await bindHome(tx, conversation, { place, name, lastDigits: digits }, house);
  if (answer.kind === 'not-verified' && answer.triesLeft > 0) {
    dialogue.claim = { ...claim, said, askedAt: now, missed: 0 };
    return say(talk, 'binding.wrong', { tries: String(answer.triesLeft) });
  }
  delete dialogue.claim;
  if (answer.kind !== 'bound') return toPerson(talk);
  const { building, unit, room } = place;
  const fields = {
    home: formatAddress({ building, ...(unit === null ? {} : { unit }), room }),
    relation: wordFor(`binding.relation.${answer.relation satisfies Relation}`, talk),
  };
  if (answer.isNew && answer.others.length > 0) await tellOthers(tx, conversation, house);
  await say(talk, answer.others.length > 0 ? 'binding.done_linked' : 'binding.done', fields);
  return claim.question === undefined ? 'answered' : { question: claim.question };
}

type Talk = {
  tx: Tx;
  conversation: Conversation;
  dialogue: Dialogue;
  last: PendingItem | undefined;
  house: House;
};

/** What they said, also aloud; empty for anything else. */
export function wordsOf({ content }: PendingItem): string {
  if (content.type === 'text') return content.text;
  return content.type === 'voice' ? (content.recognition ?? '') : '';
}

const acts = ({ commands }: Understanding) =>
  commands.flatMap((command) => (command.type === 'act' ? [command.act] : []));

const SURE_OF_IT = 0.85;

/** Danger, something broken, a person wanted: the flows know what to do. */
function isForOthers(understood: Understanding): boolean {
  const { hazards, suspected, commands } = understood;
  const tellsOfFault = commands.some((one) => one.type === 'fill' && one.found.entity === 'fault');
  return hazards.length > 0 || suspected !== null || tellsOfFault || acts(understood).includes('handoff');
}

/** None of the three, and surely something else. */
function isAnotherMatter({ commands }: Understanding): boolean {
  return commands.some(
    (one) =>
      one.type === 'start-flow' &&
      one.score >= SURE_OF_IT &&
      ['repair', 'complaint', 'inquiry'].includes(one.intent),
  );
}

function letGo({ conversation, dialogue }: Talk): 'nothing' {
  if (dialogue.claim !== undefined) {
    delete dialogue.claim;
    conversation.flowState = dialogue;
  }
  return 'nothing';
}

async function missed(talk: Talk, claim: OpenClaim): Promise<ClaimHeard> {
  if (claim.missed + 1 >= MOST_MISSED) return letGo(talk);
  talk.dialogue.claim = { ...claim, missed: claim.missed + 1 };
  return say(talk, 'binding.rest', { missing: sayMissing(claim.said, talk) });
}

async function toPerson(talk: Talk): Promise<'answered'> {
  const { tx, conversation, dialogue, house } = talk;
  delete dialogue.claim;
  const brief = { purpose: '核对身份：房号、姓名和电话没有跟登记对上，请同事核对' };
  await askForPerson(
    tx,
    conversation,
    { type: 'handoff', team: 'reception', mode: 'take', brief },
    null,
    house,
  );
  const office = house.communities.find((each) => each.id === conversation.communityId)?.office;
  return say(talk, 'binding.person', { 'team.phone': office?.phone ?? '' });
}

function languageOf(dialogue: Dialogue, texts: readonly string[]) {
  const { asked: _asked, ...language } = followLanguage(dialogue, texts, dialogue.flow.turn === 0);
  return language;
}

function sayMissing({ place, name, digits }: Claim, talk: Talk): string {
  const parts = [
    ...(place === null ? ['binding.part.home'] : []),
    ...(name === null ? ['binding.part.name'] : []),
    ...(digits === null ? ['binding.part.digits'] : []),
  ];
  const all = parts.length === 0 ? ['binding.part.home', 'binding.part.name', 'binding.part.digits'] : parts;
  return all.map((key) => wordFor(key, talk)).join(talk.dialogue.lang === 'en' ? ', ' : '、');
}

function wordFor(key: string, { conversation, dialogue, house }: Talk): string {
  const { id: conversationId, channel } = conversation;
  const content = house.say(key, {}, { conversationId, channel, lang: dialogue.lang });
  return content.type === 'text' ? content.text : '';
}

async function say(
  { tx, conversation, dialogue, last, house }: Talk,
  key: string,
  fields: Record<string, string> = {},
): Promise<'answered'> {
  conversation.flowState = dialogue;
  const isOver = key === 'binding.person';
  await sayBeside(
    tx,
    conversation,
    {
      ...{ key, fields, promise: isOver, slotClass: isOver ? 'handover' : 'ordinary' },
      of: ['claim', last?.channelItemId ?? '', key],
    },
    house,
  );
  return 'answered';
}
