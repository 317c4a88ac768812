// Where one writes: Enter sends, but never in the middle of choosing a character; a photo goes with two taps.
import { h, ICONS, icon } from './dom.ts';
import { shrink } from './photo.ts';
import type { Words } from './words.ts';

export type ComposerPorts = {
  words(): Words;
  say(text: string): boolean;
  sendPhoto(dataUrl: string): boolean;
  /** Something could not be taken; in words. */
  complain(text: string): void;
};

const LONGEST = 2_000;

export type Composer = { element: HTMLElement; speak(): void; focus(): void };

export function createComposer({ words, say, sendPhoto, complain }: ComposerPorts): Composer {
  const input = h('textarea', { rows: 1, maxlength: LONGEST, enterkeyhint: 'send', id: 'words' });
  const sendButton = h('button', { class: 'send', type: 'submit' }, icon(ICONS.send));
  const photoButton = h('button', { class: 'plain', type: 'button' }, icon(ICONS.photo));
  const file = h('input', { type: 'file', accept: 'image/*', hidden: true, multiple: true });
  const label = h('label', { for: 'words', class: 'unseen' });
  const form = h('form', { class: 'composer' }, photoButton, file, label, input, sendButton);

  /** Some browsers end the composition first and tell of the key afterwards; the key says so itself then. */
  const isComposing = (event: KeyboardEvent) => event.isComposing || event.keyCode === 229;

  function grow(): void {
    input.style.height = 'auto';
    input.style.height = `${Math.min(input.scrollHeight, 132)}px`;
    sendButton.disabled = input.value.trim() === '';
  }

  function send(): void {
    const text = input.value.trim();
    if (text === '') return;
    if (!say(text)) {
      complain(words().failed);
      return;
    }
    input.value = '';
    grow();
    input.focus();
  }

  input.addEventListener('input', grow);
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return;
    event.preventDefault();
    send();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });
  photoButton.addEventListener('click', () => file.click());
  file.addEventListener('change', async () => {
    const chosen = [...(file.files ?? [])];
    file.value = '';
    for (const one of chosen) {
      const small = await shrink(one);
      if (small === null) complain(words().notPhoto);
      else if (!sendPhoto(small)) complain(words().tooManyPhotos);
    }
  });

  return {
    element: form,
    speak() {
      label.textContent = words().write;
      input.placeholder = words().write;
      sendButton.setAttribute('aria-label', words().send);
      photoButton.setAttribute('aria-label', words().photo);
      grow();
    },
    focus: () => input.focus(),
  };
}
