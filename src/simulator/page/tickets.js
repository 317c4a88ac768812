// The tickets: what was promised, how much time is left, what happened so far.
import * as api from './api.js';
import { byId, el, icon, reconcile } from './dom.js';
import { gradeNames, sayClock, sayCountdown, sayEvent, sayTime } from './words.js';

/** @typedef {import('./api.js').SimTicket} SimTicket */

const over = ['已处理', '回访中', '已办结', '已撤销'];

/**
 * @param {{ now: () => number, onCount: (open: number) => void }} page
 */
export function createTicketBoard({ now, onCount }) {
  const list = byId('tickets', HTMLDivElement);
  /** @type {SimTicket[]} */
  let tickets = [];
  /** @type {Set<string>} */
  const opened = new Set();

  function show() {
    const sorted = [...tickets].sort(
      (a, b) => Number(isOver(a)) - Number(isOver(b)) || a.grade - b.grade || b.openedAt - a.openedAt,
    );
    reconcile(list, sorted.length === 0 ? [nothing()] : sorted.map(card));
    onCount(tickets.filter((one) => !isOver(one)).length);
    tick();
  }

  function nothing() {
    return el(
      'div',
      { class: 'nothing', 'data-key': 'nothing', 'data-version': '' },
      icon('list'),
      el('p', {}, '还没有工单'),
      el('p', {}, '在左边的手机上说一件要修的事，比如“卫生间的灯不亮了”。'),
    );
  }

  /** @param {SimTicket} ticket */
  function card(ticket) {
    const { id, grade, promiseDueAt } = ticket;
    const isDone = isOver(ticket);
    const past = el(
      'details',
      { class: 'past' },
      el('summary', {}, `经过（${ticket.events.length}）`),
      el(
        'ol',
        {},
        ...ticket.events.map((one) => el('li', {}, el('time', {}, sayClock(one.at)), sayEvent(one.type))),
      ),
    );
    past.open = opened.has(id);
    past.addEventListener('toggle', () => (past.open ? opened.add(id) : opened.delete(id)));
    return el(
      'article',
      {
        class: `ticket grade-${grade}${isDone ? ' over' : ''}`,
        'data-key': id,
        'data-version': JSON.stringify(ticket),
      },
      el(
        'header',
        {},
        el('span', { class: `badge grade-${grade}` }, gradeNames[grade]),
        el('h3', {}, ticket.title || '住户来访'),
        el('span', { class: 'status' }, ticket.status),
      ),
      el(
        'dl',
        {},
        el('div', {}, el('dt', {}, '地点'), el('dd', {}, ticket.place || '正在问')),
        el('div', {}, el('dt', {}, '单号'), el('dd', { class: 'code' }, ticket.code)),
        ticket.promise === '' ? null : el('div', {}, el('dt', {}, '承诺'), el('dd', {}, ticket.promise)),
        el('div', {}, el('dt', {}, '登记'), el('dd', {}, sayTime(ticket.openedAt, now()))),
      ),
      promiseDueAt === null || isDone
        ? null
        : el('p', { class: 'countdown', 'data-due': String(promiseDueAt) }, icon('clock'), el('span', {})),
      past,
    );
  }

  /** Moves the countdowns on. */
  function tick() {
    for (const line of list.querySelectorAll('.countdown')) {
      if (!(line instanceof HTMLElement)) continue;
      const { text, state } = sayCountdown(Number(line.dataset.due), now());
      const words = line.querySelector('span');
      if (words && words.textContent !== text) words.textContent = text;
      line.dataset.state = state;
    }
  }

  return {
    tick,
    async refresh() {
      const answer = await api.readTickets();
      if (!answer.ok) return;
      tickets = answer.tickets;
      show();
    },
  };
}

/** @param {SimTicket} ticket */
function isOver(ticket) {
  return over.includes(ticket.status);
}
