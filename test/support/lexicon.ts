// A lexicon small enough to be read with the tests that use it.
import type { FaultEntry, HazardEntry, Lexicon } from '../../src/understanding/input.ts';

const fault = (id: string, label: string, grade: FaultEntry['grade'], department: string): FaultEntry => ({
  id,
  label,
  words: [label],
  things: [],
  states: [],
  grade,
  department,
});
const hazard = (id: HazardEntry['id'], label: string): HazardEntry => ({
  id,
  label,
  words: [label],
  things: [],
  states: [],
  safety: `safety.${id}`,
  growsFrom: [],
});

export const smallLexicon: Lexicon = {
  lookAlikes: [],
  hints: [],
  classes: [],
  moods: [],
  crowd: [],
  topics: [],
  scenes: [],
  faults: [
    fault('water.leak', '漏水', 3, 'engineering'),
    fault('power.out', '停电', 2, 'engineering'),
    fault('lamp.out', '灯不亮', 3, 'engineering'),
    fault('noise', '噪音', 3, 'order'),
    fault('fee.wrong', '费用疑问', 4, 'finance'),
  ],
  areas: [{ id: 'kitchen', label: '厨房', words: ['厨房'] }],
  hazards: [hazard('burst', '水管爆裂'), hazard('fire', '着火'), hazard('trapped', '电梯困人')],
};
