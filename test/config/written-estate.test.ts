// Buildings and shared places written at the console: what is refused, what holds on which day, and that the file can say the same.
import { describe, expect, it } from 'vitest';
import { communityOf, estateFile } from '../../src/config/files/estate.ts';
import { readHouseNumbers, readRoomNumbers, sayNumbers } from '../../src/config/files/estate-numbers.ts';
import {
  buildingProblems,
  fileRowOf,
  placeProblems,
  rowsOf,
  writtenBuildings,
  writtenPlaces,
} from '../../src/config/written-estate.ts';
import { houseOn } from '../../src/config/written-house.ts';
import { shippedConfig } from '../support/house.ts';

const config = shippedConfig();
const [cuihu] = config.communities;
if (!cuihu) throw new Error('no community');
const rows = rowsOf(cuihu.estate);
const haitang = { buildings: '13', units: '1-2', floors: '1-18', rooms: '1-4', names: ['海棠苑'] };
const buildings = (...more: object[]) =>
  writtenBuildings.parse({ communities: [{ id: 'cuihu', blocks: [...rows, ...more] }] });
const places = (changes: object = {}) =>
  writtenPlaces.parse({ communities: [{ id: 'cuihu', ...cuihu.shared, ...changes }] });
const wrong = (...more: object[]) => buildingProblems(buildings(...more), config.communities, []).join('；');
const row = (key: string, value: unknown, effective = '2026-03-01', version = 1) => ({
  ...{ kind: 'rule', key, value, effective, version },
});

describe('numbers', () => {
  it.each([
    ['1-3', ['1', '2', '3']],
    ['1-3，5、a', ['1', '2', '3', '5', 'A']],
    ['A3 3B', ['A3', '3B']],
    ['7', ['7']],
    ['3-1', null],
    ['东楼', null],
    ['', null],
  ])('of houses: %s', (text, numbers) => expect(readHouseNumbers(text)).toEqual(numbers));

  it.each([
    ['101-103,201', ['101', '102', '103', '201']],
    ['1201-1202', ['1201', '1202']],
    ['101-3304', null],
    ['99-101', null],
    ['5', null],
  ])('of rooms: %s', (text, numbers) => expect(readRoomNumbers(text)).toEqual(numbers));

  it('are said as they are written', () => {
    const text = '1-3，5，A，7-8';
    expect(sayNumbers(readHouseNumbers(text) ?? [])).toBe(text);
  });
});

describe('what is wrong', () => {
  it('is nothing with what the files say', () => {
    expect(wrong()).toBe('');
    expect(placeProblems(places(), config.communities)).toEqual([]);
  });

  it('is nothing with buildings that are new', () => {
    expect(wrong(haitang, { ...haitang, buildings: '14-16,A', names: [] })).toBe('');
  });

  it.each([
    ['a building twice', { ...haitang, buildings: '12' }, /12 栋写了两次/],
    ['a number nobody reads', { ...haitang, buildings: '东楼' }, /东楼 栋：楼号写成/],
    ['floors upside down', { ...haitang, floors: '18-1' }, /13 栋：楼层写成/],
    ['entrances in words', { ...haitang, units: '两个' }, /13 栋：单元写成/],
    ['rooms that do not begin', { ...haitang, rooms: '3-6' }, /从 1 算起/],
    ['rooms over floors', { ...haitang, onlyRooms: '101-204' }, /同一层的才能连着写/],
    ['a room above the roof', { ...haitang, onlyRooms: '101,1901' }, /1901 不在 1-18 层里/],
    ['a name that is a number', { ...haitang, names: ['3栋'] }, /会和楼号弄混/],
    ['a name of one letter', { ...haitang, names: ['东'] }, /会和楼号弄混/],
    ['a name of a place', { ...haitang, names: ['中庭'] }, /已经是中心花园的叫法/],
    ['the name of the estate', { ...haitang, names: ['翠湖花园'] }, /已经是翠湖花园的叫法/],
  ])('with buildings: %s', (_what, given, said) => expect(wrong(given)).toMatch(said));

  it('with buildings: two of one name, and none of one number', () => {
    expect(wrong(haitang, { ...haitang, buildings: '14' })).toMatch(/“海棠苑”已经是13 栋的叫法/);
    expect(wrong({ ...haitang, buildings: '14-15' })).toMatch(/已经是14 栋的叫法/);
  });

  it('with buildings: one that somebody is responsible for is gone, or a community', () => {
    const east = { name: '东片', communityId: 'cuihu', buildings: ['1', '2'], staffIds: ['xu-jing'] };
    const without = writtenBuildings.parse({ communities: [{ id: 'cuihu', blocks: rows.slice(1) }] });
    expect(buildingProblems(without, config.communities, [])).toEqual([]);
    expect(buildingProblems(without, config.communities, [east]).join()).toMatch(
      /网格“东片”里还有 1 栋，请先/,
    );
    const other = { communities: without.communities.map((each) => ({ ...each, id: 'x' })) };
    expect(buildingProblems(other, config.communities, [])).toEqual(['每个小区写一次，一个也不能少']);
  });

  it.each([
    ['a gate twice', { gates: ['北门', '北门'] }, /“北门”写了两次/],
    [
      'one name for two places',
      { publicPlaces: [{ name: '球场', aliases: ['车库'] }] },
      /“车库”已经是地下车库/,
    ],
    [
      'the name of a building',
      { publicPlaces: [{ name: '会所', aliases: ['海棠苑'] }] },
      /已经是13 栋的叫法/,
    ],
  ])('with places: %s', (_what, changes, said) => {
    const { communities } = houseOn(config, [row('buildings', buildings(haitang))], '2026-03-01');
    expect(placeProblems(places(changes), communities).join('；')).toMatch(said);
  });
});

describe('what holds', () => {
  const on = (day: string, ...written: ReturnType<typeof row>[]) =>
    houseOn(config, written, day).communities[0];

  it('is what the files say until the day has come; places and office stay', () => {
    const opened = row('buildings', buildings(haitang));
    expect(on('2026-02-28', opened)).toBe(cuihu);
    const after = on('2026-03-01', opened);
    expect(after?.estate.buildings).toHaveLength(cuihu.estate.buildings.length + 1);
    expect(after?.estate.buildings.at(-1)).toEqual({
      ...{ id: '13', units: ['1', '2'], floors: { from: 1, to: 18 }, roomsPerFloor: 4, names: ['海棠苑'] },
    });
    expect(after?.estate.publicPlaces).toEqual(cuihu.estate.publicPlaces);
    expect(after?.office).toEqual(cuihu.office);
  });

  it('is the estate without a building that was closed, from that day on', () => {
    const closed = writtenBuildings.parse({ communities: [{ id: 'cuihu', blocks: rows.slice(1) }] });
    const written = [row('buildings', buildings(haitang)), row('buildings', closed, '2026-03-10', 2)];
    const ids = (day: string) => on(day, ...written)?.estate.buildings.map(({ id }) => id);
    expect(ids('2026-03-09')).toContain('1');
    expect(ids('2026-03-10')).not.toContain('1');
  });

  it('is each of several buildings that were written at once', () => {
    const several = buildings({ ...haitang, buildings: '13-15', names: [] });
    expect(several.communities[0]?.blocks.slice(-3).map((each) => each.buildings)).toEqual([
      '13',
      '14',
      '15',
    ]);
  });

  it('is the places that were written, with what residents call them; buildings stay', () => {
    const written = places({
      ...{ gates: ['北门'], liftsPerUnit: 3, garage: null },
      publicPlaces: [{ name: '篮球场', aliases: ['球场'] }],
    });
    const after = on('2026-03-01', row('places', written));
    const names = after?.estate.publicPlaces.map((each) => each.name);
    expect(names).toEqual(['北门', '1号梯', '2号梯', '3号梯', '篮球场']);
    expect(after?.estate.buildings).toEqual(cuihu.estate.buildings);
    expect(after?.shared).toEqual({ ...written.communities[0], id: undefined });
  });

  it('can be put into the file', () => {
    const rooms = { ...haitang, buildings: '14', names: [], onlyRooms: '101-102，201-204' };
    const written = row('buildings', buildings(haitang, rooms));
    const now = on('2026-03-01', written, row('places', places({ garage: null })));
    if (!now) throw new Error('no community');
    const file = estateFile.parse({ communities: [fileRowOf(now)] });
    expect(file.communities[0]?.blocks).toHaveLength(3);
    expect(file.communities.map(communityOf)).toEqual([now]);
  });
});
