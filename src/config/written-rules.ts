// Grades, service hours and swaps of shifts as they are written at the console over the files: what is wrong with them, and what holds
// on a day. Pure.
import { z } from 'zod';
import type { Grade } from '../tickets/ticket.ts';
import {
  type CalendarConfig,
  type GradePolicy,
  type People,
  type ShiftChange,
  type SlaConfig,
  timerKinds,
} from './config.ts';
import { weekdayNames } from './files/words.ts';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const hours = z.strictObject({ fromMinute: z.int().min(0).max(1439), toMinute: z.int().min(0).max(1440) });
const seconds = z
  .int()
  .min(60)
  .max(366 * 86_400);

export const writtenGrades = z.strictObject({
  followUpWithinSeconds: seconds,
  rectificationWithinSeconds: seconds,
  grades: z
    .array(
      z.strictObject({
        grade: z.literal([1, 2, 3, 4]),
        targetSeconds: z.strictObject(
          Object.fromEntries(timerKinds.map((kind) => [kind, seconds.nullable()])) as Record<
            (typeof timerKinds)[number],
            z.ZodNullable<typeof seconds>
          >,
        ),
        promise: z.strictObject({
          timer: z.enum(timerKinds).nullable(),
          text: z.string().trim().min(1).max(60),
          afterHours: z.string().trim().min(1).max(60).nullable(),
        }),
      }),
    )
    .length(4),
});
export type WrittenGrades = z.infer<typeof writtenGrades>;

export const writtenCalendar = z.strictObject({
  week: z.array(z.array(hours).max(4)).length(7),
  exceptions: z
    .array(
      z.strictObject({ date: day, name: z.string().trim().min(1).max(20), hours: z.array(hours).max(4) }),
    )
    .max(400),
  exceptionsKnownUntil: day,
  quietHours: hours,
});
export type WrittenCalendar = z.infer<typeof writtenCalendar>;

export const writtenSwap = z.strictObject({
  date: day,
  shift: z.string().min(1).max(40),
  /** Null = as the roster has it. */
  staffIds: z.array(z.string().min(1).max(64)).min(1).max(20).nullable(),
});
export type WrittenSwap = z.infer<typeof writtenSwap>;

/** How many people stand for an answer: who writes it and somebody else, or one where there is only one. */
export const writtenApproval = z.strictObject({ people: z.literal([1, 2]) });

export function approversOn(rows: readonly WrittenRule[], on: string): 1 | 2 {
  return peopleFor('approval', rows, on);
}

/** The same of a file that takes many people's data out: whoever asks and somebody else, or one. */
export function exportersOn(rows: readonly WrittenRule[], on: string): 1 | 2 {
  return peopleFor('exports', rows, on);
}

function peopleFor(key: 'approval' | 'exports', rows: readonly WrittenRule[], on: string): 1 | 2 {
  const newest = rows.findLast(
    (row) => row.kind === RULE_KINDS.rule && row.key === key && row.effective <= on,
  );
  return newest ? (newest.value as z.infer<typeof writtenApproval>).people : 2;
}

/** Everything that is wrong, each with what to do. */
export function gradeProblems({ grades }: WrittenGrades, now: SlaConfig): string[] {
  const problems: string[] = [];
  if (new Set(grades.map(({ grade }) => grade)).size !== 4) problems.push('1 到 4 级每级写一次');
  for (const { grade, targetSeconds, promise } of grades) {
    const tell = (what: string) => problems.push(`${grade}级：${what}`);
    const { timer, text, afterHours } = promise;
    const told = timer === null ? null : targetSeconds[timer];
    if (timer !== null && told === null) tell('答应住户的那个时限没有写，请填上，或者换一个时限');
    for (const words of [text, afterHours ?? '']) {
      const [, figure, unit] = /(\d+)\s*(分钟|小时)/.exec(words) ?? [];
      const said = figure === undefined ? null : Number(figure) * (unit === '小时' ? 3600 : 60);
      if (said !== null && said !== told) tell(`“${words}”和时限的数字不一样，请改成一样的`);
      if (/\{\{(?!by\}\})/.test(words)) tell('话里只能用 {{by}}，它会换成答应的时间');
      if (timer === null && words.includes('{{by}}')) tell('用了 {{by}}，但没有选是哪个时限');
    }
    if (now.grades[grade].calendar === 'service' && afterHours === null) tell('下班时间怎么跟住户说，也要写');
    if (grade === 1 && targetSeconds.on_site === null) tell('险情一定要有到场的时限');
    const { accept, on_site: onSite, resolve } = targetSeconds;
    if (accept !== null && onSite !== null && accept >= onSite) tell('受理要早于到场');
    if (onSite !== null && resolve !== null && onSite >= resolve) tell('到场要早于处理完成');
  }
  return problems;
}

export function calendarProblems({
  week,
  exceptions,
  exceptionsKnownUntil,
  quietHours,
}: WrittenCalendar): string[] {
  const problems: string[] = [];
  if (week.every((each) => each.length === 0)) problems.push('一周里至少要有一天上班');
  const check = (name: string, of: readonly { fromMinute: number; toMinute: number }[]) => {
    if (of.some(({ fromMinute, toMinute }) => toMinute <= fromMinute))
      problems.push(`${name}：下班要晚于上班`);
    const sorted = of.toSorted((a, b) => a.fromMinute - b.fromMinute);
    if (sorted.some((part, at) => at > 0 && part.fromMinute < (sorted[at - 1]?.toMinute ?? 0)))
      problems.push(`${name}：两段时间重叠了，请分开`);
  };
  for (const [at, of] of week.entries()) check(weekdayNames[at] ?? '', of);
  for (const { date, name, hours: of } of exceptions) check(`${date} ${name}`, of);
  const dates = exceptions.map(({ date }) => date);
  const twice = dates.find((date, at) => dates.indexOf(date) !== at);
  if (twice !== undefined) problems.push(`${twice} 写了两次，请留一个`);
  const last = dates.toSorted().at(-1);
  if (last !== undefined && last > exceptionsKnownUntil)
    problems.push(`假期安排到 ${last}，“管到哪天”要不早于它`);
  if (quietHours.fromMinute === quietHours.toMinute) problems.push('夜里不打扰的时间，开始和结束不能一样');
  return problems;
}

/** `cover`: what the roster promises of each hour is looked over by whoever calls. */
export function swapProblems({ date, shift, staffIds }: WrittenSwap, { staff, roster }: People): string[] {
  const of = roster.shifts.find((each) => each.name === shift);
  if (!of) return ['没有这个班次，请重新选'];
  const weekday = (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
  if (!of.days.some((each) => each === weekday)) return ['这一天没有这个班次，请换一天'];
  if (staffIds === null) return [];
  const here = (id: string) =>
    staff.find((each) => each.id === id)?.communityIds.includes(of.communityId) ?? false;
  if (!staffIds.every(here)) return ['有同事不在这个小区上班，请重新选'];
  return new Set(staffIds).size === staffIds.length ? [] : ['同一位同事选了两次'];
}

export type WrittenRule = { kind: string; key: string; version: number; value: unknown; effective: string };
export const RULE_KINDS = { rule: 'rule', swap: 'swap' } as const;

export type Rules = { sla: SlaConfig; calendar: CalendarConfig; swaps: ShiftChange[] };

/** What holds on a day: of each the newest version whose day has come, else the files. A swap holds on its own date only. */
export function rulesOn(
  files: { sla: SlaConfig; calendar: CalendarConfig },
  rows: readonly WrittenRule[],
  on: string,
): Rules {
  const newest = (key: string) =>
    rows.findLast((row) => row.kind === RULE_KINDS.rule && row.key === key && row.effective <= on) ?? null;
  const grades = newest('grades');
  const calendar = newest('calendar');
  const swaps = new Map<string, WrittenSwap>();
  for (const row of rows) if (row.kind === RULE_KINDS.swap) swaps.set(row.key, row.value as WrittenSwap);
  return {
    sla: grades ? slaFrom(files.sla, grades.value as WrittenGrades, grades.version) : files.sla,
    calendar: calendar ? { ...files.calendar, ...(calendar.value as WrittenCalendar) } : files.calendar,
    swaps: [...swaps.values()].flatMap(({ staffIds, ...each }) => (staffIds ? [{ ...each, staffIds }] : [])),
  };
}

/** Tickets keep which version they were graded by: those of the console are counted on from that of the file. */
function slaFrom(file: SlaConfig, written: WrittenGrades, version: number): SlaConfig {
  const policy = (grade: Grade): GradePolicy => {
    const own = written.grades.find((each) => each.grade === grade);
    return own
      ? { ...file.grades[grade], ...own, confirmed: true, source: '在工作台写的' }
      : file.grades[grade];
  };
  return {
    version: file.version + version,
    followUpWithinSeconds: written.followUpWithinSeconds,
    rectificationWithinSeconds: written.rectificationWithinSeconds,
    grades: { 1: policy(1), 2: policy(2), 3: policy(3), 4: policy(4) },
  };
}

/** Swaps that were written come before those of the roster. */
export function withSwaps(people: People, swaps: readonly ShiftChange[]): People {
  if (swaps.length === 0) return people;
  return { ...people, roster: { ...people.roster, changes: [...swaps, ...people.roster.changes] } };
}
