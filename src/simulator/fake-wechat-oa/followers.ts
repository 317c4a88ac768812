// What a follower can do in WeChat with an Official Account. Every deed is pushed to the product, as in life.
import type { Seen } from '../fake-wecom/ledger.ts';
import { keepMedia } from '../fake-wecom/world.ts';
import { followerOf, type OaWorld, openByMessage, openByMoment, toXml } from './world.ts';

export type OaFollower = {
  readonly openId: string;
  /** All deeds that write answer the message's id. */
  writes(text: string): string;
  sendsPhoto(bytes: Uint8Array, contentType: string): string;
  /** `recognition`: what the platform heard, where the account has that switched on. */
  sendsVoice(bytes: Uint8Array, contentType: string, recognition?: string): string;
  sendsVideo(bytes: Uint8Array, contentType: string, kind?: 'video' | 'shortvideo'): string;
  sendsLocation(place: { latitude: number; longitude: number; label: string }): string;
  sendsLink(link: { title: string; description?: string; url: string }): string;
  /** Taps an item of a menu in the chat; null: there is no such item. */
  clicksMenu(menuItemId: string): string | null;
  /** Presses a button of the account's own menu. */
  pressesMenu(key: string): void;
  follows(scene?: string): void;
  unfollows(): void;
  /** Scans a code of the account they follow already. */
  scans(scene: string): void;
  /** Any other event, with whatever fields. */
  causes(event: string, key?: string, extraXml?: string): void;
  /** Agrees to one message of this template. */
  agreesTo(templateId: string): void;
  /** Switches off messages of the account, or on again. */
  refuses(refuses: boolean): void;
  sees(): Seen[];
};

export function createFollower(world: OaWorld, openId: string, nextMessageId: () => string): OaFollower {
  const follower = followerOf(world, openId);

  function say(msgtype: string, body: Record<string, string>): string {
    const messageId = nextMessageId();
    openByMessage(world, follower, messageId);
    world.ledger.add({ type: 'follower.said', openId, messageId, msgtype, body });
    world.bring(toXml(world, openId, { MsgType: msgtype, ...body, MsgId: messageId }), msgtype);
    return messageId;
  }

  function cause(event: string, key: string | null, extraXml = ''): void {
    world.ledger.add({ type: 'follower.did', openId, event, key: key ?? '' });
    const fields = { MsgType: 'event', Event: event, ...(key === null ? {} : { EventKey: key }) };
    world.bring(toXml(world, openId, fields, extraXml), event);
  }

  function inAMoment(event: string, key: string | null): void {
    openByMoment(world, follower, world.ids.next());
    cause(event, key);
  }

  return {
    openId,
    writes: (text) => say('text', { Content: text }),
    sendsPhoto: (bytes, contentType) => {
      const mediaId = keepMedia(world, bytes, contentType, `photo.${contentType.split('/')[1] ?? 'bin'}`);
      return say('image', { PicUrl: 'http://mmbiz.qpic.cn/demo/0', MediaId: mediaId });
    },
    sendsVoice: (bytes, contentType, recognition) => {
      const mediaId = keepMedia(world, bytes, contentType, 'voice.amr');
      const heard = recognition === undefined ? {} : { Recognition: recognition };
      return say('voice', { MediaId: mediaId, Format: 'amr', ...heard });
    },
    sendsVideo: (bytes, contentType, kind = 'video') => {
      const mediaId = keepMedia(world, bytes, contentType, 'video.mp4');
      return say(kind, { MediaId: mediaId, ThumbMediaId: `${mediaId}t` });
    },
    sendsLocation: ({ latitude, longitude, label }) =>
      say('location', {
        ...{ Location_X: String(latitude), Location_Y: String(longitude) },
        ...{ Scale: '20', Label: label },
      }),
    sendsLink: ({ title, description = '', url }) =>
      say('link', { Title: title, Description: description, Url: url }),
    clicksMenu(menuItemId) {
      const label = labelOf(world, openId, menuItemId);
      return label === null ? null : say('text', { Content: label, bizmsgmenuid: menuItemId });
    },
    pressesMenu: (key) => inAMoment('CLICK', key),
    follows(scene) {
      follower.isFollowing = true;
      inAMoment('subscribe', scene === undefined ? null : `qrscene_${scene}`);
    },
    unfollows() {
      follower.isFollowing = false;
      cause('unsubscribe', null);
    },
    scans: (scene) => inAMoment('SCAN', scene),
    causes: (event, key, extraXml) => cause(event, key ?? null, extraXml),
    agreesTo(templateId) {
      follower.consents.set(templateId, (follower.consents.get(templateId) ?? 0) + 1);
    },
    refuses(refuses) {
      follower.refuses = refuses;
    },
    sees: () => world.ledger.seenBy(openId),
  };
}

/** Old menus stay on the screen and can be tapped for ever; the newest with this id wins. */
function labelOf(world: OaWorld, openId: string, menuItemId: string): string | null {
  for (const { msgtype, content } of world.ledger.messagesTo(openId).toReversed()) {
    if (msgtype !== 'msgmenu') continue;
    const { list = [] } = content as { list?: { id: string; content: string }[] };
    const item = list.find((one) => one.id === menuItemId);
    if (item) return item.content;
  }
  return null;
}
