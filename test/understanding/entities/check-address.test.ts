import { describe, expect, it } from 'vitest';
import { checkAddress, formatAddress } from '../../../src/understanding/entities/address.ts';
import { countHomes } from '../../../src/understanding/entities/check-address.ts';
import { estate } from '../support.ts';

describe('an address is checked against the estate', () => {
  it.each([
    [{ building: '3', unit: '2', room: '501' }],
    [{ building: '3', room: '3304' }],
    [{ building: 'A', unit: '1', room: '1808' }],
    [{ unit: '3' }],
    [{ room: '102' }],
    [{ building: '3', floor: '5', room: '02' }],
    [{ building: '3', floor: '5', room: '502' }],
    [{ building: '3', floor: '顶' }],
    [{ floor: 'B1' }],
    [{ publicPlace: '北门' }],
    [{}],
  ])('and is right: %o', (address) => {
    expect(checkAddress(address, estate)).toEqual({ ok: true });
  });

  it.each([
    [{ building: '13', room: '501' }, 'building', ['12栋']],
    [{ building: 'B' }, 'building', []],
    [{ building: '3', unit: '4' }, 'unit', ['3栋3单元', '3栋2单元', '3栋1单元']],
    [{ building: '3', unit: '2', room: '505' }, 'room', ['3栋2单元504', '3栋2单元503', '3栋2单元502']],
    [{ building: '3', room: '3401' }, 'room', ['3栋3301', '3栋3302', '3栋3303']],
    [{ building: 'A', room: '1901' }, 'room', ['A栋1801', 'A栋1802', 'A栋1803']],
    [{ building: '3', floor: '40' }, 'floor', ['3栋33层', '3栋32层', '3栋31层']],
    [{ building: '3', floor: '6', room: '501' }, 'room', ['3栋501', '3栋502', '3栋503']],
  ])('and is not there: %o, wrong is the %s', (address, part, nearest) => {
    const result = checkAddress(address, estate);
    if (result.ok) throw new Error('accepted');
    expect(result.part).toBe(part);
    expect(result.code).toBe(`address/unknown-${part}`);
    expect(result.suggestions.length).toBeLessThanOrEqual(3);
    expect(result.suggestions.slice(0, nearest.length).map(formatAddress)).toEqual(nearest);
    for (const suggestion of result.suggestions)
      expect(checkAddress(suggestion, estate)).toEqual({ ok: true });
  });

  it('and what stands above the wrong part is kept', () => {
    const result = checkAddress({ building: '3', unit: '2', room: '909', publicPlace: '北门' }, estate);
    expect(result.ok ? null : result.keep).toEqual({ building: '3', unit: '2', publicPlace: '北门' });
  });

  it('and only the rooms that are listed, where floors are not alike', () => {
    const rooms = ['101', '102', '201', '202', '203', '204', '1801'];
    const floors = { from: 1, to: 18 };
    const listed = {
      ...estate,
      buildings: [{ id: '9', units: ['1', '2'], floors, roomsPerFloor: 4, rooms }],
    };
    const check = (room: string, floor?: string) =>
      checkAddress({ building: '9', unit: '1', room, ...(floor ? { floor } : {}) }, listed);
    for (const room of ['102', '204', '1801', '03']) expect(check(room)).toEqual({ ok: true });
    expect(check('04', '2')).toEqual({ ok: true });
    for (const [room, floor] of [['04', '1'], ['204', '1'], ['1802']] as [string, string?][])
      expect(check(room, floor)).toMatchObject({ part: 'room' });
    const wrong = check('103');
    expect(wrong.ok ? null : wrong.suggestions.map((each) => each.room)).toEqual(['102', '101', '201']);
    expect(countHomes({ id: '9', units: ['1', '2'], floors, roomsPerFloor: 4, rooms })).toBe(14);
    expect(countHomes({ id: '9', units: ['1', '2'], floors, roomsPerFloor: 4 })).toBe(144);
  });

  it('and anything goes in an estate that lists no buildings', () => {
    expect(checkAddress({ building: '99' }, { ...estate, buildings: [] })).toEqual({ ok: true });
  });
});

describe('an address in words', () => {
  it.each([
    [{ building: '3', unit: '2', room: '501' }, '3栋2单元501'],
    [{ phase: '2', building: '5' }, '2期5栋'],
    [{ phase: '东', building: '5' }, '东区5栋'],
    [{ room: '501' }, '501室'],
    [{ building: '3', floor: '5' }, '3栋5层'],
    [{ building: '3', floor: '5', room: '501' }, '3栋501'],
    [{ building: '3', floor: '5', room: '02' }, '3栋5层02'],
    [{ floor: 'B1' }, '负1层'],
    [{ building: '3', floor: '顶' }, '3栋顶层'],
    [{ building: '5', publicPlace: '2号梯' }, '5栋2号梯'],
    [{}, ''],
  ])('%o is %s', (address, words) => {
    expect(formatAddress(address)).toBe(words);
  });
});
