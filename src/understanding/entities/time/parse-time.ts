// One time as its words stand in the text: day, part of the day, clock, range, open ends. What they mean today is resolve.ts's matter.
import { type Clock, type Part, readClock, readPart } from './clocks.ts';
import { type Days, type DaysRead, readDays } from './days.ts';

export type ParsedTime = {
  start: number;
  end: number;
  days: Days | null;
  /** 每天, 每周六. */
  every: 'daily' | 'weekly' | 'monthly' | null;
  part: Part | null;
  clock: Clock | null;
  /** 到五点, 到明早八点, 到第二天早上. */
  to: { days: Days | null; part: Part | null; clock: Clock | null; isNextDay: boolean } | null;
  approximate: boolean;
  open: 'from' | 'until' | null;
  /** 昨晚开始: it goes on from there until now. */
  since: boolean;
  /** Words around it speak of what has been: 25号报的修. */
  isTold: boolean;
};

/** The text beginning at `at`, or null when no time begins there. */
export function parseTime(text: string, at: number, today: number): ParsedTime | null {
  const lead = exec(LEAD, text, at);
  let end = at + (lead?.[0].length ?? 0);
  const every = readEvery(text, end);
  end = every?.end ?? end;
  const named = readDays(text, end, today);
  if (every?.needsDay && !named) return null;
  const first = named && { ...named, end: skip(WEEKDAY_BESIDE, text, named.end) };
  end = first?.end ?? end;
  const days = first && withLastDay(text, first, today);
  end = days?.end ?? end;
  const bound = days !== null || every !== null;
  const partAt = skip(GAP, text, end);
  const part = readPart(text, partAt, bound);
  end = part?.end ?? end;
  const roughAt = bound || part ? skip(ROUGHLY, text, skip(GAP, text, end)) : end;
  const clock = readClock(text, roughAt, bound || part !== null);
  const isRough = lead?.groups?.rough !== undefined || (clock !== null && roughAt > skip(GAP, text, end));
  end = clock?.end ?? end;
  if (!bound && !part && !clock) return null;
  const to = clock || part ? readTo(text, end, today) : null;
  end = to?.end ?? end;
  const tail = readTail(
    text,
    end,
    clock !== null || part !== null,
    days !== null && part === null && clock === null,
  );
  end = tail.end;
  const since = lead?.groups?.from !== undefined || SINCE.test(text.slice(end, end + 8));
  return {
    start: at + (lead?.groups?.from === undefined ? 0 : 1),
    end,
    days: days && { first: days.first, until: days.until, ...rest(days) },
    every: every?.kind ?? null,
    part,
    clock,
    to: to && { days: to.days, part: to.part, clock: to.clock, isNextDay: to.isNextDay },
    approximate: isRough || tail.approximate || clock?.approximate === true,
    open: tail.open ?? part?.open ?? null,
    since,
    isTold: TOLD.test(text.slice(end, end + 8)),
  };
}

function rest({ repeats, last, open, by }: DaysRead): Partial<Days> {
  return {
    ...(repeats === undefined ? {} : { repeats }),
    ...(last === undefined ? {} : { last }),
    ...(open === undefined ? {} : { open }),
    ...(by === undefined ? {} : { by }),
  };
}

const LEAD = /(?<from>从|自)|(?<rough>大概是?|大约|差不多|估计)/uy;
const ROUGHLY = /(?:大概是?|大约|差不多|估计)/uy;
const GAP = /吧?[ ,的、]|吧(?=大概|大约|差不多|[0-9一二两三四五六七八九十])/uy;
const EVERY =
  /(?<daily>每天|天天|每日|每(?=早|晚|夜))|每(?:个|逢)?(?<weekly>(?=周|星期|礼拜))|每逢?(?:个)?(?<monthly>月)(?=底|初|中旬|末|[0-9一二三十])/uy;

function readEvery(
  text: string,
  at: number,
): { kind: 'daily' | 'weekly' | 'monthly'; needsDay: boolean; end: number } | null {
  const match = exec(EVERY, text, at);
  if (!match) return null;
  const { daily, weekly } = match.groups ?? {};
  // 每月底: the reader of days begins with 月, so it stays.
  const end = at + match[0].length;
  if (daily !== undefined) return { kind: 'daily', needsDay: false, end };
  if (weekly !== undefined) return { kind: 'weekly', needsDay: true, end };
  return { kind: 'monthly', needsDay: true, end: /[0-9一二三十]/u.test(text[end] ?? '') ? end : end - 1 };
}

/** 12月6号(周日): the day said twice. */
const WEEKDAY_BESIDE =
  /(?<=[日号]) ?[(（](?:周|星期|礼拜)[一二三四五六日天][)）]|(?<=月[0-9一二三十]{1,3}[日号]),? ?(?:周|星期|礼拜)[一二三四五六日天]/uy;
const TO = /[ ]?(?:到|至|-|—|–|~)[ ]?/uy;

/** 周六到周日, 12月1号到3号; a lone last day belongs to the month of the first. */
function withLastDay(text: string, first: DaysRead, today: number): DaysRead {
  const to = skip(TO, text, first.end);
  if (to === first.end) return first;
  const last = readDays(text, to, first.first) ?? readDays(text, to, today);
  if (!last || last.until <= first.first || last.repeats) return first;
  const isDate = /[日号]$/u.test(text.slice(to, last.end));
  // 下周三到周五 ends in the week of its beginning.
  const again = isDate ? null : readDays(text, to, today);
  const { first: lastFirst, until } = again === null || again.first < first.first ? last : again;
  if (lastFirst < first.first) return first;
  const gone = first.last && {
    first: first.last.first,
    until: first.last.first + until - first.first,
  };
  return { first: first.first, until, end: last.end, ...(gone === undefined ? {} : { last: gone }) };
}

/** The day after the one that was said, whichever that is. */
const NEXT_DAY = /第二天|次日|隔天|翌日|转天/uy;

function readTo(
  text: string,
  at: number,
  today: number,
): { days: Days | null; part: Part | null; clock: Clock | null; isNextDay: boolean; end: number } | null {
  const to = skip(TO, text, at);
  if (to === at) return null;
  const next = skip(NEXT_DAY, text, to);
  const isNextDay = next > to;
  const days = isNextDay ? null : readDays(text, to, today);
  const from = days?.end ?? next;
  const part = readPart(text, from, days !== null || isNextDay);
  const clock = readClock(text, part?.end ?? from, true);
  const end = clock?.end ?? part?.end;
  return end === undefined ? null : { days, part, clock, isNextDay, end };
}

const AFTER = /(?:钟)?(?:以后|之后|过后|后(?!天|面|门|勤|排))/uy;
/** 我六点半到家: from then on somebody is there. */
const HOME_FROM =
  /(?:钟)?(?:[才就能会]{1,2})?(?:到家|到屋|回家|回来|下班)(?!之?前|以前|时间|时|没|吗|么|的|了)(?:以后|之后|后)?/uy;
const BEFORE = /(?:钟)?(?:以前|之前|前(?!天|面|门|台|排|年))/uy;
const ABOUT = /(?:钟)?(?:左右|上下|前后)|来钟/uy;

function readTail(
  text: string,
  at: number,
  isClock: boolean,
  isDay: boolean,
): { end: number; approximate: boolean; open: ParsedTime['open'] } {
  const about = isClock ? exec(ABOUT, text, at) : null;
  const end = at + (about?.[0].length ?? 0);
  const after = isClock || isDay ? exec(AFTER, text, end) : null;
  // 国庆后, 周五后: a lone 后 behind a day may begin another word.
  if (after && !(isDay && after[0] === '后'))
    return { end: end + after[0].length, approximate: about !== null, open: 'from' };
  const home = isClock ? exec(HOME_FROM, text, end) : null;
  if (home) return { end: end + home[0].length, approximate: about !== null, open: 'from' };
  const before = isClock || isDay ? exec(BEFORE, text, end) : null;
  if (before) return { end: end + before[0].length, approximate: about !== null, open: 'until' };
  return { end, approximate: about !== null, open: null };
}

const SINCE = /^[^,。!?\n]{0,4}?(?:开始(?!装|施工)|起(?![来床火诉])|到现在|至今|到今天|以来)/u;
const TOLD =
  /^ ?(?:[^,。!?要会能再请让想]{0,4}?(?:漏|渗|坏|堵|停[水电气]?|断|报|修|装|换|打|说|提|投诉|反映|交|买|搬|入住|登记|约|派|处理|维修|发生|出|淹|爆|裂|掉|丢|没[水电气]|发现|来)(?:的(?!话|时候再)|过(?!来|去))|[^,。!?要会能再请让想]{0,2}(?:漏|渗|坏|堵|淹|爆|裂|掉下来|丢)了|[^。!?]{0,8}?(?:没(?:人)?(?:来|到|修)|白等|爽约|放鸽子)|我?就?(?:报[的了过修]|报修[的了过]|说[的了过]|打[的了过]|反映|投诉)|后来|就(?!可以|能|行|来|好|去|有|在|方便|要|过来)|开始|[^,。!?]{0,3}的(?:[水电修单]|时候)|那天|到现在|至今|以来|已经|停[的了]|坏[的了]|漏[的了])/u;

function skip(pattern: RegExp, text: string, at: number): number {
  return at + (exec(pattern, text, at)?.[0].length ?? 0);
}

function exec(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
