// Offices, departments, grids, shifts and skills written at the console: what is refused, and what holds on which day.
import { describe, expect, it } from 'vitest';
import { departmentProblems, gridProblems, houseOn, officeProblems } from '../../src/config/written-house.ts';
import { rosterProblems, skillProblems } from '../../src/config/written-roster.ts';
import { shippedConfig } from '../support/house.ts';

const config = shippedConfig();
const people = { staff: config.staff, roster: config.roster };
const departments = () => config.departments.map((each) => ({ ...each }));
const shifts = () =>
  config.roster.shifts.map((each) => ({ ...each, days: [...each.days], staffIds: [...each.staffIds] }));
const east = {
  ...{ name: '东片', communityId: 'cuihu', buildings: ['1', '2'], staffIds: ['xu-jing'] },
};
const row = (key: string, value: unknown, effective = '2026-03-01', version = 1) => ({
  ...{ kind: 'rule', key, value, effective, version },
});

describe('what is wrong', () => {
  it('is nothing with what the files say', () => {
    expect(departmentProblems({ departments: departments() }, config, people)).toEqual([]);
    expect(officeProblems({ communities: config.communities.map((each) => ({ ...each })) }, config)).toEqual(
      [],
    );
    expect(rosterProblems({ shifts: shifts() }, people, config.departments, config.communities)).toEqual([]);
    expect(gridProblems({ grids: [east] }, config, people)).toEqual([]);
  });

  it.each([
    ['a lead who is nobody', departments().map((each) => ({ ...each, leadStaffId: 'nobody' })), /不在人员里/],
    ['a department left out', departments().slice(1), /一个也不能少/],
    ['two of one name', departments().map((each) => ({ ...each, name: '工程部' })), /不能用同一个名称/],
  ])('with departments: %s', (_what, given, said) => {
    expect(departmentProblems({ departments: given }, config, people).join('；')).toMatch(said);
  });

  it('with an office: a community left out', () => {
    expect(officeProblems({ communities: [] }, config)).toEqual(['每个小区写一次，一个也不能少']);
  });

  it.each([
    ['a building that is not there', [{ ...east, buildings: ['99'] }], /没有 99 栋/],
    ['a building twice', [east, { ...east, name: '西片' }], /1 栋写在了两个网格里/],
    ['somebody of elsewhere', [{ ...east, staffIds: ['nobody'] }], /不在这个小区上班/],
    ['a community that is not there', [{ ...east, communityId: 'x' }], /没有这个小区/],
    ['one name twice', [east, { ...east, buildings: ['3'] }], /不能用同一个名称/],
  ])('with grids: %s', (_what, grids, said) => {
    expect(gridProblems({ grids }, config, people).join('；')).toMatch(said);
  });

  it('with a roster: an hour with too few, said with what to do', () => {
    const thin = shifts().filter((each) => each.name !== '工程夜班甲');
    expect(
      rosterProblems({ shifts: thin }, people, config.departments, config.communities).join('；'),
    ).toMatch(/工程部 周二 20:00.*只有 0 人在班，至少要 3 人，请排上/);
  });

  it.each([
    ['one name twice', (of: ReturnType<typeof shifts>) => [...of, ...of.slice(0, 1)], /写了两次/],
    [
      'one person twice',
      (of: ReturnType<typeof shifts>) =>
        of.map((each) => ({ ...each, staffIds: [...each.staffIds, ...each.staffIds] })),
      /同一位同事选了两次/,
    ],
    [
      'a department that is not there',
      (of: ReturnType<typeof shifts>) => of.map((each) => ({ ...each, departmentId: 'x' })),
      /没有这个部门/,
    ],
  ])('with a roster: %s', (_what, change, said) => {
    const given = { shifts: change(shifts()) };
    expect(rosterProblems(given, people, config.departments, config.communities).join('；')).toMatch(said);
  });

  it('with a roster: a shift somebody swapped is gone', () => {
    const changes = [{ date: '2026-12-25', shift: '环境班', staffIds: ['xie-fang'] }];
    const swapped = { ...people, roster: { ...config.roster, changes } };
    const given = { shifts: shifts().filter((each) => each.name !== '环境班') };
    expect(rosterProblems(given, swapped, config.departments, config.communities)).toEqual([
      '2026-12-25 有人换了“环境班”的班，这个班次要留着',
    ]);
  });

  it('with skills: nobody is given work by it', () => {
    const of = (skills: string[]) => skillProblems({ staffId: 'xu-jing', skills }, people, config.dispatch);
    expect(of(['water'])).toEqual([]);
    expect(of(['singing'])).toEqual(['“singing”不在派单的技能里']);
  });
});

describe('what holds', () => {
  it('is what the files say until the day has come, and then the newest', () => {
    const named = (name: string) => ({
      departments: departments().map((each) => (each.id === 'engineering' ? { ...each, name } : each)),
    });
    const rows = [
      row('departments', named('工程维修部')),
      row('departments', named('维修中心'), '2026-03-10', 2),
      row('grids', { grids: [east] }),
    ];
    const on = (day: string) => houseOn(config, rows, day).departments.find(({ id }) => id === 'engineering');
    expect(on('2026-02-28')?.name).toBe('工程部');
    expect(on('2026-03-01')?.name).toBe('工程维修部');
    expect(on('2026-03-10')?.name).toBe('维修中心');
    expect(houseOn(config, rows, '2026-03-01').grids).toEqual([east]);
  });

  it('leaves what the files have of an estate, and changes its office', () => {
    const office = { name: '翠湖服务站', phone: '020-0000-0199', address: '南门' };
    const [first] = houseOn(
      config,
      [row('offices', { communities: [{ id: 'cuihu', office }] })],
      '2026-03-02',
    ).communities;
    expect(first).toMatchObject({ id: 'cuihu', name: '翠湖花园', office });
    expect(first?.estate).toEqual(config.communities[0]?.estate);
  });
});
