// Brings callbacks to the product, encrypted, with the platform's own rule: 5 s to answer, then 3 more tries, then lost.
import { createBringer, type Sealed } from '../bringer.ts';
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
  /** From now on callbacks are kept back instead of being sent, for whoever wants to alter, repeat or reorder them. */
  keepsBack(keepsBack: boolean): void;
  keptBack(): Sealed[];
  /** The platform's check when the URL is saved: true when the plaintext came back bare and in time. */
  verifyUrl(): Promise<boolean>;
  /** Resolves when no callback is under way or waiting for its next try. */
  settled(): Promise<void>;
  isSyncToken(openKfId: string, token: string): boolean;
  stop(): void;
};

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
  const bringer = createBringer(
    world,
    { answerMs: limits.callbackAnswerMs, retries: limits.callbackRetries, retryDelayMs, readReply },
    settings.url === '' ? null : settings.url,
  );
  const heldAccounts = new Set<string>();
  let holding = false;

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

  /** Empty or `success` is the plain yes; anything else must be an honest encrypted reply. */
  function readReply(body: string): string | null | 'unreadable' {
    if (body === '' || body === 'success') return null;
    const encrypt = elementText(body, 'Encrypt');
    const signature = elementText(body, 'MsgSignature');
    const timestamp = elementText(body, 'TimeStamp');
    const nonce = elementText(body, 'Nonce');
    if (encrypt === null || signature === null || timestamp === null || nonce === null) return 'unreadable';
    if (signCallback(keys.token, timestamp, nonce, encrypt) !== signature) return 'unreadable';
    return openFrame(encrypt, keys) ?? 'unreadable';
  }

  function bring(plaintext: string, about: string, openKfId: string | null = null): void {
    bringer.bring(seal(plaintext), (fact) =>
      world.ledger.add(fact.type === 'callback.sent' ? { ...fact, about, openKfId } : fact),
    );
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
    pointTo: bringer.pointTo,
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
    copies: bringer.copies,
    keepsBack: bringer.keepsBack,
    keptBack: bringer.keptBack,
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
      const answer = await bringer.get(`?${query}`, limits.urlCheckAnswerMs);
      return 'status' in answer && answer.status === 200 && answer.body === plain;
    },
    settled: bringer.settled,
    isSyncToken(openKfId, token) {
      const known = syncTokens.get(token);
      return known !== undefined && known.openKfId === openKfId && known.expiresAt > world.clock.now();
    },
    stop: bringer.stop,
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
