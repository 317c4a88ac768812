// Finds times in words: 明天上午, 周六下午三点半, 今晚8点后, 每天早上, 上周三, 月底. Says what is said; what fits a visit is the flow's matter.
import type { Span, TimeSaid } from '../commands.ts';
import type { Normalised } from '../normalise.ts';
import { isRetracted } from './correction.ts';
import { mask, type Place } from './mask.ts';
import { type ParsedTime, parseTime } from './time/parse-time.ts';
import { type Resolved, resolveTime } from './time/resolve-time.ts';
import { type Counted, readCounted } from './time/spans.ts';
import { dayOf } from './time/wall.ts';

export type FoundTime = {
  time: TimeSaid;
  raw: string;
  span: Span;
  start: number;
  end: number;
  denied: boolean;
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
      denied: NOT_BEFORE.test(words.slice(Math.max(0, start - 4), start)),
    });
  }
  return found.map((one, index) => ({
    ...one,
    denied:
      one.denied || isRetracted(words, one, found[index + 1]) || isUnsuited(words, one, found[index + 1]),
  }));
}

type Said = { start: number; end: number } & ({ parsed: ParsedTime } | { counted: Counted });

/** Characters a time may begin with; everything else is passed over at once. */
const BEGINS =
  /[0-9零〇一二两三四五六七八九十半今明后大昨前听琴寻当周星礼这本下上每天工平早中晚傍黄擦凌深夜三清晨晌晏正午全整白放现过再隔从自差估约元除春端国圣劳五月去朝间]/u;

function* parsedIn(words: string, now: number): Generator<Said> {
  const today = dayOf(now);
  for (let at = 0; at < words.length; ) {
    if (!BEGINS.test(words[at] ?? '')) {
      at += 1;
      continue;
    }
    const counted = readCounted(words, at, now);
    const parsed = counted ? null : parseTime(words, at, today);
    if (counted) yield { start: at, end: counted.end, counted };
    else if (parsed) yield { start: parsed.start, end: parsed.end, parsed };
    at = counted?.end ?? parsed?.end ?? pastNumber(words, at);
  }
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

const NOT_BEFORE = /(?:^|[^是])(?:不是|并非|不要)$/u;
const UNSUITED = /^[^,。!?]{0,3}?(?:没空|不行|不在|没人|没时间|不方便|不可以|有事|来不了|不能|不得空|冇空)/u;

/** 明天没空，后天吧: the first is told only to be ruled out. */
function isUnsuited(words: string, one: Place, next: Place | undefined): boolean {
  return next !== undefined && UNSUITED.test(words.slice(one.end, Math.min(one.end + 10, next.start)));
}
