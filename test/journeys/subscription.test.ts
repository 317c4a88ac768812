// 来水了告诉我: whoever wants to hear of an outage is kept with its readers, hears when it is over, and may stop.
import { describe, expect, it } from 'vitest';
import type { BulletinView } from '../../src/http/api/schemas.ts';
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

describe('an incident they are among', { shuffle: false }, () => {
  const on = stage();
  const heard = (who: string) => on.story.hears(on.story.resident(who));
  const says = async (who: string, words: string) => {
    on.story.resident(who).writes(words);
    await on.story.settled();
    return heard(who).at(-1) ?? '';
  };
  const deed = async (id: string, name: string, body: object = {}) => {
    const done = await on.story.api('POST', `/incidents/${id}/${name}`, {
      onBehalfOf: 'li-jianguo',
      ...body,
    });
    await on.story.quiet();
    return done.status;
  };
  const bulletins = async (id: string) =>
    (await on.story.api<{ items: BulletinView[] }>('GET', `/incidents/${id}/bulletins`)).body.items;
  const tellAll = async (id: string, zh: string) => {
    await deed(id, 'bulletins', { words: { zh } });
    const bulletinId = (await bulletins(id)).at(-1)?.id;
    expect(await deed(id, 'send-bulletin', { bulletinId })).toBe(200);
  };
  let water = '';
  let power = '';
  const begin = async (topic: string, zh: string) => {
    const { body } = await on.story.api<{ id: string }>('POST', '/incidents', {
      ...{ community: 'cuihu', topic, kind: 'repair', places: ['6'], bulletin: { zh } },
      onBehalfOf: 'li-jianguo',
    });
    return body.id;
  };

  it('comes to them until they say 退订, and then only when they ask', async () => {
    water = await begin('no-water', '水泵坏了，正在换。');
    for (const who of ['wmStay', 'wmStop']) await says(who, '6栋1单元501停水了');
    const before = heard('wmStop').length;
    expect(await says('wmStop', '退订')).toMatch(/6栋停水的消息不再发/);
    expect(await says('wmStop', '退订')).toMatch(/没有在收/);
    await tellAll(water, '新水泵已到，正在安装。');
    expect(heard('wmStay').at(-1)).toContain('新水泵已到');
    expect(heard('wmStop')).toHaveLength(before + 2);
    expect(await says('wmStop', '6栋1单元501还是没水')).toMatch(/记上了。您退订了这件事的消息，想再收/);
    expect(await says('wmStop', '什么时候来水')).toMatch(/新水泵已到.*想再收，回复“通知我”/s);
  });

  it('comes again once they say so, and which to stop is asked where there are several', async () => {
    expect(await says('wmStop', '来水了告诉我')).toMatch(/记下了：6栋停水/);
    expect(await says('wmStop', '来水了告诉我')).toMatch(/6栋停水正在处理/);
    power = await begin('no-power', '电缆在抢修。');
    await says('wmStop', '6栋1单元501没电');
    expect(await says('wmStop', '退订')).toMatch(/6栋停水、6栋停电.*想停哪一个/s);
    expect(await says('wmStop', '退订6栋停水')).toMatch(/好的，6栋停水的消息不再发/);
    const before = heard('wmStop').length;
    await tellAll(water, '快装好了。');
    expect(heard('wmStop')).toHaveLength(before);
    await tellAll(power, '电缆接好一半。');
    expect(heard('wmStop').at(-1)).toContain('电缆接好一半');
  });

  it('that is a danger is told all the same', async () => {
    const { body } = await on.story.api<{ course: { ticketId: string } }>('GET', `/incidents/${power}`);
    const graded = await on.story.api('POST', `/tickets/${body.course.ticketId}/regrade`, {
      ...{ grade: 1, reason: '电缆冒火花', onBehalfOf: 'li-jianguo' },
    });
    expect(graded.status).toBe(200);
    expect(await says('wmStop', '退订')).toMatch(/关系到安全/);
    await tellAll(power, '配电房危险，请不要靠近。');
    expect(heard('wmStop').at(-1)).toContain('请不要靠近');
  });

  it('that is over is not told of to whoever stopped it, and the table says why', async () => {
    const before = heard('wmStop').length;
    expect(await deed(water, 'resolve', { result: { zh: '已恢复供水' } })).toBe(200);
    expect(heard('wmStay').at(-1)).toContain('已恢复供水');
    expect(heard('wmStop')).toHaveLength(before);
    const states = (await bulletins(water)).map(({ deliveries }) =>
      deliveries.map(({ state }) => state).sort(),
    );
    expect(states.at(-1)).toEqual(['sent', 'stopped']);
    expect(states.flat()).not.toContain('phone');
  });
});
