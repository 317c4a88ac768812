// What a resident can do in WeChat. Every deed goes into the account's log and wakes the product, as in life.
import type { KfItem, Seen } from './ledger.ts';
import { limits } from './limits.ts';
import {
  accountOf,
  appendEvent,
  appendItem,
  type Customer,
  changeState,
  currentState,
  issueEventCode,
  keepMedia,
  type SessionState,
  toSeconds,
  type World,
} from './world.ts';

export type Resident = {
  readonly openKfId: string;
  readonly externalUserId: string;
  /** Returns the item's msgid. `sentAt` back-dates it (first start, three-day window). */
  writes(text: string, when?: { sentAt?: number }): string;
  sendsPhoto(bytes: Uint8Array, contentType: string): string;
  sendsFile(
    kind: 'voice' | 'video' | 'file',
    bytes: Uint8Array,
    contentType: string,
    fileName?: string,
  ): string;
  sendsLocation(place: { latitude: number; longitude: number; name: string; address: string }): string;
  sendsLink(link: { title: string; desc?: string; url: string }): string;
  /** Passes on lines of another chat. A line without `text` is a photo there. */
  forwardsChat(title: string, lines: readonly { sender: string; text?: string }[]): string;
  /** The card of a member of the company. */
  sendsCard(userId: string): string;
  sendsMiniProgram(program: { title: string; appid: string; pagepath: string }): string;
  /** A post of a 视频号. */
  sharesPost(post: { nickname: string; title: string }): string;
  sharesProduct(product: {
    product_id: string;
    title: string;
    sales_price: number;
    shop_nickname: string;
  }): string;
  sharesOrder(order: {
    order_id: string;
    product_titles: string;
    price_wording: string;
    state: string;
  }): string;
  /** Kinds whose bodies the documents do not show. */
  sendsOpaque(kind: 'note' | 'meeting' | 'schedule'): string;
  /** Taps an item of any menu ever shown to this resident; arrives as text with menu_id. Null: there is no such item. */
  clicksMenu(menuItemId: string): string | null;
  /** Opens the chat. */
  enters(from?: { scene?: string; sceneParam?: string }): { messageId: string; welcomeCode: string | null };
  /** False when it is not this resident's own or older than two minutes. */
  recalls(messageId: string): boolean;
  /** Any other message: `{msgtype, [msgtype]: {…}}`; the common fields are filled in. */
  sends(item: { msgtype: string; [body: string]: unknown }): string;
  /** From now on messages are taken and fail later with this fail_type (10 = refuses messages); null ends it. */
  failsLaterWith(failType: number | null): void;
  sees(): Seen[];
  state(): SessionState;
};

export function residentOf(
  world: World,
  openKfId: string,
  externalUserId: string,
  nickname: string,
): Resident {
  const account = accountOf(world, openKfId);
  const customer: Customer = account.customers.get(externalUserId) ?? {
    openKfId,
    externalUserId,
    nickname,
    state: 4,
    servicerUserId: null,
    lastInboundAt: null,
    lastInboundId: null,
    sentSinceInbound: 0,
    welcomedAt: null,
    enteredWith: null,
    failsLaterWith: null,
  };
  account.customers.set(externalUserId, customer);

  function say(body: { msgtype: string; [body: string]: unknown }, sentAt = world.clock.now()): string {
    if (currentState(world, customer) === 4) changeState(world, customer, 0, 'resident');
    customer.lastInboundAt = Math.max(sentAt, customer.lastInboundAt ?? sentAt);
    customer.sentSinceInbound = 0;
    // The count must stand before the wake-up goes out, so the id is drawn here.
    const msgid = world.ids.next();
    customer.lastInboundId = msgid;
    const common = { msgid, send_time: toSeconds(sentAt), origin: 3 as const, open_kfid: openKfId };
    appendItem(
      world,
      openKfId,
      { ...body, ...common, external_userid: externalUserId } as Said,
      externalUserId,
    );
    return msgid;
  }

  function sayMedia(
    kind: 'image' | 'voice' | 'video' | 'file',
    bytes: Uint8Array,
    contentType: string,
    fileName: string,
  ): string {
    if (bytes.length > limits.receivedBytes[kind]) {
      return say({ msgtype: 'text', text: { content: '[文件过大，请在手机上查看]' } });
    }
    return say({ msgtype: kind, [kind]: { media_id: keepMedia(world, bytes, contentType, fileName) } });
  }

  function sees(): Seen[] {
    return world.ledger.seenBy(openKfId, externalUserId);
  }

  return {
    openKfId,
    externalUserId,
    writes: (text, when = {}) => say({ msgtype: 'text', text: { content: text } }, when.sentAt),
    sendsPhoto: (bytes, contentType) =>
      sayMedia('image', bytes, contentType, `photo.${contentType.split('/')[1] ?? 'bin'}`),
    sendsFile: (kind, bytes, contentType, fileName = `${kind}.bin`) =>
      sayMedia(kind, bytes, contentType, fileName),
    sendsLocation: (place) => say({ msgtype: 'location', location: { ...place } }),
    sendsLink: (link) => say({ msgtype: 'link', link: { desc: '', pic_url: '', ...link } }),
    forwardsChat: (title, lines) =>
      say({
        msgtype: 'merged_msg',
        merged_msg: { title, item: lines.map((line) => mergedLine(world, line)) },
      }),
    sendsCard: (userId) => say({ msgtype: 'business_card', business_card: { userid: userId } }),
    sendsMiniProgram: (program) =>
      say({ msgtype: 'miniprogram', miniprogram: { ...program, thumb_media_id: '' } }),
    sharesPost: (post) => say({ msgtype: 'channels', channels: { sub_type: 1, ...post } }),
    sharesProduct: (product) =>
      say({
        msgtype: 'channels_shop_product',
        channels_shop_product: { ...product, head_img: '', shop_head_img: '' },
      }),
    sharesOrder: (order) =>
      say({
        msgtype: 'channels_shop_order',
        channels_shop_order: { ...order, image_url: '', shop_nickname: '' },
      }),
    sendsOpaque: (kind) => say({ msgtype: kind, [kind]: {} }),
    clicksMenu(menuItemId) {
      const label = findMenuLabel(sees(), menuItemId);
      return label === null ? null : say({ msgtype: 'text', text: { content: label, menu_id: menuItemId } });
    },
    enters({ scene = '', sceneParam = '' } = {}) {
      customer.enteredWith = { scene, sceneParam };
      const welcomeCode = isWelcomeDue(world, customer) ? issueEventCode(world, customer, 'welcome') : null;
      const item = appendEvent(world, openKfId, {
        event_type: 'enter_session',
        external_userid: externalUserId,
        scene,
        scene_param: sceneParam,
        ...(welcomeCode === null ? {} : { welcome_code: welcomeCode }),
      });
      return { messageId: item.msgid, welcomeCode };
    },
    recalls(messageId) {
      const own = sees().find(
        (one) => one.from === 'resident' && one.messageId === messageId && !one.recalled,
      );
      if (!own || world.clock.now() - own.at > limits.recallMs) return false;
      appendEvent(world, openKfId, {
        event_type: 'user_recall_msg',
        external_userid: externalUserId,
        recall_msgid: messageId,
      });
      return true;
    },
    sends: (item) => say(item),
    failsLaterWith(failType) {
      customer.failsLaterWith = failType;
    },
    sees,
    state: () => currentState(world, customer),
  };
}

/** msg_content is a whole message written as JSON into a string (doc 94670). */
function mergedLine(world: World, { sender, text }: { sender: string; text?: string }) {
  const inner =
    text === undefined
      ? { msgtype: 'image', image: { media_id: `MEDIA${world.ids.next()}` } }
      : { msgtype: 'text', text: { content: text } };
  return {
    send_time: toSeconds(world.clock.now()),
    sender_name: sender,
    msgtype: inner.msgtype,
    msg_content: JSON.stringify(inner),
  };
}

type Said = Omit<KfItem, 'msgid' | 'send_time'> & { msgid: string; send_time: number };

/** No welcome and no message within 48 h (doc 94670; read so that both halves have the 48 h). */
function isWelcomeDue(world: World, customer: Customer): boolean {
  const quietSince = world.clock.now() - limits.welcomeQuietMs;
  return [customer.welcomedAt, customer.lastInboundAt].every((at) => at === null || at < quietSince);
}

/** Old menus stay on the screen and can be tapped for ever; the newest with this id wins. */
function findMenuLabel(screen: readonly Seen[], menuItemId: string): string | null {
  for (const message of [...screen].reverse()) {
    if (message.msgtype !== 'msgmenu') continue;
    const { list = [] } = message.body as { list?: { click?: { id: string; content: string } }[] };
    const item = list.find((one) => one.click?.id === menuItemId);
    if (item?.click) return item.click.content;
  }
  return null;
}
