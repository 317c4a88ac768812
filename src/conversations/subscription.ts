// 来水了告诉我, 退订: kept with the readers of what is announced, and answered with what is kept. Without a notice that it could be
// about, the words are understood like any others.
import { samePerson } from '../homes/bind-home.ts';
import { knownNotices } from '../notices/say.ts';
import { readSubscription } from '../notices/subscribe-words.ts';
import { noteReader } from '../notices/tell.ts';
import { enqueueReply } from '../outbox/enqueue.ts';
import { languageKept } from '../replies/language.ts';
import type { Tx } from '../storage/contract.ts';
import type { House } from '../tickets/house.ts';
import type { Conversation, PendingItem } from './conversation.ts';

/** True when it was one, and is answered. */
export async function hearSubscription(
  tx: Tx,
  conversation: Conversation,
  heard: readonly PendingItem[],
  { house, isDanger }: { house: House; isDanger(item: PendingItem): boolean },
): Promise<boolean> {
  const [only, ...more] = heard;
  if (only?.content.type !== 'text' || more.length > 0 || conversation.owner.kind !== 'bot') return false;
  const read = readSubscription(only.content.text, house.notices);
  if (read === null || isDanger(only)) return false;
  const { id: conversationId, channel, communityId, residentId, flowState } = conversation;
  const to = { conversationId, channel, lang: languageKept(flowState) };
  const home = (await tx.residents.profile(residentId))?.home ?? null;
  const titles =
    read.wish === 'stop'
      ? await stop(tx, conversation, read.matters)
      : await follow(
          tx,
          conversation,
          read.matters,
          await knownNotices(tx, communityId, { ...to, home }, house),
          house,
        );
  // Nobody is told that there was nothing to stop while they may mean something else.
  if (titles.length === 0) return false;
  const key = read.wish === 'stop' ? 'notice.unsubscribed' : 'notice.subscribed';
  await enqueueReply(
    tx,
    conversation,
    {
      content: house.say(key, { titles: titles.join('、') }, to),
      ...{
        author: 'bot',
        replyKey: key,
        slotClass: 'ordinary',
        mayMerge: true,
        promise: read.wish === 'tell',
      },
      occasion: {
        of: ['subscription', only.channelItemId],
        ordinal: 0,
        mayRecur: true,
        isFromBefore: false,
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
  known: Awaited<ReturnType<typeof knownNotices>>,
  house: House,
): Promise<string[]> {
  const titles: string[] = [];
  for (const { id, kind, title } of known) {
    if (kind !== 'inquiry' || !(await isAbout(tx, id, matters))) continue;
    if (await noteReader(tx, id, conversation, 'told', house)) titles.push(title);
  }
  return titles;
}

/** On every channel of theirs: they would hear it on another one otherwise. */
async function stop(tx: Tx, conversation: Conversation, matters: readonly string[]): Promise<string[]> {
  const households = [conversation.residentId, ...(await samePerson(tx, conversation.residentId))];
  const titles = new Set<string>();
  for (const { id, words } of await tx.notices.published(conversation.communityId)) {
    if (words === null || (matters.length > 0 && !matters.includes(words.matter))) continue;
    for (const household of households) {
      const reader = await tx.notices.reader(id, household);
      if (reader?.state !== 'told') continue;
      await tx.notices.keepReader({ ...reader, state: 'left' });
      titles.add(words.title);
    }
  }
  return [...titles];
}

async function isAbout(tx: Tx, noticeId: string, matters: readonly string[]): Promise<boolean> {
  if (matters.length === 0) return true;
  const matter = (await tx.notices.get(noticeId))?.words?.matter;
  return matter !== undefined && matters.includes(matter);
}
