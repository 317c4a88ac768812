// 来水了告诉我: whoever wants to hear of an outage is kept with its readers, hears when it is over, and may stop.
import { describe, expect, it } from 'vitest';
import { stage } from './support.ts';

describe('a planned outage', { shuffle: false }, () => {
  const on = stage();
  const says = async (who: string, words: string) => {
    on.story.resident(who).writes(words);
    await on.story.settled();
    return on.story.hears(on.story.resident(who)).at(-1) ?? '';
  };
  let path = '';
  const deed = async (name: string, onBehalfOf: string, body: object = {}) => {
    const { status } = await on.story.api('POST', `${path}/${name}`, { onBehalfOf, ...body });
    await on.story.quiet();
    return status;
  };

  it('is followed by whoever says so, in their own words', async () => {
    const from = on.clock.now() + 3_600_000;
    const words = {
      ...{ kind: 'planned', matter: 'water', title: '6栋停水', places: ['6'], reason: '清洗水箱' },
      ...{ fromAt: new Date(from).toISOString(), restoreAt: new Date(from + 3_600_000).toISOString() },
    };
    const { body } = await on.story.api<{ id: string }>('POST', '/notices', {
      ...{ community: 'cuihu', words, onBehalfOf: 'xu-jing' },
    });
    path = `/notices/${body.id}`;
    // Nothing is out yet: nothing is followed.
    expect(await says('wmEarly', '通知我')).not.toContain('6栋停水');
    expect(await deed('submit', 'xu-jing')).toBe(200);
    expect(await deed('approve', 'chen-xiaoyan')).toBe(200);
    expect(await deed('publish', 'chen-xiaoyan')).toBe(200);
    expect(await says('wmFollows', '来水了告诉我')).toMatch(/记下了：6栋停水/);
    expect(await says('wmStops', '通知我')).toMatch(/记下了：6栋停水/);
    // In two messages, and in the language they write.
    on.story.resident('wmTwice').writes('知道了');
    expect(await says('wmTwice', '来水了告诉我')).toMatch(/记下了：6栋停水/);
    expect(await says('wmEnglish', 'Please let me know when the water is back')).toMatch(
      /^Noted: water outage.*Building 6/s,
    );
    // Who told of a trouble of their own hears of it in any case.
    await says('wmDark', '8栋1单元501家里没电，电话13800138000');
    expect(await says('wmDark', '来电了告诉我')).toMatch(/^停电正在处理/);
    // Of what nothing is announced they hear that, and what to do if it is out at their place.
    expect(await says('wmPower', '来电了告诉我')).toMatch(/还没有登记到停电.*门牌号/s);
  });

  it('is followed no more once they say so', async () => {
    expect(await says('wmStops', '退订')).toMatch(/6栋停水的消息不再发/);
    expect(await says('wmStops', '退订')).toMatch(/现在没有在收/);
    expect(await says('wmStops', '通知我')).toMatch(/记下了：6栋停水/);
    expect(await says('wmStops', '不用再通知了')).toMatch(/6栋停水的消息不再发/);
  });

  it('is not what somebody means who talks of a repair of theirs', async () => {
    await says('wmRepair', '6栋1单元501厨房灯不亮，电话13800138000');
    expect(await says('wmRepair', '好的，到时候通知我')).not.toContain('记下了');
    expect(await says('wmRepair', '来水了告诉我')).toMatch(/记下了：6栋停水/);
  });

  it('is told of when it ends, to whoever still follows', async () => {
    const before = on.story.hears(on.story.resident('wmStops')).length;
    expect(await deed('withdraw', 'chen-xiaoyan', { reason: '改期' })).toBe(200);
    expect(on.story.hears(on.story.resident('wmFollows')).at(-1)).toMatch(/6栋停水的通知已撤回/);
    expect(on.story.hears(on.story.resident('wmStops'))).toHaveLength(before);
  });
});
