// The body of one message → what it is. Total: an odd body is kept as `other` with what came. Fields: docs 94670.
import type { MediaType, MergedItem, SharedContent } from '../contract.ts';
import { type Fields, listIn, numberOf, objectIn, objectOf, textOf } from './fields.ts';

export type MessageContent = MergedItem['content'];

/** `raw` is what is kept when the type has no body of its own. */
export function messageContent(messageType: string, item: Fields, raw: unknown): MessageContent {
  return contentOf(messageType, item, raw, 0);
}

const MEDIA_TYPES = new Map<string, MediaType>([
  ['image', 'image'],
  ['voice', 'voice'],
  ['video', 'video'],
  ['file', 'file'],
]);

/** WeChat puts at most a hundred messages into a forwarded chat; ours, against a body made to fill memory. */
const MOST_MERGED = 100;
/** A forwarded chat may hold forwarded chats. */
const DEEPEST_MERGED = 3;
const LONGEST_MERGED_JSON = 64 * 1024;

function contentOf(messageType: string, item: Fields, raw: unknown, depth: number): MessageContent {
  const body = objectIn(item, messageType);
  return (
    ownContent(messageType, body) ??
    sharedContent(messageType, body) ??
    (messageType === 'merged_msg' ? mergedContent(body, depth) : null) ?? {
      type: 'other',
      platformType: messageType || 'unreadable',
      raw: Object.hasOwn(item, messageType) ? item[messageType] : raw,
    }
  );
}

/** What the resident made: words, files, a place. Null when it is none of these, or its body is not as documented. */
function ownContent(messageType: string, body: Fields): MessageContent | null {
  const media = MEDIA_TYPES.get(messageType);
  if (media !== undefined) {
    const mediaId = textOf(body, 'media_id');
    return mediaId === '' ? null : { type: media, mediaId };
  }
  switch (messageType) {
    case 'text': {
      if (typeof body.content !== 'string') return null;
      const menuId = textOf(body, 'menu_id');
      return { type: 'text', text: body.content, ...(menuId === '' ? {} : { menuId }) };
    }
    case 'location': {
      const latitude = numberOf(body.latitude);
      const longitude = numberOf(body.longitude);
      if (latitude === null || longitude === null) return null;
      return {
        type: 'location',
        latitude,
        longitude,
        name: textOf(body, 'name'),
        address: textOf(body, 'address'),
      };
    }
    default:
      return null;
  }
}

/** What the resident passed on. Null likewise. */
function sharedContent(messageType: string, body: Fields): SharedContent | null {
  const text = (name: string) => textOf(body, name);
  switch (messageType) {
    case 'link': {
      if (text('url') === '') return null;
      const description = text('desc');
      return {
        type: 'link',
        title: text('title'),
        url: text('url'),
        ...(description === '' ? {} : { description }),
      };
    }
    case 'business_card':
      return text('userid') === '' ? null : { type: 'business_card', userId: text('userid') };
    // go-workwx writes mini_program; the wire says miniprogram.
    case 'miniprogram':
      if (text('title') + text('appid') === '') return null;
      return {
        type: 'miniprogram',
        title: text('title'),
        appId: text('appid'),
        pagePath: text('pagepath'),
      };
    case 'msgmenu': {
      const items = listIn(body, 'list').map(menuLabel);
      if (text('head_content') === '' && items.length === 0) return null;
      return { type: 'msgmenu', head: text('head_content'), items, tail: text('tail_content') };
    }
    // What the numbers of sub_type mean is not documented.
    case 'channels':
      if (text('nickname') + text('title') === '') return null;
      return { type: 'channels', nickname: text('nickname'), title: text('title') };
    case 'channels_shop_product':
      if (text('product_id') + text('title') === '') return null;
      return {
        type: 'channels_shop_product',
        productId: text('product_id'),
        title: text('title'),
        priceFen: numberOf(body.sales_price),
        shop: text('shop_nickname'),
      };
    case 'channels_shop_order':
      if (text('order_id') + text('product_titles') === '') return null;
      return {
        type: 'channels_shop_order',
        orderId: text('order_id'),
        products: text('product_titles'),
        price: text('price_wording'),
        state: text('state'),
        shop: text('shop_nickname'),
      };
    default:
      return null;
  }
}

/** The label stands inside an object named after the item's type: click, view, miniprogram, text. */
function menuLabel(raw: unknown): string {
  const item = objectOf(raw);
  return textOf(objectIn(item, textOf(item, 'type')), 'content');
}

function mergedContent(body: Fields, depth: number): SharedContent | null {
  const items = listIn(body, 'item');
  if (items.length === 0 && textOf(body, 'title') === '') return null;
  const read = depth < DEEPEST_MERGED ? items.slice(0, MOST_MERGED) : [];
  return {
    type: 'merged_msg',
    title: textOf(body, 'title'),
    items: read.map((raw) => mergedItem(objectOf(raw), depth)),
    leftOut: items.length - read.length,
  };
}

function mergedItem(item: Fields, depth: number): MergedItem {
  const messageType = textOf(item, 'msgtype');
  const written = textOf(item, 'msg_content');
  const seconds = numberOf(item.send_time);
  return {
    sentAt: seconds !== null && seconds > 0 && seconds < 1e11 ? Math.trunc(seconds * 1000) : null,
    sender: textOf(item, 'sender_name'),
    content: contentOf(messageType, insideOf(messageType, written), written, depth + 1),
  };
}

/** msg_content is JSON in a string. The body stands under its type, as in a whole message, or alone. */
function insideOf(messageType: string, written: string): Fields {
  if (written.length > LONGEST_MERGED_JSON) return {};
  try {
    const parsed = objectOf(JSON.parse(written));
    if (Object.keys(parsed).length === 0) return {};
    return Object.hasOwn(parsed, messageType) ? parsed : { [messageType]: parsed };
  } catch {
    return {};
  }
}
