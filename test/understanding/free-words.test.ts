// Numbers that only look like words, values that want nothing, and threats that want much.
import { describe, expect, it } from 'vitest';
import { hearTelling } from '../../src/understanding/understand.ts';
import { acts, intents, lexicon, say } from './support.ts';

describe('a number is no word', () => {
  it.each([
    '我的车牌是粤B12345',
    '粤B12345 挡住出口了',
    '我电话13812345678',
    '电话 0755-12345678',
    '单号 261127-123 到哪了',
    '表上的数是123456',
  ])('%s threatens nobody', (line) => {
    expect(say(line)).toMatchObject({ emotion: 0, moods: [] });
    expect(hearTelling([line], lexicon)).toMatchObject({ level: 0, words: [] });
  });

  it('12345 by itself is the hotline', () => {
    expect(say('再不来我打12345')).toMatchObject({ emotion: 2, moods: ['threat'] });
    expect(hearTelling(['粤B12345 挡了一天，我打12345'], lexicon).words).toEqual(['12345']);
  });
});

describe('values alone begin nothing', () => {
  it.each([
    '5栋2单元',
    '5栋',
    '3-2-501',
    '我是5栋2单元501',
    '明天上午',
    '明天下午三点',
    '13800001234',
    '5栋2单元 13800001234',
    '粤B12345',
    'Building 5 unit 1 room 502',
    '您好，我住5栋2单元501，电话13800001234',
  ])('%s', (line) => {
    expect(intents(say(line)).filter((intent) => intent !== 'chitchat')).toEqual([]);
  });

  it('5栋2单元501没电 begins a repair all the same', () => {
    expect(intents(say('5栋2单元501没电'))).toEqual(['repair']);
  });
});

describe('who threatens to go elsewhere complains', () => {
  it.each([
    '再不修我找12345',
    '再不来人我就打12345了',
    '不解决我就找记者',
    '等着收律师函吧',
    '再拖我就报警了',
    '我要上12345告你们',
    '再这样我就不交物业费了',
  ])('%s', (line) => {
    const understood = say(line);
    expect(intents(understood)).toContain('complaint');
    expect(understood.emotion).toBeGreaterThanOrEqual(2);
  });
});

describe('thanks', () => {
  it.each(['谢谢师傅修好了', '师傅修好了，谢谢', '谢谢，修好了', '辛苦师傅，都弄好了'])(
    '%s calls nothing off',
    (line) => {
      expect(acts(say(line))).toEqual(['thanks']);
    },
  );

  it('谢谢，不过还是漏 is a leak', () => {
    expect(intents(say('谢谢，不过还是漏'))).toContain('repair');
  });
});
