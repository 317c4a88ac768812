// A resident's phone, whichever channel they write from: what the page can make them do, and what they see.
import { demoVideo, demoVoice } from './demo-files.ts';
import type { OaFollower } from './fake-wechat-oa/followers.ts';
import type { Seen } from './fake-wecom/ledger.ts';
import type { Resident } from './fake-wecom/residents.ts';

/** Of each kind of thing the page can send one made-up piece. */
export const kinds = ['place', 'gate', 'elsewhere', 'voice', 'video', 'link', 'chat', 'danger'] as const;
export type Kind = (typeof kinds)[number];

/** Answers the message's id; null = this channel has no such thing. */
export type Phone = {
  writes(text: string): string;
  clicksMenu(menuItemId: string): string | null;
  enters(from: { scene: string; sceneParam: string }): void;
  recalls(messageId: string): boolean;
  sendsPhoto(bytes: Uint8Array, contentType: string): string;
  sendsFile(bytes: Uint8Array, fileName: string): string | null;
  sendsKind(kind: Kind): string | null;
  sees(): Seen[];
};

const ADDRESS = '广东省广州市海珠区示例路88号';
const at = { latitude: 23.1, longitude: 113.32 };
const places = {
  place: '翠湖花园3栋',
  gate: '翠湖花园北门',
  elsewhere: '示例花园3号楼',
} as const;
const notice = { title: '小区停车收费公告', desc: '自一月起执行', url: 'https://example.com/1' };

export function kfPhone(resident: Resident): Phone {
  return {
    writes: (text) => resident.writes(text),
    clicksMenu: resident.clicksMenu,
    enters: (from) => void resident.enters(from),
    recalls: resident.recalls,
    sendsPhoto: resident.sendsPhoto,
    // As in life nobody looks at it here: what it is, the desk finds out.
    sendsFile: (bytes, fileName) => resident.sendsFile('file', bytes, 'application/octet-stream', fileName),
    sees: resident.sees,
    sendsKind(kind) {
      switch (kind) {
        case 'voice':
          return resident.sendsFile('voice', demoVoice(), 'audio/amr');
        case 'video':
          return resident.sendsFile('video', demoVideo(), 'video/mp4');
        case 'link':
          return resident.sendsLink(notice);
        case 'chat':
          return resident.forwardsChat('业主群的聊天记录', [
            { sender: '甲', text: '这两天水压又小了' },
            { sender: '乙', text: '我家也是' },
          ]);
        case 'danger':
          return resident.forwardsChat('业主群的聊天记录', [
            { sender: '甲', text: '3栋2单元电梯困人了！' },
            { sender: '乙' },
          ]);
        default:
          return resident.sendsLocation({ ...at, name: places[kind], address: ADDRESS });
      }
    },
  };
}

/** A follower can take nothing back, and has neither files nor forwarded chats to send. */
export function oaPhone(follower: OaFollower): Phone {
  return {
    writes: follower.writes,
    clicksMenu: follower.clicksMenu,
    enters: ({ scene }) => follower.follows(scene === '' ? undefined : scene),
    recalls: () => false,
    sendsPhoto: follower.sendsPhoto,
    sendsFile: () => null,
    sees: follower.sees,
    sendsKind(kind) {
      switch (kind) {
        case 'voice':
          return follower.sendsVoice(demoVoice(), 'audio/amr');
        case 'video':
          return follower.sendsVideo(demoVideo(), 'video/mp4');
        case 'link':
          return follower.sendsLink({ title: notice.title, description: notice.desc, url: notice.url });
        case 'chat':
        case 'danger':
          return null;
        default:
          return follower.sendsLocation({ ...at, label: `${ADDRESS}${places[kind]}` });
      }
    },
  };
}
