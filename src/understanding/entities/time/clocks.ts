// What part of the day and what o'clock: 上午, 下班以后, 三点半, 15:00, 两三点, 8点. From one place of the text.
import { readNumeral } from '../../numerals.ts';

const N = '0-9零〇一二两三四五六七八九十';

/** Minutes from midnight; 1440 and more lie in the next day. */
export type Part = {
  from: number;
  to: number;
  /** How a clock of twelve hours is read beside it. */
  half: 'am' | 'noon' | 'pm' | 'evening' | 'night' | null;
  /** 下班后 is open to its end. */
  open: 'from' | 'until' | null;
};

const H = 60;
/** Windows as people arrange visits in them; dialogue.md §5.3, dusk and night are ours. */
const PARTS: readonly [words: string, part: Part][] = [
  ['午饭(?:之前|以前|前)|饭前', { from: 0, to: 12 * H, half: 'noon', open: 'until' }],
  ['晚饭(?:之前|以前|前)', { from: 0, to: 18 * H, half: 'pm', open: 'until' }],
  ['凌晨|后半夜|下半夜', { from: 0, to: 6 * H, half: 'am', open: null }],
  [
    '大清早|清早|一大早|大早上|一早|大早(?!已)|早上|早晨|清晨|早间|朝早',
    { from: 7 * H, to: 9 * H, half: 'am', open: null },
  ],
  ['上午|上半天|上半日|上昼', { from: 9 * H, to: 12 * H, half: 'am', open: null }],
  [
    '(?:吃(?:过|完|了)?)?(?:午|中)饭(?:之后|以后|过后|后)',
    { from: 13 * H, to: 14 * H, half: 'noon', open: 'from' },
  ],
  [
    '(?:吃(?:过|完|了)?)?晚饭(?:之后|以后|过后|后)',
    { from: 19 * H, to: 21 * H, half: 'evening', open: 'from' },
  ],
  ['晚饭(?:饭?点|时间|时候|那会儿?)', { from: 18 * H, to: 19 * H, half: 'evening', open: null }],
  [
    '中午|午间|晌午|晏昼|正午|午休|午饭(?:饭?点|时间|时候|那会儿?)|(?<![早晚中])饭点',
    { from: 12 * H, to: 14 * H, half: 'noon', open: null },
  ],
  ['下午|下半天|下半日|下昼|后晌|午后', { from: 14 * H, to: 18 * H, half: 'pm', open: null }],
  ['傍晚|黄昏|擦黑|下晚儿', { from: 17 * H, to: 19 * H, half: 'pm', open: null }],
  // 今晚凌晨两点 is of the night that begins today.
  ['晚上?(?:的)?(?:后半夜|下半夜|凌晨|半夜)', { from: 24 * H, to: 30 * H, half: 'night', open: null }],
  ['半夜三更|三更半夜|大半夜|半夜|深夜|夜里|夜间', { from: 22 * H, to: 30 * H, half: 'night', open: null }],
  ['晚上|晚间|晚黑|晚夜|夜晚', { from: 18 * H, to: 21 * H, half: 'evening', open: null }],
  ['白天(?:黑夜|夜里|晚上)|黑天白天|全天|整天|一整天', { from: 0, to: 24 * H, half: null, open: null }],
  ['白天', { from: 9 * H, to: 18 * H, half: null, open: null }],
  ['上班时间|上班期间', { from: 9 * H, to: 18 * H, half: null, open: null }],
  ['下班(?:之后|以后|后|回来)', { from: 18 * H, to: 24 * H, half: 'pm', open: 'from' }],
  ['下班(?:之前|以前|前)', { from: 0, to: 18 * H, half: 'pm', open: 'until' }],
  ['放学(?:之后|以后|后)', { from: 16 * H, to: 24 * H, half: 'pm', open: 'from' }],
  ['上班(?:之前|以前|前)', { from: 0, to: 9 * H, half: 'am', open: 'until' }],
  ['天黑(?:之前|以前|前)', { from: 0, to: 18 * H, half: 'pm', open: 'until' }],
  ['天黑(?:之后|以后|后)', { from: 18 * H, to: 24 * H, half: 'pm', open: 'from' }],
];
const GREETING = '(?!好(?!像|多|几|久|冷|热|吵|臭|大)|安)';
const PART_PATTERNS = PARTS.map(([words, part]) => ({
  pattern: new RegExp(`(?:${words})${GREETING}`, 'uy'),
  part,
}));
/** One character is a part of the day only behind a day: 明早, 今晚, 每晚. */
const SHORT_PARTS: Readonly<Record<string, Part>> = {
  早: { from: 7 * H, to: 9 * H, half: 'am', open: null },
  朝: { from: 7 * H, to: 9 * H, half: 'am', open: null },
  晨: { from: 7 * H, to: 9 * H, half: 'am', open: null },
  晚: { from: 18 * H, to: 21 * H, half: 'evening', open: null },
  夜: { from: 22 * H, to: 30 * H, half: 'night', open: null },
};

export function readPart(text: string, at: number, behindDay: boolean): (Part & { end: number }) | null {
  for (const { pattern, part } of PART_PATTERNS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) return { ...part, end: at + match[0].length };
  }
  const short =
    behindDay || CLOCK_AHEAD.test(text.slice(at, at + 5)) ? SHORT_PARTS[text[at] ?? ''] : undefined;
  return short === undefined || /[好安点了]/u.test(text[at + 1] ?? '') ? null : { ...short, end: at + 1 };
}

/** 晚8点, 早七点半; 早一点 and 晚点 mean only earlier and later. */
const CLOCK_AHEAD = /^[早晚](?:[0-9]{1,2}|[二两三四五六七八九]|十[一二]?)(?:点|:[0-9])/u;

export type Clock = {
  /** As said, 0–24; which half of the day is decided by whoever knows more. */
  hour: number;
  minute: number;
  /** The last hour of 两三点. */
  untilHour: number | null;
  precision: 'minute' | 'hour';
  /** 三点多. */
  approximate: boolean;
  end: number;
};

/** Behind 点 these make it a matter, a little or an order: 三点意见, 一点都不. */
const NO_CLOCK =
  '(?!钟方向|意见|建议|要求|问题|诉求|疑问|说明|[都也]不|儿|心|滴|击|火|菜|名|评|赞|水|声|(?<=(?<!十)一点)[漏渗]|反应|希望|[几0-9零一二三四五六七八九]{1,3}(?:公里|千米|米|元|块|平|度(?!假)|吨|斤|倍|折|万|亿|个字))';
const HOUR = `(?:2[0-4]|1[0-9]|0?[0-9]|二十[一二三四]?|十[一二三四五六七八九]?|[零一二两三四五六七八九])`;
const MINUTE = `[0-5]?[0-9]|[二三四五]?十[一二三四五六七八九]?|[零〇][一二三四五六七八九]`;
const CLOCK = new RegExp(
  `(?<hour>${HOUR})(?:(?<second>[一二三四五六七八九十])(?=点))?(?:点|时(?!间|候|不时|常|而|刻|段))${NO_CLOCK}` +
    `(?:(?<half>半)|(?<quarter>[一三1３3])刻|(?<minute>${MINUTE})分?(?![${N}:点])|(?<sharp>钟|整))?(?<more>多)?`,
  'uy',
);
/** 差五分三点 and 三点差五分. */
const LACKING = `差(?:(?<lack>[0-9]{1,2}|[一二两三四五六七八九十]{1,3})分钟?|(?<lackQuarter>[一1])刻钟?)`;
const LACK_FIRST = new RegExp(`${LACKING}(?:到|就)?(?<hour>${HOUR})点${NO_CLOCK}钟?`, 'uy');
const LACK_LAST = new RegExp(`(?<hour>${HOUR})点钟?${LACKING}`, 'uy');
const COLON = /(?<hour>2[0-4]|1[0-9]|0?[0-9]):(?<minute>[0-5][0-9])(?::[0-5][0-9])?(?![0-9:])/uy;
const BARE_HOUR = new RegExp(`(?<hour>${HOUR})(?= ?(?:-|~|—|–|到|至) ?${HOUR}(?:点|时(?!间|候)))`, 'uy');

/** `bound` = a day or a part of the day stands before it, so that 一点 is an hour and no little. */
export function readClock(text: string, at: number, bound: boolean): Clock | null {
  if (!bound && /[0-9零一二两三四五六七八九十百第这那每几.:/-]/u.test(text[at - 1] ?? '')) return null;
  const colon = exec(COLON, text, at);
  if (colon) {
    const { hour = '', minute = '' } = colon.groups ?? {};
    return clock(Number(hour), Number(minute), 'minute', at + colon[0].length);
  }
  const lacking = exec(LACK_FIRST, text, at) ?? exec(LACK_LAST, text, at);
  if (lacking) {
    const { hour, lack, lackQuarter } = lacking.groups ?? {};
    const less = lackQuarter === undefined ? number(lack) : 15;
    return clock(number(hour), -less, 'minute', at + lacking[0].length);
  }
  const bare = exec(BARE_HOUR, text, at);
  if (bare) return clock(number(bare.groups?.hour), 0, 'hour', at + bare[0].length);
  const match = exec(CLOCK, text, at);
  if (!match) return null;
  const { hour, second, half, quarter, minute, sharp, more } = match.groups ?? {};
  const end = at + match[0].length;
  if (
    !bound &&
    /^[一1]$/u.test(hour ?? '') &&
    half === undefined &&
    sharp === undefined &&
    quarter === undefined
  ) {
    if (!LITTLE_IS_HOUR.test(text.slice(end, end + 2))) return null;
  }
  const minutes =
    half !== undefined
      ? 30
      : quarter !== undefined
        ? 15 * number(quarter)
        : minute !== undefined
          ? number(minute)
          : 0;
  const exact = half !== undefined || quarter !== undefined || minute !== undefined;
  const read = clock(number(hour), minutes, exact ? 'minute' : 'hour', end);
  // 十一点 is eleven; 两三点 is two or three.
  const until = second === undefined ? null : number(second);
  return {
    ...read,
    approximate: more !== undefined || until !== null,
    untilHour: until !== null && until === (read.hour % 12) + 1 ? until : null,
  };
}

const LITTLE_IS_HOUR = /^(?:左右|[到至以之]|前|后)/u;

function clock(hour: number, minute: number, precision: Clock['precision'], end: number): Clock {
  return { hour, minute, untilHour: null, precision, approximate: false, end };
}

function number(words: string | undefined): number {
  return Number(readNumeral(words ?? '') ?? 0);
}

/**
 * Minutes from midnight: the half of the day is the part's said beside it, else as people mean it by day. The small
 * hours of a named night belong to the next day: 昨天半夜两点.
 */
export function minutesOf(
  { hour, minute }: Pick<Clock, 'hour' | 'minute'>,
  half: Part['half'],
  isDayNamed: boolean,
): number {
  return halved(hour, half, isDayNamed) * H + minute;
}

function halved(hour: number, half: Part['half'], isDayNamed: boolean): number {
  // Midnight of an evening is its end.
  if (hour === 0) return half === 'evening' || (half === 'night' && isDayNamed) ? 24 : 0;
  if (hour > 12) return hour;
  if (half === 'am') return hour === 12 ? 0 : hour;
  if (half === 'noon') return hour < 5 ? hour + 12 : hour;
  if (half === 'pm') return hour === 12 ? 12 : hour + 12;
  if (half === 'evening') return hour < 5 ? hour + 24 : hour + 12;
  if (half === 'night') return hour >= 8 ? hour + 12 : isDayNamed ? hour + 24 : hour;
  return hour <= 6 ? hour + 12 : hour;
}

function exec(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
