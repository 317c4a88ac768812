// Small helpers for building the page. Text goes in as text nodes only; nothing here reads markup.

/**
 * @typedef {Node | string | null} Child
 */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {{ class?: string, [attribute: string]: string | boolean | ((event: Event) => void) | undefined }} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, '');
    else if (typeof value === 'string') node.setAttribute(name, value);
  }
  for (const child of children) if (child !== null) node.append(child);
  return node;
}

/**
 * The element with this id, which the page's HTML must have.
 * @template {HTMLElement} E
 * @param {string} id
 * @param {new () => E} kind
 * @returns {E}
 */
export function byId(id, kind) {
  const node = document.getElementById(id);
  if (!(node instanceof kind)) throw new Error(`page.html has no ${kind.name} #${id}`);
  return node;
}

/**
 * A picture of the sprite in the page.
 * @param {string} name
 */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.append(use);
  return svg;
}

/**
 * @param {string} name
 * @param {number} tone 0..5
 */
export function avatar(name, tone) {
  return el('span', { class: `avatar tone-${tone % 6}`, 'aria-hidden': 'true' }, name.slice(0, 1));
}

const PHONE = /(?<!\d)(?:1\d{10}|0\d{2,3}-\d{4}-\d{4}|0\d{2,3}-\d{7,8})(?!\d)/g;

/**
 * Words with their telephone numbers to tap on, as in WeChat.
 * @param {string} text
 * @returns {Child[]}
 */
export function withPhones(text) {
  /** @type {Child[]} */
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(PHONE)) {
    parts.push(text.slice(at, match.index), el('a', { class: 'tel', href: `tel:${match[0]}` }, match[0]));
    at = match.index + match[0].length;
  }
  return [...parts, text.slice(at)];
}

/**
 * Puts `next` into `parent` and leaves alone what is the same as before, so that focus and scrolling survive.
 * Every child needs a `data-key`; a changed `data-version` replaces it.
 * @param {HTMLElement} parent
 * @param {HTMLElement[]} next
 * @returns {boolean} whether anything changed
 */
export function reconcile(parent, next) {
  /** @type {Map<string, HTMLElement>} */
  const old = new Map();
  for (const child of [...parent.children]) {
    if (child instanceof HTMLElement) old.set(child.dataset.key ?? '', child);
  }
  const wanted = next.map((node) => {
    const before = old.get(node.dataset.key ?? '');
    return before && before.dataset.version === node.dataset.version ? before : node;
  });
  const isSame =
    wanted.length === parent.children.length && wanted.every((node, n) => parent.children[n] === node);
  if (isSame) return false;
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  parent.replaceChildren(...wanted);
  if (focused && parent.contains(focused)) focused.focus({ preventScroll: true });
  return true;
}
