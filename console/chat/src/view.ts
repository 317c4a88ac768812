// The conversation on the screen. What stands there already is kept, so that nothing is read out twice and no button is lost.
import type { ChatMessage } from '../../../src/http/chat/thread.ts';
import { h } from './dom.ts';
import { blobOf } from './photo.ts';
import type { Talk, TalkState } from './talk.ts';
import { sayWhen } from './time.ts';
import type { Unsent } from './unsent.ts';
import type { Lang, Words } from './words.ts';

/** A new time is shown after a pause of this long. */
const PAUSE_MS = 5 * 60_000;
const NEAR_END_PX = 120;

type Row = { key: string; sign: string; make(): HTMLElement };

export type View = { log: HTMLElement; show(state: TalkState): void };

export function createView(talk: Talk, say: () => { lang: Lang; words: Words }): View {
  const log = h('div', { class: 'log', role: 'log', tabindex: 0, 'aria-live': 'off' });
  const standing = new Map<string, { sign: string; element: HTMLElement }>();
  const photos = new Map<string, string>();
  let hasSettled = false;

  function show(state: TalkState): void {
    const { words, lang } = say();
    log.setAttribute('aria-label', words.thread);
    const isNearEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END_PX;
    const before = log.scrollHeight;
    const top = log.scrollTop;
    const rows = rowsOf(state, lang, words);
    const isOwnNew = rows.some(({ key }) => key.startsWith('own:') && !standing.has(key));
    put(rows);
    if (isNearEnd || isOwnNew || !hasSettled) log.scrollTop = log.scrollHeight;
    else if (rows[0]?.key !== 'older' && top < 40) log.scrollTop = top + log.scrollHeight - before;
    // What was said before the page was opened is not read out.
    if (!hasSettled && state.session !== null && state.messages.length > 0) {
      hasSettled = true;
      window.setTimeout(() => log.setAttribute('aria-live', 'polite'), 500);
    }
  }

  function put(rows: readonly Row[]): void {
    const wanted = new Set(rows.map(({ key }) => key));
    for (const [key, { element }] of standing) {
      if (wanted.has(key)) continue;
      element.remove();
      standing.delete(key);
    }
    let after: HTMLElement | null = null;
    for (const { key, sign, make } of rows) {
      const kept = standing.get(key);
      if (!kept) standing.set(key, { sign, element: make() });
      else if (kept.sign !== sign) {
        refresh(kept.element, make());
        kept.sign = sign;
      }
      const element: HTMLElement | undefined = standing.get(key)?.element;
      if (!element) continue;
      const place: ChildNode | null = after === null ? log.firstChild : after.nextSibling;
      if (place !== element) log.insertBefore(element, place);
      after = element;
    }
  }

  function rowsOf(state: TalkState, lang: Lang, words: Words): Row[] {
    const rows: Row[] = [];
    if (state.hasOlder)
      rows.push({
        key: 'older',
        sign: lang,
        make: () =>
          h('button', { class: 'older', type: 'button', click: () => void talk.readOlder() }, words.older),
      });
    const sentIds = new Set(state.messages.map(({ id }) => id));
    const waiting = state.unsent.filter(
      ({ messageId }) => messageId === undefined || !sentIds.has(messageId),
    );
    const lastOwnAt = waiting.length > 0 ? Number.POSITIVE_INFINITY : lastFrom(state.messages, 'resident');
    const now = Date.now() + state.clockOffset;
    let last = Number.NEGATIVE_INFINITY;
    let author = '';
    const timeAt = (at: number, id: string) => {
      if (at - last > PAUSE_MS) {
        author = '';
        const when = sayWhen(at, now, lang, words);
        rows.push({ key: `time:${id}`, sign: when, make: () => h('p', { class: 'when' }, when) });
      }
      last = at;
    };
    for (const [index, message] of state.messages.entries()) {
      const clientId = state.clientIdOf.get(message.id);
      timeAt(message.at, message.id);
      const isFirstOfMany = author !== message.from;
      author = message.from;
      const isLive = message.items !== undefined && index > lastOwnAt;
      rows.push({
        key: clientId === undefined ? message.id : `own:${clientId}`,
        sign: JSON.stringify([message, isFirstOfMany, isLive, lang]),
        make: () => bubbleOf(message, { isFirstOfMany, isLive }, words),
      });
    }
    for (const one of waiting) {
      timeAt(one.at, one.clientId);
      const { photo, ...shown } = one;
      rows.push({
        key: `own:${one.clientId}`,
        sign: JSON.stringify([shown, state.isAway, lang]),
        make: () => waitingBubble(one, state.isAway, words),
      });
    }
    if (state.isTyping)
      rows.push({
        key: 'typing',
        sign: lang,
        make: () =>
          h(
            'div',
            { class: 'row desk typing', 'aria-hidden': 'true' },
            h('p', { class: 'bubble' }, h('span', { class: 'dots' }, '● ● ●'), ` ${words.typing}`),
          ),
      });
    return rows;
  }

  function bubbleOf(
    { id, from, text, items, tail, photo }: ChatMessage,
    { isFirstOfMany, isLive }: { isFirstOfMany: boolean; isLive: boolean },
    words: Words,
  ): HTMLElement {
    const isOwn = from === 'resident';
    const name = isOwn ? words.me : from === 'person' ? words.person : words.bot;
    // Whoever wrote it knows it.
    const row = h('div', isOwn ? { class: 'row own', 'aria-live': 'off' } : { class: 'row desk' });
    row.append(h('p', { class: isOwn || !isFirstOfMany ? 'unseen' : 'name' }, name));
    if (photo) row.append(photoOf(photo, words));
    else {
      const bubble = h('p', { class: 'bubble', dir: 'auto' }, ...(isOwn ? [text] : withPhones(text)));
      row.append(bubble);
    }
    if (items && isLive)
      row.append(
        h(
          'div',
          { class: 'choices', role: 'group', 'aria-label': words.choices },
          ...items.map((item) =>
            h(
              'button',
              {
                type: 'button',
                click: () => {
                  talk.press(id, item.id, item.label);
                  // The button is gone now; whoever works with keys goes on where the answer will stand.
                  log.focus({ preventScroll: true });
                },
              },
              item.label,
            ),
          ),
        ),
      );
    else if (items) row.append(h('p', { class: 'past' }, items.map(({ label }) => label).join(' · ')));
    if (tail) row.append(h('p', { class: 'past' }, tail));
    return row;
  }

  function waitingBubble(one: Unsent, isAway: boolean, words: Words): HTMLElement {
    const row = h('div', {
      class: one.failed === undefined ? 'row own waiting' : 'row own failed',
      'aria-live': 'off',
    });
    row.append(h('p', { class: 'unseen' }, words.me));
    if (one.photo === undefined) row.append(h('p', { class: 'bubble', dir: 'auto' }, one.text));
    else {
      const picture = h('img', { class: 'photo', alt: words.photoAlt, load: stayAtEnd });
      picture.src = addressOf(`own:${one.clientId}`, () => blobOf(one.photo ?? ''));
      row.append(picture);
    }
    if (one.failed === undefined)
      row.append(h('p', { class: 'note' }, isAway ? words.waiting : words.sending));
    else
      row.append(
        h('p', { class: 'note bad' }, `${words.failed}。${reasonOf(one.failed, words)}`),
        h(
          'div',
          { class: 'choices' },
          ...(one.press
            ? []
            : [h('button', { type: 'button', click: () => talk.sendAgain(one.clientId) }, words.again)]),
          h('button', { type: 'button', click: () => talk.remove(one.clientId) }, words.remove),
        ),
      );
    return row;
  }

  function photoOf(photo: NonNullable<ChatMessage['photo']>, words: Words): HTMLElement {
    if (photo.state !== 'there')
      return h('p', { class: 'bubble' }, photo.state === 'gone' ? words.photoGone : words.photoWaiting);
    const picture = h('img', { class: 'photo', alt: words.photoAlt, load: stayAtEnd });
    const known = photos.get(photo.id);
    if (known !== undefined) picture.src = known;
    else
      void talk.photo(photo.id).then((blob) => {
        if (blob) picture.src = addressOf(photo.id, () => blob);
      });
    return picture;
  }

  /** A picture takes its room only when it is there. */
  function stayAtEnd(): void {
    if (log.scrollHeight - log.scrollTop - log.clientHeight < 3 * NEAR_END_PX)
      log.scrollTop = log.scrollHeight;
  }

  function addressOf(key: string, blob: () => Blob): string {
    const known = photos.get(key);
    if (known !== undefined) return known;
    const address = URL.createObjectURL(blob());
    photos.set(key, address);
    return address;
  }

  return { log, show };
}

/** Everything but the words themselves is exchanged: what was read out once is not read out again. */
function refresh(old: HTMLElement, fresh: HTMLElement): void {
  old.className = fresh.className;
  const kept = old.querySelector(':scope > .bubble');
  const next = fresh.querySelector(':scope > .bubble');
  if (!kept || !next || kept.textContent !== next.textContent) {
    old.replaceChildren(...fresh.childNodes);
    return;
  }
  const parts = [...fresh.childNodes];
  const at = parts.indexOf(next);
  for (const part of [...old.childNodes]) if (part !== kept) part.remove();
  kept.before(...parts.slice(0, at));
  kept.after(...parts.slice(at + 1));
}

/** By hand: phones of 2020 have no findLastIndex. */
function lastFrom(messages: readonly ChatMessage[], from: ChatMessage['from']): number {
  let last = -1;
  for (const [index, each] of messages.entries()) if (each.from === from) last = index;
  return last;
}

function reasonOf(code: string, words: Words): string {
  if (/too-long|text/.test(code)) return words.tooLong;
  if (/too-large|pixels/.test(code)) return words.tooLarge;
  if (/photo-too-many/.test(code)) return words.tooManyPhotos;
  if (/not-a-photo/.test(code)) return words.notPhoto;
  return /no-such-menu/.test(code) ? words.staleMenu : '';
}

/** Numbers of ours can be called with one tap. */
const PHONE = /(?<![\d-])(?:1\d{10}|0\d{2,3}-?\d{7,8}|400-?\d{3}-?\d{4})(?![\d-])/g;

function withPhones(text: string): (string | Node)[] {
  const parts: (string | Node)[] = [];
  let from = 0;
  for (const { 0: number, index } of text.matchAll(PHONE)) {
    parts.push(text.slice(from, index), h('a', { href: `tel:${number.replaceAll('-', '')}` }, number));
    from = index + number.length;
  }
  return [...parts, text.slice(from)];
}
