// The conversation as this page has it: sends what waits, then reads what is new, one after the other and never twice at once.
import type { ChatMessage } from '../../../src/http/chat/thread.ts';
import type { Answer, Api, Session } from './api.ts';
import { blobOf } from './photo.ts';
import { newId } from './shelf.ts';
import type { Unsent, UnsentList } from './unsent.ts';
import type { Lang } from './words.ts';

export type TalkState = {
  session: Session | null;
  /** There is no such chat. */
  isClosed: boolean;
  isAway: boolean;
  isTyping: boolean;
  messages: ChatMessage[];
  unsent: Unsent[];
  /** Whose bubble is whose: the id the page gave it, while it is open. */
  clientIdOf: ReadonlyMap<string, string>;
  hasOlder: boolean;
  /** Of the house against this device. */
  clockOffset: number;
};

export type Talk = {
  state(): TalkState;
  say(text: string): boolean;
  press(messageId: string, itemId: string, label: string): void;
  sendPhoto(dataUrl: string): boolean;
  sendAgain(clientId: string): void;
  remove(clientId: string): void;
  choose(lang: Lang): void;
  readOlder(): Promise<void>;
  /** There may be something new, or the network is back. */
  wake(): void;
  seenTyping(): void;
  begin(): Promise<void>;
  photo(id: string): Promise<Blob | null>;
};

const TYPING_MS = 8_000;
const LONGEST_WAIT_MS = 30_000;

export function createTalk(
  api: Api,
  unsent: UnsentList,
  { lang, onChange, onNew }: { lang(): Lang; onChange(): void; onNew(): void },
): Talk {
  let session: Session | null = null;
  let isClosed = false;
  let isAway = false;
  let messages: ChatMessage[] = [];
  let cursor: string | null = null;
  let older: string | null = null;
  let hasRead = false;
  let withWhom = 'bot';
  let clockOffset = 0;
  let failures = 0;
  let retry = 0;
  let typing = 0;
  /** Nothing was read in this session yet: not to be known again now would go on for ever. */
  let isFresh = false;
  let chosen: { clientId: string; lang: Lang } | null = null;
  const clientIdOf = new Map<string, string>();

  let isRunning = false;
  let isWanted = false;
  function wake(): void {
    isWanted = true;
    if (isRunning) return;
    isRunning = true;
    void run().finally(() => {
      isRunning = false;
    });
  }
  async function run(): Promise<void> {
    while (isWanted) {
      isWanted = false;
      window.clearTimeout(retry);
      const waitMs = await round();
      if (waitMs !== null) retry = window.setTimeout(wake, waitMs);
      onChange();
    }
  }

  /** How long to wait before trying again; null = all is done. */
  async function round(): Promise<number | null> {
    if (session === null) {
      const waitMs = await introduce();
      if (session === null) return waitMs;
    }
    const sent = (await tellLanguage()) ?? (await sendWaiting());
    const read = session === null ? null : await readNew();
    const waits = [sent, read].filter((each) => each !== null);
    if (waits.length === 0) failures = 0;
    return waits.length === 0 ? null : Math.max(...waits);
  }

  async function introduce(): Promise<number | null> {
    const answer = await api.begin(lang());
    if (answer.kind === 'ok') {
      if (answer.value.isNew) forgetThread();
      session = answer.value;
      isFresh = true;
      setClock(answer.value.now);
      arrived();
      return null;
    }
    if (answer.kind === 'refused') {
      isClosed = true;
      return null;
    }
    return waitAfter(answer);
  }

  function forgetThread(): void {
    // The desk has them, in a talk that is over.
    for (const { clientId, messageId } of unsent.all()) if (messageId !== undefined) unsent.remove(clientId);
    messages = [];
    cursor = null;
    older = null;
    hasRead = false;
  }

  async function tellLanguage(): Promise<number | null> {
    const telling = chosen;
    if (telling === null) return null;
    const answer = await api.choose(telling.clientId, telling.lang);
    if (answer.kind === 'away' || answer.kind === 'wait') return waitAfter(answer);
    if (chosen === telling) chosen = null;
    return null;
  }

  async function sendWaiting(): Promise<number | null> {
    for (const one of unsent.all()) {
      if (one.failed !== undefined || one.messageId !== undefined) continue;
      const answer = await deliver(one);
      if (answer.kind === 'ok') {
        arrived();
        const { messageId } = answer.value;
        clientIdOf.set(messageId, one.clientId);
        unsent.change(one.clientId, { messageId });
        if (withWhom === 'bot') seenTyping();
      } else if (answer.kind !== 'refused') return waitAfter(answer);
      else if (isUnknown(answer)) return beginAnew();
      else unsent.change(one.clientId, { failed: answer.code });
      onChange();
    }
    return null;
  }

  function deliver({ clientId, text, press, photo }: Unsent): Promise<Answer<{ messageId: string }>> {
    if (press) return api.press(clientId, press);
    return photo === undefined ? api.say(clientId, text) : api.sendPhoto(clientId, blobOf(photo));
  }

  async function readNew(): Promise<number | null> {
    // What is still on its way holds the cursor back; from there it is read again next time.
    let isHeldBack = false;
    let from = cursor;
    for (;;) {
      const answer = await api.read(from === null ? {} : { after: from });
      if (answer.kind === 'refused') {
        return isUnknown(answer) ? beginAnew() : null;
      }
      if (answer.kind !== 'ok') return waitAfter(answer);
      arrived();
      const { value } = answer;
      isFresh = false;
      setClock(value.now);
      withWhom = value.with;
      take(value.messages);
      if (!isHeldBack) cursor = value.cursor;
      if (from === null) {
        older = value.next;
        hasRead = true;
        return null;
      }
      if (value.next === null) return null;
      if (value.cursor !== value.next) isHeldBack = true;
      from = value.next;
    }
  }

  function beginAnew(): number | null {
    session = null;
    if (isFresh) return waitAfter({ kind: 'away' });
    isWanted = true;
    return null;
  }

  function take(read: readonly ChatMessage[]): void {
    const isFirst = !hasRead;
    for (const message of read) {
      const known = messages.findIndex((each) => each.id === message.id);
      if (known >= 0) messages[known] = message;
      else {
        messages.push(message);
        if (!isFirst && message.from !== 'resident') {
          typing = 0;
          onNew();
        }
      }
    }
    // What went out a moment later than what stands behind it belongs before it.
    messages = messages
      .map((message, index) => ({ message, index }))
      .sort((a, b) => a.message.at - b.message.at || a.index - b.index)
      .map(({ message }) => message);
    const there = new Set(messages.map(({ id }) => id));
    for (const one of unsent.all())
      if (one.messageId !== undefined && there.has(one.messageId)) {
        clientIdOf.set(one.messageId, one.clientId);
        unsent.remove(one.clientId);
      }
  }

  function arrived(): void {
    failures = 0;
    isAway = false;
  }

  function waitAfter(answer: { kind: 'away' } | { kind: 'wait'; ms: number }): number {
    if (answer.kind === 'wait') return answer.ms;
    isAway = true;
    failures += 1;
    return Math.min(LONGEST_WAIT_MS, 1_000 * 2 ** Math.min(failures, 5));
  }

  function setClock(now: number): void {
    clockOffset = now - Date.now();
  }

  function seenTyping(): void {
    typing = Date.now() + TYPING_MS;
    window.setTimeout(onChange, TYPING_MS + 50);
    onChange();
  }

  function put(one: Omit<Unsent, 'clientId' | 'at'>): boolean {
    const isKept = unsent.add({ clientId: newId(), at: Date.now() + clockOffset, ...one });
    if (!isKept) return false;
    onChange();
    wake();
    return true;
  }

  return {
    state: () => ({
      session,
      isClosed,
      isAway,
      isTyping: typing > Date.now() && !isAway,
      messages,
      unsent: unsent.all(),
      clientIdOf,
      hasOlder: older !== null,
      clockOffset,
    }),
    say: (text) => put({ text }),
    press: (messageId, itemId, label) => void put({ text: label, press: { messageId, itemId } }),
    sendPhoto: (dataUrl) => put({ text: '', photo: dataUrl }),
    sendAgain(clientId) {
      unsent.change(clientId, {});
      wake();
      onChange();
    },
    remove(clientId) {
      unsent.remove(clientId);
      onChange();
    },
    choose(picked) {
      chosen = { clientId: newId(), lang: picked };
      wake();
    },
    async readOlder() {
      if (older === null) return;
      const answer = await api.read({ before: older });
      if (answer.kind !== 'ok') return;
      older = answer.value.next;
      const known = new Set(messages.map(({ id }) => id));
      messages = [...answer.value.messages.filter(({ id }) => !known.has(id)), ...messages];
      onChange();
    },
    wake,
    seenTyping,
    async begin() {
      session = null;
      wake();
    },
    photo: api.photo,
  };
}

function isUnknown({ status, code }: { status: number; code: string }): boolean {
  return status === 401 || code === 'chat/not-begun';
}
