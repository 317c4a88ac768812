// The robots in the companies' own messengers, as the contract wants to see them.
import { buttonsOf } from '../../../src/simulator/fake-feishu/fake-feishu.ts';
import { openStory } from '../../harness/in-process-desk.ts';
import { createLeapingClock } from '../../support/leaping-clock.ts';
import { shanghai } from '../../support/manual-clock.ts';
import type { ChannelUnderTest, Wire } from './channel.contract.ts';

function withHeader(wire: Wire, name: string, value: string | null): Wire {
  const { [name]: _, ...others } = wire.headers ?? {};
  return { ...wire, headers: value === null ? others : { ...others, [name]: value } };
}

type Keeping = {
  keepsBack(is: boolean): void;
  keptBack(): { body: string; headers?: Readonly<Record<string, string>> }[];
};

/** The one request a deed is brought with. */
const broughtBy =
  (platform: Keeping, path: string) =>
  (deed: () => void): Wire => {
    platform.keepsBack(true);
    deed();
    platform.keepsBack(false);
    const [wire, ...more] = platform.keptBack();
    if (!wire || more.length > 0) throw new Error('not one request');
    return { path, body: wire.body, headers: { ...wire.headers } };
  };

export const feishu: ChannelUnderTest = {
  id: 'feishu',
  async open() {
    const clock = createLeapingClock(shanghai('2026-11-24 10:00'));
    const story = await openStory({ clock, feishu: true });
    const { feishu: platform } = story;
    if (!platform) throw new Error('no platform');
    const brought = broughtBy(platform, '/webhooks/feishu');
    return {
      ...{ story, clock },
      forged: [
        {
          how: 'signed with another key',
          alter: (wire) => withHeader(wire, 'x-lark-signature', '0123456789abcdef'.repeat(4)),
        },
        { how: 'not signed', alter: (wire) => withHeader(wire, 'x-lark-signature', null) },
        {
          how: 'at another time',
          alter: (wire) => withHeader(wire, 'x-lark-request-timestamp', '1767225600'),
        },
        { how: 'with another nonce', alter: (wire) => withHeader(wire, 'x-lark-request-nonce', '1') },
        {
          how: 'with another content',
          alter(wire) {
            const body = String(wire.body);
            const letter = body[60] === 'A' ? 'B' : 'A';
            return { ...wire, body: `${body.slice(0, 60)}${letter}${body.slice(61)}` };
          },
        },
        {
          how: 'not encrypted and not signed',
          alter: (wire) => ({
            ...wire,
            body: '{"schema":"2.0","header":{"token":"pmFeishuVerify"},"event":{}}',
            headers: { 'content-type': 'application/json' },
          }),
        },
      ],
      oversized: (wire) => ({ ...wire, body: String(wire.body).padEnd(256 * 1024 + 1, ' ') }),
      person: (name) => `ou_${name}`,
      writes: (person, text) => brought(() => platform.person(person).writes(text)),
      sendsPhoto: (person, png) => brought(() => platform.person(person).sendsPhoto(png, 'image/png')),
      chooses: (person, nth) => brought(() => platform.person(person).presses(nth)),
      screen: (person) => platform.ledger.messagesTo(person).map(({ content }) => wordsOn(content)),
      nextSendFails: (processed) =>
        platform.faults.next('/open-apis/im/v1/messages', { kind: 'http-status', status: 500, processed }),
      nextSendFindsItClosed: null,
      // Within an hour, by uuid.
      knowsRepeats: true,
    };
  },
};

export const dingtalk: ChannelUnderTest = {
  id: 'dingtalk',
  async open() {
    const clock = createLeapingClock(shanghai('2026-11-24 10:00'));
    const story = await openStory({ clock, dingtalk: true });
    const { dingtalk: platform } = story;
    if (!platform) throw new Error('no platform');
    const brought = broughtBy(platform, '/webhooks/dingtalk');
    return {
      ...{ story, clock },
      // What is said is not signed, so a change of it cannot be seen (decision record).
      forged: [
        {
          how: 'signed with another secret',
          alter: (wire) => withHeader(wire, 'sign', `${'A'.repeat(43)}=`),
        },
        { how: 'not signed', alter: (wire) => withHeader(wire, 'sign', null) },
        {
          how: 'at another time',
          alter: (wire) => withHeader(wire, 'timestamp', String(Number(wire.headers?.timestamp) + 1)),
        },
        {
          how: 'to another robot',
          alter: (wire) => ({ ...wire, body: String(wire.body).replace('dingrobot', 'dingother') }),
        },
      ],
      oversized: (wire) => ({ ...wire, body: String(wire.body).padEnd(256 * 1024 + 1, ' ') }),
      person: (name) => `staff${name}`,
      writes: (person, text) => brought(() => platform.person(person).writes(text)),
      sendsPhoto: (person, png) => brought(() => platform.person(person).sendsPhoto(png, 'image/png')),
      chooses: (person, nth) => brought(() => platform.person(person).writes(String(nth))),
      screen: (person) => platform.messagesTo(person).map(({ content }) => String(content.content)),
      nextSendFails: (processed) =>
        platform.faults.next('/v1.0/robot/oToMessages/batchSend', {
          ...{ kind: 'http-status', status: 500, processed },
        }),
      nextSendFindsItClosed: null,
      knowsRepeats: false,
      refusesOld: true,
    };
  },
};

/** A text, or a card with its buttons in brackets. */
function wordsOn(content: unknown): string {
  const { text, elements = [] } = content as {
    text?: string;
    elements?: { tag: string; text?: { content: string }; elements?: { content: string }[] }[];
  };
  return [
    ...(text === undefined ? [] : [text]),
    ...elements.flatMap((each) => [each.text, ...(each.elements ?? [])].map((one) => one?.content ?? '')),
    ...buttonsOf(content).map((button) => `[${button.text.content}]`),
  ]
    .filter((line) => line !== '')
    .join('\n');
}
