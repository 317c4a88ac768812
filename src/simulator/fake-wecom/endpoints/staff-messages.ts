// POST /cgi-bin/message/send and /update_template_card: notices to the company's own people (docs 90236, 94888).
import { createHash } from 'node:crypto';
import { limits } from '../limits.ts';
import { bytesOf, type World } from '../world.ts';
import {
  type ApiAnswer,
  type ApiCall,
  type Endpoint,
  listOf,
  ok,
  recordOf,
  refuse,
  textOf,
} from './answer.ts';

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
  /** A fresh code as the platform puts it into a card event; good once, for 72 h, for the card of this task. */
  issueResponseCode(taskId: string): string;
};

export function createStaffMessages(world: World): StaffMessages {
  const sentAt = new Map<string, number[]>();
  const lastSame = new Map<string, number>();
  const responseCodes = new Map<string, { taskId: string; expiresAt: number }>();
  const usedTaskIds = new Set<string>();

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

  function issueResponseCode(taskId: string): string {
    const code = `RESP${world.ids.secret(18)}`;
    responseCodes.set(code, { taskId, expiresAt: world.clock.now() + limits.responseCodeLifeMs });
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
    const isAnswerable = msgtype === 'template_card' && answerableCards.includes(String(content.card_type));
    const taskId = textOf(content.task_id) ?? '';
    if (msgtype === 'template_card') {
      const offence = cardOffence(content);
      if (offence !== null) return refuse(40058, offence);
      if (isAnswerable && usedTaskIds.has(taskId)) return refuse(40058, 'task_id repeated');
      if (isAnswerable) usedTaskIds.add(taskId);
    }

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
        if (msgtype === 'template_card') show(userId, taskId || noticeId, content);
      }
    }
    return ok({
      ...(unknown.length > 0 ? { invaliduser: unknown.join('|') } : {}),
      msgid: noticeId,
      ...(isAnswerable ? { response_code: issueResponseCode(taskId) } : {}),
    });
  }

  function updateCard(call: ApiCall): ApiAnswer {
    const code = textOf(call.body.response_code) ?? '';
    const known = responseCodes.get(code);
    if (known === undefined || known.expiresAt <= world.clock.now()) {
      return refuse(world.errcodes.responseCodeRefused, 'invalid response_code');
    }
    responseCodes.delete(code);
    const userIds = Array.isArray(call.body.userids) ? call.body.userids.map(String) : [];
    const replaceName = textOf(recordOf(call.body.button).replace_name);
    const content = call.body.template_card ?? { replaceName };
    for (const userId of call.body.atall === 1 ? world.staff : userIds) {
      const card = world.cards.get(placeOf(userId, known.taskId));
      if (!world.staff.has(userId) || !card) continue;
      if (replaceName !== null) Object.assign(card, { buttons: [replaceName], pressable: false });
      else show(userId, known.taskId, recordOf(call.body.template_card));
      world.ledger.add({ type: 'card.changed', userId, taskId: known.taskId, content });
    }
    // Here an array, in message/send a joined string.
    return ok({ invaliduser: userIds.filter((id) => !world.staff.has(id)) });
  }

  function show(userId: string, taskId: string, card: Record<string, unknown>): void {
    const buttons = listOf(card.button_list)?.map((one) => textOf(recordOf(one).text) ?? '') ?? [];
    const place = placeOf(userId, taskId);
    world.cards.set(place, {
      userId,
      taskId,
      card: structuredClone(card),
      buttons,
      pressable: buttons.length > 0,
    });
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

const placeOf = (userId: string, taskId: string) => JSON.stringify([userId, taskId]);

/** What docs 90236 ask of a card; null when it may be shown. */
function cardOffence(card: Record<string, unknown>): string | null {
  if (!answerableCards.includes(String(card.card_type))) return null;
  if (!/^[0-9A-Za-z_\-@]{1,128}$/.test(textOf(card.task_id) ?? '')) return 'invalid task_id';
  if (card.card_type !== 'button_interaction') return null;
  const hasTitle = textOf(recordOf(card.main_title).title) || textOf(card.sub_title_text);
  if (!hasTitle) return 'missing main_title.title or sub_title_text';
  const lines = listOf(card.horizontal_content_list) ?? [];
  if (lines.length > 6 || lines.some((line) => !textOf(recordOf(line).keyname)))
    return 'invalid horizontal_content_list';
  const buttons = listOf(card.button_list) ?? [];
  if (buttons.length < 1 || buttons.length > 6) return 'invalid button_list';
  const action = card.card_action === undefined ? null : recordOf(card.card_action);
  if (action !== null && (action.type !== 1 || !URL.canParse(textOf(action.url) ?? '')))
    return 'invalid card_action';
  for (const button of buttons) {
    const { type, text, key, url } = recordOf(button);
    // One that opens an address has no key.
    const leads = type === 1 ? textOf(url) : textOf(key);
    if (!textOf(text) || !leads || bytesOf(leads) > 1_024) return 'invalid button';
  }
  return null;
}
