// Times counted from now: 半小时后, 两天内, 停水三天了, 现在就可以. From one place of the text.
import type { TimeSaid } from '../../commands.ts';
import { readNumeral } from '../../numerals.ts';
import { daysIn } from './days.ts';

export type Counted = Pick<TimeSaid, 'startAt' | 'endAt' | 'precision' | 'open'> & { end: number };

const N = '0-9零〇一二两三四五六七八九十百';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const LONGEST = 1000;

const SHORT_UNIT = '(?<unit>分钟|小时|钟头|刻钟)';
const COUNT = `(?:(?<count>[${N}]{1,4})|(?<half>半))(?:个?(?<more>半))?个?`;
const AWAY = new RegExp(
  `(?:再?过)?${COUNT}${SHORT_UNIT}(?:多)?(?:(?:以|之|过)?(?<side>后(?!面|门)|前(?!面|门|台)))`,
  'uy',
);
/** 再过四十分钟 needs no 后. */
const AHEAD = new RegExp(`(?:再过|再等)${COUNT}${SHORT_UNIT}(?!前)`, 'uy');
const WITHIN = new RegExp(
  `${COUNT}(?<unit>分钟|小时|钟头|刻钟|天|日|周|星期|礼拜|月)(?:之|以)?内(?!墙|部|侧|外)`,
  'uy',
);
const LASTING = new RegExp(
  `${COUNT}(?<unit>分钟|小时|钟头|刻钟|(?<!半)天|周|星期|礼拜|月|年)(?<odd>多)?`,
  'uy',
);
const NOW = /现在(?=就?(?:可以|能|来|过来|上门|方便|有空|有人|在家)|马上来)|(?<=我)现在(?=在家)/uy;

/** Whatever is counted from `now` at this place, or null. */
export function readCounted(text: string, at: number, now: number): Counted | null {
  return (
    readNow(text, at, now) ??
    readAway(text, at, now) ??
    readWithin(text, at, now) ??
    readLasting(text, at, now)
  );
}

function readNow(text: string, at: number, now: number): Counted | null {
  const match = exec(NOW, text, at);
  return (
    match && { startAt: now, endAt: now + HOUR_MS, precision: 'hour', open: null, end: at + match[0].length }
  );
}

/** 半小时后 lasts half an hour, 两小时后 one. */
function readAway(text: string, at: number, now: number): Counted | null {
  const match = exec(AWAY, text, at) ?? exec(AHEAD, text, at);
  const ms = lengthOf(match?.groups);
  if (!match || ms === null) return null;
  const startAt = match.groups?.side === '前' ? now - ms : now + ms;
  const isShort =
    match.groups?.unit === '分钟' || match.groups?.unit === '刻钟' || match.groups?.half !== undefined;
  return {
    startAt,
    // What was ten minutes ago is over.
    endAt: Math.min(
      startAt + (isShort ? HOUR_MS / 2 : HOUR_MS),
      startAt < now ? now : Number.POSITIVE_INFINITY,
    ),
    precision: isShort ? 'minute' : 'hour',
    open: null,
    end: at + match[0].length,
  };
}

function readWithin(text: string, at: number, now: number): Counted | null {
  const match = exec(WITHIN, text, at);
  const ms = lengthOf(match?.groups);
  if (!match || ms === null) return null;
  return {
    startAt: now,
    endAt: now + ms,
    precision: ms < DAY_MS ? 'hour' : 'days',
    open: 'until',
    end: at + match[0].length,
  };
}

/** Said to have lasted until now: 三天了, 等了两个小时, 已经半个月. */
const GOES_ON_BEFORE =
  /(?:已经?|连续|一连|都|等|停|漏|坏|堵|断|拖|过|没修|投诉|反映)(?:了|水了|电了|过了)?(?:快|将近|整整)?$/u;
const SINCE_AFTER = /^(?:了(?!解)|没(?:人|水|电|修|来|热)|还没|都没|没有)/u;

function readLasting(text: string, at: number, now: number): Counted | null {
  const match = exec(LASTING, text, at);
  const ms = lengthOf(match?.groups);
  if (!match || ms === null) return null;
  const end = at + match[0].length;
  const before = GOES_ON_BEFORE.test(text.slice(Math.max(0, at - 8), at));
  const after = SINCE_AFTER.test(text.slice(end, end + 3));
  if (!before && !after) return null;
  return { startAt: now - ms, endAt: now, precision: ms < DAY_MS ? 'hour' : 'day', open: 'from', end };
}

function lengthOf(groups: Record<string, string | undefined> | undefined): number | null {
  if (!groups) return null;
  const { count, half, more, unit = '' } = groups;
  const whole = half !== undefined ? 0.5 : Number(readNumeral(count ?? '') ?? Number.NaN);
  if (Number.isNaN(whole) || whole > LONGEST) return null;
  const many = whole + (more !== undefined && half === undefined ? 0.5 : 0);
  if (unit === '分钟') return many * MINUTE_MS;
  if (unit === '刻钟') return many * 15 * MINUTE_MS;
  if (unit === '小时' || unit === '钟头') return many * HOUR_MS;
  return daysIn(many, unit) * DAY_MS;
}

function exec(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
