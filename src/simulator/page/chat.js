// The resident's phone: who is played, what was said, and what they say next.
import * as api from './api.js';
import { avatar, byId, el, icon, reconcile, withPhones } from './dom.js';
import { createMore } from './more.js';
import { choosePhoto } from './photo.js';
import { channelNames, sayTime } from './words.js';

/** @typedef {import('./api.js').SimMessage} SimMessage */
/** @typedef {import('./api.js').SimResident} SimResident */

const TIME_GAP_MS = 5 * 60_000;
const RECALL_MS = 2 * 60_000;
const INPUT_LINES_PX = 112;

const starters = [
  '厨房水管爆了，水一直往外喷！',
  '1号梯困住人了',
  '卫生间的灯不亮了',
  '物业费是怎么算的？',
  '楼上半夜装修，我要投诉',
];

/**
 * @param {{ tell: (words: string) => void, now: () => number, onChannel: (channel: string) => void }} page
 */
export function createChat({ tell, now, onChannel }) {
  const people = byId('people', HTMLFieldSetElement);
  const log = byId('messages', HTMLDivElement);
  const form = byId('composer', HTMLFormElement);
  const input = byId('words', HTMLTextAreaElement);
  const send = byId('send', HTMLButtonElement);
  const hints = byId('starters', HTMLFieldSetElement);
  const channel = byId('channel', HTMLSelectElement);
  const elsewhere = byId('elsewhere', HTMLDivElement);
  const more = byId('more', HTMLButtonElement);
  /** @type {SimResident[]} */
  let residents = [];
  /** @type {string} */
  let current = '';
  /** @type {Map<string, string>} */
  const drafts = new Map();
  /** @type {Map<string, number>} */
  const seenCounts = new Map();
  /** @type {Set<string>} */
  const unread = new Set();
  const entered = new Set();

  /** Those who write from the channel that is chosen. */
  const present = () => residents.filter((one) => one.channel === channel.value);

  function showPeople() {
    const chips = present().map((one, n) => {
      const isCurrent = one.id === current;
      return el(
        'button',
        {
          type: 'button',
          class: 'person',
          'data-key': one.id,
          'data-version': `${isCurrent} ${unread.has(one.id)}`,
          'aria-pressed': String(isCurrent),
          click: () => void choose(one.id),
        },
        avatar(one.name, n),
        el('span', { class: 'person-words' }, el('b', {}, one.name), el('small', {}, one.home)),
        unread.has(one.id)
          ? el('span', { class: 'dot' }, el('span', { class: 'hidden-words' }, '有新消息'))
          : null,
      );
    });
    const add = el(
      'button',
      {
        type: 'button',
        class: 'person person-add',
        'data-key': '+',
        'data-version': '',
        click: () => void addPerson(),
      },
      icon('plus'),
      el('span', {}, '再来一位'),
    );
    reconcile(people, [...chips, add]);
  }

  async function addPerson() {
    const answer = await api.addResident(channel.value);
    if (!answer.ok) return tell(answer.say);
    residents = [...residents, answer.resident];
    await choose(answer.resident.id);
    people.scrollTo({ left: people.scrollWidth });
  }

  /** @param {string} id */
  async function choose(id) {
    if (current !== '') drafts.set(current, input.value);
    current = id;
    unread.delete(id);
    input.value = drafts.get(id) ?? '';
    fitInput();
    showPeople();
    log.replaceChildren();
    const isEmpty = await refresh([id]);
    // Opening the chat for the first time is an event of its own, and brings the welcome.
    if (isEmpty && !entered.has(id)) {
      entered.add(id);
      const answer = await api.enter(id);
      if (!answer.ok) tell(answer.say);
    }
  }

  /**
   * @param {readonly string[]} ids
   * @returns {Promise<boolean>} whether the current resident has no messages yet
   */
  async function refresh(ids) {
    let isEmpty = false;
    for (const id of ids) {
      if (!residents.some((one) => one.id === id)) continue;
      const answer = await api.readTimeline(id);
      if (!answer.ok) {
        tell(answer.say);
        continue;
      }
      const others = answer.messages.filter((one) => one.from !== 'resident').length;
      if (id === current) {
        showMessages(answer.messages);
        isEmpty = answer.messages.length === 0;
      } else if (others > (seenCounts.get(id) ?? 0)) {
        unread.add(id);
      }
      seenCounts.set(id, others);
    }
    showPeople();
    return isEmpty;
  }

  /** @param {SimMessage[]} messages */
  function showMessages(messages) {
    const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
    const isFirst = log.childElementCount === 0;
    /** @type {HTMLElement[]} */
    const rows = [];
    let lastAt = 0;
    for (const message of messages) {
      if (message.at - lastAt > TIME_GAP_MS) rows.push(timeRow(message));
      lastAt = message.at;
      rows.push(messageRow(message));
    }
    const isChanged = reconcile(log, rows);
    hints.hidden = messages.some((one) => one.from === 'resident');
    if (isChanged && (isAtEnd || isFirst || messages.at(-1)?.from === 'resident'))
      log.scrollTop = log.scrollHeight;
  }

  /** @param {SimMessage} message */
  function timeRow(message) {
    const words = sayTime(message.at, now());
    return el('p', { class: 'time', 'data-key': `t${message.id}`, 'data-version': words }, words);
  }

  /** @param {SimMessage} message */
  function messageRow(message) {
    const key = { 'data-key': message.id };
    const isOwn = message.from === 'resident';
    if (message.recalled) {
      const words = isOwn ? '你撤回了一条消息' : '对方撤回了一条消息';
      return el('p', { class: 'time', ...key, 'data-version': 'recalled' }, words);
    }
    // A follower of an Official Account can take nothing back.
    const canRecall = isOwn && channel.value === 'wecom-kf' && now() - message.at < RECALL_MS;
    const place = present().findIndex((one) => one.id === current);
    const who = isOwn ? (present()[place]?.name ?? '住户') : message.from === 'bot' ? '物业前台' : '物业同事';
    return el(
      'div',
      { class: `row ${isOwn ? 'own' : 'theirs'}`, ...key, 'data-version': String(canRecall) },
      isOwn ? avatar(who, place) : el('span', { class: 'avatar desk', 'aria-hidden': 'true' }, icon('house')),
      el('span', { class: 'hidden-words' }, `${who}说：`),
      bubble(message),
      canRecall
        ? el('button', { type: 'button', class: 'recall', click: () => void takeBack(message.id) }, '撤回')
        : null,
    );
  }

  /** @param {SimMessage} message */
  function bubble(message) {
    switch (message.kind) {
      case 'text':
        return el('div', { class: 'bubble' }, ...withPhones(message.text));
      case 'photo':
        return el(
          'a',
          { class: 'photo', href: api.mediaUrl(message.mediaId), target: '_blank', rel: 'noopener' },
          el('img', { src: api.mediaUrl(message.mediaId), alt: '照片', load: keepAtEnd }),
        );
      case 'menu':
        return el(
          'div',
          { class: 'bubble menu' },
          message.head === '' ? null : el('p', {}, ...withPhones(message.head)),
          el('div', { class: 'menu-items' }, ...message.lines.map(menuLine)),
          message.tail === '' ? null : el('p', {}, message.tail),
        );
      case 'card':
        return el(
          'div',
          { class: 'bubble card' },
          el('small', {}, message.what),
          el('b', {}, message.title),
          message.words === '' ? null : el('p', {}, ...withPhones(message.words)),
        );
      case 'named':
        return el('div', { class: 'bubble' }, message.label);
    }
  }

  /** @param {import('../views.ts').MenuLine} line */
  function menuLine(line) {
    if (line.kind === 'words') return el('p', {}, line.label);
    // Links lead out of the played world; they are shown and not followed.
    if (line.kind === 'link') return el('p', { class: 'link', title: line.url }, line.label || line.url);
    const { id } = line;
    return el('button', { type: 'button', class: 'menu-item', click: () => void pick(id) }, line.label);
  }

  function keepAtEnd() {
    if (log.scrollHeight - log.scrollTop - log.clientHeight < 400) log.scrollTop = log.scrollHeight;
  }

  /** @param {string} menuItemId */
  async function pick(menuItemId) {
    const answer = await api.click(current, menuItemId);
    if (!answer.ok) tell(answer.say);
    await refresh([current]);
  }

  /** @param {string} messageId */
  async function takeBack(messageId) {
    const answer = await api.recall(current, messageId);
    if (!answer.ok) tell(answer.say);
    await refresh([current]);
    input.focus();
  }

  async function sendWords() {
    const text = input.value.trim();
    if (text === '') return;
    const to = current;
    input.value = '';
    fitInput();
    const answer = await api.write(to, text);
    if (!answer.ok) {
      // What was typed must not be lost with the answer.
      if (current === to && input.value === '') input.value = text;
      fitInput();
      return tell(answer.say);
    }
    await refresh([to]);
  }

  function fitInput() {
    input.style.height = 'auto';
    input.style.height = `${Math.min(input.scrollHeight, INPUT_LINES_PX)}px`;
    send.disabled = input.value.trim() === '';
  }

  channel.addEventListener('change', enterChannel);

  /** Our own page is no platform of ours to play: it is opened. */
  function enterChannel() {
    const isPage = channel.value === 'web';
    elsewhere.hidden = !isPage;
    for (const part of [people, log, form]) part.hidden = isPage;
    more.hidden = channel.value !== 'wecom-kf' && channel.value !== 'wechat-oa';
    onChannel(channel.value);
    const first = present()[0];
    if (!isPage && first) return void choose(first.id);
    current = '';
    hints.hidden = true;
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void sendWords();
  });
  input.addEventListener('input', fitInput);
  input.addEventListener('keydown', (event) => {
    // While an input method composes, Enter chooses a word. Safari reports it only by key code 229.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    void sendWords();
  });
  byId('photo', HTMLButtonElement).addEventListener('click', async () => {
    const to = current;
    const photo = await choosePhoto(tell);
    if (photo === null) return;
    const answer = await api.sendPhoto(to, photo);
    if (!answer.ok) tell(answer.say);
    await refresh([to]);
  });
  const moreDialog = createMore(
    tell,
    () => current,
    () => refresh([current]),
  );
  more.addEventListener('click', () => moreDialog.open());
  for (const words of starters) {
    const fill = () => {
      input.value = words;
      fitInput();
      input.focus();
    };
    hints.append(el('button', { type: 'button', class: 'starter', click: fill }, words));
  }
  fitInput();

  return {
    refresh,
    /**
     * @param {SimResident[]} all
     * @param {import('./api.js').SimPlatform[]} platforms
     * @param {string | null} webChat
     */
    async open(all, platforms, webChat) {
      residents = all;
      const ids = [...platforms.map(({ id }) => id), ...(webChat === null ? [] : ['web'])];
      channel.replaceChildren(...ids.map((id) => el('option', { value: id }, channelNames[id] ?? id)));
      if (webChat !== null) byId('chat-link', HTMLAnchorElement).href = webChat;
      enterChannel();
      await refresh(residents.map((one) => one.id).filter((id) => id !== current));
    },
    refreshAll: () => refresh(residents.map((one) => one.id)),
    /** Lets "recall" disappear when its two minutes are over. */
    tick: () => refresh([current]),
  };
}
