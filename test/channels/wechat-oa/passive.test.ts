import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createIds } from '../../../src/base/ids.ts';
import type { InboundItem, OutboundContent } from '../../../src/channels/contract.ts';
import { createPassiveReplies } from '../../../src/channels/wechat-oa/passive.ts';
import { frameKeyOf, openFrame } from '../../../src/channels/wecom/frame.ts';
import { childText, readXml } from '../../../src/channels/wecom/xml.ts';
import { createLeapingClock } from '../../support/leaping-clock.ts';
import { evalTexts } from '../support/fixtures.ts';

const KEY = 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C';
const APP_ID = 'wx0123456789abcdef';
const item: InboundItem = {
  ...{ channel: 'wechat-oa', channelAccountId: 'gh_1', channelUserId: 'o1', channelItemId: '1' },
  ...{ sentAt: 1_767_225_600_000, origin: 'resident', content: { type: 'text', text: '你好' } },
};

function openDesk({ isPlain = false } = {}) {
  const clock = createLeapingClock(1_767_225_600_000);
  const ids = createIds(clock);
  const replies = createPassiveReplies({
    ...{ token: 'PmChatTok3n', encodingAesKey: KEY, appId: APP_ID, isPlain, clock, ids },
  });
  const say = (content: OutboundContent, channelUserId = 'o1') =>
    replies.channel.send(
      { channelAccountId: 'gh_1', channelUserId, messageId: 'm', mayHaveBeenSent: false, content },
      new AbortController().signal,
    );
  return { clock, replies, say };
}

function elements(xml: string) {
  const read = readXml(xml);
  if (!read.ok) throw new Error(read.problem);
  return (name: string) => childText(read.root, name);
}

const text = (words: string) => ({ type: 'text', text: words }) as const;

describe('a callback that is answered with words', () => {
  it('waits for them until after it is kept, and carries them sealed', async () => {
    const { replies, say } = openDesk();
    const order: string[] = [];
    const body = replies.answer(item, async () => {
      order.push('kept');
      order.push((await say(text('您好 ]]> 请说'))).kind);
    });
    const envelope = elements(await body);
    expect(order).toEqual(['kept', 'sent']);
    const opened = openFrame(frameKeyOf(KEY), envelope('Encrypt') ?? '', APP_ID);
    if (!opened.ok) throw new Error(opened.problem);
    const inner = elements(opened.message.toString('utf8'));
    expect(inner('Content')).toBe('您好 ]]> 请说');
    expect([inner('ToUserName'), inner('FromUserName'), inner('MsgType')]).toEqual(['o1', 'gh_1', 'text']);
  });

  it('has the fields of the documents', async () => {
    const documented = evalTexts('wechat-official/reply').find(({ name }) => name === 'text.xml');
    const { replies, say } = openDesk({ isPlain: true });
    const body = await replies.answer(item, async () => void (await say(text('您好'))));
    const names = (xml: string) => [...xml.matchAll(/<(\w+)>/g)].map(([, name]) => name).toSorted();
    if (documented) expect(names(body)).toEqual(names(documented.text));
  });

  it('is one message; what comes beside it has to wait', async () => {
    const { replies, say } = openDesk({ isPlain: true });
    const kinds: string[] = [];
    await replies.answer(item, async () => {
      kinds.push(
        (await say(text('一'))).kind,
        (await say(text('二'))).kind,
        (await say(text('三'), 'o2')).kind,
      );
    });
    expect(kinds).toEqual(['sent', 'window-closed', 'window-closed']);
  });

  it('ends with success before the platform cuts it off, and nothing goes out afterwards', async () => {
    const { clock, replies, say } = openDesk();
    const body = replies.answer(item, async () => {});
    await setImmediate();
    clock.leap(4_600);
    expect(await body).toBe('success');
    expect(await say(text('太晚了'))).toMatchObject({ kind: 'window-closed' });
  });

  it('is no answer when the words could not be kept', async () => {
    const { replies, say } = openDesk();
    await expect(replies.answer(item, () => Promise.reject(new Error('disk full')))).rejects.toThrow(
      'disk full',
    );
    expect(await say(text('没人等'))).toMatchObject({ kind: 'window-closed' });
  });
});
