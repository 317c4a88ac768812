// The WeCom callback address: 微信客服 wake-ups and everything the self-built app is told come through this one door.
import type { CallbackDoor, OpenedCallback } from '../contract.ts';
import { appInboundItem, cardPressOf } from '../wecom-app/parse.ts';
import { parseCallback } from './callback.ts';
import type { CallbackKeys } from './keys.ts';
import { createCallbackVerifier, MAX_CALLBACK_BYTES } from './verify.ts';

export function createWecomDoor(settings: CallbackKeys & { receiveId: string }): CallbackDoor {
  const verifier = createCallbackVerifier(settings);
  return {
    channel: 'wecom-app',
    maxBytes: MAX_CALLBACK_BYTES,
    verifyUrl: verifier.verifyUrl,
    open(query, body) {
      const opened = verifier.open(query, body);
      return opened.ok ? { ok: true, callback: read(opened.plaintext) } : opened;
    },
  };
}

function read(plaintext: string | Uint8Array): OpenedCallback {
  const callback = parseCallback(plaintext);
  const text = typeof plaintext === 'string' ? plaintext : Buffer.from(plaintext).toString('base64');
  switch (callback.kind) {
    case 'kf-wakeup':
      return {
        kind: 'wake-up',
        channel: 'wecom-kf',
        channelAccountId: callback.openKfId,
        wakeToken: callback.wakeToken,
      };
    case 'unreadable':
      return { kind: 'keep', dedupeKey: callback.dedupeKey, plaintext: text, reason: callback.reason };
    case 'app-message':
      return { kind: 'member-item', item: appInboundItem(callback), plaintext: text };
    case 'app-event': {
      // Where a member walks about is reported every few seconds if the company switched it on (docs 90240). Nobody needs it.
      if (callback.event.toLowerCase() === 'location') return { kind: 'nothing', reason: 'whereabouts' };
      const press = cardPressOf(callback);
      return press === null
        ? { kind: 'member-item', item: appInboundItem(callback), plaintext: text }
        : { kind: 'card-press', press, plaintext: text };
    }
    case 'kf-auth-change':
      return { kind: 'nothing', reason: callback.kind };
    case 'ignored':
      return { kind: 'nothing', reason: 'ignored' };
  }
}
