// The platform behind the channel that is chosen: what happened there, and what can be made to go wrong.
import * as api from './api.js';
import { byId, el, reconcile } from './dom.js';
import { channelNames, sayClock, sayFact, sayFault } from './words.js';

/**
 * @param {{ tell: (words: string) => void, now: () => number }} page
 */
export function createPlatform({ tell }) {
  const list = byId('ledger', HTMLDivElement);
  const buttons = byId('faults', HTMLFieldSetElement);
  const title = byId('platform-of', HTMLElement);
  /** @type {import('./api.js').SimPlatform[]} */
  let channels = [];
  let current = '';

  /** @param {string} fault */
  async function happen(fault) {
    const answer = await api.breakNext(current, fault);
    tell(answer.ok ? `好，${sayFault(fault).will}` : answer.say);
  }

  async function refresh() {
    const asked = current;
    if (asked === '' || !channels.some(({ id }) => id === asked)) return;
    const answer = await api.readLedger(asked);
    if (!answer.ok || asked !== current) return;
    const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
    const rows = answer.entries.map(({ seq, at, type, detail }) => {
      const { words, is } = sayFact(type);
      return el(
        'article',
        { class: `fact ${is}`, 'data-key': `${asked}${seq}`, 'data-version': '' },
        el('time', {}, sayClock(at)),
        el('b', {}, words),
        detail === '' ? null : el('code', {}, detail),
      );
    });
    const none = el(
      'p',
      { class: 'none', 'data-key': 'none', 'data-version': asked },
      '这个平台上还没有发生什么',
    );
    if (reconcile(list, rows.length === 0 ? [none] : rows) && isAtEnd) list.scrollTop = list.scrollHeight;
  }

  /** @param {string} channel */
  function show(channel) {
    current = channel;
    const played = channels.find(({ id }) => id === channel);
    title.textContent = played
      ? `${channelNames[channel] ?? channel}，前台发的和收的都在这里`
      : '网页聊天没有平台，也就没有台账';
    buttons.replaceChildren(
      ...(played?.faults ?? []).map((fault) =>
        el(
          'button',
          { type: 'button', title: sayFault(fault).will, click: () => void happen(fault) },
          sayFault(fault).name,
        ),
      ),
    );
    list.replaceChildren();
    list.hidden = !played;
    void refresh();
  }

  return {
    refresh,
    show,
    /** @param {import('./api.js').SimPlatform[]} all */
    open(all) {
      channels = all;
    },
  };
}
