// What residents call a building beside its number is read as that building, in what they write and in lists of a house.
import { describe, expect, it } from 'vitest';
import { createHomeReader } from '../../../src/bills/home-of.ts';
import { createAddressFinder } from '../../../src/understanding/entities/address.ts';
import { withHouseNumbers } from '../../../src/understanding/entities/house-names.ts';
import type { Estate } from '../../../src/understanding/input.ts';
import { normalise } from '../../../src/understanding/normalise.ts';
import { estate as plain } from '../support.ts';

const floors = { from: 1, to: 18 };
const estate: Estate = {
  ...plain,
  buildings: [
    ...plain.buildings,
    { id: '13', units: ['1', '2'], floors, roomsPerFloor: 4, names: ['海棠苑', 'Rose Court'] },
    { id: '14', units: ['1'], floors, roomsPerFloor: 4, names: ['海棠苑东楼'] },
  ],
};
const find = createAddressFinder(estate);

describe('a building with a name', () => {
  it.each([
    ['海棠苑2单元501水管爆了', { building: '13', unit: '2', room: '501' }],
    ['我住海棠苑501', { building: '13', room: '501' }],
    ['海棠苑5楼灯不亮', { building: '13', floor: '5' }],
    ['海棠苑的电梯停了', { building: '13' }],
    ['海棠苑栋2单元301', { building: '13', unit: '2', room: '301' }],
    ['海棠苑东楼302漏水', { building: '14', room: '302' }],
    ['rose court 2单元501', { building: '13', unit: '2', room: '501' }],
  ])('is found in %s', (text, address) => {
    expect(find(normalise(text)).map((found) => found.address)).toEqual([address]);
  });

  it('is found where it stands', () => {
    const [found] = find(normalise('您好，海棠苑2单元501漏水'));
    expect(found?.raw).toBe('海棠苑2单元501');
  });

  it('is no building where none is called so', () => {
    const names = createAddressFinder(plain)(normalise('海棠苑2单元501水管爆了'));
    expect(names.map((each) => each.address)).toEqual([{ unit: '2', room: '501' }]);
  });

  it.each([
    ['海棠苑-2-501', '13栋2-501'],
    ['Rose Court 501', '13栋 501'],
    ['海棠苑东楼302', '14栋302'],
    ['3栋2单元501', '3栋2单元501'],
  ])('is a number for those who read nothing else: %s', (text, numbered) => {
    expect(withHouseNumbers(text, estate)).toBe(numbered);
  });

  it('is the home of a bill', () => {
    const read = createHomeReader(estate);
    expect(read('海棠苑-2-501')).toEqual({ building: '13', unit: '2', room: '501' });
    expect(read('海棠苑2单元1901')).toBeNull();
  });
});
