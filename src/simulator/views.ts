// The platform's ledger in the words of the simulator page. Pure: values in, values out.
import type { EntryOf, Seen } from './fake-wecom/ledger.ts';
import type { SimNotice, SimStaff, SimTicket } from './ports.ts';

export type MenuLine =
  | { kind: 'item'; id: string; label: string }
  | { kind: 'link'; label: string; url: string }
  | { kind: 'words'; label: string };

export type SimMessage = {
  id: string;
  at: number;
  from: 'resident' | 'bot' | 'staff';
  recalled: boolean;
} & (
  | { kind: 'text'; text: string }
  | { kind: 'photo'; mediaId: string }
  | { kind: 'menu'; head: string; lines: MenuLine[]; tail: string }
  /** A place, a file, something passed on. */
  | { kind: 'card'; what: string; title: string; words: string }
  /** Anything the page only names. */
  | { kind: 'named'; label: string }
);

const labels: Record<string, string> = {
  voice: '[语音]',
  video: '[视频]',
  business_card: '[名片]',
  miniprogram: '[小程序]',
};

/** `fileName`: what a file of this message is called. */
export function toMessage(seen: Seen, fileName = '文件'): SimMessage {
  const from = seen.from === 'product' ? 'bot' : seen.from === 'servicer' ? 'staff' : 'resident';
  const common = { id: seen.messageId, at: seen.at, from, recalled: seen.recalled } as const;
  const body = recordOf(seen.body);
  switch (seen.msgtype) {
    case 'text':
      return { ...common, kind: 'text', text: textOf(body.content) };
    case 'image':
      return { ...common, kind: 'photo', mediaId: textOf(body.media_id) };
    case 'msgmenu':
      return {
        ...common,
        kind: 'menu',
        head: textOf(body.head_content),
        lines: Array.isArray(body.list) ? body.list.map(toMenuLine) : [],
        tail: textOf(body.tail_content),
      };
    case 'location':
      return {
        ...{ ...common, kind: 'card', what: '位置' },
        ...{ title: textOf(body.name) || '地图上的一点', words: textOf(body.address) },
      };
    case 'link':
      return { ...common, kind: 'card', what: '链接', title: textOf(body.title), words: textOf(body.desc) };
    case 'file':
      return { ...common, kind: 'card', what: '文件', title: fileName, words: '' };
    case 'merged_msg': {
      const lines = Array.isArray(body.item) ? body.item.map(recordOf) : [];
      const words = lines
        .map((line) => `${textOf(line.sender_name)}：${innerText(line.msg_content)}`)
        .join('\n');
      return { ...common, kind: 'card', what: '聊天记录', title: textOf(body.title), words };
    }
    default:
      return { ...common, kind: 'named', label: labels[seen.msgtype] ?? '[不支持的消息]' };
  }
}

/** The words of a line that was passed on; a photo says so. */
function innerText(written: unknown): string {
  try {
    const inner = recordOf(JSON.parse(textOf(written)));
    return textOf(recordOf(inner.text).content) || '[图片]';
  } catch {
    return '[不支持的消息]';
  }
}

function toMenuLine(raw: unknown): MenuLine {
  const line = recordOf(raw);
  const click = recordOf(line.click);
  if (line.type === 'click') return { kind: 'item', id: textOf(click.id), label: textOf(click.content) };
  const view = recordOf(line.view);
  if (line.type === 'view') return { kind: 'link', label: textOf(view.content), url: textOf(view.url) };
  const body = recordOf(line[textOf(line.type)]);
  return { kind: 'words', label: textOf(body.content) };
}

/** A notice on a staff phone, with the ticket it speaks of: the one whose number stands in it. */
export function toNotice(
  entry: EntryOf<'staff.notice'>,
  staff: readonly SimStaff[],
  tickets: readonly SimTicket[],
): SimNotice {
  const text = noticeWords(entry);
  const ticket = tickets.find((one) => one.code !== '' && text.includes(one.code));
  return {
    id: `${entry.noticeId}-${entry.userId}`,
    at: entry.at,
    userId: entry.userId,
    to: staff.find((one) => one.userId === entry.userId)?.name ?? entry.userId,
    text,
    grade: ticket?.grade ?? null,
    ticketId: ticket?.id ?? null,
    canAccept: ticket?.canAccept ?? false,
  };
}

/** What stands on the phone, line by line. */
export function noticeWords({
  msgtype,
  content,
}: Pick<EntryOf<'staff.notice'>, 'msgtype' | 'content'>): string {
  return noticeText(msgtype, recordOf(content));
}

function noticeText(msgtype: string, content: Record<string, unknown>): string {
  switch (msgtype) {
    case 'text':
    case 'markdown':
      return textOf(content.content);
    case 'textcard':
      // The description may carry <div class="…">; the phone shows its words.
      return [content.title, textOf(content.description).replace(/<[^>]*>/g, '')].map(textOf).join('\n');
    case 'template_card': {
      const title = recordOf(content.main_title);
      const pairs = Array.isArray(content.horizontal_content_list) ? content.horizontal_content_list : [];
      return [
        textOf(title.title),
        textOf(title.desc),
        textOf(content.sub_title_text),
        ...pairs.map(recordOf).map((pair) => `${textOf(pair.keyname)}：${textOf(pair.value)}`),
      ]
        .filter(Boolean)
        .join('\n');
    }
    default:
      return '[不支持的消息]';
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

export type LedgerLine = { seq: number; at: number; type: string; detail: string };

const TOLD = [
  'endpoint',
  'event',
  'about',
  'status',
  'errcode',
  'code',
  'word',
  'reason',
  'from',
  'to',
  'fault',
];
const LINE_CHARACTERS = 120;

/** One entry of a ledger: what it is, then the words that were said and whatever helps to understand it, in a line. */
export function toLine(entry: { seq: number; at: number; type: string }): LedgerLine {
  const { seq, at, type } = entry;
  const fields: Record<string, unknown> = { ...entry };
  const spoken = ['content', 'fields', 'body', 'activity', 'item']
    .map((name) => spokenIn(fields[name]))
    .find(Boolean);
  const facts = TOLD.flatMap((name) => {
    const value = fields[name];
    if (value === undefined || value === null || value === '') return [];
    return [typeof value === 'string' ? value : `${name}=${JSON.stringify(value)}`];
  });
  const detail = [...(spoken ? [`“${spoken}”`] : []), ...facts].join(' ').replaceAll('\n', ' ');
  return { seq, at, type, detail: detail.slice(0, LINE_CHARACTERS) };
}

const SPOKEN = new Set(['content', 'Content', 'text', 'head_content', 'title']);

/** The first words somewhere within. */
function spokenIn(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === 'string' && inner !== '' && SPOKEN.has(name)) return inner.trim();
    const deeper = spokenIn(inner);
    if (deeper !== null) return deeper;
  }
  return null;
}
