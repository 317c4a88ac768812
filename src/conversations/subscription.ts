// 来水了告诉我, 退订: kept with the readers of what is announced, and answered with what is kept. Whoever names what nothing is known
// of hears that; other words that it could not be about are understood like any others.
import { samePerson } from '../homes/bind-home.ts';
import { knownNotices, sayTitle } from '../notices/say.ts';
import { isCalled, namesSubscription, readSubscription } from '../notices/subscribe-words.ts';
import { noteReader } from '../notices/tell.ts';
import { enqueueReply } from '../outbox/enqueue.ts';
import { followLanguage } from '../replies/language.ts';
import type { Lang } from '../replies/reply.ts';
import type { Tx } from '../storage/contract.ts';
import type { House } from '../tickets/house.ts';
import type { Affected, IncidentCourse } from '../tickets/incident-course.ts';
import { isDangerous, stopBulletins } from '../tickets/incident-reach.ts';
import { wordsOf } from './claim.ts';
import type { Conversation, PendingItem } from './conversation.ts';
import { openDialogue } from './dialogue.ts';

type Answer = {
  key: `notice.${'subscribed' | 'on_list' | 'none' | 'unsubscribed' | 'not_subscribed' | 'which_stop' | 'safety_kept'}`;
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
      ? await stop(tx, conversation, { ...read, words }, to, house)
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
  for (const title of await followAgain(tx, conversation, matters, house))
    if (!titles.includes(title)) titles.push(title);
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
  conversation: Conversation,
  matters: readonly string[],
  to: To,
  house: House,
): Promise<string[]> {
  const named = namedOf(matters, house);
  const among = await incidentsOf(tx, conversation, [conversation.residentId]);
  const titles = among
    .filter(({ course, affected }) => affected.stoppedAt === null && isAbout(course, named))
    .map(({ course }) => course.title);
  if (titles.length > 0) return [...new Set(titles)];
  const told = (await tx.tickets.openOf(conversation.id)).map(({ category }) => category ?? '');
  const own = named.filter(({ topics }) => topics.some((topic) => told.includes(topic)));
  return namesOf(
    own.map(({ id }) => id),
    to,
    house,
  );
}

function namedOf(matters: readonly string[], { notices }: House) {
  return notices.matters.filter(({ id }) => matters.includes(id));
}

/** Of everything where nothing is named. */
function isAbout({ topics }: Pick<IncidentCourse, 'topics'>, named: ReturnType<typeof namedOf>): boolean {
  return named.length === 0 || named.some((each) => each.topics.some((topic) => topics.includes(topic)));
}

/** Running incidents that one of these is among. */
async function incidentsOf(
  tx: Tx,
  { communityId }: Conversation,
  households: readonly string[],
): Promise<{ course: IncidentCourse; affected: Affected }[]> {
  const found: { course: IncidentCourse; affected: Affected }[] = [];
  for (const course of await tx.incidentCourses.running(communityId))
    for (const household of households) {
      const affected = await tx.incidentCourses.affectedOne(course.id, household);
      if (affected !== null && affected.leftAt === null) found.push({ course, affected });
    }
  return found;
}

/** What was stopped before, and they want to hear of again. */
async function followAgain(
  tx: Tx,
  conversation: Conversation,
  matters: readonly string[],
  house: House,
): Promise<string[]> {
  const named = namedOf(matters, house);
  const titles: string[] = [];
  for (const { course, affected } of await incidentsOf(tx, conversation, await peopleOf(tx, conversation))) {
    if (affected.stoppedAt === null || !isAbout(course, named)) continue;
    await stopBulletins(tx, course, affected, 'again', house);
    titles.push(course.title);
  }
  return titles;
}

/** On every channel of theirs: they would hear it on another one otherwise. */
async function peopleOf(tx: Tx, { residentId }: Conversation): Promise<string[]> {
  return [residentId, ...(await samePerson(tx, residentId))];
}

/** One thing they hear of: a notice, an incident, or both where they are called the same. */
type Heard = { matters: Set<string>; stop: (() => Promise<void>)[]; isDanger: boolean; isIncident: boolean };

async function heardBy(
  tx: Tx,
  conversation: Conversation,
  to: To,
  house: House,
): Promise<Map<string, Heard>> {
  const heard = new Map<string, Heard>();
  const of = (title: string, matters: readonly string[]) => {
    const one = heard.get(title) ?? { matters: new Set(), stop: [], isDanger: false, isIncident: false };
    for (const matter of matters) one.matters.add(matter);
    heard.set(title, one);
    return one;
  };
  const households = await peopleOf(tx, conversation);
  for (const { id, words } of await tx.notices.published(conversation.communityId))
    for (const household of words === null ? [] : households) {
      const reader = await tx.notices.reader(id, household);
      if (words !== null && reader?.state === 'told')
        of(sayTitle(words, to, house), [words.matter]).stop.push(() =>
          tx.notices.keepReader({ ...reader, state: 'left' }),
        );
    }
  for (const { course, affected } of await incidentsOf(tx, conversation, households)) {
    if (affected.stoppedAt !== null) continue;
    const matters = house.notices.matters.filter((each) => isAbout(course, [each])).map(({ id }) => id);
    const one = of(course.title, matters);
    one.isIncident = true;
    if (await isDangerous(tx, course)) one.isDanger = true;
    else one.stop.push(() => stopBulletins(tx, course, affected, 'stop', house));
  }
  return heard;
}

type Wish = NonNullable<ReturnType<typeof readSubscription>> & { words: string };

async function stop(
  tx: Tx,
  conversation: Conversation,
  { matters, named, all, words }: Wish,
  to: To,
  house: House,
): Promise<Answer | null> {
  const heard = [...(await heardBy(tx, conversation, to, house))];
  const isNamed = namesSubscription(words);
  // 不用通知了 may be about a matter of theirs, and then nothing that many are told of is meant.
  if (!isNamed && heard.every(([, { isIncident }]) => isIncident)) {
    const own = await tx.tickets.openOf(conversation.id);
    if (own.some(({ incidentId }) => incidentId === null)) return null;
  }
  const byTitle = heard.filter(([title]) => isCalled(title, named));
  const byMatter = heard.filter(([, one]) => matters.some((matter) => one.matters.has(matter)));
  const meant = all ? heard : byTitle.length > 0 ? byTitle : byMatter;
  const isOpen = meant.length === 0 && matters.length === 0;
  if (isOpen && (heard.length > 1 || (heard.length > 0 && named !== '')))
    return { key: 'notice.which_stop', titles: heard.map(([title]) => title) };
  const stopped = isOpen ? heard : meant;
  for (const [, one] of stopped) for (const stopOne of one.stop) await stopOne();
  const over = stopped.filter(([, { isDanger }]) => !isDanger);
  if (over.length > 0) return { key: 'notice.unsubscribed', titles: over.map(([title]) => title) };
  if (stopped.length > 0) return { key: 'notice.safety_kept', titles: stopped.map(([title]) => title) };
  // Who is told of a matter of theirs is not told that they are not.
  if (!isNamed || (await toldAnyway(tx, conversation, matters, to, house)).length > 0) return null;
  return { key: 'notice.not_subscribed', titles: [] };
}

function namesOf(matters: readonly string[], { lang }: To, { notices }: House): string[] {
  return notices.matters
    .filter(({ id }) => matters.includes(id))
    .map(({ label, en }) => (lang === 'en' ? en : label));
}
