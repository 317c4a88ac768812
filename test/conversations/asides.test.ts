import { describe, expect, it } from 'vitest';
import type { InboundContent } from '../../src/channels/contract.ts';
import { readAsides } from '../../src/conversations/asides.ts';
import type { PendingItem } from '../../src/conversations/conversation.ts';
import { loadMind } from '../../src/mind.ts';
import { shippedConfig } from '../support/house.ts';

const mind = loadMind(shippedConfig());
if (!mind.ok) throw new Error(mind.problems.join('\n'));
const { understand } = mind.mind.of('cuihu');
const reader = { understand, estateName: '翠湖花园', now: Date.parse('2026-11-24T10:00:00+08:00') };

function read(...contents: InboundContent[]) {
  const items = contents.map(
    (content, n): PendingItem => ({
      ...{ id: `i${n}`, messageId: `m${n}`, channelItemId: `c${n}`, sentAt: 0, receivedAt: 0 },
      ...{ origin: 'resident', staffChannelUserId: null, historic: false, recalledAt: null, content },
    }),
  );
  return readAsides(items, reader);
}

const on = (name: string, address = ''): InboundContent => ({
  ...{ type: 'location', latitude: 23.1, longitude: 113.3, name, address },
});

describe('a place on a map', () => {
  it.each([
    ['翠湖花园3栋', '', { building: '3' }],
    ['3栋', '', { building: '3' }],
    ['翠湖花园3栋2单元', '', { building: '3', unit: '2' }],
    ['翠湖花园-3栋', '', { building: '3' }],
    ['翠湖花园北门', '', { publicPlace: '北门' }],
    ['', '广东省广州市海珠区示例路88号翠湖花园5栋', { building: '5' }],
    ['示例便利店', '示例路88号翠湖花园5栋', { building: '5' }],
  ])('%s (%s) is a place of ours', (name, address, place) => {
    const { places, unanswered } = read(on(name, address));
    expect(places).toMatchObject([{ entity: 'address', value: place, messageId: 'm0' }]);
    expect(unanswered).toBeNull();
  });

  it.each([
    ['示例花园3号楼', '广东省广州市海珠区示例路88号'],
    ['', '广东省广州市海珠区示例路88号'],
    ['示例路88号', ''],
    ['', ''],
    ['翠湖花园', '示例路88号'],
    ['示例大厦A座1503', ''],
  ])('%s (%s) is none', (name, address) => {
    const { places, unanswered, asides } = read(on(name, address));
    expect(places).toEqual([]);
    expect(unanswered).toBe('location');
    expect(asides).toHaveLength(1);
  });
});

describe('what was passed on', () => {
  const chat = (...lines: string[]): InboundContent => ({
    ...{ type: 'merged_msg', title: '业主群', leftOut: 0 },
    items: lines.map((text) => ({ sentAt: null, sender: '甲', content: { type: 'text' as const, text } })),
  });

  it.each([
    ['3栋2单元电梯困人了！', ['trapped']],
    ['一楼着火了快跑', ['fire']],
    ['地下室好大的煤气味', ['gas']],
  ])('“%s” is danger to ask about, with its place', (line, hazards) => {
    expect(read(chat('在吗', line)).forwarded).toMatchObject({ messageId: 'm0', hazards });
  });

  it.each(['去年电梯困过人', '电梯困人怎么办', '没有着火，是烧烤', '物业费又涨了'])(
    '“%s” is none',
    (line) => {
      expect(read(chat(line)).forwarded).toBeNull();
    },
  );

  it('keeps the place that was told with the danger', () => {
    expect(read(chat('3栋2单元电梯困人了！')).forwarded?.fills).toMatchObject([
      { entity: 'address', value: { building: '3', unit: '2' } },
    ]);
  });

  it('is found inside a chat inside a chat', () => {
    const outer: InboundContent = {
      ...{ type: 'merged_msg', title: '群', leftOut: 0 },
      items: [{ sentAt: null, sender: '乙', content: chat('电梯困人了') as never }],
    };
    expect(read(outer).forwarded).toMatchObject({ hazards: ['trapped'] });
  });

  it('has a line for the ticket; a file has none', () => {
    expect(read(chat('水压小'), { type: 'video', mediaId: 'v' }).asides).toEqual([
      { messageId: 'm0', kind: 'forwarded', words: '〔聊天记录〕业主群\n甲：水压小' },
      { messageId: 'm1', kind: 'video', words: '' },
    ]);
  });

  it('is no aside when it is words or a photo', () => {
    const { asides, unanswered } = read({ type: 'text', text: '你好' }, { type: 'image', mediaId: 'i' });
    expect({ asides, unanswered }).toEqual({ asides: [], unanswered: null });
  });
});
