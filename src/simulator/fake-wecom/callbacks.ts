// Brings callbacks to the product, encrypted, with the platform's own rule: 5 s to answer, then 3 more tries, then lost.
import { request } from 'node:http';
import {
  type CallbackKeys,
  cdata,
  elementText,
  encryptFrame,
  openFrame,
  sealCallback,
  signCallback,
} from './envelope.ts';
import { limits } from './limits.ts';
import { toSeconds, type World } from './world.ts';

export type CallbackSettings = { url: string; token: string; encodingAesKey: string };

export type Callbacks = {
  /** Where callbacks go; null = nowhere (the product is not configured yet). */
  pointTo(url: string | null): void;
  /** Tells the product that an account has news. One call stands for any number of items. */
  wake(openKfId: string): void;
  /** Brings any plaintext (app messages, card events, other events). */
  bring(plaintext: string, about: string, openKfId?: string | null): void;
  /** From now on items are appended without a wake-up, until `release`. */
  hold(): void;
  /** Ends `hold` and sends one wake-up per account that got items meanwhile. */
  release(): void;
  /** Sends every callback this many times, as a platform does whose first answer got lost on the way. */
  copies(count: number): void;
  /** The platform's check when the URL is saved: true when the plaintext came back bare and in time. */
  verifyUrl(): Promise<boolean>;
  /** Resolves when no callback is under way or waiting for its next try. */
  settled(): Promise<void>;
  isSyncToken(openKfId: string, token: string): boolean;
  stop(): void;
};

type Sealed = { path: string; body: string };
type Answer = { status: number; body: string } | { failed: 'timeout' | 'connection' };

export function createCallbacks(
  world: World,
  settings: CallbackSettings,
  /** Spacing of retries is unconfirmed; field reports say "at once". */
  retryDelayMs: number,
): Callbacks {
  const keys: CallbackKeys = {
    token: settings.token,
    encodingAesKey: settings.encodingAesKey,
    receiveId: world.corpId,
  };
  const syncTokens = new Map<string, { openKfId: string; expiresAt: number }>();
  const underWay = new Set<Promise<void>>();
  const stopping = new AbortController();
  const heldAccounts = new Set<string>();
  let url: string | null = settings.url === '' ? null : settings.url;
  let holding = false;
  let copyCount = 1;

  function seal(plaintext: string): Sealed {
    const draw = {
      random16: Buffer.from(world.ids.secret(16), 'base64url'),
      nonce: String(Math.floor(world.ids.random() * 1e10)),
      atMs: world.clock.now(),
      agentId: '',
    };
    const { query, body } = sealCallback(plaintext, keys, draw);
    return { path: `?${new URLSearchParams(query)}`, body };
  }

  async function deliver(plaintext: string, about: string, openKfId: string | null): Promise<void> {
    const callbackId = world.ids.next();
    // A retry repeats the same signed body; whether the real one signs anew is unconfirmed.
    const sealed = seal(plaintext);
    for (let attempt = 1; attempt <= 1 + limits.callbackRetries; attempt++) {
      if (attempt > 1 && retryDelayMs > 0) await pause(retryDelayMs);
      if (stopping.signal.aborted) return;
      world.ledger.add({ type: 'callback.sent', callbackId, attempt, about, openKfId });
      const answer = await post(sealed);
      if (stopping.signal.aborted) return;
      if ('failed' in answer) {
        world.ledger.add({ type: 'callback.failed', callbackId, attempt, reason: answer.failed });
        continue;
      }
      if (answer.status !== 200) {
        world.ledger.add({ type: 'callback.failed', callbackId, attempt, reason: 'status' });
        continue;
      }
      const reply = readPassiveReply(answer.body);
      if (reply === 'unreadable') {
        world.ledger.add({ type: 'callback.failed', callbackId, attempt, reason: 'body' });
        continue;
      }
      world.ledger.add({ type: 'callback.answered', callbackId, attempt, status: 200, passiveReply: reply });
      return;
    }
    world.ledger.add({ type: 'callback.lost', callbackId });
  }

  function post(sealed: Sealed): Promise<Answer> {
    return exchange('POST', sealed.path, sealed.body, limits.callbackAnswerMs);
  }

  function exchange(method: 'GET' | 'POST', query: string, body: string, withinMs: number): Promise<Answer> {
    return new Promise((resolve) => {
      if (url === null) return resolve({ failed: 'connection' });
      const outgoing = request(url + query, {
        method,
        agent: false,
        signal: stopping.signal,
        headers:
          method === 'POST' ? { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) } : {},
      });
      const callOff = world.clock.wakeAt(world.clock.now() + withinMs, () => {
        finish({ failed: 'timeout' });
        outgoing.destroy();
      });
      function finish(answer: Answer) {
        callOff();
        resolve(answer);
      }
      outgoing.on('error', () => finish({ failed: 'connection' }));
      outgoing.on('response', (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', () => finish({ failed: 'connection' }));
        incoming.on('end', () =>
          finish({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        );
      });
      outgoing.end(body);
    });
  }

  /** Empty or `success` is the plain yes; anything else must be an honest encrypted reply. */
  function readPassiveReply(body: string): string | null | 'unreadable' {
    if (body === '' || body === 'success') return null;
    const encrypt = elementText(body, 'Encrypt');
    const signature = elementText(body, 'MsgSignature');
    const timestamp = elementText(body, 'TimeStamp');
    const nonce = elementText(body, 'Nonce');
    if (encrypt === null || signature === null || timestamp === null || nonce === null) return 'unreadable';
    if (signCallback(keys.token, timestamp, nonce, encrypt) !== signature) return 'unreadable';
    return openFrame(encrypt, keys) ?? 'unreadable';
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const callOff = world.clock.wakeAt(world.clock.now() + ms, resolve);
      stopping.signal.addEventListener('abort', () => {
        callOff();
        resolve();
      });
    });
  }

  function bring(plaintext: string, about: string, openKfId: string | null = null): void {
    if (stopping.signal.aborted) return;
    for (let copy = 0; copy < copyCount; copy++) {
      const delivery = deliver(plaintext, about, openKfId).finally(() => underWay.delete(delivery));
      underWay.add(delivery);
    }
  }

  function wake(openKfId: string): void {
    if (holding) {
      heldAccounts.add(openKfId);
      return;
    }
    const token = `ENC${world.ids.secret(24)}`;
    syncTokens.set(token, { openKfId, expiresAt: world.clock.now() + limits.syncTokenLifeMs });
    bring(wakeUpXml(world, openKfId, token), 'kf_msg_or_event', openKfId);
  }

  return {
    pointTo(to) {
      url = to;
    },
    wake,
    bring,
    hold() {
      holding = true;
    },
    release() {
      holding = false;
      const accounts = [...heldAccounts];
      heldAccounts.clear();
      for (const openKfId of accounts) wake(openKfId);
    },
    copies(count) {
      copyCount = count;
    },
    async verifyUrl() {
      const plain = String(Math.floor(world.ids.random() * 1e15));
      const echostr = encryptFrame(plain, keys, Buffer.from(world.ids.secret(16), 'base64url'));
      const timestamp = String(toSeconds(world.clock.now()));
      const nonce = String(Math.floor(world.ids.random() * 1e10));
      const query = new URLSearchParams({
        msg_signature: signCallback(keys.token, timestamp, nonce, echostr),
        timestamp,
        nonce,
        echostr,
      });
      const answer = await exchange('GET', `?${query}`, '', limits.urlCheckAnswerMs);
      return 'status' in answer && answer.status === 200 && answer.body === plain;
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    isSyncToken(openKfId, token) {
      const known = syncTokens.get(token);
      return known !== undefined && known.openKfId === openKfId && known.expiresAt > world.clock.now();
    },
    stop() {
      stopping.abort();
    },
  };
}

/** Says only that there is news; never what (doc 94670). */
function wakeUpXml(world: World, openKfId: string, token: string): string {
  return (
    `<xml><ToUserName>${cdata(world.corpId)}</ToUserName>` +
    `<CreateTime>${toSeconds(world.clock.now())}</CreateTime>` +
    '<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[kf_msg_or_event]]></Event>' +
    `<Token>${cdata(token)}</Token><OpenKfId>${cdata(openKfId)}</OpenKfId></xml>`
  );
}
