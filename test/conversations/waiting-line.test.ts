import { expect, it } from 'vitest';
import { asksAgain } from '../../src/conversations/waiting-line.ts';

const nothing = { commands: [] };

it.each(['有人吗', '人呢', '还要等多久', '怎么还没人来', '排到第几位了', 'hello?', 'How long will it take'])(
  'asks again: %s',
  (words) => expect(asksAgain([words], nothing)).toBe(true),
);
it.each(['3栋2单元501', '是吸顶灯', '好的', 'It is the ceiling lamp'])('tells something: %s', (words) =>
  expect(asksAgain([words], nothing)).toBe(false),
);
