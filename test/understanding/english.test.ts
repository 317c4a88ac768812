// Residents who write in English are understood as others are: what they want, what is broken, what they do with their words.
import { describe, expect, it } from 'vitest';
import { createReport } from '../../src/understanding/report.ts';
import { acts, burst, fills, intents, lexicon, question, say } from './support.ts';

const report = createReport(lexicon);

describe('what is wanted', () => {
  it.each([
    ['My kitchen sink is leaking', 'repair'],
    ['The toilet is clogged', 'repair'],
    ['Light in the hallway is not working', 'repair'],
    ['The elevator is broken', 'repair'],
    ['Air conditioner not cooling', 'repair'],
    ['My key card doesn’t work', 'repair'],
    ['wifi is down', 'repair'],
    ['Thanks, but the pipe is still leaking', 'repair'],
    ['the neighbors upstairs are too noisy', 'complaint'],
    ['Someone is drilling at night, very noisy', 'complaint'],
    ['Someone parked in my spot', 'complaint'],
    ['the guard was very rude', 'complaint'],
    ['I want to complain about the security guard', 'complaint'],
    ['How much is the parking fee per month?', 'inquiry'],
    ['How do I pay the management fee?', 'inquiry'],
    ['what are your office hours', 'inquiry'],
    ["I'd like to register a visitor", 'other'],
    ['hello', 'chitchat'],
    ['how are you doing today', 'chitchat'],
  ])('%s is %s', (text, intent) => {
    expect(report(text, 0).intent).toBe(intent);
  });

  it.each(['human please', 'please hurry', 'yes please', 'no thanks', 'never mind'])(
    '%s begins nothing',
    (text) => {
      expect(intents(say(text)).filter((intent) => intent !== 'chitchat')).toEqual([]);
    },
  );
});

describe('what is broken', () => {
  it.each([
    ['No hot water', 'hot-water', 3],
    ['there is no water in the whole building', 'no-water', 2],
    ['the power is out on our floor', 'no-power', 2],
    ['I live in building 3 unit 2 room 501, the door lock is broken', 'lock', 2],
    ['water pressure is low', 'water-pressure', 3],
    ['both elevators are out of service', 'lift-out', 2],
  ])('%s: %s, grade %i', (text, fault, grade) => {
    expect(fills(say(text), 'fault')).toContain(fault);
    expect(report(text, 0).grade).toBe(grade);
  });

  it.each([
    'the tap is not leaking',
    'the leaking tap has been fixed',
    'how much does it cost to fix a leaking tap?',
  ])('nothing at this moment: %s', (text) => {
    expect(fills(say(text), 'fault')).toEqual([]);
  });

  it.each(['the sublift company', 'I was uplifted', 'pipeline news'])(
    'only whole words count: %s',
    (text) => {
      expect(fills(say(text), 'fault')).toEqual([]);
    },
  );
});

describe('what is done', () => {
  it.each([
    ['I want to talk to a human', ['handoff']],
    ['human please', ['handoff']],
    ['can I speak to a real person', ['handoff']],
    ['thank you', ['thanks']],
    ['yes', ['yes']],
    ['no', ['no']],
    ['no thanks', ['no', 'thanks']],
    ['hi there', ['greeting']],
    ['when will you come', ['progress']],
    ['please hurry', ['urge']],
    ['never mind', ['cancel']],
    ["it's fixed", ['cancel']],
    ['when will it be fixed', ['progress']],
    ['what did you say', ['repeat']],
    ['goodbye', ['bye']],
    ['No water in the kitchen', []],
    ['I am stuck at work', []],
    ['it is', ['yes']],
    ['the human resources office is noisy', []],
  ] as const)('%s: %s', (text, done) => {
    expect(acts(say(text))).toEqual(done);
  });

  it.each([
    ['no', question(null, 'confirm'), ['no']],
    ["yes that's right", question(null, 'confirm'), ['yes']],
    ["that's all", question(null, 'offer'), ['no']],
    ['skip', question('photo'), ['skip']],
    ['why do you need my phone number?', question('phone'), ['why']],
    ['sorry, I meant room 502', question('address', 'confirm'), ['correct']],
  ] as const)('%s after a question', (text, pending, done) => {
    expect(acts(say(text, pending))).toEqual(done);
  });
});

it('one burst fills what a flow asks for', () => {
  const told = burst([
    'The kitchen tap is dripping',
    'Building 5 unit 1 room 502, tomorrow 3pm, 13800001234',
  ]);
  expect(fills(told, 'fault')).toEqual(['faucet']);
  expect(fills(told, 'address')).toEqual([{ building: '5', unit: '1', room: '502' }]);
  expect(fills(told, 'phone')).toEqual(['+8613800001234']);
  expect(told.said.some((one) => one.entity === 'time')).toBe(true);
});
