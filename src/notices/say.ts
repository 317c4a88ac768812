// How a notice is spoken of: what residents read of it now, in their language, and as the turn that answers them needs it.
import { sayInstant } from '../clocks/service-calendar.ts';
import { explainedBy, type KnownIncident } from '../groups/running.ts';
import type { Lang } from '../replies/reply.ts';
import type { Tx } from '../storage/contract.ts';
import type { House } from '../tickets/house.ts';
import { sayPlaces, textOf } from '../tickets/incident-words.ts';
import { isAhead, isCurrent, isOverrun, type NoticeWords } from './notice.ts';

type To = Parameters<House['say']>[2] & { lang: Lang };

/** 今天 14:00 到 18:00; the day is said once where it is the same. */
export function sayFromTo(fromAt: number, toAt: number, now: number): string {
  const from = sayInstant(fromAt, now);
  const to = sayInstant(toAt, now);
  const [day, clock = ''] = to.split(' ');
  return from.startsWith(`${day} `) ? `${from} 到 ${clock}` : `${from} 到 ${to}`;
}

/** What there is to say of it at this moment: an old time is never among it. */
export function sayNotice(words: NoticeWords, to: To, house: House): string {
  const now = house.clock.now();
  const overrun = isOverrun(words, now);
  if (to.lang === 'en' && words.en !== null && !overrun) return words.en;
  const matter = house.notices.matters.find(({ id }) => id === words.matter);
  const about = {
    where: sayPlaces(words.places, house),
    matter: (to.lang === 'en' ? matter?.en : matter?.label) ?? words.title,
  };
  const restored = to.lang === 'en' ? 'over' : (matter?.restored ?? '恢复');
  if (overrun) return textOf(house.say('notice.body.overrun', { ...about, restored }, to));
  const fields = {
    ...about,
    reason: words.reason.replace(/[。.！!\s]+$/u, ''),
    advice: words.advice,
  };
  const { fromAt, restoreAt } = words;
  const text =
    fromAt !== null && isAhead(words, now)
      ? house.say('notice.body.planned', { ...fields, when: sayFromTo(fromAt, restoreAt, now) }, to)
      : house.say('notice.body.outage', { ...fields, restore: sayInstant(restoreAt, now) }, to);
  return textOf(text).trim();
}

/** Where a resident lives, as far as it is known. */
type Home = { building?: string | undefined } | null;

/**
 * Current notices as a turn answers from them. A question is answered from those that reach the home on record (all where none is);
 * who tells of a trouble is told of one only while it lasts, at a place it reaches.
 */
export async function knownNotices(
  tx: Tx,
  communityId: string,
  { home, ...to }: To & { home: Home },
  house: House,
): Promise<KnownIncident[]> {
  const now = house.clock.now();
  const known: KnownIncident[] = [];
  for (const notice of await tx.notices.published(communityId)) {
    if (!isCurrent(notice, now)) continue;
    const { id, words } = notice;
    const topics = house.notices.matters.find((matter) => matter.id === words.matter)?.topics ?? [];
    const about = {
      ...{ id, topics, title: words.title },
      explains: explainedBy(topics, house.incidents.explains),
      bulletin: sayNotice(words, to, house),
      next: textOf(house.say('notice.next', {}, to)),
    };
    const reaches = words.places === null || !home?.building || words.places.includes(home.building);
    if (reaches) known.push({ ...about, kind: 'inquiry', places: null });
    if (!isAhead(words, now)) known.push({ ...about, kind: 'repair', places: words.places });
  }
  return known;
}
