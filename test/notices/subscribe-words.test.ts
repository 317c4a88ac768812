import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { isCalled, readSubscription } from '../../src/notices/subscribe-words.ts';

const loaded = loadConfig({ env: {} });
if (!loaded.ok) throw new Error('the shipped configuration does not load');
const read = (text: string) => readSubscription(text, loaded.config.notices);

describe('what somebody wants to hear of', () => {
  it.each([
    ['来水了告诉我', ['water']],
    ['恢复供暖了通知我一声', ['heating']],
    ['來電了跟我說一聲', ['power']],
    ['恢复了说一声', []],
    ['通知我', []],
    ['好的，到时候通知我一下', []],
    ['订阅', []],
    ['Let me know when the water is back', ['water']],
    ['keep me posted', []],
    ['水来了通知我一声', ['water']],
    ['電梯好了告訴我', ['lift']],
    ['知道了，来水了告诉我', ['water']],
    ['Let me know when the electricity is back', ['power']],
  ])('%s', (text, matters) => expect(read(text)).toMatchObject({ wish: 'tell', matters }));

  it.each([
    ['退订', []],
    ['不用再通知了', []],
    ['退订停水通知', ['water']],
    ['停水通知退订', ['water']],
    ['不要再提醒我了，谢谢', []],
    ['Please unsubscribe me', []],
    ['unsubscribe', []],
  ])('no more: %s', (text, matters) =>
    expect(read(text)).toMatchObject({ wish: 'stop', matters, all: false }),
  );

  it.each([
    ['全部退订', '', true],
    ['都退订吧', '', true],
    ['退订全部通知', '', true],
    ['unsubscribe from all', '', true],
    ['退订', '', false],
    ['退订6栋停水', '6栋停水', false],
    ['退订油烟的消息', '油烟', false],
    ['Unsubscribe from water outage', 'wateroutage', false],
  ])('which: %s', (text, named, all) => expect(read(text)).toMatchObject({ wish: 'stop', named, all }));

  it('is called by a part of its name, and by more than it', () => {
    expect(isCalled('6栋油烟', '油烟')).toBe(true);
    expect(isCalled('6栋油烟', '6栋油烟那件')).toBe(true);
    expect(isCalled('6栋油烟', '物业费')).toBe(false);
    expect(isCalled('6栋油烟', '')).toBe(false);
  });

  it('is read whatever signs a company writes into a name', () => {
    const [water] = loaded.config.notices.matters;
    if (!water) throw new Error('gone');
    const matters = [
      water,
      { ...water, id: 'odd', label: '停C++', restored: '来C++', also: [], en: '(C++) outage' },
    ];
    expect(readSubscription('来水了告诉我', { matters })).toMatchObject({ matters: ['water'] });
    expect(readSubscription('let me know when water is back', { matters })).toMatchObject({
      wish: 'tell',
      matters: ['water'],
    });
  });

  it.each([
    '什么时候来水？来了告诉我',
    '没水了，来水告诉我',
    '师傅来了通知我',
    '3栋2单元501灯坏了，修好了说一声',
    '物业费怎么交',
    '别再提醒我交物业费了',
    '怎么退订',
    '退订了还能再收吗',
    '不要再给我发消息催缴了',
    '没有热水，来了告诉我',
    'When will the water be back?',
  ])('something else: %s', (text) => expect(read(text)).toBeNull());
});
