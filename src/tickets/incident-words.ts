// How an incident is spoken of: its title, what residents are told of it now, and when they hear more.
import { sayInstant } from '../clocks/service-calendar.ts';
import { readReachedPlace } from '../groups/reached-place.ts';
import { explainedBy, type KnownIncident } from '../groups/running.ts';
import type { Lang } from '../replies/reply.ts';
import type { Tx } from '../storage/contract.ts';
import { formatAddress } from '../understanding/entities/format-address.ts';
import type { House } from './house.ts';
import type { BulletinWords, IncidentCourse } from './incident-course.ts';

type To = Parameters<House['say']>[2] & { lang: Lang };

/** 6栋停水, 全小区停电. */
export function titleOf(topic: string, places: readonly string[] | null, house: House): string {
  return `${sayPlaces(places, house)}${labelOf(topic, house)}`;
}

export function sayPlaces(places: readonly string[] | null, { lexicon }: Pick<House, 'lexicon'>): string {
  if (places === null) return '全小区';
  return places
    .map((place) => {
      if (/^[0-9A-Za-z]{1,4}$/.test(place)) return `${place}栋`;
      const label = lexicon.areas.find((entry) => entry.id === place)?.label;
      return label ?? formatAddress(readReachedPlace(place));
    })
    .join('、');
}

function labelOf(topic: string, { lexicon }: Pick<House, 'lexicon'>): string {
  const named = [...lexicon.hazards, ...lexicon.faults].find((entry) => entry.id === topic);
  return named?.label ?? lexicon.topics.find((entry) => entry.id === topic)?.words[0] ?? '同一件事';
}

/** Those people are at work on in this community, in the words of one resident. */
export async function knownIncidents(
  tx: Tx,
  { communityId, residentId }: { communityId: string; residentId: string },
  to: To,
  house: House,
): Promise<KnownIncident[]> {
  const known: KnownIncident[] = [];
  for (const course of await tx.incidentCourses.running(communityId)) {
    const { id, kind, topics, places, title } = course;
    const isStopped = ((await tx.incidentCourses.affectedOne(id, residentId))?.stoppedAt ?? null) !== null;
    known.push({
      ...{ id, kind, topics, places, title },
      explains: explainedBy(topics, house.incidents.explains),
      bulletin: await sayBulletinNow(tx, course, to, house),
      next: isStopped ? textOf(house.say('incident.next.stopped', {}, to)) : sayNext(course, to, house),
    });
  }
  return known;
}

/** What colleagues may say of each to this household, and whether it belongs to it. `say` null = nothing is out yet. */
export async function incidentsBeside(
  tx: Tx,
  communityId: string,
  household: string,
): Promise<
  { id: string; title: string; kind: IncidentCourse['kind']; joined: boolean; say: string | null }[]
> {
  const beside = [];
  for (const course of await tx.incidentCourses.running(communityId)) {
    const known = await tx.incidentCourses.affectedOne(course.id, household);
    const { id, title, kind } = course;
    const say = (await wordsNow(tx, course))?.zh ?? null;
    beside.push({ id, title, kind, say, joined: known !== null && known.leftAt === null });
  }
  return beside;
}

/** Of a complaint nothing is said beyond the approved line. */
async function wordsNow(tx: Tx, course: IncidentCourse): Promise<BulletinWords | null> {
  const sent = (await tx.incidentCourses.latestBulletin(course.id))?.words ?? null;
  const line = course.line?.words ?? null;
  return course.kind === 'complaint' ? (line ?? sent) : (sent ?? line);
}

async function sayBulletinNow(tx: Tx, course: IncidentCourse, to: To, house: House): Promise<string> {
  const words = await wordsNow(tx, course);
  return words === null ? textOf(house.say('incident.known', {}, to)) : sayNotice(words, to, house);
}

/** Staff write Chinese; the English is theirs too where they wrote it. */
export function sayNotice({ zh, en }: BulletinWords, to: To, house: House): string {
  if (to.lang === 'en' && en !== null) return en;
  return textOf(house.say('incident.notice', { bulletin: zh }, to));
}

export function sayNext({ nextBulletinAt }: Pick<IncidentCourse, 'nextBulletinAt'>, to: To, house: House) {
  const now = house.clock.now();
  return nextBulletinAt === null || nextBulletinAt <= now
    ? textOf(house.say('incident.next.none', {}, to))
    : textOf(house.say('incident.next', { time: sayInstant(nextBulletinAt, now) }, to));
}

export function textOf(content: ReturnType<House['say']>): string {
  return content.type === 'menu' ? content.head : content.text;
}
