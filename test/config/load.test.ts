import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig, withDotEnv } from '../../src/config/load.ts';
import { printProblems } from '../../src/config/problem.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

type Change = { file: string; replace: string | RegExp; by: string };

/** The shipped configuration with some words replaced. */
function configWith(...changes: Change[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  folders.push(folder);
  cpSync(new URL('../../config', import.meta.url), folder, { recursive: true });
  for (const { file, replace, by } of changes) {
    const before = readFileSync(join(folder, file), 'utf8');
    const after = before.replace(replace, by);
    if (after === before) throw new Error(`${file} does not hold ${String(replace)}`);
    writeFileSync(join(folder, file), after);
  }
  return folder;
}

function problemsOf(...changes: Change[]) {
  const result = loadConfig({ env: {}, configDir: configWith(...changes) });
  if (result.ok) return [];
  return result.problems.map((problem) => ({ ...problem, file: basename(problem.file) }));
}

function loaded(env: Record<string, string> = {}, ...changes: Change[]) {
  const result = loadConfig({ env, configDir: configWith(...changes) });
  if (!result.ok) throw new Error(printProblems(result.problems));
  return result;
}

const wecom = {
  WECOM_CORP_ID: 'wwdemo000000000001',
  WECOM_AGENT_ID: '1000002',
  WECOM_APP_SECRET: 'not-a-secret-only-for-tests',
  WECOM_CALLBACK_TOKEN: 'DemoToken',
  WECOM_CALLBACK_AES_KEY: 'a'.repeat(43),
};

/** Line and column at which these words stand first. */
function placeOf(words: string, text: string) {
  const before = text.slice(0, text.indexOf(words)).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

describe('the shipped configuration', () => {
  const { config } = loaded();

  it('is the demo estate 翠湖花园', () => {
    const estate = config.communities[0]?.estate;
    expect(config.communities.map((community) => [community.id, community.name])).toEqual([
      ['cuihu', '翠湖花园'],
    ]);
    expect(estate?.buildings.map((building) => building.id)).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      '8',
      '9',
      '10',
      '11',
      '12',
    ]);
    expect(estate?.buildings[4]).toEqual({
      id: '5',
      units: ['1', '2', '3'],
      floors: { from: 1, to: 33 },
      roomsPerFloor: 4,
    });
    const places = estate?.publicPlaces.map((place) => place.name);
    expect(places).toEqual(
      expect.arrayContaining([
        '北门',
        '南门',
        '东门',
        '西门',
        '1号梯',
        '2号梯',
        '地下车库',
        '地下车库C区',
        '地下车库B2层A区',
      ]),
    );
  });

  it('no two public places share a name or an alias', () => {
    const words =
      config.communities[0]?.estate.publicPlaces.flatMap((place) => [place.name, ...place.aliases]) ?? [];
    expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
  });

  it('promises 15 minutes on site for grade 1 and an answer in 2 hours for grade 3; 2 and 4 wait for confirmation', () => {
    const { grades } = config.sla;
    expect(grades[1]).toMatchObject({
      confirmed: true,
      calendar: 'always',
      targetSeconds: { accept: 120, on_site: 900 },
    });
    expect(grades[3]).toMatchObject({
      confirmed: true,
      calendar: 'service',
      targetSeconds: { on_site: null, first_reply: 7200 },
    });
    expect([grades[2].confirmed, grades[4].confirmed]).toEqual([false, false]);
    expect(loaded().notices.join()).toContain('2、4');
  });

  it('expands holidays into dates', () => {
    expect(config.calendar.exceptions.filter((entry) => entry.name === '春节')).toHaveLength(9);
    expect(config.calendar.exceptions).toContainEqual({
      date: '2026-09-20',
      name: '国庆调休上班',
      hours: [{ fromMinute: 510, toMinute: 1080 }],
    });
  });

  it('turns names into ids, and gives a person without a number the department phone', () => {
    expect(config.departments.find((department) => department.id === 'engineering')?.leadStaffId).toBe(
      'li-jianguo',
    );
    expect(config.staff.find((person) => person.id === 'feng-lei')?.phone).toBe('020-0000-0102');
    expect(config.roster.shifts[0]?.staffIds).toEqual(['wang-zhiqiang', 'zhang-haibo', 'zhao-yonggang']);
    expect(config.escalation.ladders[0]?.steps.map((step) => step.who)).toEqual([
      { kind: 'on-duty', position: 1 },
      { kind: 'on-duty', position: 2 },
      { kind: 'on-duty', position: 3 },
      { kind: 'lead' },
      { kind: 'manager' },
    ]);
  });

  it('can not be changed while running', () => {
    expect(() => Object.assign(config.intake, { burstMs: 1 })).toThrow(TypeError);
    expect(() => Object.assign(config.staff[0] ?? {}, { name: 'x' })).toThrow(TypeError);
  });
});

describe('loadConfig', () => {
  it.each([
    ['on in development without a channel', {}, true],
    ['off in production', { NODE_ENV: 'production' }, false],
    ['on in production when set', { NODE_ENV: 'production', SIMULATOR: 'on' }, true],
    ['off when set', { SIMULATOR: 'off' }, false],
    ['off once a channel is configured', wecom, false],
  ])('the simulator is %s', (_when, env, expected) => {
    expect(loaded(env).config.simulator).toBe(expected);
  });

  it('BURST_MS wins over the file, also when it is longer than the longest burst', () => {
    expect(loaded().config.intake).toMatchObject({ burstMs: 3000, maxBurstMs: 10_000 });
    expect(loaded({ BURST_MS: '0' }).config.intake.burstMs).toBe(0);
    expect(loaded({ BURST_MS: '20000' }).config.intake).toMatchObject({
      burstMs: 20_000,
      maxBurstMs: 20_000,
    });
  });

  it('CONFIG_DIR says where the files are', () => {
    const result = loadConfig({
      env: { CONFIG_DIR: configWith({ file: 'intake.yaml', replace: 'burstMs: 3000', by: 'burstMs: 1234' }) },
    });
    expect(result).toMatchObject({ ok: true, config: { intake: { burstMs: 1234 } } });
  });

  it.each<[string, Change, string, string, string]>([
    [
      'a mistyped key',
      { file: 'intake.yaml', replace: 'turnAttempts', by: 'turnAtempts' },
      'turnAtempts',
      '"turnAtempts" is not known here.',
      'Did you mean "turnAttempts"?',
    ],
    [
      'a mistyped key deep inside',
      { file: 'sla.yaml', replace: 'first_reply: 120,', by: 'first_repyl: 120,' },
      'first_repyl',
      '"first_repyl" is not known here.',
      'Did you mean "first_reply"?',
    ],
    [
      'a wrong kind of value',
      { file: 'intake.yaml', replace: '5 #', by: 'five #' },
      'turnAttempts',
      '"turnAttempts" must be a number.',
      'Change the value.',
    ],
    [
      'a missing key',
      { file: 'departments.yaml', replace: ', lead: 沈佳', by: '' },
      '{ id: finance',
      '"departments[5].lead" is missing.',
      'Add it; it must be text.',
    ],
    [
      'a word that is no choice',
      { file: 'sla.yaml', replace: 'calendar: always', by: 'calendar: alway' },
      'calendar: alway',
      '"grades[1].calendar" can not be "alway".',
      'Did you mean "always"?',
    ],
    [
      'a time without meaning',
      { file: 'roster.yaml', replace: 'from: "08:00"', by: 'from: "8:00"' },
      'from: "8:00"',
      '"shifts[1].from": must be a time of day in quotes, such as "08:30".',
      'Change the value.',
    ],
    [
      'a weekday that does not exist',
      { file: 'roster.yaml', replace: '[周一, 周四, 周日]', by: '[周一, 周八]' },
      'days: [周一, 周八]',
      '"shifts[1].days": must be 每天 or a list such as [周一, 周二].',
      'Change the value.',
    ],
    [
      'hours the wrong way round',
      { file: 'calendar.yaml', replace: '周一: ["08:30-18:00"]', by: '周一: ["18:00-08:30"]' },
      '"18:00-08:30"',
      '"week.周一[1]": must end after it begins, such as "08:30-18:00".',
      'Change the value.',
    ],
    [
      'a date that does not exist',
      { file: 'calendar.yaml', replace: '2026-09-20', by: '2026-09-31' },
      'date: 2026-09-31',
      '"exceptions[7].date": must be a date such as 2026-10-01.',
      'Change the value.',
    ],
    [
      'audit logs kept too short',
      { file: 'retention.yaml', replace: '365', by: '180' },
      'auditDays',
      '"auditDays" is too small or too short.',
      'At least 200.',
    ],
    [
      'an unknown person in the roster',
      { file: 'roster.yaml', replace: '[王志强, 张海波, 赵永刚]', by: '[王志刚, 张海波, 赵永刚]' },
      '王志刚, ',
      'nobody called "王志刚" works here.',
      'Did you mean "王志强"?',
    ],
    [
      'an unknown department',
      { file: 'staff.yaml', replace: 'department: finance', by: 'department: finanse' },
      'department: finanse',
      'there is no department "finanse".',
      'Did you mean "finance"?',
    ],
    [
      'an account of an unknown community',
      { file: 'channels.yaml', replace: 'community: cuihu', by: 'community: cuihua' },
      'community: cuihua',
      'there is no community "cuihua".',
      'Did you mean "cuihu"?',
    ],
    [
      'a web chat whose name can not stand in an address',
      { file: 'channels.yaml', replace: 'account: cuihu', by: 'account: 翠湖' },
      'account: 翠湖',
      '"翠湖" can not stand in the address of a chat.',
      'Use small letters, digits and hyphens, such as cuihu.',
    ],
    [
      'sites for a channel that is shown in none',
      { file: 'channels.yaml', replace: 'handoff: console', by: 'embed: [https://www.example.com]' },
      'embed:',
      '"embed" means nothing on wecom-kf.',
      'Only the web chat is shown within other sites; remove it.',
    ],
    [
      'an unknown shift in a change',
      {
        file: 'roster.yaml',
        replace: 'changes: []',
        by: 'changes:\n  - { date: 2026-12-25, shift: 夜班, staff: [周明] }',
      },
      'shift: 夜班',
      'there is no shift "夜班".',
      '',
    ],
    [
      'an id that is used twice',
      { file: 'staff.yaml', replace: 'id: pan-yue', by: 'id: shen-jia' },
      'id: shen-jia, name: 潘悦',
      'the id "shen-jia" is used twice.',
      'Give each its own.',
    ],
    [
      'a promise its clock does not keep',
      { file: 'sla.yaml', replace: 'on_site: 900', by: 'on_site: 1200' },
      'promise:\n      timer: on_site\n      text: 15',
      'tells residents 900 seconds, but the clock "on_site" has 1200.',
      'Let the words and targetSeconds say the same.',
    ],
    [
      'a promise without a clock',
      { file: 'sla.yaml', replace: 'on_site: 900, ', by: '' },
      'timer: on_site',
      'promises by "on_site", but targetSeconds has no on_site.',
      'Add on_site to targetSeconds, or use another timer.',
    ],
    [
      'a promise with an unknown field',
      { file: 'sla.yaml', replace: '最晚{{by}}', by: '最晚{{when}}' },
      'afterHours: 最晚',
      '"grades[3].promise.afterHours": may only hold {{by}}, the promised time.',
      'Change the value.',
    ],
    [
      'a ladder that nobody climbs',
      { file: 'escalation.yaml', replace: 'grades: [1]', by: 'grades: [3]' },
      'ladders:',
      'nobody is called for grade 1.',
      'Add a ladder with grades: [1].',
    ],
    [
      'a list of a level nobody reaches',
      { file: 'escalation.yaml', replace: '{ level: L3, at:', by: '{ level: L4, at:' },
      'level: L4, at: "09:00", weekday',
      'L4 stands twice.',
      'Keep one.',
    ],
    [
      'no manager to call',
      { file: 'staff.yaml', replace: 'role: manager', by: 'role: lead' },
      'who: manager',
      'calls the manager, but nobody in staff.yaml has role: manager.',
      'Give one person that role.',
    ],
    [
      'broken YAML',
      { file: 'intake.yaml', replace: 'burstMs: 3000', by: 'burstMs: [3000' },
      'maxBurstMs',
      '',
      'Check the indentation, the colons and the quotes here.',
    ],
    [
      'a key that stands twice',
      { file: 'intake.yaml', replace: 'maxBurstMs', by: 'burstMs' },
      'burstMs: 10000',
      'is not valid YAML: Map keys must be unique.',
      'Check the indentation, the colons and the quotes here.',
    ],
  ])('points at %s', (_what, change, place, what, remedy) => {
    const folder = configWith(change);
    const result = loadConfig({ env: {}, configDir: folder });
    const problems = result.ok ? [] : result.problems;
    expect(problems[0]).toMatchObject({
      ...placeOf(place, readFileSync(join(folder, basename(problems[0]?.file ?? '')), 'utf8')),
      what: expect.stringContaining(what),
      remedy: expect.stringContaining(remedy),
    });
  });

  it.each([
    ['80', [80]],
    ['[80, 50, 80]', [50, 80]],
  ])('reminds before a clock runs out at %s per cent of it', (by, atPercent) => {
    const configDir = configWith({ file: 'escalation.yaml', replace: '[50, 80]', by });
    const result = loadConfig({ env: {}, configDir });
    expect(result.ok ? result.config.escalation.overdue.warn.atPercent : result.problems).toEqual(atPercent);
  });

  it.each([
    ['registerReminderAt: "16:45"', 16 * 60 + 45],
    ['registerReminderAt: null', null],
    ['', 17 * 60 + 30],
  ])('reminds of the register at the time of the file, else at half past five: %s', (by, minute) => {
    const configDir = configWith({ file: 'escalation.yaml', replace: 'registerReminderAt: "17:30"', by });
    const result = loadConfig({ env: {}, configDir });
    expect(result.ok ? result.config.escalation.registerReminderAtMinute : result.problems).toBe(minute);
  });

  it('says when too few are on duty, on which day and at what time', () => {
    expect(
      problemsOf({
        file: 'roster.yaml',
        replace: 'days: [周三, 周六], from: "20:00"',
        by: 'days: [周三], from: "20:00"',
      }),
    ).toMatchObject([
      { file: 'roster.yaml', what: 'engineering has only 0 on duty 周六 20:00-24:00; 3 are asked for.' },
      { file: 'roster.yaml', what: 'engineering has only 0 on duty 周日 00:00-08:00; 3 are asked for.' },
    ]);
  });

  it('says when a change of shift leaves too few', () => {
    const by = 'changes:\n  - { date: 2026-12-25, shift: 工程夜班甲, staff: [王志强, 刘德福] }';
    expect(problemsOf({ file: 'roster.yaml', replace: 'changes: []', by })).toMatchObject([
      { what: 'engineering has only 2 on duty 2026-12-25 20:00-24:00; 3 are asked for.' },
      { what: 'engineering has only 2 on duty 2026-12-26 00:00-08:00; 3 are asked for.' },
    ]);
  });

  it('two people of one name must be told apart by id', () => {
    const problems = problemsOf({ file: 'staff.yaml', replace: 'name: 冯磊', by: 'name: 钱进' });
    expect(problems.map((problem) => problem.remedy)).toContain('Use the id: qian-jin or feng-lei.');
  });

  it('collects the problems of the environment and of all files at once', () => {
    const configDir = configWith(
      { file: 'intake.yaml', replace: '3000', by: 'x' },
      { file: 'retention.yaml', replace: '365', by: '1' },
      { file: 'channels.yaml', replace: 'community: cuihu', by: 'community: nowhere' },
    );
    const result = loadConfig({ env: { PORT: 'x', WECOM_CORP_ID: 'ww1' }, configDir });
    const files = result.ok ? [] : result.problems.map((problem) => basename(problem.file));
    expect(new Set(files)).toEqual(
      new Set(['environment', 'intake.yaml', 'retention.yaml', 'channels.yaml']),
    );
    expect(result.ok || printProblems(result.problems)).toMatch(
      /intake\.yaml:2:1 "burstMs" must be a number\. Change the value\.\n/,
    );
  });

  it('an Official Account that can only answer at once is refused where several processes may answer', () => {
    const configDir = configWith({
      file: 'channels.yaml',
      replace: 'replies: custom',
      by: 'replies: passive',
    });
    const officialAccount = {
      WECHAT_OA_APP_ID: 'wxdemo0000000001',
      WECHAT_OA_APP_SECRET: 'not-a-secret-only-for-tests',
      WECHAT_OA_TOKEN: 'DemoToken',
      WECHAT_OA_AES_KEY: 'a'.repeat(43),
    };
    const several = {
      DATABASE_URL: 'postgres://localhost/desk',
      FIELD_KEY: Buffer.alloc(32, 7).toString('base64'),
    };
    expect(loadConfig({ env: officialAccount, configDir }).ok).toBe(true);
    expect(loadConfig({ env: several, configDir }).ok).toBe(true);
    const refused = loadConfig({ env: { ...officialAccount, ...several }, configDir });
    expect(refused.ok ? [] : refused.problems).toMatchObject([
      {
        what: expect.stringContaining('"passive" needs one process'),
        remedy: expect.stringContaining('custom'),
      },
    ]);
  });

  it('a folder without files is refused file by file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'config-'));
    folders.push(folder);
    const result = loadConfig({ env: {}, configDir: folder });
    expect(result.ok ? 0 : result.problems.length).toBe(15);
  });
});

describe('withDotEnv', () => {
  it('the process environment wins over the file; no file is no harm', () => {
    const folder = mkdtempSync(join(tmpdir(), 'config-'));
    folders.push(folder);
    writeFileSync(join(folder, '.env'), 'PORT=4000\nHOST=0.0.0.0 # all\n');
    expect(withDotEnv({ PORT: '5000' }, join(folder, '.env'))).toEqual({ PORT: '5000', HOST: '0.0.0.0' });
    expect(withDotEnv({ PORT: '5000' }, join(folder, 'none'))).toEqual({ PORT: '5000' });
  });
});
