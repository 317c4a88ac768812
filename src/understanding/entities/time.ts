// Finds times in words: 明天上午, 周六下午三点半, 今晚8点后, 每天早上, 上周三, 月底. Says what is said; what fits a visit is the flow's matter.
import type { Span, TimeSaid } from '../commands.ts';
import type { Normalised } from '../normalise.ts';
import { isRetracted } from './correction.ts';
import { mask, type Place } from './mask.ts';
import { type ParsedTime, parseTime } from './time/parse-time.ts';
import { type Resolved, resolveTime } from './time/resolve-time.ts';
import { ruledOut, saysStayAway } from './time/ruled-out.ts';
import { type Counted, readCounted } from './time/spans.ts';
import { dayOf } from './time/wall.ts';

export type FoundTime = {
  time: TimeSaid;
  raw: string;
  span: Span;
  start: number;
  end: number;
  denied: boolean;
  /** 明天别来了: the visit of that time is called off. */
  staysAway: boolean;
};

export type TimeOptions = {
  now: number;
  /** A visit is being arranged: what is over for today is meant for tomorrow. */
  isWished?: boolean;
  /** Places that are something else: addresses, telephone numbers, money. */
  taken?: readonly Place[];
};

/** In the order of the text. */
export function findTimes(text: Normalised, { now, isWished = false, taken = [] }: TimeOptions): FoundTime[] {
  const words = mask(text.text, taken);
  const found: FoundTime[] = [];
  let before: { end: number; day: number } | null = null;
  for (const said of parsedIn(words, now)) {
    const resolved: Resolved | Counted =
      'parsed' in said ? resolve(said.parsed, words, before, { now, isWished }) : said.counted;
    const { start, end } = said;
    if ('day' in resolved) before = { end, day: resolved.day };
    const { startAt, endAt, precision, open } = resolved;
    found.push({
      time: {
        startAt,
        endAt,
        words: text.rawOf(start, end),
        precision,
        approximate: 'approximate' in resolved && resolved.approximate,
        open,
        repeats: 'repeats' in resolved ? resolved.repeats : null,
        lies: endAt <= now ? 'past' : startAt <= now ? 'now' : 'future',
      },
      raw: text.rawOf(start, end),
      span: text.spanOf(start, end),
      start,
      end,
      denied: false,
      staysAway: false,
    });
  }
  const out = ruledOut(
    words,
    found.map(({ start, end, time }) => ({ start, end, isOver: time.lies === 'past' })),
  );
  return found.map((one, index) => {
    const denied = out[index] === true || isRetracted(words, one, found[index + 1]);
    return { ...one, denied, staysAway: denied && saysStayAway(words, one) };
  });
}

type Said = { start: number; end: number } & ({ parsed: ParsedTime } | { counted: Counted });

/** Characters a time may begin with; everything else is passed over at once. */
const BEGINS =
  /[0-9零〇一二两三四五六七八九十半今明后大昨前听琴寻当周星礼这本下上每天工平早中晚傍黄擦凌深夜三清晨晌晏正午全整白放现过再隔从自差估约元除春端国圣劳五月去朝间吃饭节年腊冬农阴旧阳初小七重次翌最近]/u;

function* parsedIn(words: string, now: number): Generator<Said> {
  const today = dayOf(now);
  for (let at = 0; at < words.length; ) {
    if (!BEGINS.test(words[at] ?? '')) {
      at += 1;
      continue;
    }
    const listed = weekdays(words, at, today);
    if (listed.length > 0) {
      yield* listed;
      at = listed.at(-1)?.end ?? at + 1;
      continue;
    }
    const counted = readCounted(words, at, now);
    const parsed = counted ? null : parseTime(words, at, today);
    if (counted) yield { start: at, end: counted.end, counted };
    else if (parsed) yield { start: parsed.start, end: parsed.end, parsed };
    at = counted?.end ?? parsed?.end ?? pastNumber(words, at);
  }
}

const WEEKDAYS = new RegExp(
  '(?<lead>(?:每(?:个|逢)?)?(?:这|本|下下|下|上)?个?(?:周|星期|礼拜))(?<list>[一二三四五六日天](?:[、和跟及]?[一二三四五六日天]){1,5})' +
    '(?![、和跟及]?[0-9零〇一二两三四五六七八九十百千日天]|[楼层栋幢座室]|单元|号)',
  'uy',
);

/** 周一三五晚上: three days, each with what follows the last. */
function weekdays(words: string, at: number, today: number): Said[] {
  WEEKDAYS.lastIndex = at;
  const match = WEEKDAYS.exec(words);
  const { lead = '', list = '' } = match?.groups ?? {};
  if (!match || /^六[日天]$/u.test(list)) return [];
  const listEnd = at + match[0].length;
  const rest = words.slice(listEnd);
  const said: Said[] = [];
  for (let place = 0; place < list.length; place++) {
    const day = list[place] ?? '';
    if (!/[一二三四五六日天]/u.test(day)) continue;
    const parsed = parseTime(`${lead}${day}${rest}`, 0, today);
    if (!parsed) return [];
    const isLast = place === list.length - 1;
    said.push({
      start: said.length === 0 ? at : at + lead.length + place,
      end: isLast ? listEnd + parsed.end - lead.length - 1 : at + lead.length + place + 1,
      parsed,
    });
  }
  return said;
}

/** In 128号 no 28号 begins. */
function pastNumber(words: string, at: number): number {
  let end = at + 1;
  if (!/[0-9]/.test(words[at] ?? '')) return end;
  while (/[0-9]/.test(words[end] ?? '')) end += 1;
  return end;
}

const FARTHEST_BACK = 16;

function resolve(
  parsed: ParsedTime,
  words: string,
  before: { end: number; day: number } | null,
  moment: { now: number; isWished: boolean },
): Resolved {
  const between = before === null ? '' : words.slice(before.end, parsed.start);
  const goesOn =
    before !== null &&
    before.day >= dayOf(moment.now) &&
    between.length <= FARTHEST_BACK &&
    !/[。!?\n]/u.test(between);
  return resolveTime(parsed, { ...moment, dayBefore: goesOn ? before.day : null });
}
