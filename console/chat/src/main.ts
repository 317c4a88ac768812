// The page residents write on: header, conversation, composer. Alone at /chat, or within another site at /chat/embed.
import { createApi } from './api.ts';
import { createComposer } from './composer.ts';
import { h, ICONS, icon } from './dom.ts';
import { createShelf } from './shelf.ts';
import { openStream } from './stream.ts';
import { createTalk } from './talk.ts';
import { createUnsentList } from './unsent.ts';
import { createView } from './view.ts';
import { LANGS, type Lang, languageOf, wordsIn } from './words.ts';

/** Long enough to read a line twice. */
const COMPLAINT_MS = 8_000;

const asked = new URLSearchParams(location.search);
const at = asked.get('at') ?? '-';
const embedded = location.pathname.endsWith('/embed');
const shelf = createShelf(`desk-chat:${embedded ? 'within' : 'page'}:${at}:`);
let lang: Lang = languageOf(shelf.get('lang') ?? asked.get('lang'), navigator.languages);
const words = () => wordsIn(lang);

const api = createApi(at, { embedded, shelf });
const talk = createTalk(api, createUnsentList(shelf), {
  lang: () => lang,
  onChange: () => show(),
  onNew: () => tellSite('new'),
});
const view = createView(talk, () => ({ lang, words: words() }));
const composer = createComposer({
  words,
  say: talk.say,
  sendPhoto: talk.sendPhoto,
  complain(text) {
    complaint = text;
    window.clearTimeout(complaintEnds);
    complaintEnds = window.setTimeout(() => {
      complaint = '';
      show();
    }, COMPLAINT_MS);
    show();
  },
});
let stream: ReturnType<typeof openStream> | null = null;
let complaint = '';
let complaintEnds = 0;

const title = h('h1');
const call = h('a', { class: 'call' });
const languages = h(
  'select',
  {
    change: () => {
      lang = languageOf(languages.value, []);
      shelf.set('lang', lang);
      talk.choose(lang);
      speak();
    },
  },
  ...LANGS.map((each) => h('option', { value: each.lang, lang: each.lang }, each.name)),
);
const close = h(
  'button',
  { class: 'plain', type: 'button', click: () => tellSite('close') },
  icon(ICONS.close),
);
const notice = h('p', { class: 'notice', role: 'status' });
const privacy = h('span');
const forget = h('button', { type: 'button', class: 'link', click: () => void leave() });
const opening = h('p', { class: 'opening' });
const footer = h('footer', {}, composer.element, h('p', { class: 'small' }, privacy, ' ', forget));

document
  .getElementById('chat')
  ?.append(
    h('header', {}, title, call, languages, ...(embedded ? [close] : [])),
    h('main', {}, notice, opening, view.log),
    footer,
  );

function speak(): void {
  document.documentElement.lang = lang;
  languages.value = lang;
  languages.setAttribute('aria-label', words().language);
  close.setAttribute('aria-label', words().close);
  privacy.textContent = words().privacy;
  forget.textContent = words().forget;
  composer.speak();
  show();
}

/** Only whoever has been let in is told anything. */
function listen(): ReturnType<typeof openStream> {
  return openStream({
    url: api.streamUrl,
    headers: api.headersOfOwn,
    embedded,
    hear: (event) => (event === 'typing' ? talk.seenTyping() : talk.wake()),
    onState: (isOpen) => {
      if (isOpen) talk.wake();
    },
    onUnknown: talk.begin,
  });
}

function show(): void {
  const state = talk.state();
  const { session, isClosed, isAway } = state;
  if (session !== null) stream ??= listen();
  title.textContent = session?.name ?? words().desk;
  document.title = title.textContent;
  if (session?.office) {
    call.href = `tel:${session.office.phone.replaceAll('-', '')}`;
    call.textContent = words().call;
  }
  call.hidden = !session?.office;
  opening.hidden = session !== null || state.unsent.length > 0;
  opening.textContent = isClosed ? words().noChat : isAway ? words().notOpen : words().opening;
  footer.hidden = isClosed;
  const told = complaint !== '' ? complaint : isAway && !isClosed ? words().offline : '';
  if (notice.textContent !== told) notice.textContent = told;
  view.show(state);
}

async function leave(): Promise<void> {
  if (!window.confirm(words().forgetSure)) return;
  await api.leave();
  shelf.clear();
  location.reload();
}

/** No content goes there, so it may be any site; who may frame us says the content policy. */
function tellSite(what: 'close' | 'new'): void {
  if (embedded && window.parent !== window) window.parent.postMessage(`desk-chat:${what}`, '*');
}

speak();
void talk.begin();
window.addEventListener('online', () => {
  talk.wake();
  stream?.retry();
});
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') talk.wake();
});
window.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && embedded && !event.isComposing) tellSite('close');
});
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source === window.parent && event.data === 'desk-chat:opened') composer.focus();
});
