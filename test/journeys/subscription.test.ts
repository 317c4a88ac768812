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
    expect(await says('wmPower', '来电了告诉我')).not.toContain('记下了');
  });

  it('is followed no more once they say so', async () => {
    expect(await says('wmStops', '退订')).toMatch(/6栋停水的消息不再发/);
    expect(await says('wmStops', '退订')).not.toMatch(/不再发给您了/);
  });

  it('is told of when it ends, to whoever still follows', async () => {
    const before = on.story.hears(on.story.resident('wmStops')).length;
    expect(await deed('withdraw', 'chen-xiaoyan', { reason: '改期' })).toBe(200);
    expect(on.story.hears(on.story.resident('wmFollows')).at(-1)).toMatch(/6栋停水的通知已撤回/);
    expect(on.story.hears(on.story.resident('wmStops'))).toHaveLength(before);
  });
});
