// One script tag on another site: a button in a corner, and behind it the chat in a frame. Nothing of ours touches the site's own page:
// the button lives in a shadow, the chat in its frame, and there is no global name.

const script = document.currentScript as HTMLScriptElement | null;

const WORDS = {
  zh: { open: '联系物业', close: '收起聊天', news: '有新消息' },
  tw: { open: '聯絡物業', close: '收起聊天', news: '有新訊息' },
  en: { open: 'Contact the desk', close: 'Close chat', news: 'new messages' },
};

const STYLE = `
:host { all: initial }
button { position: fixed; right: 16px; bottom: calc(16px + env(safe-area-inset-bottom)); z-index: 2147483000; min-width: 56px;
  height: 56px; padding: 0 20px; border: 0; border-radius: 28px; background: #0a7a45; color: #fff; cursor: pointer;
  font: 600 17px/1 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; box-shadow: 0 2px 12px rgb(0 0 0 / .25) }
button:focus-visible { outline: 3px solid #0a7a45; outline-offset: 3px }
button[data-news]::after { content: ''; position: absolute; right: 2px; top: 2px; width: 14px; height: 14px; border-radius: 50%;
  background: #c62828; border: 2px solid #fff }
iframe { position: fixed; right: 16px; bottom: calc(84px + env(safe-area-inset-bottom)); z-index: 2147483001; width: 384px;
  height: min(640px, calc(100vh - 108px)); border: 0; border-radius: 14px; background: #fff; box-shadow: 0 6px 28px rgb(0 0 0 / .28) }
iframe[hidden] { display: none }
@media (max-width: 520px) { iframe { inset: 0; width: 100%; height: 100vh; height: 100dvh; border-radius: 0 } }
`;

function dress(root: ShadowRoot): void {
  try {
    // Made by script, so that a site without inline styles in its policy shows it all the same.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } catch {
    // Phones of before 2023.
    const style = document.createElement('style');
    style.textContent = STYLE;
    root.append(style);
  }
}

function start({ src, dataset }: HTMLScriptElement): void {
  const { origin } = new URL(src);
  const lang = dataset.lang ?? navigator.language;
  const words = /^zh\b(?!-Hans).*(?:TW|HK|MO|Hant)/i.test(lang)
    ? WORDS.tw
    : /^zh/i.test(lang)
      ? WORDS.zh
      : WORDS.en;
  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'open' });
  dress(root);
  const button = document.createElement('button');
  button.type = 'button';
  let frame: HTMLIFrameElement | null = null;
  const isOpen = () => frame !== null && !frame.hidden;

  function say(): void {
    const hasNews = button.hasAttribute('data-news');
    button.textContent = dataset.label ?? words.open;
    button.setAttribute('aria-label', hasNews ? `${button.textContent}，${words.news}` : button.textContent);
    button.setAttribute('aria-expanded', String(isOpen()));
  }

  function open(): void {
    button.removeAttribute('data-news');
    if (frame === null) {
      frame = document.createElement('iframe');
      const address = new URL('/chat/embed', origin);
      if (dataset.at !== undefined) address.searchParams.set('at', dataset.at);
      if (dataset.lang !== undefined) address.searchParams.set('lang', dataset.lang);
      frame.src = address.href;
      frame.title = dataset.label ?? words.open;
      frame.addEventListener('load', greet);
      root.append(frame);
    } else {
      frame.hidden = false;
      greet();
    }
    say();
  }

  /** The keyboard goes along. */
  function greet(): void {
    frame?.focus();
    frame?.contentWindow?.postMessage('desk-chat:opened', origin);
  }

  function close(): void {
    if (frame) frame.hidden = true;
    say();
    button.focus();
  }

  button.addEventListener('click', () => (isOpen() ? close() : open()));
  window.addEventListener('message', ({ source, origin: from, data }: MessageEvent<unknown>) => {
    if (frame === null || source !== frame.contentWindow || from !== origin) return;
    if (data === 'desk-chat:close') close();
    if (data === 'desk-chat:new' && !isOpen()) {
      button.setAttribute('data-news', '');
      say();
    }
  });
  say();
  root.append(button);
  document.body.append(host);
}

if (script) {
  if (document.body) start(script);
  else document.addEventListener('DOMContentLoaded', () => start(script));
}
