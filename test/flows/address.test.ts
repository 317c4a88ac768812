import { describe, expect, it } from 'vitest';
import { isElsewhere, mergeAddress } from '../../src/flows/address.ts';
import { checkPlace } from '../../src/flows/estate-check.ts';
import { maskPhone } from '../../src/flows/standard-ports.ts';
import type { Address } from '../../src/understanding/commands.ts';
import { estate } from './support.ts';

describe('mergeAddress', () => {
  const home: Address = { building: '3', unit: '2', room: '501' };
  it.each<[string, Address | null, Address, boolean, Address]>([
    ['takes the first as it is', null, { building: '3' }, false, { building: '3' }],
    ['adds a flat to a building', { building: '3' }, { unit: '2', room: '501' }, false, home],
    ['adds a building to a flat told before it', { unit: '2', room: '501' }, { building: '3' }, false, home],
    ['puts only the room right', home, { room: '502' }, false, { building: '3', unit: '2', room: '502' }],
    ['drops the room when the unit changes', home, { unit: '1' }, false, { building: '3', unit: '1' }],
    ['drops unit and room when the building changes', home, { building: '5' }, false, { building: '5' }],
    ['keeps them when the same building is said again', home, { building: '3' }, false, home],
    [
      'drops the floor when a room is told',
      { building: '3', floor: '5' },
      { room: '601' },
      false,
      { building: '3', room: '601' },
    ],
    [
      'leaves a guessed home for a shared place',
      home,
      { publicPlace: '北门' },
      true,
      { publicPlace: '北门' },
    ],
    [
      'puts a shared place into the building that was told',
      { building: '3' },
      { publicPlace: '1号梯' },
      false,
      { building: '3', publicPlace: '1号梯' },
    ],
  ])('%s', (_, known, told, guess, wanted) => {
    expect(mergeAddress(known, told, guess)).toEqual(wanted);
  });

  it('tells another flat from more of the same place', () => {
    expect(isElsewhere(home, { building: '8' })).toBe(true);
    expect(isElsewhere(home, { building: '3', unit: '2', room: '503' })).toBe(true);
    expect(isElsewhere(home, { room: '502' })).toBe(false);
    expect(isElsewhere(home, { building: '3' })).toBe(false);
    expect(isElsewhere(null, { building: '3' })).toBe(false);
  });
});

describe('checkPlace', () => {
  it.each<[Address, string | null, Address | null]>([
    [{ building: '3', unit: '2', room: '501' }, null, null],
    [{ building: '3' }, null, null],
    [{ publicPlace: '北门' }, null, null],
    [{ unit: '2' }, null, null],
    [{ unit: '9' }, 'place.unknown.unit', null],
    [{ building: '13' }, 'place.unknown.building', null],
    [{ building: '3', unit: '4', room: '501' }, 'place.unknown.unit', { building: '3' }],
    [{ building: '3', unit: '2', room: '505' }, 'place.unknown.room', { building: '3', unit: '2' }],
    [{ building: '3', unit: '2', room: '3401' }, 'place.unknown.room', { building: '3', unit: '2' }],
    [{ building: '3', floor: '40' }, 'place.unknown.room', { building: '3' }],
  ])('%j', (place, reply, keep) => {
    const refusal = checkPlace(place, estate);
    expect(refusal?.reply ?? null).toBe(reply);
    expect(refusal?.keep ?? null).toEqual(keep);
  });

  it('offers the nearest real ones', () => {
    expect(checkPlace({ building: '13' }, estate)?.fields.nearest).toContain('12栋');
    expect(checkPlace({ building: '3', unit: '2', room: '509' }, estate)?.fields.nearest).toContain(
      '3栋2单元504',
    );
  });
});

describe('words for values', () => {
  it('never shows a whole telephone number', () => {
    expect(maskPhone('+8613800138000')).toBe('138****8000');
    expect(maskPhone('12345')).toBe('****');
  });
});
