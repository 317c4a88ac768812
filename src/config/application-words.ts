// What config/applications.yaml says, in the words residents read. Pure.
import type { ApplicationRule, CalendarConfig, DayHours } from './config.ts';

type Lang = 'zh-CN' | 'zh-TW' | 'en';

/** 业主身份证、房产证; a document nobody knows any more is left out. */
export function sayDocuments(
  rule: Pick<ApplicationRule, 'documents'>,
  ids: readonly string[] | 'all',
  lang: Lang,
): string {
  const wanted = rule.documents.filter(({ id }) => ids === 'all' || ids.includes(id));
  if (lang === 'en') return wanted.map(({ en }) => en).join(', ');
  return wanted.map(({ label }) => label).join('、');
}

/** 工作日 8:30–12:00、14:00–18:00，周末和节假日不施工. */
export function sayHours({ hours }: Pick<ApplicationRule, 'hours'>, lang: Lang): string {
  if (hours === null) return '';
  const work = sayRanges(hours.workDays, lang);
  const rest = sayRanges(hours.restDays, lang);
  if (lang === 'en')
    return rest === ''
      ? `${work} on working days, not on weekends and holidays`
      : `${work} on working days, ${rest} on weekends and holidays`;
  return rest === '' ? `工作日${work}，周末和节假日不施工` : `工作日${work}，周末和节假日${rest}`;
}

/** 周一到周六8:30–18:00: when somebody is at the counter in an ordinary week. */
export function sayWeek({ week }: Pick<CalendarConfig, 'week'>, lang: Lang): string {
  const names =
    lang === 'en'
      ? ENGLISH_DAYS
      : lang === 'zh-TW'
        ? CHINESE_DAYS.map((day) => day.replace('周', '週'))
        : CHINESE_DAYS;
  const stretches: { from: number; to: number; hours: string }[] = [];
  for (const [day, ranges] of week.entries()) {
    const hours = sayRanges(ranges, lang);
    const last = stretches.at(-1);
    if (hours === '') continue;
    if (last && last.to === day - 1 && last.hours === hours) last.to = day;
    else stretches.push({ from: day, to: day, hours });
  }
  return stretches
    .map(({ from, to, hours }) => {
      const days = from === to ? names[from] : `${names[from]}${lang === 'en' ? '–' : '到'}${names[to]}`;
      return lang === 'en' ? `${days} ${hours}` : `${days}${hours}`;
    })
    .join(lang === 'en' ? ', ' : '，');
}

const CHINESE_DAYS = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];
const ENGLISH_DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function sayRanges(ranges: readonly DayHours[], lang: Lang): string {
  return ranges
    .map(({ fromMinute, toMinute }) => `${sayMinute(fromMinute)}–${sayMinute(toMinute)}`)
    .join(lang === 'en' ? ' and ' : '、');
}

function sayMinute(minute: number): string {
  return `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
}
