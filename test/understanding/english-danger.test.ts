// Whoever is answered in English tells of a danger in English, too.
import { describe, expect, it } from 'vitest';
import { createReport } from '../../src/understanding/report.ts';
import { lexicon } from './support.ts';

const report = createReport(lexicon);

describe('a danger told in English', () => {
  it.each([
    ['my kitchen pipe burst, help', 'burst'],
    ['Water is pouring from the ceiling', 'burst'],
    ['I smell gas in the corridor', 'gas'],
    ['smells like rotten eggs near the stove', 'gas'],
    ['WE ARE STUCK IN THE LIFT', 'trapped'],
    ['my kid is trapped inside the elevator', 'trapped'],
    ['There is smoke coming from the meter room', 'fire'],
    ['the bin downstairs is on fire', 'fire'],
    ['the socket is sparking', 'electric'],
    ['a window is about to fall on the path', 'falling'],
    ['My neighbour passed out in the lobby', 'person'],
    ['someone is breaking in, please come', 'security'],
    ['I am trapped between floors', 'trapped'],
    ['the elevator is stuck and I am inside', 'trapped'],
    ['an old man fainted downstairs', 'person'],
    ['is there a gas leak? I smell something', 'gas'],
    ['no water since last week and now the pipe burst', 'burst'],
  ])('%s: %s', (text, hazard) => {
    expect(report(text, 0).hazards).toContain(hazard);
  });

  it.each([
    'How do I pay the gas bill',
    'There is no gas leak, I just want to ask',
    'what should I do if a pipe bursts',
    'in case someone is stuck in the lift, who do I call',
    'the pipe burst last year, who paid for it then?',
    'Is there a fire drill today',
    'the light in the corridor does not work',
    'The lift is slow',
    'the fire exit is blocked',
    'the fire extinguisher is empty',
    'no one is trapped',
    'the fire has been put out',
    'I almost slipped in the lobby',
  ])('is not heard in: %s', (text) => {
    expect(report(text, 0).hazards).toEqual([]);
  });
});
