// How a notice is spoken of: what residents read of it now, in their language, and as the turn that answers them needs it.
import { sayClock, sayDay, sayInstant } from '../clocks/service-calendar.ts';
import { reachesPlace } from '../groups/reached-place.ts';
import { explainedBy, type KnownIncident } from '../groups/running.ts';
import type { Lang } from '../replies/reply.ts';
import type { Tx } from '../storage/contract.ts';
import type { House } from '../tickets/house.ts';
import { sayPlaces, textOf } from '../tickets/incident-words.ts';
import { officePhone } from '../tickets/notices.ts';
import type { Address } from '../understanding/commands.ts';
import { isAhead, isCurrent, isOverrun, type NoticeWords } from './notice.ts';

type To = Parameters<House['say']>[2] & { lang: Lang; communityId: string };

/** 今天 14:00 到 18:00; the day is said once where it is the same. */
export function sayFromTo(fromAt: number, toAt: number, now: number): string {
  const isSameDay = sayDay(fromAt, now) === sayDay(toAt, now);
  return `${sayInstant(fromAt, now)} 到 ${isSameDay ? sayClock(toAt) : sayInstant(toAt, now)}`;
}

/** What there is to say of it at this moment: an old time is never among it. */
export function sayNotice(words: NoticeWords, to: To, house: House): string {
  const now = house.clock.now();
  const overrun = isOverrun(words, now);
  if (to.lang === 'en' && words.en !== null && !overrun) return words.en;
  const matter = matterOf(words, house);
  const about = {
    where: sayPlaces(words.places, house),
    matter: (to.lang === 'en' ? matter?.en : matter?.label) ?? words.title,
  };
  const restored = to.lang === 'en' ? 'over' : (matter?.restored ?? '恢复');
  if (overrun) {
    const phone = { 'team.phone': officePhone(to, house) };
    return textOf(house.say('notice.body.overrun', { ...about, ...phone, restored }, to));
  }
  const fields = { ...about, more: sayMore(words, to, house) };
  const { fromAt, restoreAt } = words;
  const text =
    fromAt !== null && isAhead(words, now)
      ? house.say('notice.body.planned', { ...fields, when: sayFromTo(fromAt, restoreAt, now) }, to)
      : house.say('notice.body.outage', { ...fields, restore: sayInstant(restoreAt, now) }, to);
  return textOf(text).trim();
}

/** What it is called; staff title it in Chinese. */
export function sayTitle(words: NoticeWords, { lang }: Pick<To, 'lang'>, house: House): string {
  const english = lang === 'en' ? matterOf(words, house)?.en : undefined;
  return english === undefined ? words.title : `${english}（${sayPlaces(words.places, house)}）`;
}

/** Why, and what to do meanwhile. Staff write it in Chinese; without English of theirs, who reads English hears the times alone. */
function sayMore({ reason, advice }: NoticeWords, to: To, house: House): string {
  if (to.lang === 'en' && /\p{Script=Han}/u.test(reason + advice)) return '';
  const fields = { reason: reason.replace(/[。.！!\s]+$/u, ''), advice };
  return textOf(house.say('notice.more', fields, to)).trim();
}

function matterOf({ matter }: NoticeWords, { notices }: House) {
  return notices.matters.find(({ id }) => id === matter);
}

/** Where a resident lives, as far as it is known. */
type Home = Address | null;

/**
 * Current notices as a turn answers from them. A question is answered from those that reach the home on record (all where none is);
 * who tells of a trouble is told of one only while it lasts, at a place it reaches.
 */
export async function knownNotices(
  tx: Tx,
  communityId: string,
  { home, ...heard }: Omit<To, 'communityId'> & { home: Home },
  house: House,
): Promise<KnownIncident[]> {
  const to = { ...heard, communityId };
  const now = house.clock.now();
  const known: KnownIncident[] = [];
  for (const notice of await tx.notices.published(communityId)) {
    if (!isCurrent(notice, now)) continue;
    const { id, words } = notice;
    const topics = matterOf(words, house)?.topics ?? [];
    const about = {
      ...{ id, topics, title: sayTitle(words, to, house) },
      explains: explainedBy(topics, house.incidents.explains),
      bulletin: sayNotice(words, to, house),
      next: textOf(house.say('notice.next', {}, to)),
    };
    const reaches = words.places === null || reachesPlace(words.places, home ?? {}, true);
    if (reaches) known.push({ ...about, kind: 'inquiry', places: words.places });
    if (!isAhead(words, now)) known.push({ ...about, kind: 'repair', places: words.places });
  }
  return known;
}
