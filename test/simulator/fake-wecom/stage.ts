// A fake platform with a small product beside it that notes every callback. The product opens them with @wecom/crypto.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decrypt, getSignature } from '@wecom/crypto';
import { createIds } from '../../../src/base/ids.ts';
import { createFakeWecom, type FakeWecomConfig } from '../../../src/simulator/fake-wecom/fake-wecom.ts';
import { createManualClock, shanghai } from '../../support/manual-clock.ts';

export const keys = { token: 'PmChatTok3n', encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C' };
export const corpId = 'ww1234567890abcdef';
export const account = 'wkCuihu';
export const lin = 'wmLin';

export type Received = { xml: string; receiveId: string; isSigned: boolean; query: string; body: string };
export type Answer = { errcode: number; errmsg: string } & Record<string, unknown>;
type Handler = (received: Received, response: ServerResponse) => void;

export async function openStage(more: Partial<FakeWecomConfig> = {}) {
  const clock = createManualClock(shanghai('2026-03-02 10:00'));
  const ids = createIds(clock);
  const received: Received[] = [];
  let handle: Handler = (_received, response) => response.end();
  const product = createServer((request, response) => {
    readAll(request).then((body) => {
      const query = new URL(request.url ?? '/', 'http://p').searchParams;
      const echostr = query.get('echostr');
      const encrypt = echostr ?? /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(body)?.[1] ?? '';
      const opened = decrypt(keys.encodingAesKey, encrypt);
      const signature = getSignature(
        keys.token,
        query.get('timestamp') ?? '',
        query.get('nonce') ?? '',
        encrypt,
      );
      const one = {
        xml: opened.message,
        receiveId: opened.id,
        isSigned: signature === query.get('msg_signature'),
        query: query.toString(),
        body,
      };
      received.push(one);
      handle(one, response);
    });
  });
  await new Promise<void>((resolve) => product.listen(0, '127.0.0.1', resolve));
  const productUrl = `http://127.0.0.1:${(product.address() as AddressInfo).port}/webhooks/wecom`;
  const fake = createFakeWecom({
    clock,
    ids,
    corpId,
    secrets: ['app-secret'],
    callback: { url: productUrl, ...keys },
    accounts: [{ openKfId: account, name: '翠湖花园物业' }, 'wkSecond'],
    agentId: '1000002',
    staff: ['wangfang', 'lijun'],
    ...more,
  });
  const { url } = await fake.start();
  let token: string | null = null;

  async function get(path: string): Promise<Answer> {
    return (await (await fetch(url + path)).json()) as Answer;
  }

  async function fetchToken(): Promise<string> {
    const answer = await get(`/cgi-bin/gettoken?corpid=${corpId}&corpsecret=app-secret`);
    return String(answer.access_token);
  }

  return {
    clock,
    fake,
    url,
    received,
    resident: fake.resident(lin, { nickname: '林女士' }),
    get,
    fetchToken,
    /** What the product does with a callback. */
    answerWith(next: Handler) {
      handle = next;
    },
    async withToken(path: string): Promise<string> {
      token ??= await fetchToken();
      return `${url}${path}${path.includes('?') ? '&' : '?'}access_token=${token}`;
    },
    async call(path: string, body: Record<string, unknown> = {}): Promise<Answer> {
      token ??= await fetchToken();
      const response = await fetch(`${url}${path}?access_token=${token}`, {
        method: 'POST',
        body: JSON.stringify(body),
      });
      return (await response.json()) as Answer;
    },
    say(text: string, ask: Record<string, unknown> = {}): Promise<Answer> {
      return this.call('/cgi-bin/kf/send_msg', {
        touser: lin,
        open_kfid: account,
        msgtype: 'text',
        text: { content: text },
        ...ask,
      });
    },
    pull(ask: Record<string, unknown> = {}): Promise<Page> {
      return this.call('/cgi-bin/kf/sync_msg', { open_kfid: account, ...ask }) as Promise<Page>;
    },
    tokenOf(one: Received | undefined): string {
      return /<Token><!\[CDATA\[(.*?)\]\]>/.exec(one?.xml ?? '')?.[1] ?? '';
    },
    async productGoesDown() {
      product.closeAllConnections();
      await new Promise((resolve) => product.close(resolve));
    },
    async close() {
      await fake.stop();
      if (!product.listening) return;
      product.closeAllConnections();
      await new Promise((resolve) => product.close(resolve));
    },
  };
}

export type Page = Answer & { next_cursor: string; has_more: number; msg_list: Item[] };
export type Item = { msgid: string; msgtype: string } & Record<string, unknown>;
export type Stage = Awaited<ReturnType<typeof openStage>>;

export function textsOf(page: Page): string[] {
  return page.msg_list.map((item) => String((item.text as { content?: string } | undefined)?.content));
}

async function readAll(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}
