// A resident's page without a browser: keeps its cookie or token, and asks what the real page asks.
import type { ChatMessage, ChatThread } from '../../src/http/chat/thread.ts';

export const CHANNELS_WITH_WEB = `accounts:
  - { channel: web, account: cuihu, name: 翠湖花园物业前台, community: cuihu }
unlisted: { community: cuihu, handoff: console }
`;

export type ChatPage = {
  cookie: string | null;
  token: string | null;
  ask(
    line: string,
    options?: { body?: unknown; raw?: Uint8Array; headers?: Record<string, string> },
  ): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }>;
  enters(lang?: string): Promise<Record<string, unknown>>;
  says(text: string, clientId?: string): Promise<{ status: number; body: Record<string, unknown> }>;
  presses(messageId: string, itemId: string): Promise<{ status: number; body: Record<string, unknown> }>;
  sendsPhoto(
    bytes: Uint8Array,
    clientId?: string,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  sees(): Promise<ChatMessage[]>;
  /** What we said, as text, oldest first. */
  hears(): Promise<string[]>;
};

let lastId = 0;
export const newClientId = () => `client-${String(++lastId).padStart(8, '0')}`;

export function createChatPage(
  baseUrl: string,
  { at = '-', embedded = false, address }: { at?: string; embedded?: boolean; address?: string } = {},
): ChatPage {
  const page: ChatPage = {
    cookie: null,
    token: null,
    async ask(line, { body, raw, headers = {} } = {}) {
      const [method = 'GET', path = ''] = line.split(' ');
      const response = await fetch(`${baseUrl}/chat/api/${at}${path}`, {
        method,
        headers: {
          ...(page.token ? { authorization: `Bearer ${page.token}` } : {}),
          ...(page.cookie ? { cookie: page.cookie } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(address === undefined ? {} : { 'x-forwarded-for': address }),
          ...headers,
        },
        ...(raw !== undefined
          ? { body: raw as BodyInit }
          : body === undefined
            ? {}
            : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const set = response.headers.get('set-cookie');
      if (set !== null) page.cookie = set.split(';')[0] ?? null;
      const isJson = /json/.test(response.headers.get('content-type') ?? '');
      return {
        status: response.status,
        headers: response.headers,
        body: isJson ? JSON.parse(text) : { text },
      };
    },
    async enters(lang = 'zh-CN') {
      const { status, body } = await page.ask('POST /session', { body: { lang, embedded } });
      if (status !== 200) throw new Error(`not let in: ${status} ${JSON.stringify(body)}`);
      if (typeof body.token === 'string') page.token = body.token;
      return body;
    },
    says: (text, clientId = newClientId()) => page.ask('POST /messages', { body: { clientId, text } }),
    presses: (messageId, itemId) =>
      page.ask('POST /messages', { body: { clientId: newClientId(), press: { messageId, itemId } } }),
    sendsPhoto: (bytes, clientId = newClientId()) =>
      page.ask(`POST /photos?clientId=${clientId}`, { raw: bytes, headers: { 'content-type': 'image/png' } }),
    async sees() {
      const { status, body } = await page.ask('GET /messages');
      if (status !== 200) throw new Error(`nothing to see: ${status}`);
      return (body as unknown as ChatThread).messages;
    },
    async hears() {
      return (await page.sees())
        .filter(({ from }) => from !== 'resident')
        .map(({ text, items = [] }) => [text, ...items.map(({ label }) => `[${label}]`)].join('\n'));
    },
  };
  return page;
}
