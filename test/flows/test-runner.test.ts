// The runner itself: it must fail when a talk goes otherwise than expected. Understanding is a table of lines here.
import { describe, expect, it } from 'vitest';
import { readTestFile } from '../../src/flows/test-files.ts';
import { playFlowTest, type TestHouse } from '../../src/flows/test-runner.ts';
import type { Understanding } from '../../src/understanding/commands.ts';
import { act, at, book, correct, fill, ports, start } from './support.ts';

const LINES: Record<string, Partial<Understanding>> = {
  家里漏水: { commands: [start('repair'), fill('fault', 'leak')] },
  '3栋2单元501': { commands: [at('3', '2', '501')] },
  '不对，是502': { commands: [act('correct'), correct('address', { room: '502' })] },
  水管爆了: { commands: [start('repair')], hazards: ['burst'] },
  转人工: { commands: [act('handoff')] },
};
const house: TestHouse = {
  book,
  ports,
  understand: ([message]) => ({
    commands: message?.photo ? [fill('photo', message.messageId)] : [],
    hazards: [],
    suspected: null,
    emotion: 0,
    moods: [],
    complaintClass: 'other',
    crowd: false,
    scenes: [],
    said: [],
    places: [],
    why: [],
    ...LINES[message?.text ?? ''],
  }),
};

function play(turns: string, given = ''): string[] {
  const text = `version: 1\nsuite: s\n${given}cases:\n  - name: n\n    turns:\n${turns
    .split('\n')
    .map((line) => `      - ${line}\n`)
    .join('')}`;
  const { cases, problems } = readTestFile('t.yaml', text);
  expect(problems).toEqual([]);
  return cases.flatMap((one) => playFlowTest(one, house).failures);
}

describe('playFlowTest', () => {
  it.each([
    [
      '{ user: 家里漏水, expect: { intent: repair, asks: place, replies: 1, ticket: { opened: 0 }, stack: [repair], handoff: null } }',
    ],
    [
      '{ user: 家里漏水 }\n{ user: 3栋2单元501, expect: { asks: confirm, slots: { place.room: "501", grade: 3 }, ticket: { opened: 1, grade: 3, dueIn: 2h, place: 3-2-501, partial: false } } }',
    ],
    [
      '{ user: 水管爆了, expect: { replies: 2, reply: [repair.grade1], handoff: { team: duty, mode: alongside }, ticket: { partial: true, dueIn: 15m } } }',
    ],
    [
      '{ user: 家里漏水 }\n{ wait: 10m, expect: { reply: [repair.nudge] } }\n{ wait: 20m, expect: { reply: [repair.partial], ticket: { opened: 1 } } }',
    ],
    ['{ user: 家里漏水 }\n{ user: 3栋2单元501 }\n{ click: 对, expect: { asks: contact } }'],
    ['{ user: 家里漏水, msgid: m }\n{ user: 家里漏水, msgid: m, expect: { replies: 0 } }'],
    [
      '{ user: 家里漏水 }\n{ user: 转人工 }\n{ staff: 您好 }\n{ user: 3栋2单元501, expect: { replies: 0, ticket: { opened: 1, amended: 1 } } }',
    ],
    ['{ photo: a.jpg, expect: { asks: fault, slots: { photos: 1 }, intent: null } }'],
  ])('holds: %s', (turns) => expect(play(turns)).toEqual([]));

  it.each([
    ['{ user: 家里漏水, expect: { intent: complaint } }'],
    ['{ user: 家里漏水, expect: { notIntent: repair } }'],
    ['{ user: 家里漏水, expect: { asks: contact } }'],
    ['{ user: 家里漏水, expect: { asks: null } }'],
    ['{ user: 家里漏水, expect: { replies: 2 } }'],
    ['{ user: 家里漏水, expect: { reply: [repair.grade1] } }'],
    ['{ user: 家里漏水, expect: { notReply: [repair.ask.place] } }'],
    ['{ user: 家里漏水, expect: { ticket: { opened: 1 } } }'],
    ['{ user: 家里漏水, expect: { stack: [repair, inquiry] } }'],
    ['{ user: 家里漏水, expect: { slots: { fault: [light] } } }'],
    ['{ user: 家里漏水, expect: { slots: { place.room: "501" } } }'],
    ['{ user: 家里漏水, expect: { ended: accepted } }'],
    ['{ user: 家里漏水, expect: { replyLang: en } }'],
    ['{ user: 家里漏水, expect: { log: { masked: [contact] } } }'],
    ['{ user: 家里漏水, expect: { handoff: { team: duty, mode: alongside } } }'],
    ['{ user: 水管爆了, expect: { handoff: null } }'],
    ['{ user: 水管爆了, expect: { ticket: { grade: 3 } } }'],
    ['{ user: 水管爆了, expect: { ticket: { dueIn: 2h } } }'],
    ['{ user: 水管爆了, expect: { ticket: { partial: false } } }'],
    ['{ user: 水管爆了, expect: { ticket: { place: 3-2-501 } } }'],
    ['{ user: 水管爆了, expect: { ticket: { amended: 1 } } }'],
    ['{ user: 水管爆了, expect: { ticket: { kind: complaint } } }'],
    ['{ user: 家里漏水 }\n{ click: 不存在 }'],
    ['{ user: 家里漏水 }\n{ user: "不对，是502", expect: { corrected: [place.unit] } }'],
  ])('fails: %s', (turns) => expect(play(turns).length).toBeGreaterThan(0));

  it('begins with an open ticket that knows nothing new', () => {
    const given = 'given: { openTicket: { kind: repair, place: 3-2-501, fault: leak } }\n';
    expect(
      play(
        '{ user: "不对，是502", expect: { ticket: { opened: 0, amended: 1, place: 3-2-502 }, corrected: [place.room] } }',
        given,
      ),
    ).toEqual([]);
  });
});
