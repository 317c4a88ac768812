import { describe, expect, it } from 'vitest';
import { openFlowHouse } from '../../src/cli/flow-house.ts';
import { recordTurns, type Said } from '../../src/flows/record-case.ts';
import { playFlowTest } from '../../src/flows/test-runner.ts';
import { createAddressFinder } from '../../src/understanding/entities/address.ts';
import { normalise } from '../../src/understanding/normalise.ts';
import { createRedactor } from '../../src/understanding/redact.ts';

const { house, estate } = openFlowHouse('flows', 'config');
const findAddresses = createAddressFinder(estate);
const record = (thread: readonly Said[]) =>
  recordTurns(thread, {
    redactor: createRedactor(findAddresses),
    placeIn: (words) => findAddresses(normalise(words), { bare: true })[0]?.address ?? null,
  });

const said = (minute: number, text: string, more: Partial<Said> = {}): Said => ({
  author: 'resident',
  type: 'text',
  text,
  createdAt: new Date(Date.parse('2026-11-24T02:00:00Z') + minute * 60_000).toISOString(),
  ...more,
});

const thread: Said[] = [
  said(0, '11栋1单元402厨房水管漏水，我是住户欧阳小峰'),
  said(0, '已经登记', { author: 'bot' }),
  said(1, '电话13812345678'),
  said(2, '〔图片〕', { type: 'image' }),
  said(3, '不对，是403'),
  said(40, '怎么还没来，打13812345678'),
  said(41, '您好我是前台许静', { author: 'staff' }),
  said(42, '〔语音〕', { type: 'voice' }),
];

describe('a conversation that was had, as a flow test', () => {
  const turns = record(thread);

  it('keeps the moves in their order, with pauses, photos and what colleagues wrote', () => {
    expect(turns.map((turn) => Object.keys(turn)[0])).toEqual([
      'user',
      'user',
      'photo',
      'user',
      'wait',
      'user',
      'staff',
      'media',
    ]);
  });

  it('has invented homes, numbers and names, the same wherever the same was said', () => {
    expect(turns[0]?.user).toMatch(/^3栋2单元501厨房水管漏水/);
    expect(turns[1]?.user).toBe('电话13900000001');
    expect(turns[3]?.user).toBe('不对，是502');
    expect(turns[5]?.user).toContain('13900000001');
    const written = JSON.stringify(turns);
    for (const own of ['11栋', '402', '403', '13812345678', '欧阳', '许静'])
      expect(written).not.toContain(own);
  });

  it('can be played, and says what the desk makes of it', () => {
    const { observed } = playFlowTest(
      { file: '', suite: 'recorded', name: 'one', line: 1, given: {}, turns },
      house,
    );
    expect(observed.length).toBe(turns.length);
    expect(observed[0]).toMatchObject({ ticket: { opened: 1, kind: 'repair', place: '3-2-501' } });
  });
});
