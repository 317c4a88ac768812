// Puts the three parts of the simulator together and keeps them fresh.
import * as api from './api.js';
import { createChat } from './chat.js';
import { byId } from './dom.js';
import { createPlatform } from './platform.js';
import { createStaffPhone } from './staff.js';
import { createTicketBoard } from './tickets.js';
import { sayClock } from './words.js';

const TELL_MS = 4_000;
const TICKETS_EVERY_MS = 4_000;
const RECALL_CHECK_EVERY_MS = 15_000;

/** The server's time minus ours: countdowns follow the server. */
let aheadMs = 0;
const now = () => Date.now() + aheadMs;

const toast = byId('toast', HTMLDivElement);
let toastTimer = 0;

/** @param {string} words */
function tell(words) {
  toast.textContent = words;
  toast.classList.add('shown');
  clearTimeout(toastTimer);
  toastTimer = window.setTimeout(() => toast.classList.remove('shown'), TELL_MS);
}

const platform = createPlatform({ tell, now });
const chat = createChat({ tell, now, onChannel: (channel) => platform.show(channel) });
const board = createTicketBoard({ now, onCount: (open) => setBadge('tab-tickets', open) });
const phone = createStaffPhone({
  tell,
  now,
  onUrgent: (count) => setBadge('tab-staff', count),
  onAccepted: async () => {
    await Promise.all([phone.refresh(), board.refresh()]);
  },
});

/**
 * @param {string} tabId
 * @param {number} count
 */
function setBadge(tabId, count) {
  const badge = byId(tabId, HTMLButtonElement).querySelector('.count');
  if (badge) badge.textContent = count > 0 ? String(count) : '';
}

const tabs = ['resident', 'staff', 'tickets', 'platform'].map((name) =>
  byId(`tab-${name}`, HTMLButtonElement),
);

/** @param {HTMLButtonElement} chosen */
function openTab(chosen) {
  for (const tab of tabs) {
    const isChosen = tab === chosen;
    tab.setAttribute('aria-selected', String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
    document.getElementById(tab.getAttribute('aria-controls') ?? '')?.classList.toggle('chosen', isChosen);
  }
  for (const id of ['messages', 'notices']) {
    const list = byId(id, HTMLDivElement);
    list.scrollTop = list.scrollHeight;
  }
}

for (const [n, tab] of tabs.entries()) {
  tab.addEventListener('click', () => openTab(tab));
  tab.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = tabs[(n + step + tabs.length) % tabs.length];
    if (step === 0 || !next) return;
    openTab(next);
    next.focus();
  });
}

function showClock() {
  for (const place of document.querySelectorAll('[data-clock]')) place.textContent = sayClock(now());
}

/** @param {boolean} isUp */
function showLine(isUp) {
  byId('line', HTMLParagraphElement).hidden = isUp;
}

async function open() {
  const scene = await api.readScene();
  if (!scene.ok) {
    showLine(false);
    setTimeout(open, 2_000);
    return;
  }
  aheadMs = scene.now - Date.now();
  byId('account', HTMLHeadingElement).textContent = scene.accountName;
  platform.open(scene.channels);
  await Promise.all([
    chat.open(scene.residents, scene.channels, scene.webChat),
    phone.open(scene.staff),
    board.refresh(),
  ]);
  api.listen(
    (hint) => {
      if (hint.residents.length > 0) void chat.refresh(hint.residents);
      if (hint.notices) void phone.refresh();
      if (hint.tickets) void board.refresh();
      void platform.refresh();
      if (hint.unheard) tell('消息已经存好，但前台暂时没有应答');
    },
    (isUp) => {
      showLine(isUp);
      if (isUp) void Promise.all([chat.refreshAll(), phone.refresh(), board.refresh(), platform.refresh()]);
    },
  );
  setInterval(board.tick, 1_000);
  setInterval(showClock, 5_000);
  setInterval(() => void Promise.all([board.refresh(), phone.refresh()]), TICKETS_EVERY_MS);
  setInterval(() => void chat.tick(), RECALL_CHECK_EVERY_MS);
}

showClock();
void open();
