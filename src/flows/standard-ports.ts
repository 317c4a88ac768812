// The ports made of lexicon and estate: words for values, lists to choose from, whether a place exists. Grading is handed in.
import type { ApplicationsConfig, CalendarConfig } from '../config/config.ts';
import { inListLang, type ListWords, type PriceItem, sayPrice } from '../config/price-list.ts';
import { heaviestTopic } from '../groups/topic.ts';
import { type Answers, NOT_THESE } from '../knowledge/answers.ts';
import { asksOwnBill, asksPrice } from '../knowledge/prices.ts';
import type { KnowledgeResult } from '../knowledge/search.ts';
import type { Lang } from '../replies/reply.ts';
import {
  type Address,
  type ComplaintClass,
  complaintClasses,
  type HazardId,
} from '../understanding/commands.ts';
import { formatAddress } from '../understanding/entities/format-address.ts';
import type { Estate, Lexicon } from '../understanding/input.ts';
import { createComplaintReader } from '../understanding/understand.ts';
import {
  applicationSayings,
  checkHours,
  choiceFormatters,
  choiceIds,
  hasTopic,
  heardMoves,
  heardScope,
  heardWant,
  heardWay,
} from './application-words.ts';
import { askWhich, checkPlace } from './estate-check.ts';
import { feeComputes } from './fee-words.ts';
import type { KnownNames } from './load.ts';
import { PLACE_MENU } from './place-choices.ts';
import type { FlowPorts, SlotValues } from './ports.ts';
import type { Json } from './types.ts';
import { sayVisit, type Visit } from './visit.ts';

export type GradeMatter = (
  matter: {
    kind: 'repair' | 'complaint' | 'inquiry';
    hazards: readonly HazardId[];
    faults: readonly string[];
  },
  lexicon: Lexicon,
) => { grade: 1 | 2 | 3 | 4; reason: string };

export function createFlowPorts({
  applications,
  calendar,
  lexicon,
  estate,
  grade,
  answers,
  dayOf,
}: {
  lexicon: Lexicon;
  estate: Estate;
  grade: GradeMatter;
  answers: Answers;
  applications: ApplicationsConfig['kinds'];
  /** When somebody is at the counter; null = nobody knows. */
  calendar: CalendarConfig | null;
  /** The estate's day of an instant, 2026-11-27. */
  dayOf(at: number): string;
}): FlowPorts {
  const lookUp = (slots: SlotValues, now: number): KnowledgeResult =>
    answers.find({
      question: words(slots.question).join(' '),
      chosen: typeof slots.topic === 'string' ? slots.topic : null,
      day: dayOf(now),
    });
  const ofPrice = (value: Json, say: (item: PriceItem) => string) => {
    const item = answers.byReplyKey(String(value))?.price;
    return item === undefined ? '' : say(item);
  };
  const readComplaint = createComplaintReader(lexicon);
  const triage = (kind: 'repair' | 'complaint' | 'inquiry') => (slots: Readonly<Record<string, Json>>) => {
    const graded = grade(
      { kind, hazards: words(slots.hazard) as HazardId[], faults: words(slots.fault) },
      lexicon,
    );
    return { value: graded.grade, why: graded.reason };
  };
  const labels = (entries: readonly { id: string; label: string }[], unnamed: string) => (value: Json) =>
    words(value)
      .map((id) => entries.find((entry) => entry.id === id)?.label ?? unnamed)
      .filter((label) => label !== '')
      .join('、');
  const options = (entries: readonly { id: string; label: string }[]) => () =>
    entries.map(({ id, label }) => ({ option: id, label }));
  return {
    computes: {
      triage: triage('repair'),
      'triage.complaint': triage('complaint'),
      'triage.inquiry': triage('inquiry'),
      'complaint.class': ({ story }) =>
        story === undefined ? null : { value: readComplaint(words(story)).complaintClass, why: 'its words' },
      'complaint.about': ({ story }) => {
        const { staff } = readComplaint(words(story));
        return staff.length === 0 ? null : { value: staff, why: staff.join('、') };
      },
      'answers.find': (slots, _facts, now) => {
        const found = lookUp(slots, now);
        return found.kind === 'answer' ? { value: found.answer.replyKey, why: found.answer.id } : null;
      },
      'answers.count': (slots, _facts, now) => {
        const found = lookUp(slots, now);
        const count = found.kind === 'choice' ? found.answers.length : found.kind === 'answer' ? 1 : 0;
        return { value: count, why: found.kind };
      },
      'access.want': ({ story }) => heard(heardWant(words(story))),
      'decoration.moves': ({ story }) => heardMoves(words(story)),
      'decoration.scope': ({ story }) => heard(heardScope(words(story))),
      'visit.way': ({ story, plate }) => heard(plate === undefined ? heardWay(words(story)) : 'car'),
      'appointment.told': ({ story }) => yesOf(hasTopic(words(story)), 'names what for'),
      ...feeComputes((id, now) => answers.inForce(id, dayOf(now))?.replyKey ?? null),
      'price.asked': ({ question }) => yesOf(asksPrice(words(question).join(' ')), 'asks for a price'),
      'bill.asked': ({ question }) => yesOf(asksOwnBill(words(question).join(' ')), 'asks for their bill'),
    },
    validators: {
      'estate.exists': (value) => checkPlace(value as Address, estate),
      'office.hours': (value) => checkHours(value as Visit, calendar),
    },
    whichPlace: { 'estate.exists': (value) => askWhich(value as Address, estate) },
    answers(question, dangers, now) {
      const speaksOf = lexicon.hazards
        .filter((entry) => dangers.includes(entry.id as HazardId))
        .flatMap((entry) => [...entry.words, ...entry.things, ...entry.states])
        .some((word) => word.length >= 2 && question.includes(word));
      return !speaksOf && lookUp({ question: [question] }, now).kind === 'answer';
    },
    topicOf: (words) => heaviestTopic(words, lexicon),
    teamOf: (fault) => lexicon.faults.find((entry) => entry.id === fault)?.department ?? null,
    growsFrom: (hazard) => lexicon.hazards.find((entry) => entry.id === hazard)?.growsFrom ?? [],
    formatters: {
      address: (value) => formatAddress(value as Address),
      'address.short': (value) => formatAddress(shortPlace(value as Address)),
      'phone.masked': (value) => maskPhone(String(value)),
      'photo.count': (value) => String(words(value).length),
      timeRange: (value) => sayVisit(value as Visit),
      'text.summary': (value) => words(value).join(' ').slice(0, 30),
      faults: labels(lexicon.faults, '您说的问题'),
      areas: labels(lexicon.areas, ''),
      complaintClasses: labels(COMPLAINT_CLASSES, ''),
      ...choiceFormatters,
      'answer.title': (value) => answers.byReplyKey(String(value))?.title ?? '',
      'answer.source': (value) => answers.byReplyKey(String(value))?.source ?? '',
      'answer.item': (value, { lang }) => ofPrice(value, ({ name }) => inListLang(name, lang)),
      'answer.price': (value, { lang }) => ofPrice(value, (item) => sayPrice(item, lang)),
      'answer.included': (value, { lang }) => ofPrice(value, ({ included }) => inListLang(included, lang)),
      'answer.warranty': (value, { lang }) =>
        ofPrice(value, ({ warranty }) => (warranty === null ? '' : sentence(warranty.say, lang))),
      hazards: labels(lexicon.hazards, ''),
      'hazards.safety': (value) =>
        lexicon.hazards
          .filter((entry) => words(value).includes(entry.id))
          .slice(0, 2)
          .map((entry) => entry.safety.replace(/[。！!.]?$/, '。'))
          .join(''),
    },
    options: {
      faults: options(lexicon.faults),
      areas: options(lexicon.areas),
      answers(facts, slots, now) {
        const found = lookUp(slots, now);
        if (found.kind !== 'choice') return [];
        const items = found.answers.map(({ id, title }) => ({ option: id, label: title }));
        return [...items, { option: NOT_THESE, label: facts.lang === 'en' ? 'None of these' : '都不是' }];
      },
      'estate.buildings': () =>
        estate.buildings.map(({ id }) => ({ option: id, label: formatAddress({ building: id }) })),
    },
    words: { 'estate.name': estate.name },
    sayings: applicationSayings(applications, calendar),
    farthestAt: (kind, now) =>
      now + (kind === null ? FAR_DAYS : (applications[kind].mostDaysAhead ?? FAR_DAYS)) * DAY_MS,
  };
}

const COMPLAINT_CLASSES: readonly { id: ComplaintClass; label: string }[] = [
  { id: 'facility', label: '设施故障' },
  { id: 'attitude', label: '服务态度' },
  { id: 'fee', label: '费用争议' },
  { id: 'safety', label: '安全管理' },
  { id: 'other', label: '其他' },
];

/** The names the check at load compares flow files with. */
export function knownNames(ports: FlowPorts, lexicon: Lexicon, answers: Pick<Answers, 'ids'>): KnownNames {
  const ids = (entries: readonly { id: string }[]) => entries.map((entry) => entry.id);
  return {
    enums: {
      faults: ids(lexicon.faults),
      areas: ids(lexicon.areas),
      complaintClasses,
      ...choiceIds,
      hazards: ids(lexicon.hazards),
      scenes: ids(lexicon.scenes),
      answers: answers.ids,
    },
    computes: Object.keys(ports.computes),
    validators: Object.keys(ports.validators),
    options: [...Object.keys(ports.options), PLACE_MENU],
    words: [...Object.keys(ports.words), ...Object.keys(ports.sayings)],
  };
}

const DAY_MS = 86_400_000;
/** What nobody limits. */
const FAR_DAYS = 366;

function heard(value: string | null): { value: string; why: string } | null {
  return value === null ? null : { value, why: 'its words' };
}

function yesOf(value: boolean, why: string): { value: boolean; why: string } | null {
  return value ? { value, why } : null;
}

/** Stands between two sentences of the wording. */
function sentence(words: ListWords, lang: Lang): string {
  return lang === 'en' ? ` ${words.en}.` : `${words.zh}。`;
}

function shortPlace({ phase, building, publicPlace }: Address): Address {
  return {
    ...(phase === undefined ? {} : { phase }),
    ...(building === undefined ? {} : { building }),
    ...(publicPlace === undefined ? {} : { publicPlace }),
  };
}

/** +8613800138000 → 138****8000. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/^\+86/, '').replace(/[^\d]/g, '');
  return digits.length < 7 ? '****' : `${digits.slice(0, 3)}****${digits.slice(-4)}`;
}

function words(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
