// The fields of one message, as WeCom's app and the Official Account write them (docs 90239, 接收普通消息). Total: what is odd is kept
// as `other`, with what came.
import type { InboundContent, MediaType } from '../contract.ts';
import { childText, type XmlElement } from './xml.ts';

const MEDIA_TYPES = new Map<string, MediaType>([
  ['image', 'image'],
  ['voice', 'voice'],
  ['video', 'video'],
  ['shortvideo', 'video'], // only the Official Account has both names
  ['file', 'file'],
]);

export function messageContent(messageType: string, fields: XmlElement): InboundContent {
  const media = MEDIA_TYPES.get(messageType);
  const mediaId = field(fields, 'MediaId');
  if (media !== undefined && mediaId !== '') {
    const recognition = field(fields, 'Recognition');
    return { type: media, mediaId, ...(media === 'voice' && recognition !== '' ? { recognition } : {}) };
  }
  switch (messageType) {
    case 'text': {
      const text = childText(fields, 'Content');
      // Of an item of a menu we had sent; WeCom's app has no such menus, and no such field.
      const menuId = field(fields, 'bizmsgmenuid');
      if (text !== null) return { type: 'text', text, ...(menuId === '' ? {} : { menuId }) };
      break;
    }
    case 'location': {
      const latitude = coordinate(fields, 'Location_X');
      const longitude = coordinate(fields, 'Location_Y');
      if (latitude === null || longitude === null) break;
      return { type: 'location', latitude, longitude, name: '', address: field(fields, 'Label') };
    }
    case 'link': {
      const url = field(fields, 'Url');
      const description = field(fields, 'Description');
      if (url === '') break;
      return {
        type: 'link',
        title: field(fields, 'Title'),
        url,
        ...(description === '' ? {} : { description }),
      };
    }
  }
  return { type: 'other', platformType: messageType, raw: rawOf(fields) };
}

/** The element tree as plain data; names stay values, so no field can pose as a property. */
export function rawOf(fields: XmlElement): unknown {
  return fields.children.map(({ name, text, children }) =>
    children.length === 0 ? { name, text } : { name, children: rawOf({ name, text, children }) },
  );
}

function coordinate(fields: XmlElement, name: string): number | null {
  const text = field(fields, name);
  return /^-?\d{1,3}(\.\d{1,20})?$/.test(text) ? Number(text) : null;
}

export function field(fields: XmlElement, name: string): string {
  return childText(fields, name)?.trim() ?? '';
}

/** A menu's key that is written as residents speak (我要报修) says just that; other keys are names for programs. */
export function saysWords(menuKey: string): boolean {
  return /\p{Script=Han}/u.test(menuKey);
}
