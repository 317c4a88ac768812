// POST /cgi-bin/message/custom/send: who may be written to, when, how often (客服消息).
import {
  type ApiAnswer,
  type ApiCall,
  listOf,
  ok,
  recordOf,
  refuse,
  textOf,
} from '../fake-wecom/endpoints/answer.ts';
import { limits } from './limits.ts';
import type { Follower, OaWorld, Opening } from './world.ts';

type Offence = { errcode: number; reason: string };

export function customSend({ body }: ApiCall, world: OaWorld): ApiAnswer {
  const openId = textOf(body.touser);
  const msgtype = textOf(body.msgtype) ?? '';
  const follower = world.followers.get(openId ?? '');
  const offence = whyNot(world, follower, msgtype, body);
  const opening = offence || !follower ? null : openingFor(world, follower);
  if (offence || !follower || !opening || 'errcode' in opening) {
    const { errcode, reason } =
      offence ?? (opening && 'errcode' in opening ? opening : { errcode: 40003, reason: 'openid' });
    world.ledger.add({ type: 'message.refused', openId, via: 'custom', errcode, reason });
    return refuse(errcode, reason);
  }
  opening.left -= 1;
  show(world, follower.openId, 'custom', msgtype, body[msgtype], opening.id);
  return ok();
}

/** POST /cgi-bin/message/template/send (模板消息): to any follower at any time, in the words of an approved template. */
export function sendTemplate({ body }: ApiCall, world: OaWorld): ApiAnswer {
  return notify(world, body, 'template');
}

/** POST /cgi-bin/message/subscribe/bizsend (订阅通知): once for each consent. */
export function sendSubscribed({ body }: ApiCall, world: OaWorld): ApiAnswer {
  return notify(world, body, 'subscribe');
}

function notify(world: OaWorld, body: Record<string, unknown>, via: 'template' | 'subscribe'): ApiAnswer {
  const openId = textOf(body.touser);
  const follower = world.followers.get(openId ?? '');
  const templateId = textOf(body.template_id) ?? '';
  const template = world.templates.get(templateId);
  const data = recordOf(body.data);
  function whyNot(): Offence | null {
    if (!follower) return { errcode: 40003, reason: 'invalid openid' };
    if (!template) return { errcode: 40037, reason: 'invalid template_id' };
    if (!follower.isFollowing) return { errcode: 43004, reason: 'require subscribe' };
    const isFilled = template.every((name) => {
      const value = textOf(recordOf(data[name]).value);
      return value !== null && value !== '' && [...value].length <= (/^thing/.test(name) ? 20 : 32);
    });
    if (!isFilled) return { errcode: 47003, reason: 'argument invalid' };
    if (via === 'subscribe' && (follower.consents.get(templateId) ?? 0) < 1)
      return { errcode: 43101, reason: 'user refuse to accept the msg' };
    return null;
  }
  const offence = whyNot();
  if (offence || !follower) {
    const { errcode, reason } = offence ?? { errcode: 40003, reason: 'openid' };
    world.ledger.add({ type: 'message.refused', openId, via, errcode, reason });
    return refuse(errcode, reason);
  }
  const once = textOf(body.client_msg_id);
  const isRepeat = once !== null && world.usedMessageIds.has(`${follower.openId} ${once}`);
  if (once !== null) world.usedMessageIds.add(`${follower.openId} ${once}`);
  if (via === 'subscribe') follower.consents.set(templateId, (follower.consents.get(templateId) ?? 0) - 1);
  // "Only one message is sent"; what the second call is answered is not documented.
  if (!isRepeat) show(world, follower.openId, via, 'template', { template_id: templateId, data }, null);
  return ok({ msgid: 200_163_836 + world.usedMessageIds.size });
}

export function show(
  world: OaWorld,
  openId: string,
  via: 'custom' | 'passive' | 'template' | 'subscribe',
  msgtype: string,
  content: unknown,
  after: string | null,
): void {
  const messageId = world.ids.next();
  world.ledger.add({
    ...{ type: 'message.accepted', openId, messageId, msgtype, via, after },
    content: structuredClone(content),
  });
}

function whyNot(
  world: OaWorld,
  follower: Follower | undefined,
  msgtype: string,
  body: Record<string, unknown>,
): Offence | null {
  if (!world.maySend) return { errcode: 48001, reason: 'api unauthorized' };
  if (!follower) return { errcode: 40003, reason: 'invalid openid' };
  if (!follower.isFollowing) return { errcode: 43004, reason: 'require subscribe' };
  if (follower.refuses) return { errcode: 48002, reason: 'user refuses messages' };
  const content = recordOf(body[msgtype]);
  if (msgtype === 'text') return textOffence(content.content);
  if (msgtype !== 'msgmenu') return { errcode: 40008, reason: 'invalid message type' };
  const list = listOf(content.list);
  if (!list || list.length === 0) return { errcode: 44004, reason: 'empty content' };
  const isWhole = list.map(recordOf).every(({ id, content: label }) => textOf(id) && textOf(label));
  if (!isWhole) return { errcode: 40058, reason: 'invalid menu item' };
  return textOf(content.head_content) === null ? null : textOffence(content.head_content, true);
}

function textOffence(text: unknown, mayBeEmpty = false): Offence | null {
  if (typeof text !== 'string' || (text === '' && !mayBeEmpty))
    return { errcode: 44004, reason: 'empty content' };
  return Buffer.byteLength(text) > limits.textBytes
    ? { errcode: 45002, reason: 'content size out of limit' }
    : null;
}

/** What pays for this message, or why nothing does. */
function openingFor(world: OaWorld, { byMessage, byMoment }: Follower): Opening | Offence {
  const all = world.momentFirst ? [byMoment, byMessage] : [byMessage, byMoment];
  const open = all.filter((one): one is Opening => one !== null && world.clock.now() <= one.until);
  return (
    open.find((one) => one.left > 0) ??
    (open.length > 0
      ? { errcode: 45047, reason: 'out of response count limit' }
      : { errcode: 45015, reason: 'response out of time limit or subscription is canceled' })
  );
}
