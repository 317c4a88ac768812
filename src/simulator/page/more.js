// Sending what is neither words nor a photo: a place, a voice, a film, a file, a link, a chat that is passed on.
import * as api from './api.js';
import { byId } from './dom.js';

const LARGEST_BYTES = 20 * 1024 ** 2;

/**
 * @param {(words: string) => void} tell
 * @param {() => string} to the resident who sends
 * @param {() => Promise<unknown>} onSent
 */
export function createMore(tell, to, onSent) {
  const dialog = byId('more-dialog', HTMLDialogElement);
  const file = byId('more-file', HTMLInputElement);

  /** @param {Promise<{ ok: true } | { ok: false, say: string }>} sending */
  async function leave(sending) {
    dialog.close();
    const answer = await sending;
    if (!answer.ok) tell(answer.say);
    await onSent();
  }

  for (const button of dialog.querySelectorAll('button[data-kind]')) {
    button.addEventListener('click', () => {
      const kind = button instanceof HTMLButtonElement ? (button.dataset.kind ?? '') : '';
      void leave(api.sendKind(to(), kind));
    });
  }
  file.addEventListener('change', () => {
    const chosen = file.files?.[0];
    file.value = '';
    if (!chosen) return;
    if (chosen.size > LARGEST_BYTES) return tell('文件请不要超过 20 MB');
    void leave(api.sendFile(to(), chosen));
  });
  byId('more-cancel', HTMLButtonElement).addEventListener('click', () => dialog.close());

  return { open: () => dialog.showModal() };
}
