// What config/applications.yaml says, in the words residents read. Pure.
import type { ApplicationRule, DayHours } from './config.ts';

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

function sayRanges(ranges: readonly DayHours[], lang: Lang): string {
  return ranges
    .map(({ fromMinute, toMinute }) => `${sayMinute(fromMinute)}–${sayMinute(toMinute)}`)
    .join(lang === 'en' ? ' and ' : '、');
}

function sayMinute(minute: number): string {
  return `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
}
