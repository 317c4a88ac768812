// 来水了告诉我, 退订: kept with the readers of what is announced, and answered with what is kept. Whoever names what nothing is known
// of hears that; other words that it could not be about are understood like any others.
import { samePerson } from '../homes/bind-home.ts';
import { knownNotices, sayTitle } from '../notices/say.ts';
import { namesSubscription, readSubscription } from '../notices/subscribe-words.ts';
import { noteReader } from '../notices/tell.ts';
import { enqueueReply } from '../outbox/enqueue.ts';
import { followLanguage } from '../replies/language.ts';
import type { Lang } from '../replies/reply.ts';
import type { Tx } from '../storage/contract.ts';
import type { House } from '../tickets/house.ts';
import { wordsOf } from './claim.ts';
import type { Conversation, PendingItem } from './conversation.ts';
import { openDialogue } from './dialogue.ts';

type Answer = {
  key: `notice.${'subscribed' | 'on_list' | 'none' | 'unsubscribed' | 'not_subscribed'}`;
  /** What it is about, in words. */
  titles: readonly string[];
};

type To = Parameters<House['say']>[2] & { lang: Lang };

/** True when it was one, and is answered. */
export async function hearSubscription(
  tx: Tx,
  conversation: Conversation,
  heard: readonly PendingItem[],
  { house, isDanger }: { house: House; isDanger(item: PendingItem): boolean },
): Promise<boolean> {
  const texts = heard.map(wordsOf);
  const last = heard.at(-1);
  if (!last || texts.includes('') || conversation.owner.kind !== 'bot') return false;
  const words = texts.join('，');
  const read = readSubscription(words, house.notices);
  if (read === null || heard.some(isDanger)) return false;
  const dialogue = openDialogue(conversation);
  const { asked: _asked, ...language } = followLanguage(dialogue, texts, dialogue.flow.turn === 0);
  const { id: conversationId, channel } = conversation;
  const to = { conversationId, channel, lang: language.lang };
  const answer =
    read.wish === 'stop'
      ? await stop(tx, conversation, { matters: read.matters, words }, to, house)
      : await follow(tx, conversation, read.matters, to, house);
  if (answer === null) return false;
  const { key, titles } = answer;
  conversation.flowState = { ...dialogue, ...language };
  await enqueueReply(
    tx,
    conversation,
    {
      content: house.say(key, { titles: titles.join('、') }, to),
      ...{ author: 'bot', replyKey: key, slotClass: 'ordinary', mayMerge: true },
      promise: key === 'notice.subscribed',
      occasion: {
        ...{ of: ['subscription', last.channelItemId], ordinal: 0 },
        ...{ mayRecur: true, isFromBefore: false },
      },
    },
    house.clock.now(),
  );
  return true;
}

async function follow(
  tx: Tx,
  conversation: Conversation,
  matters: readonly string[],
  to: To,
  house: House,
): Promise<Answer | null> {
  const { residentId, communityId } = conversation;
  const home = (await tx.residents.profile(residentId))?.home ?? null;
  const titles: string[] = [];
  for (const { id, title } of await meant(
    tx,
    conversation,
    matters,
    (await knownNotices(tx, communityId, { ...to, home }, house)).filter(({ kind }) => kind === 'inquiry'),
  ))
    if (await noteReader(tx, id, conversation, 'told', house)) titles.push(title);
  if (titles.length > 0) return { key: 'notice.subscribed', titles };
  const running = await toldAnyway(tx, conversation, matters, to, house);
  if (running.length > 0) return { key: 'notice.on_list', titles: running };
  // What they are just telling of is not known yet.
  if (matters.length === 0 || conversation.activeFlow !== null) return null;
  return { key: 'notice.none', titles: namesOf(matters, to, house) };
}

type Known = Awaited<ReturnType<typeof knownNotices>>[number];

/** 通知我 without a name is about what they have heard of; beside a matter of their own it may be about that one. */
async function meant(
  tx: Tx,
  conversation: Conversation,
  matters: readonly string[],
  known: readonly Known[],
): Promise<readonly Known[]> {
  if (matters.length > 0) {
    const named: Known[] = [];
    for (const one of known) {
      const matter = (await tx.notices.get(one.id))?.words?.matter;
      if (matter !== undefined && matters.includes(matter)) named.push(one);
    }
    return named;
  }
  const busy = await isBusy(tx, conversation);
  const before: Known[] = [];
  for (const one of known) {
    const reader = await tx.notices.reader(one.id, conversation.residentId);
    // Who is told of it anyway means something else by it, while there is something else.
    if (reader !== null && (!busy || reader.state === 'left')) before.push(one);
  }
  return before.length > 0 || busy ? before : known;
}

async function isBusy(tx: Tx, { id, activeFlow }: Conversation): Promise<boolean> {
  return activeFlow !== null || (await tx.tickets.openOf(id)).length > 0;
}

/** What people are at work on, as far as this household is told of it in any case: incidents it is among, and tickets of its own. */
async function toldAnyway(
  tx: Tx,
  { id: conversationId, communityId, residentId }: Conversation,
  matters: readonly string[],
  to: To,
  house: House,
): Promise<string[]> {
  const named = house.notices.matters.filter(({ id }) => matters.includes(id));
  const titles = new Set<string>();
  for (const { id, topics, title } of await tx.incidentCourses.running(communityId)) {
    if (named.length > 0 && !named.some((each) => each.topics.some((topic) => topics.includes(topic))))
      continue;
    const known = await tx.incidentCourses.affectedOne(id, residentId);
    if (known !== null && known.leftAt === null) titles.add(title);
  }
  if (titles.size > 0) return [...titles];
  const told = (await tx.tickets.openOf(conversationId)).map(({ category }) => category ?? '');
  const own = named.filter(({ topics }) => topics.some((topic) => told.includes(topic)));
  return namesOf(
    own.map(({ id }) => id),
    to,
    house,
  );
}

/** On every channel of theirs: they would hear it on another one otherwise. */
async function stop(
  tx: Tx,
  conversation: Conversation,
  { matters, words: said }: { matters: readonly string[]; words: string },
  to: To,
  house: House,
): Promise<Answer | null> {
  const { communityId, residentId } = conversation;
  const households = [residentId, ...(await samePerson(tx, residentId))];
  const titles = new Set<string>();
  for (const { id, words } of await tx.notices.published(communityId)) {
    if (words === null || (matters.length > 0 && !matters.includes(words.matter))) continue;
    for (const household of households) {
      const reader = await tx.notices.reader(id, household);
      if (reader?.state !== 'told') continue;
      await tx.notices.keepReader({ ...reader, state: 'left' });
      titles.add(sayTitle(words, to, house));
    }
  }
  if (titles.size > 0) return { key: 'notice.unsubscribed', titles: [...titles] };
  // 不用通知了 may be about a matter of theirs; and who is told of an incident is not told that they are not.
  if (!namesSubscription(said) || (await toldAnyway(tx, conversation, matters, to, house)).length > 0)
    return null;
  return { key: 'notice.not_subscribed', titles: [] };
}

function namesOf(matters: readonly string[], { lang }: To, { notices }: House): string[] {
  return notices.matters
    .filter(({ id }) => matters.includes(id))
    .map(({ label, en }) => (lang === 'en' ? en : label));
}
