// Which device a repair is about: the same words each time, and nothing somebody wrote.
import { describe, expect, it } from 'vitest';
import { deviceOf } from '../../src/tickets/device.ts';
import type { Address } from '../../src/understanding/commands.ts';
import { shippedConfig } from '../support/house.ts';

const { incidents, communities } = shippedConfig();
const device = (category: string | null, place: Address) =>
  deviceOf(category, place, incidents, communities[0]);

describe('the device of a repair', () => {
  it.each([
    [
      'a numbered lift, whatever is wrong with it',
      'machine-noise',
      { building: '3', unit: '2', publicPlace: '2号梯' },
      '3栋2单元2号梯',
    ],
    [
      'the lift of a unit, told from a flat',
      'lift',
      { building: '3', unit: '2', floor: '5', room: '501' },
      '3栋2单元电梯',
    ],
    ['the same with all of them out', 'lift-out', { building: '3', unit: '2' }, '3栋2单元电梯'],
    ['the entry system of a unit', 'access', { building: '3', unit: '2', room: '501' }, '3栋2单元门禁'],
    ['a barrier by its number', 'barrier', { publicPlace: '3号道闸' }, '3号道闸'],
    ['a barrier at a gate of the estate', 'barrier', { publicPlace: '北门' }, '北门道闸'],
  ])('%s', (_what, category, place, expected) => {
    expect(device(category, place)).toBe(expected);
  });

  it.each([
    ['a home has its own tap', 'leak', { building: '3', unit: '2', room: '501' }],
    ['nobody said which lift', 'lift', { publicPlace: '2号梯' }],
    ['nobody said where', 'lift', {}],
    ['a clerk wrote a place of their own', 'barrier', { publicPlace: '林女士家 501 门口' }],
    ['nobody knows what is broken', null, { building: '3', unit: '2' }],
  ])('is none where %s', (_why, category, place) => {
    expect(device(category, place)).toBeNull();
  });
});
