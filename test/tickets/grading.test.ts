import { describe, expect, it } from 'vitest';
import { gradeMatter } from '../../src/tickets/grading.ts';
import type { HazardId } from '../../src/understanding/commands.ts';
import { smallLexicon } from '../support/lexicon.ts';

describe('gradeMatter', () => {
  it.each<[string, { kind: string; hazards: HazardId[]; faults: string[] }, number, string]>([
    ['a live danger', { kind: 'repair', hazards: ['burst'], faults: [] }, 1, '险情：水管爆裂'],
    [
      'a danger beside an ordinary fault',
      { kind: 'repair', hazards: ['fire'], faults: ['lamp.out'] },
      1,
      '险情：着火',
    ],
    ['a danger in a complaint', { kind: 'complaint', hazards: ['trapped'], faults: [] }, 1, '险情：电梯困人'],
    [
      'a danger in a question',
      { kind: 'inquiry', hazards: ['burst'], faults: ['fee.wrong'] },
      1,
      '险情：水管爆裂',
    ],
    ['a fault', { kind: 'repair', hazards: [], faults: ['water.leak'] }, 3, '故障：漏水'],
    [
      'the more urgent of two faults, told last',
      { kind: 'repair', hazards: [], faults: ['lamp.out', 'power.out'] },
      2,
      '故障：停电',
    ],
    [
      'the more urgent of two faults, told first',
      { kind: 'repair', hazards: [], faults: ['power.out', 'lamp.out'] },
      2,
      '故障：停电',
    ],
    ['a fault in a question', { kind: 'inquiry', hazards: [], faults: ['power.out'] }, 2, '故障：停电'],
    ['a matter of fees', { kind: 'complaint', hazards: [], faults: ['fee.wrong'] }, 4, '故障：费用疑问'],
    ['a repair nobody can place', { kind: 'repair', hazards: [], faults: [] }, 3, '普通事项'],
    ['a fault nobody knows', { kind: 'repair', hazards: [], faults: ['unknown'] }, 3, '普通事项'],
    ['a complaint', { kind: 'complaint', hazards: [], faults: [] }, 3, '普通事项'],
    ['a question', { kind: 'inquiry', hazards: [], faults: [] }, 4, '咨询'],
    ['a suggestion', { kind: 'suggestion', hazards: [], faults: [] }, 4, '咨询'],
  ])('grades %s with its reason', (_what, matter, grade, reason) => {
    expect(gradeMatter(matter, smallLexicon)).toEqual({ grade, reason });
  });
});
