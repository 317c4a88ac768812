// The calls of the page to its own server.

/** @typedef {import('../views.ts').SimMessage} SimMessage */
/** @typedef {import('../ports.ts').SimResident} SimResident */
/** @typedef {import('../ports.ts').SimStaff} SimStaff */
/** @typedef {import('../ports.ts').SimNotice} SimNotice */
/** @typedef {import('../ports.ts').SimTicket} SimTicket */
/** @typedef {{ ok: false, say: string }} Refused */
/** @typedef {import('../stream.ts').Hint} Hint */

const base = '/simulator/api';

/**
 * @template T
 * @param {string} path
 * @param {RequestInit} [init]
 * @returns {Promise<({ ok: true } & T) | Refused>}
 */
async function call(path, init) {
  try {
    const response = await fetch(base + path, init);
    return await response.json();
  } catch {
    return { ok: false, say: '连不上前台，请看看程序是不是还开着' };
  }
}

/**
 * @template T
 * @param {string} path
 * @param {Record<string, unknown>} [body]
 * @returns {Promise<({ ok: true } & T) | Refused>}
 */
function post(path, body = {}) {
  return call(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** @param {string} id */
const residentPath = (id) => `/residents/${encodeURIComponent(id)}`;

/** @typedef {{ id: string, faults: string[] }} SimPlatform */

/** @returns {Promise<({ ok: true, now: number, accountName: string, residents: SimResident[], staff: SimStaff[], channels: SimPlatform[], webChat: string | null }) | Refused>} */
export const readScene = () => call('/scene');

/**
 * @param {string} channel
 * @returns {Promise<({ ok: true, resident: SimResident }) | Refused>}
 */
export const addResident = (channel) => post('/residents', { channel });

/**
 * @param {string} id
 * @returns {Promise<({ ok: true, now: number, messages: SimMessage[] }) | Refused>}
 */
export const readTimeline = (id) => call(`${residentPath(id)}/timeline`);

/** @returns {Promise<({ ok: true, now: number, notices: SimNotice[] }) | Refused>} */
export const readNotices = () => call('/notices');

/**
 * @param {string} channel
 * @returns {Promise<({ ok: true, now: number, entries: import('../views.ts').LedgerLine[] }) | Refused>}
 */
export const readLedger = (channel) => call(`/ledger?channel=${encodeURIComponent(channel)}`);

/**
 * Lets something go wrong once.
 * @param {string} channel
 * @param {string} fault
 */
export const breakNext = (channel, fault) => post('/faults', { channel, fault });

/** @returns {Promise<({ ok: true, now: number, tickets: SimTicket[] }) | Refused>} */
export const readTickets = () => call('/tickets');

/**
 * @param {string} id
 * @param {string} text
 */
export const write = (id, text) => post(`${residentPath(id)}/write`, { text });

/**
 * @param {string} id
 * @param {string} menuItemId
 */
export const click = (id, menuItemId) => post(`${residentPath(id)}/click`, { menuItemId });

/** @param {string} id */
export const enter = (id) => post(`${residentPath(id)}/enter`);

/**
 * @param {string} id
 * @param {string} messageId
 */
export const recall = (id, messageId) => post(`${residentPath(id)}/recall`, { messageId });

/**
 * @param {string} id
 * @param {Blob} photo
 */
export const sendPhoto = (id, photo) =>
  call(`${residentPath(id)}/photo`, {
    method: 'POST',
    headers: { 'content-type': photo.type || 'application/octet-stream' },
    body: photo,
  });

/**
 * A made-up one of its kind: place, gate, elsewhere, voice, video, link, chat, danger.
 * @param {string} id
 * @param {string} kind
 */
export const sendKind = (id, kind) => post(`${residentPath(id)}/send`, { kind });

/**
 * @param {string} id
 * @param {File} file
 */
export const sendFile = (id, file) =>
  call(`${residentPath(id)}/file?name=${encodeURIComponent(file.name)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: file,
  });

/**
 * @param {string} ticketId
 * @param {string} staffUserId
 */
export const accept = (ticketId, staffUserId) =>
  post(`/tickets/${encodeURIComponent(ticketId)}/accept`, { staffUserId });

/** @param {string} mediaId */
export const mediaUrl = (mediaId) => `${base}/media/${encodeURIComponent(mediaId)}`;

/**
 * Live hints where to look again. `isBack` is true whenever the line stands (again): look at everything then.
 * @param {(hint: Hint) => void} onChange
 * @param {(isBack: boolean) => void} onLine
 */
export function listen(onChange, onLine) {
  const source = new EventSource(`${base}/stream`);
  source.addEventListener('changed', (event) => onChange(JSON.parse(event.data)));
  source.addEventListener('open', () => onLine(true));
  source.addEventListener('error', () => onLine(false));
}
