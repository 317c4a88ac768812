// The phones of the people on duty: what reached them, and taking a ticket.
import * as api from './api.js';
import { byId, el, icon, reconcile, withPhones } from './dom.js';
import { gradeNames, sayTime } from './words.js';

/** @typedef {import('./api.js').SimNotice} SimNotice */
/** @typedef {import('./api.js').SimStaff} SimStaff */

/**
 * @param {{ tell: (words: string) => void, now: () => number, onUrgent: (count: number) => void, onAccepted: () => Promise<void> }} page
 */
export function createStaffPhone({ tell, now, onUrgent, onAccepted }) {
  const list = byId('notices', HTMLDivElement);
  const chooser = byId('worker', HTMLSelectElement);
  /** @type {SimStaff[]} */
  let staff = [];
  /** @type {SimNotice[]} */
  let notices = [];

  function show() {
    showWorkers();
    const shown = chooser.value === '' ? notices : notices.filter((one) => one.userId === chooser.value);
    const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
    /** @type {Map<string, string>} the last notice each phone got about a ticket */
    const last = new Map(shown.map((one) => [`${one.ticketId} ${one.userId}`, one.id]));
    const rows =
      shown.length === 0
        ? [nothing()]
        : shown.map((one) => row(one, last.get(`${one.ticketId} ${one.userId}`) === one.id));
    if (reconcile(list, rows) && isAtEnd) list.scrollTop = list.scrollHeight;
    onUrgent(new Set(notices.filter((one) => one.canAccept).map((one) => one.ticketId)).size);
  }

  /** People who were called stand first. */
  function showWorkers() {
    const called = new Set(notices.map((one) => one.userId));
    const options = [
      { userId: '', words: '全部值班师傅' },
      ...[...staff]
        .sort((a, b) => Number(called.has(b.userId)) - Number(called.has(a.userId)))
        .map((one) => ({
          userId: one.userId,
          words: `${one.name}（${one.title}）${called.has(one.userId) ? ' · 有通知' : ''}`,
        })),
    ];
    const wanted = options.map((one) => one.words).join('|');
    if (chooser.dataset.version === wanted) return;
    const chosen = chooser.value;
    chooser.dataset.version = wanted;
    chooser.replaceChildren(...options.map((one) => el('option', { value: one.userId }, one.words)));
    chooser.value = chosen;
  }

  function nothing() {
    return el(
      'div',
      { class: 'nothing', 'data-key': 'nothing', 'data-version': chooser.value },
      icon('bell'),
      el('p', {}, '还没有通知'),
      el('p', {}, '险情和紧急的事一登记，值班师傅的手机就在这里响。'),
    );
  }

  /**
   * @param {SimNotice} notice
   * @param {boolean} isLast nothing newer came about this ticket, so the button stands here
   */
  function row(notice, isLast) {
    const [first = '', ...rest] = notice.text.split('\n');
    const { ticketId, userId } = notice;
    // News of a ticket they were called for already must not ring like another call.
    const isNews = first.startsWith('【更新】');
    const isUrgent = !isNews && (notice.grade === 1 || (notice.grade === null && first.includes('一级')));
    return el(
      'article',
      {
        class: `notice${isUrgent ? ' urgent' : ''}`,
        'data-key': notice.id,
        'data-version': `${notice.canAccept} ${notice.grade} ${isLast}`,
      },
      el('header', {}, el('span', {}, `发给 ${notice.to}`), el('time', {}, sayTime(notice.at, now()))),
      isUrgent ? el('p', { class: 'alarm' }, icon('bell'), `${gradeNames[1]} · 请马上处理`) : null,
      el('h3', {}, first),
      rest.length === 0 ? null : el('p', { class: 'notice-words' }, ...withPhones(rest.join('\n'))),
      ticketId === null || !isLast
        ? null
        : notice.canAccept
          ? el('button', { type: 'button', class: 'take', click: () => void take(ticketId, userId) }, '接单')
          : el('p', { class: 'taken' }, icon('tick'), '这张单已经有人跟进'),
    );
  }

  /**
   * @param {string} ticketId
   * @param {string} staffUserId
   */
  async function take(ticketId, staffUserId) {
    const answer = await api.accept(ticketId, staffUserId);
    if (!answer.ok) tell(answer.say);
    else tell('已接单，住户会收到消息');
    await onAccepted();
  }

  chooser.addEventListener('change', () => {
    list.replaceChildren();
    show();
    list.scrollTop = list.scrollHeight;
  });

  async function refresh() {
    const answer = await api.readNotices();
    if (!answer.ok) return;
    notices = answer.notices;
    show();
  }

  return {
    refresh,
    /** @param {SimStaff[]} all */
    async open(all) {
      staff = all;
      await refresh();
    },
  };
}
