// What members of the company do with the self-built app: write, send, look in, press buttons (docs 90239, 90240). Staff and
// residents alike: to the platform they are all members.
import { cdata } from './envelope.ts';
import type { EntryOf } from './ledger.ts';
import { type CardOnPhone, keepMedia, toSeconds, type World } from './world.ts';

export type Member = {
  /** Writes to the app; brings an encrypted text callback with a MsgId, which is returned. */
  writesToApp(text: string): string;
  sendsPhotoToApp(bytes: Uint8Array, contentType: string): string;
  /** `recognition`: what the platform heard, where the company has that. */
  sendsVoiceToApp(bytes: Uint8Array, recognition?: string): string;
  sendsVideoToApp(bytes: Uint8Array): string;
  sendsLocationToApp(place: { latitude: number; longitude: number; label: string }): string;
  sendsLinkToApp(link: { title: string; description: string; url: string }): string;
  /** Anything else with a MsgId, its fields as they stand in the XML. */
  sendsToApp(msgtype: string, fields: Record<string, string>): string;
  opensApp(): void;
  clicksAppMenu(key: string): void;
  /** Any event, its fields as they stand in the XML. */
  causesEvent(event: string, fields: Record<string, string>): void;
  /** Presses a button of a template card, one that is there or one that is not. */
  clicksCard(taskId: string, buttonKey: string, cardType?: string): void;
  notices(): EntryOf<'staff.notice'>[];
  /** The cards on the phone as they look now, oldest first. */
  cards(): CardOnPhone[];
};

export type MemberPorts = {
  bring(plaintext: string, about: string): void;
  issueResponseCode(taskId: string): string;
};

export function memberOf(world: World, userId: string, ports: MemberPorts): Member {
  world.staff.add(userId);

  function element([name, value]: [string, string]): string {
    // Numbers stand bare, words in CDATA, as in the documents.
    return `<${name}>${/^\d+$/.test(value) && name !== 'Content' ? value : cdata(value)}</${name}>`;
  }

  function bring(about: string, fields: Record<string, string>): void {
    const head = { ToUserName: world.corpId, FromUserName: userId };
    const created = `<CreateTime>${toSeconds(world.clock.now())}</CreateTime>`;
    const told = Object.entries(fields).map(element).join('');
    const agent = `<AgentID>${world.agentId}</AgentID>`;
    ports.bring(`<xml>${Object.entries(head).map(element).join('')}${created}${told}${agent}</xml>`, about);
  }

  function say(msgtype: string, fields: Record<string, string>): string {
    // A 64-bit number, larger than a JavaScript number holds exactly.
    const messageId = `7${String(Math.floor(world.ids.random() * 1e9)).padStart(9, '0')}${String(world.clock.now()).slice(-8)}`;
    world.ledger.add({ type: 'app.said', userId, messageId, msgtype, fields });
    bring(`app.${msgtype}`, { MsgType: msgtype, ...fields, MsgId: messageId });
    return messageId;
  }

  function event(name: string, fields: Record<string, string>): void {
    bring(`app.${name}`, { MsgType: 'event', Event: name, ...fields });
  }

  return {
    writesToApp: (text) => say('text', { Content: text }),
    sendsPhotoToApp: (bytes, contentType) =>
      say('image', {
        PicUrl: 'https://example.invalid/photo',
        MediaId: keepMedia(world, bytes, contentType, 'photo'),
      }),
    sendsVoiceToApp: (bytes, recognition) =>
      say('voice', {
        MediaId: keepMedia(world, bytes, 'audio/amr', 'voice.amr'),
        Format: 'amr',
        ...(recognition === undefined ? {} : { Recognition: recognition }),
      }),
    sendsVideoToApp: (bytes) =>
      say('video', {
        MediaId: keepMedia(world, bytes, 'video/mp4', 'video.mp4'),
        ThumbMediaId: keepMedia(world, bytes.slice(0, 16), 'image/jpeg', 'thumb.jpg'),
      }),
    sendsLocationToApp: ({ latitude, longitude, label }) =>
      say('location', {
        Location_X: String(latitude),
        Location_Y: String(longitude),
        Scale: '20',
        Label: label,
        AppType: 'wxwork',
      }),
    sendsLinkToApp: ({ title, description, url }) =>
      say('link', { Title: title, Description: description, Url: url, PicUrl: '' }),
    sendsToApp: say,
    opensApp: () => event('enter_agent', { EventKey: '' }),
    clicksAppMenu: (key) => event('click', { EventKey: key }),
    causesEvent: event,
    clicksCard: (taskId, buttonKey, cardType = 'button_interaction') =>
      event('template_card_event', {
        EventKey: buttonKey,
        TaskId: taskId,
        CardType: cardType,
        ResponseCode: ports.issueResponseCode(taskId),
      }),
    notices: () => world.ledger.noticesOf(userId),
    cards: () => [...world.cards.values()].filter((card) => card.userId === userId),
  };
}
