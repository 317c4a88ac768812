// POST /cgi-bin/message/send and /update_template_card: notices to the company's own people (docs 90236, 94888).
import { createHash } from 'node:crypto';
import { limits } from '../limits.ts';
import { bytesOf, type World } from '../world.ts';
import { type ApiAnswer, type ApiCall, type Endpoint, ok, recordOf, refuse, textOf } from './answer.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const plainTypes = [
  'text',
  'markdown',
  'textcard',
  'template_card',
  'image',
  'voice',
  'video',
  'file',
  'news',
];
const answerableCards = ['button_interaction', 'vote_interaction', 'multiple_interaction'];

export type StaffMessages = {
  send: Endpoint;
  updateCard: Endpoint;
  /** A fresh code as the platform puts it into a card event; good once, for 72 h. */
  issueResponseCode(): string;
};

export function createStaffMessages(world: World): StaffMessages {
  const sentAt = new Map<string, number[]>();
  const lastSame = new Map<string, number>();
  const responseCodes = new Map<string, number>();

  /** Over the limit the platform answers ok and shows nothing. */
  function isTooMany(userId: string): boolean {
    const now = world.clock.now();
    const times = (sentAt.get(userId) ?? []).filter((at) => at > now - HOUR);
    const inMinute = times.filter((at) => at > now - MINUTE).length;
    if (times.length >= limits.staffPerHour || inMinute >= limits.staffPerMinute) return true;
    sentAt.set(userId, [...times, now]);
    return false;
  }

  function isRepeat(body: Record<string, unknown>, userId: string, content: unknown): boolean {
    if (body.enable_duplicate_check !== 1) return false;
    const asked = body.duplicate_check_interval;
    const seconds = typeof asked === 'number' ? asked : limits.duplicateCheckDefaultSeconds;
    const intervalMs = Math.min(seconds, limits.duplicateCheckLongestSeconds) * 1000;
    const key = createHash('sha256')
      .update(JSON.stringify([userId, body.msgtype, content]))
      .digest('hex');
    const before = lastSame.get(key);
    const now = world.clock.now();
    if (before !== undefined && now - before < intervalMs) return true;
    lastSame.set(key, now);
    return false;
  }

  function issueResponseCode(): string {
    const code = `RESP${world.ids.secret(18)}`;
    responseCodes.set(code, world.clock.now() + limits.responseCodeLifeMs);
    return code;
  }

  function send(call: ApiCall): ApiAnswer {
    const { body } = call;
    if (String(body.agentid) !== world.agentId) return refuse(40056, 'invalid agentid');
    const msgtype = textOf(body.msgtype) ?? '';
    if (!plainTypes.includes(msgtype)) return refuse(40008, 'invalid message type');
    const wanted = textOf(body.touser) ?? '';
    if (wanted === '' && !body.toparty && !body.totag) return refuse(82001, 'all of user/party/tag empty');
    const userIds = wanted === '@all' ? [...world.staff] : [...new Set(wanted.split('|').filter(Boolean))];
    if (userIds.length > limits.staffRecipients) return refuse(40058, 'too many users');
    const known = userIds.filter((id) => world.staff.has(id));
    const unknown = userIds.filter((id) => !world.staff.has(id));
    if (known.length === 0) return refuse(81013, 'user & party & tag all invalid');
    const content = cutToLimits(msgtype, recordOf(body[msgtype]));
    if (msgtype === 'text' && !content.content) return refuse(44004, 'empty content');
    if (msgtype === 'template_card' && !isCardTaskId(content)) return refuse(40058, 'invalid task_id');

    const noticeId = world.ids.next();
    for (const userId of known) {
      if (isRepeat(body, userId, content)) {
        world.ledger.add({ type: 'staff.swallowed', userId, noticeId, why: 'duplicate' });
      } else if (isTooMany(userId)) {
        world.ledger.add({ type: 'staff.swallowed', userId, noticeId, why: 'too-many' });
      } else {
        world.ledger.add({
          type: 'staff.notice',
          userId,
          noticeId,
          msgtype,
          content: structuredClone(content),
        });
      }
    }
    const isAnswerable = msgtype === 'template_card' && answerableCards.includes(String(content.card_type));
    return ok({
      ...(unknown.length > 0 ? { invaliduser: unknown.join('|') } : {}),
      msgid: noticeId,
      ...(isAnswerable ? { response_code: issueResponseCode() } : {}),
    });
  }

  function updateCard(call: ApiCall): ApiAnswer {
    const code = textOf(call.body.response_code) ?? '';
    const expiresAt = responseCodes.get(code);
    if (expiresAt === undefined || expiresAt <= world.clock.now()) {
      return refuse(world.errcodes.responseCodeRefused, 'invalid response_code');
    }
    responseCodes.delete(code);
    const userIds = Array.isArray(call.body.userids) ? call.body.userids.map(String) : [];
    const content = call.body.template_card ?? { replaceName: recordOf(call.body.button).replace_name };
    const noticeId = world.ids.next();
    for (const userId of call.body.atall === 1 ? world.staff : userIds) {
      if (!world.staff.has(userId)) continue;
      world.ledger.add({ type: 'staff.notice', userId, noticeId, msgtype: 'card_update', content });
    }
    // Here an array, in message/send a joined string.
    return ok({ invaliduser: userIds.filter((id) => !world.staff.has(id)) });
  }

  return { send, updateCard, issueResponseCode };
}

/** What is too long is cut without a word. */
function cutToLimits(msgtype: string, content: Record<string, unknown>): Record<string, unknown> {
  if (msgtype === 'text' || msgtype === 'markdown') return cut(content, { content: limits.textBytes });
  if (msgtype !== 'textcard') return content;
  return cut(content, { title: limits.textcardTitleBytes, description: limits.textcardDescriptionBytes });
}

function cut(content: Record<string, unknown>, mostBytes: Record<string, number>): Record<string, unknown> {
  const shorter = { ...content };
  for (const [name, most] of Object.entries(mostBytes)) {
    const text = textOf(shorter[name]);
    if (text === null || bytesOf(text) <= most) continue;
    // A character cut in two decodes to U+FFFD and is left out.
    shorter[name] = Buffer.from(text, 'utf8')
      .subarray(0, most)
      .toString('utf8')
      .replace(/\uFFFD+$/, '');
  }
  return shorter;
}

function isCardTaskId(card: Record<string, unknown>): boolean {
  if (!answerableCards.includes(String(card.card_type))) return true;
  return /^[0-9A-Za-z_\-@]{1,128}$/.test(textOf(card.task_id) ?? '');
}
