// What a message to a resident may look like: types, fields and lengths (docs 94677 and 95122). Says the errcode of the first offence.
import { limits } from '../limits.ts';
import { bytesOf, findMedia, type World } from '../world.ts';
import { listOf, recordOf, textOf } from './answer.ts';

export type Offence = { errcode: number; reason: string };

const TOO_LONG = 45002;
const BAD_PARAMETER = 40058;
const EMPTY = 44004;

export function findOffence(
  msgtype: string | null,
  body: Record<string, unknown>,
  world: World,
): Offence | null {
  const content = recordOf(msgtype === null ? null : body[msgtype]);
  switch (msgtype) {
    case 'text':
      return textOffence(content.content, limits.textBytes, 'text.content', true);
    case 'msgmenu':
      return menuOffence(content);
    case 'image':
    case 'voice':
    case 'video':
    case 'file':
      return findMedia(world, textOf(content.media_id) ?? '') ? null : offence(40007, 'invalid media_id');
    case 'link':
      return (
        textOffence(content.title, limits.linkTitleBytes, 'link.title', true) ??
        textOffence(content.desc, limits.linkDescBytes, 'link.desc', false) ??
        textOffence(content.url, limits.linkUrlBytes, 'link.url', true) ??
        textOffence(content.thumb_media_id, 128, 'link.thumb_media_id', true)
      );
    case 'miniprogram':
      return (
        textOffence(content.appid, 128, 'miniprogram.appid', true) ??
        textOffence(content.title, limits.miniprogramTitleBytes, 'miniprogram.title', false) ??
        textOffence(content.thumb_media_id, 128, 'miniprogram.thumb_media_id', true) ??
        (String(content.pagepath).split('?')[0]?.endsWith('.html')
          ? null
          : offence(BAD_PARAMETER, 'pagepath'))
      );
    case 'location':
      return isWithin(content.latitude, 90) && isWithin(content.longitude, 180)
        ? null
        : offence(BAD_PARAMETER, 'location');
    case 'business_card':
      return textOffence(content.userid, 64, 'business_card.userid', true);
    case 'ca_link':
      return textOffence(content.link_url, limits.linkUrlBytes, 'ca_link.link_url', true);
    default:
      return offence(40008, 'invalid message type');
  }
}

/** An id of ours: at most 32 letters, digits, _ and -; the empty string is an error, leaving the key out is not. */
export function messageIdOffence(msgid: unknown): Offence | null {
  if (msgid === undefined) return null;
  const isGood =
    typeof msgid === 'string' && msgid.length <= limits.messageIdBytes && /^[0-9a-zA-Z_-]+$/.test(msgid);
  return isGood ? null : offence(BAD_PARAMETER, 'invalid msgid');
}

function menuOffence(menu: Record<string, unknown>): Offence | null {
  const list = menu.list === undefined ? [] : listOf(menu.list);
  if (list === null) return offence(BAD_PARAMETER, 'msgmenu.list');
  if (list.length > limits.menuItems) return offence(95008, 'too many menu items');
  const ends =
    textOffence(menu.head_content, limits.menuHeadBytes, 'msgmenu.head_content', false) ??
    textOffence(menu.tail_content, limits.menuTailBytes, 'msgmenu.tail_content', false);
  if (ends) return ends;
  for (const raw of list) {
    const found = menuItemOffence(recordOf(raw));
    if (found) return found;
  }
  const isEmpty = list.length === 0 && !menu.head_content && !menu.tail_content;
  return isEmpty ? offence(EMPTY, 'empty msgmenu') : null;
}

function menuItemOffence(item: Record<string, unknown>): Offence | null {
  const type = textOf(item.type);
  const body = recordOf(type === null ? null : item[type]);
  switch (type) {
    case 'click':
      return (
        textOffence(body.id, limits.menuClickIdBytes, 'click.id', true) ??
        textOffence(body.content, limits.menuClickContentBytes, 'click.content', true)
      );
    case 'view':
      return (
        textOffence(body.url, limits.menuViewUrlBytes, 'view.url', true) ??
        textOffence(body.content, limits.menuViewContentBytes, 'view.content', false)
      );
    case 'miniprogram':
      return (
        textOffence(body.appid, 128, 'miniprogram.appid', true) ??
        textOffence(body.pagepath, 2_048, 'miniprogram.pagepath', true) ??
        textOffence(body.content, limits.menuMiniprogramContentBytes, 'miniprogram.content', false)
      );
    case 'text':
      return textOffence(body.content, limits.menuTextBytes, 'text.content', true);
    default:
      return offence(95009, 'invalid menu item type');
  }
}

function textOffence(value: unknown, mostBytes: number, name: string, isRequired: boolean): Offence | null {
  if (value === undefined || value === '') return isRequired ? offence(EMPTY, `${name} is empty`) : null;
  if (typeof value !== 'string') return offence(BAD_PARAMETER, name);
  return bytesOf(value) > mostBytes ? offence(TOO_LONG, `${name} is too long`) : null;
}

function isWithin(value: unknown, most: number): boolean {
  return typeof value === 'number' && Math.abs(value) <= most;
}

function offence(errcode: number, reason: string): Offence {
  return { errcode, reason };
}
