// Grades, service hours and swaps written at the console: what is refused, and what holds on which day.
import { describe, expect, it } from 'vitest';
import {
  calendarProblems,
  gradeProblems,
  rulesOn,
  swapProblems,
  type WrittenCalendar,
  type WrittenGrades,
  withSwaps,
} from '../../src/config/written-rules.ts';
import { onDuty } from '../../src/tickets/roster.ts';
import { shippedConfig } from '../support/house.ts';
import { shanghai } from '../support/manual-clock.ts';

const config = shippedConfig();
const grades = (): WrittenGrades => ({
  followUpWithinSeconds: config.sla.followUpWithinSeconds,
  rectificationWithinSeconds: config.sla.rectificationWithinSeconds,
  grades: Object.values(config.sla.grades).map(({ grade, targetSeconds, promise }) => ({
    ...{ grade, targetSeconds: { ...targetSeconds }, promise: { ...promise } },
  })),
});
const calendar = (): WrittenCalendar => {
  const { week, exceptions, exceptionsKnownUntil, quietHours } = structuredClone(config.calendar);
  return { week, exceptions, exceptionsKnownUntil, quietHours } as WrittenCalendar;
};
const first = (of: WrittenGrades) =>
  of.grades.find(({ grade }) => grade === 1) as WrittenGrades['grades'][number];

describe('what is wrong', () => {
  it('is nothing with what the files say', () => {
    expect(gradeProblems(grades(), config.sla)).toEqual([]);
    expect(calendarProblems(calendar())).toEqual([]);
  });

  it.each<[(of: WrittenGrades) => void, RegExp]>([
    [
      (of) => {
        first(of).targetSeconds.on_site = null;
      },
      /险情一定要有到场的时限/,
    ],
    [
      (of) => {
        first(of).targetSeconds.on_site = 1800;
      },
      /“15分钟内到现场”和时限的数字不一样/,
    ],
    [
      (of) => {
        first(of).targetSeconds.accept = 900;
      },
      /受理要早于到场/,
    ],
    [
      (of) => {
        first(of).promise.text = '{{who}} 马上到';
      },
      /只能用 \{\{by\}\}/,
    ],
    [
      (of) => {
        first(of).grade = 2;
      },
      /每级写一次/,
    ],
    [
      (of) => {
        (of.grades[2] ?? first(of)).promise.afterHours = null;
      },
      /下班时间怎么跟住户说/,
    ],
  ])('in grades is said with what to do (%#)', (spoil, said) => {
    const spoilt = grades();
    spoil(spoilt);
    expect(gradeProblems(spoilt, config.sla).join('\n')).toMatch(said);
  });

  it.each<[(of: WrittenCalendar) => void, RegExp]>([
    [
      (of) => {
        of.week = of.week.map(() => []);
      },
      /至少要有一天上班/,
    ],
    [(of) => void of.week[0]?.push({ fromMinute: 600, toMinute: 660 }), /周一：两段时间重叠/],
    [
      (of) => {
        of.week[0] = [{ fromMinute: 600, toMinute: 540 }];
      },
      /周一：下班要晚于上班/,
    ],
    [
      (of) => void of.exceptions.push({ date: '2027-01-01', name: '元旦', hours: [] }),
      /“管到哪天”要不早于它/,
    ],
    [(of) => void of.exceptions.push({ date: '2026-01-01', name: '元旦', hours: [] }), /2026-01-01 写了两次/],
  ])('in the calendar is said with what to do (%#)', (spoil, said) => {
    const spoilt = calendar();
    spoil(spoilt);
    expect(calendarProblems(spoilt).join('\n')).toMatch(said);
  });

  it('in a swap is said with what to do', () => {
    // A Monday.
    const swap = { date: '2026-03-02', shift: '工程夜班丙', staffIds: ['wang-zhiqiang'] };
    expect(swapProblems(swap, config)).toEqual([]);
    expect(swapProblems({ ...swap, shift: '无' }, config)).toEqual(['没有这个班次，请重新选']);
    expect(swapProblems({ ...swap, date: '2026-03-03' }, config)).toEqual(['这一天没有这个班次，请换一天']);
    expect(swapProblems({ ...swap, staffIds: ['nobody'] }, config)[0]).toMatch(/不在这个小区/);
  });
});

describe('what holds on a day', () => {
  const faster = grades();
  first(faster).targetSeconds.on_site = 600;
  first(faster).promise.text = '10分钟内到现场';
  const rows = [
    { kind: 'rule', key: 'grades', version: 1, value: faster, effective: '2026-04-01' },
    { kind: 'rule', key: 'grades', version: 2, value: grades(), effective: '2026-06-01' },
  ];
  it.each([
    ['2026-03-31', 900, 0],
    ['2026-04-01', 600, 1],
    ['2026-06-01', 900, 2],
  ])('%s: on site within %d seconds, version %d', (day, seconds, version) => {
    const { sla } = rulesOn(config, rows, day);
    expect(sla.grades[1].targetSeconds.on_site).toBe(seconds);
    expect(sla.version).toBe(config.sla.version + version);
  });

  it('a swap is for its night only, and the newest counts', () => {
    const swap = (version: number, staffIds: string[] | null) => ({
      ...{ kind: 'swap', key: '2026-03-02 工程夜班丙', version, effective: '2026-03-02' },
      value: { date: '2026-03-02', shift: '工程夜班丙', staffIds },
    });
    const first = (rows: ReturnType<typeof swap>[], at: string) => {
      const { roster, staff } = withSwaps(config, rulesOn(config, rows, '2026-03-01').swaps);
      return onDuty(roster, staff, { department: 'engineering', at: shanghai(at) })[0]?.id;
    };
    const taken = [swap(1, ['wang-zhiqiang'])];
    expect(first(taken, '2026-03-02 23:00')).toBe('wang-zhiqiang');
    expect(first(taken, '2026-03-03 03:00')).toBe('wang-zhiqiang');
    expect(first(taken, '2026-03-05 23:00')).toBe('sun-lixin');
    expect(first([...taken, swap(2, null)], '2026-03-02 23:00')).toBe('sun-lixin');
  });
});
