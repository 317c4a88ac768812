// The channels behind a callback of Tencent's, as the contract wants to see them.
import { openStory, wordsOf } from '../../harness/in-process-desk.ts';
import { OPEN_KF_ID } from '../../harness/platform.ts';
import { createLeapingClock } from '../../support/leaping-clock.ts';
import { shanghai } from '../../support/manual-clock.ts';
import type { ChannelStage, ChannelUnderTest, Wire } from './channel.contract.ts';

/** A Tuesday in the service hours. */
const openDesk = async () => {
  const clock = createLeapingClock(shanghai('2026-11-24 10:00'));
  return { clock, story: await openStory({ clock, officialAccount: true }) };
};

const parametersOf = (wire: Wire) => new URL(wire.path, 'http://desk').searchParams;

function withParameters(wire: Wire, change: (query: URLSearchParams) => void): Wire {
  const query = parametersOf(wire);
  change(query);
  return { ...wire, path: `${wire.path.split('?', 1)[0]}?${query}` };
}

/** One letter in the middle of what is sealed. */
function withAlteredSeal(wire: Wire): Wire {
  const body = String(wire.body);
  const at = body.indexOf('<Encrypt>') + 60;
  const letter = body[at] === 'A' ? 'B' : 'A';
  return { ...wire, body: `${body.slice(0, at)}${letter}${body.slice(at + 1)}` };
}

const forged: ChannelStage['forged'] = [
  {
    how: 'signed with another token',
    alter: (wire) => withParameters(wire, (query) => query.set('msg_signature', '0123456789'.repeat(4))),
  },
  { how: 'not signed', alter: (wire) => withParameters(wire, (query) => query.delete('msg_signature')) },
  {
    how: 'at another time',
    alter: (wire) =>
      withParameters(wire, (query) => query.set('timestamp', String(Number(query.get('timestamp')) + 1))),
  },
  { how: 'with another nonce', alter: (wire) => withParameters(wire, (query) => query.set('nonce', '1')) },
  { how: 'with two nonces', alter: (wire) => withParameters(wire, (query) => query.append('nonce', '1')) },
  { how: 'with another content', alter: withAlteredSeal },
  {
    how: 'not encrypted',
    alter: (wire) => ({
      ...wire,
      body: '<xml><FromUserName>x</FromUserName><MsgType>text</MsgType><Content>x</Content><MsgId>1</MsgId></xml>',
    }),
  },
];

const oversized = (wire: Wire): Wire => ({ ...wire, body: String(wire.body).padEnd(64 * 1024 + 1, ' ') });

type Keeping = { keepsBack(is: boolean): void; keptBack(): { path: string; body: string }[] };

/** The one request a deed is brought with. */
const broughtBy =
  (platform: Keeping, to: string) =>
  (deed: () => unknown): Wire => {
    platform.keepsBack(true);
    deed();
    platform.keepsBack(false);
    const [wire, ...more] = platform.keptBack();
    if (!wire || more.length > 0) throw new Error('not one callback');
    return { path: `${to}${wire.path}`, body: wire.body };
  };

type Menu = { list?: { id?: string; click?: { id: string } }[] };

const lastMenu = (messages: readonly { msgtype: string; content: unknown }[]): Menu =>
  (messages.findLast((each) => each.msgtype === 'msgmenu')?.content ?? {}) as Menu;

export const kf: ChannelUnderTest = {
  id: 'wecom-kf',
  async open() {
    const { clock, story } = await openDesk();
    const { fake } = story;
    const brought = broughtBy(fake.callbacks, '/webhooks/wecom');
    return {
      ...{ story, clock, forged, oversized },
      person: (name) => `wm${name}`,
      writes: (person, text) => brought(() => fake.resident(person).writes(text)),
      sendsPhoto: (person, png) => brought(() => fake.resident(person).sendsPhoto(png, 'image/png')),
      chooses(person, nth) {
        const { list = [] } = lastMenu(fake.ledger.messagesTo(OPEN_KF_ID, person));
        return brought(() => fake.resident(person).clicksMenu(list[nth - 1]?.click?.id ?? ''));
      },
      screen: (person) => fake.ledger.messagesTo(OPEN_KF_ID, person).map((each) => wordsOf(each.content)),
      nextSendFails: (processed) =>
        fake.faults.next('/cgi-bin/kf/send_msg', { kind: 'http-status', status: 500, processed }),
      nextSendFindsItClosed: () =>
        fake.faults.next('/cgi-bin/kf/send_msg', { kind: 'errcode', errcode: 95002 }),
      knowsRepeats: true,
    };
  },
};

export const app: ChannelUnderTest = {
  id: 'wecom-app',
  async open() {
    const { clock, story } = await openDesk();
    const { fake } = story;
    const brought = broughtBy(fake.callbacks, '/webhooks/wecom');
    return {
      ...{ story, clock, forged, oversized },
      person: (name) => `YeZhu${name}`,
      writes: (person, text) => brought(() => fake.member(person).writesToApp(text)),
      sendsPhoto: (person, png) => brought(() => fake.member(person).sendsPhotoToApp(png, 'image/png')),
      chooses: (person, nth) => brought(() => fake.member(person).writesToApp(String(nth))),
      screen: (person) => fake.ledger.noticesOf(person).map((each) => wordsOf(each.content)),
      nextSendFails: (processed) =>
        fake.faults.next('/cgi-bin/message/send', { kind: 'http-status', status: 500, processed }),
      nextSendFindsItClosed: null,
      // It may compare words, and only with those it was asked to compare, which a first send is not (UNCONFIRMED).
      knowsRepeats: false,
    };
  },
};

export const officialAccount: ChannelUnderTest = {
  id: 'wechat-oa',
  async open() {
    const { clock, story } = await openDesk();
    const { oa } = story;
    const brought = broughtBy(oa, '/webhooks/wechat');
    return {
      ...{ story, clock, oversized },
      forged: [
        ...forged,
        // What is signed is only time and nonce: with it alone anybody could write anything.
        {
          how: 'in plain text, with the signature that covers no text',
          alter: (wire) => ({
            ...withParameters(wire, (query) => {
              query.delete('msg_signature');
              query.delete('encrypt_type');
            }),
            body: '<xml><ToUserName>gh_0123456789ab</ToUserName><FromUserName>oBo</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType><Content>x</Content><MsgId>1</MsgId></xml>',
          }),
        },
      ],
      person: (name) => `oPmFollower${name}`,
      writes: (person, text) => brought(() => oa.follower(person).writes(text)),
      sendsPhoto: (person, png) => brought(() => oa.follower(person).sendsPhoto(png, 'image/png')),
      chooses(person, nth) {
        const { list = [] } = lastMenu(oa.ledger.messagesTo(person));
        return brought(() => oa.follower(person).clicksMenu(list[nth - 1]?.id ?? ''));
      },
      screen: (person) => oa.ledger.messagesTo(person).map((each) => wordsOf(each.content)),
      nextSendFails: (processed) =>
        oa.faults.next('/cgi-bin/message/custom/send', { kind: 'http-status', status: 500, processed }),
      nextSendFindsItClosed: () =>
        oa.faults.next('/cgi-bin/message/custom/send', { kind: 'errcode', errcode: 45015 }),
      knowsRepeats: false,
    };
  },
};
